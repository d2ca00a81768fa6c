//! Two people accept at the same instant, on two replicas: the first one serves, the second is told by whom.

use futures::join;
use jiff::SignedDuration;
use rota::ids::UserId;
use rota::schedule::Interval;
use rota::store::{outbox, people};
use rota::usecases::Actor;
use rota::usecases::cover::accept::accept;
use rota::usecases::cover::ask::{Wish, ask_for_cover};
use rota::usecases::cover::refusal::Refusal;

use crate::support::databases::on_both;
use crate::support::town::Town;

/// Five hundred rounds in all. What was swapped before is read with its schedule, so each has a few.
const SCHEDULES: i64 = 20;
const ROUNDS: i64 = 25;

on_both!(of_two_who_accept_at_the_same_instant_one_serves_and_each_is_told_once, async |store| {
    let town = Town::with_replicas(store, "Mon 2026-03-02 10:00 Europe/Oslo", 2).await;
    let mut schedules = Vec::new();
    for number in 1..=SCHEDULES {
        schedules.push(
            town.schedule(&format!("payments {number}")).weekly("Mon 09:00", ["alice"]).in_channel("#payments").await,
        );
    }
    let everybody = people::all(&mut town.ctx().store.reader().await.unwrap(), town.workspace).await.unwrap();
    let id = |handle: &str| everybody.iter().find(|person| person.username == handle).unwrap().id;
    let actor = |user: UserId| Actor::Person { workspace: town.workspace, user };
    let (alice, bob, carol) = (id("alice"), id("bob"), id("carol"));
    let waiting = async || outbox::waiting(&mut town.ctx().store.reader().await.unwrap()).await.unwrap();
    let now = town.clock.now();
    for (schedule, round) in schedules.into_iter().flat_map(|schedule| (1..=ROUNDS).map(move |round| (schedule, round)))
    {
        let span = Interval::new(now + SignedDuration::from_hours(round), now + SignedDuration::from_hours(round + 1));
        let shift = Interval::new(now, now + SignedDuration::from_hours(ROUNDS + 2)).unwrap();
        let wish =
            Wish { schedule, shift, span: span.unwrap(), asked: None, in_return: None, reason: None, urgent: false };
        let request = ask_for_cover(town.ctx(), actor(alice), wish).await.unwrap();
        let before = waiting().await;
        let (swap, version) = (request.swap.id, request.swap.version);
        let (one, other) = join!(
            accept(town.ctx_of(0), actor(bob), swap, version),
            accept(town.ctx_of(1), actor(carol), swap, version)
        );
        let (winner, loser) = match (one, other) {
            (Ok(_), Err(refusal)) => ("Bob", refusal),
            (Err(refusal), Ok(_)) => ("Carol", refusal),
            (one, other) => panic!("one of the two wins: {one:?} {other:?}"),
        };
        assert!(matches!(&loser, Refusal::TakenBy(name) if name == winner), "{winner} won, and {loser:?}");
        // The card in the channel and the asker's are rewritten, and both hear of it: once each.
        assert_eq!(waiting().await - before, 4, "round {round}");
    }
    town.forgets();
});
