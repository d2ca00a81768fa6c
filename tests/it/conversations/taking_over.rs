//! `/oncall take`: taking over from somebody in trouble, and filling a gap.

use expect_test::expect;
use futures::future::join_all;
use jiff::SignedDuration;
use rota::ids::UserId;
use rota::playground::Person;
use rota::schedule::Interval;
use rota::store::people;
use rota::usecases::Actor;
use rota::usecases::put_on_call::{Place, Refusal, When, Wish, put_on_call};

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 14:05 Europe/Oslo";

on_both!(bob_takes_over_from_carol_until_the_next_handoff_and_both_are_told, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    town.bob.types("/oncall take").await;
    town.passes("1 min").await;
    town.bob.clicks("Undo").await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only bob)   bot: You're on call for *payments* instead of Carol from now until ⟨Mar 9, 2026 at 09:00⟩ (UTC+1).
            I've told Carol.
            [Undo]
        Mon 14:05  → bob   bot: You took over *payments* from Carol. You're on call from now until ⟨Mar 9, 2026 at 09:00⟩.
            [Next shifts]
        Mon 14:05  → carol   bot: Bob took over *payments* from you. You're off from now until ⟨Mar 9, 2026 at 09:00⟩.
            [Next shifts]
        Mon 14:05  #payments   bot: *payments* is handed over: @bob is on call until ⟨Mar 9, 2026 at 09:00⟩. Bob (took over) joins. Carol is off. Next: Alice.
            [Next shifts] [Ask for cover]
        Mon 14:06  #payments (only bob)   bot (edited): Undone. Carol is on call again.
        Mon 14:06  → carol   bot: Bob took the override of *payments* back: you're on call again from now until ⟨Mar 9, 2026 at 09:00⟩, not Bob.
            [Next shifts]
        Mon 14:06  #payments   bot: *payments* is handed over: @carol is on call until ⟨Mar 9, 2026 at 09:00⟩. Bob is off. Next: Alice.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

on_both!(a_stretch_that_is_named_is_taken, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    town.schedule("search").weekly("Mon 09:00", ["carol"]).await;
    town.bob.types("/oncall take payments sat 9:00 to mon 18:00 because \"carol is ill\"").await;
    town.bob.types("/oncall take search").await;
    town.bob.types("/oncall take search tomorrow").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only bob)   bot: You're on call for *payments* instead of Carol and Alice from ⟨Mar 7, 2026 at 09:00⟩ until ⟨Mar 9, 2026 at 18:00⟩ (UTC+1).
            I've told Carol and Alice.
            [Undo]
        Mon 14:05  #payments (only bob)   bot: This shift has no end in sight, so say until when: `/oncall take search 2h`.
        Mon 14:05  #payments (only bob)   bot: You're on call for *search* instead of Carol from ⟨tomorrow at 00:00⟩ until ⟨Mar 4, 2026 at 00:00⟩ (UTC+1).
            I've told Carol.
            [Undo]
        Mon 14:05  → bob   bot: You took over *payments* from Carol and Alice: "carol is ill". You're on call from ⟨Mar 7, 2026 at 09:00⟩ until ⟨Mar 9, 2026 at 18:00⟩.
            [Next shifts]
        Mon 14:05  → carol   bot: Bob took over *payments* from you: "carol is ill". You're off from ⟨Mar 7, 2026 at 09:00⟩ until ⟨Mar 9, 2026 at 18:00⟩.
            [Next shifts]
        Mon 14:05  → alice   bot: Bob took over *payments* from you: "carol is ill". You're off from ⟨Mar 7, 2026 at 09:00⟩ until ⟨Mar 9, 2026 at 18:00⟩.
            [Next shifts]
    "#]]).await;
});

on_both!(it_has_to_be_said_which_schedule_is_taken, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).await;
    town.schedule("search").weekly("Mon 09:00", ["carol", "alice"]).await;
    town.bob.types("/oncall take").await;
    town.bob.types("/oncall take 2h").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only bob)   bot: Which schedule? Type `/oncall take payments` or `/oncall take search`.
        Mon 14:05  #payments (only bob)   bot: Which schedule? Type `/oncall take payments` or `/oncall take search`.
    "#]])
        .await;
});

#[tokio::test]
async fn of_two_who_take_over_at_once_the_first_one_does() {
    let town = Town::on(MONDAY).await;
    let eve = town.moves_in(Person::new("eve", "Eve")).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    town.bob.types("/oncall take payments").await;
    town.bob.types("/oncall take payments").await;
    eve.types("/oncall take payments").await;
    eve.types("/oncall take payments from @bob").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only bob)   bot: You're on call for *payments* instead of Carol from now until ⟨Mar 9, 2026 at 09:00⟩ (UTC+1).
            I've told Carol.
            [Undo]
        Mon 14:05  #payments (only bob)   bot: You're on call already, until ⟨Mar 9, 2026 at 09:00⟩ at least. Nothing changed.
        Mon 14:05  #payments (only eve)   bot: Bob took over a moment before you. Nothing changed.
        Mon 14:05  #payments (only eve)   bot: You're on call for *payments* instead of Bob from now until ⟨Mar 9, 2026 at 08:00⟩ (UTC).
            I've told Bob.
            [Undo]
        Mon 14:05  → bob   bot: You took over *payments* from Carol. You're on call from now until ⟨Mar 9, 2026 at 09:00⟩.
            [Next shifts]
        Mon 14:05  → carol   bot: Bob took over *payments* from you. You're off from now until ⟨Mar 9, 2026 at 09:00⟩.
            [Next shifts]
        Mon 14:05  → eve   bot: You took over *payments* from Bob. You're on call from now until ⟨Mar 9, 2026 at 08:00⟩.
            [Next shifts]
    "#]]).await;
}

#[tokio::test]
async fn one_of_several_is_relieved() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol+alice", "carol"]).in_channel("#payments").await;
    town.bob.types("/oncall take").await;
    town.bob.types("/oncall take from @alice").await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only bob)   bot: Carol and Alice are on call together then, so say in whose place: add `instead of @somebody` or `instead of everybody`.
        Mon 14:05  #payments (only bob)   bot: You're on call for *payments* instead of Alice, beside Carol, from now until ⟨Mar 9, 2026 at 09:00⟩ (UTC+1).
            I've told Alice.
            [Undo]
        Mon 14:05  → bob   bot: You took over *payments* from Alice. You're on call from now until ⟨Mar 9, 2026 at 09:00⟩.
            [Next shifts]
        Mon 14:05  → alice   bot: Bob took over *payments* from you. You're off from now until ⟨Mar 9, 2026 at 09:00⟩.
            [Next shifts]
        Mon 14:05  #payments   bot: *payments*: @bob and Carol are on call until ⟨Mar 9, 2026 at 09:00⟩. Bob (took over) joins. Carol stays. Alice is off. Next: Carol.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

on_both!(a_gap_is_taken_once, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").daily("09:00", 8, ["carol", "alice"]).in_channel("#payments").await;
    town.passes("3 hours").await;
    town.bob.clicks("Take it now").await;
    town.alice.clicks("Take it now").await;
    town.passes("1 min").await;
    town.passes("17 hours").await;
    town.alice.clicks("Take it now").await;
    town.reads(expect![[r#"
        Mon 17:00  #payments   bot: *payments*: nobody is on call from now until ⟨tomorrow at 09:00⟩. Carol is off. Next: Alice.
            [Take it now] [Next shifts] [Ask for cover]
        Mon 17:05  #payments (only bob)   bot: You're on call for *payments*, where nobody was, from now until ⟨tomorrow at 09:00⟩ (UTC+1).
            [Undo]
        Mon 17:05  #payments (only alice)   bot: Bob took over a moment before you. Nothing changed.
        Mon 17:05  → bob   bot: You took over *payments*. You're on call from now until ⟨tomorrow at 09:00⟩.
            [Next shifts]
        Mon 17:05  #payments   bot: *payments* is handed over: @bob is on call until ⟨tomorrow at 09:00⟩. Bob (took over) joins. Next: Alice.
            [Next shifts] [Ask for cover]
        Tue 09:00  #payments   bot: *payments* is handed over: @alice is on call until ⟨today at 17:00⟩. Bob is off. Then nobody until ⟨tomorrow at 09:00⟩.
            [Next shifts] [Ask for cover]
        Tue 10:06  #payments (only alice)   bot: That time is over already. Nothing changed.
    "#]]).await;
});

on_both!(of_two_who_fill_a_gap_at_the_same_instant_one_does, async |store| {
    let town = Town::with_replicas(store, MONDAY, 2).await;
    let ids = everybody(&town).await;
    let person = |user: UserId| Actor::Person { workspace: town.workspace, user };
    let (now, end) = (town.clock.now(), town.clock.now() + SignedDuration::from_hours(1));
    for round in 0..20 {
        let schedule = town.schedule(&format!("empty {round}")).loudly().await;
        let wish = |user: UserId| {
            let when = When::Span(Interval::new(now, end).unwrap());
            Wish { schedule, user, when, place: Place::Nobodys, reason: None }
        };
        let tries = ids.iter().map(|user| put_on_call(town.ctx(), person(*user), wish(*user)));
        let outcomes = join_all(tries).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let late = |outcome: &&Result<_, _>| matches!(outcome, Err(Refusal::TakenJustNow(_)));
        assert_eq!(outcomes.iter().filter(late).count(), 2, "{outcomes:?}");
    }
    town.passes("1 min").await;
    assert_eq!(town.said().len(), 20, "one direct message each");
});

async fn everybody(town: &Town) -> Vec<UserId> {
    let people = people::all(&mut town.ctx().store.reader().await.unwrap(), town.workspace).await.unwrap();
    people.iter().filter(|person| person.standing.may_be_on_call()).map(|person| person.id).collect()
}

#[tokio::test]
async fn somebody_unheard_of_is_known_when_they_ask_again() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    town.slack.set_events(&[]);
    let newt = town.moves_in(Person::new("newt", "Newt")).await;
    newt.types("/oncall take").await;
    newt.types("/oncall override @bob 2h").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only newt)   bot: I don't know you yet. I'm asking Slack who you are: try again in a moment.
        Mon 14:05  #payments (only newt)   bot: Only a workspace admin can put others on call for *payments*; you can put yourself on call with `/oncall take payments`.
    "#]]).await;
}
