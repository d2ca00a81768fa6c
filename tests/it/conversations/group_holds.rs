//! Whom a user group holds besides who is on call: who is next, everybody in the rotation, who is always in it.

use rota::slack::modals::ModalId;
use rota::store::{links, people};

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

/// Alice links the schedule of #payments by its form.
async fn links(town: &Town, fields: &[(&str, &str)]) {
    town.alice.types("/oncall link").await;
    let heard = town.slack.submits("alice", &ModalId::LinkForm.to_string(), fields).await;
    drop(heard.calmly());
    town.alice.closes_the_modal().await;
    town.passes("3 s").await;
    town.forgets();
}

on_both!(who_is_next_is_in_it_too_and_follows_every_change, async |store| {
    let town = Town::with(store, MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    let payments = town.schedule("payments").daily("09:00", 24, ["alice", "bob", "carol"]).in_channel("#payments");
    payments.keeps(&group).await;
    town.leaves_direct_messages_aside();
    links(&town, &[("holds", "next")]).await;
    assert_eq!(town.members("@payments-oncall"), ["alice", "bob"]);
    town.passes("1 day").await;
    assert_eq!(town.members("@payments-oncall"), ["bob", "carol"]);
    town.alice.types("/oncall override @alice payments tomorrow 9-17").await;
    town.passes("3 s").await;
    assert_eq!(town.members("@payments-oncall"), ["alice", "bob"], "who is next changed, and nobody joined or left");
    town.forgets();
});

on_both!(everybody_in_the_rotation_is_in_it_whoever_is_on_call, async |store| {
    let town = Town::with(store, MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["alice"]);
    town.schedule("payments").daily("09:00", 8, ["bob", "carol"]).in_channel("#payments").keeps(&group).await;
    links(&town, &[("holds", "all")]).await;
    assert_eq!(town.members("@payments-oncall"), ["bob", "carol"]);
    town.passes("9 hours").await;
    assert_eq!(town.members("@payments-oncall"), ["bob", "carol"], "in a gap, too");
    let said = town.said();
    assert!(
        said.iter().all(|entry| !entry.shown().contains("payments-oncall")),
        "nothing changed in the group: {said:?}"
    );
    town.slack.set_group_members("payments-oncall", &["alice"]);
    town.passes("10 min").await;
    assert_eq!(town.members("@payments-oncall"), ["bob", "carol"]);
});

on_both!(two_schedules_linked_differently_feed_one_group, async |store| {
    let town = Town::with(store, MONDAY).await;
    let group = town.slack.add_user_group("all-oncall", "Everybody on call", &["carol"]);
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.schedule("search").daily("09:00", 8, ["carol"]).keeps(&group).await;
    town.alice.types("/oncall link payments @all-oncall").await;
    let asked = town.said().pop().unwrap().shown().to_owned();
    assert!(asked.contains("*Now:* Carol.") && asked.contains("*Will be:* Alice and Carol."), "{asked}");
    assert!(asked.contains("*search* keeps it too"), "{asked}");
    town.alice.fills_in(ModalId::TakeGroup, []).await;
    town.alice.closes_the_modal().await;
    links(&town, &[("holds", "next")]).await;
    assert_eq!(town.members("@all-oncall"), ["alice", "bob", "carol"]);
    town.passes("9 hours").await;
    assert_eq!(town.members("@all-oncall"), ["alice", "bob"]);
    town.alice.types("/oncall unlink payments @all-oncall").await;
    town.passes("16 hours").await;
    assert_eq!(town.members("@all-oncall"), ["carol"]);
    town.forgets();
});

on_both!(who_is_always_in_it_stays_in_a_gap_whatever_the_group_does_then, async |store| {
    let town = Town::with(store, MONDAY).await;
    for (name, gap) in
        [("keep", ["alice", "carol"].as_slice()), ("disable", &["carol"]), ("fallback", &["bob", "carol"])]
    {
        let group = town.slack.add_user_group(&format!("{name}-oncall"), name, &["bob"]);
        let plan = town.schedule(name).daily("09:00", 8, ["alice"]).keeps(&group);
        let plan = match name {
            "disable" => plan.disables_the_group_in_gaps(),
            "fallback" => plan.falls_back_to(["bob"]),
            _ => plan,
        };
        let id = plan.await;
        let mut tx = town.ctx().store.begin().await.unwrap();
        let everybody = people::all(&mut tx, town.workspace).await.unwrap();
        let carol = everybody.iter().find(|person| person.username == "carol").unwrap().id;
        let link = links::Link { permanent: vec![carol], ..links::Link::default() };
        links::keep(&mut tx, town.workspace, id, &link).await.unwrap();
        tx.commit().await.unwrap();
        town.passes("10 min").await;
        assert_eq!(town.members(&format!("@{name}-oncall")), ["alice", "carol"], "{name}");
        let to_gap = 9 * 60 - (town.clock.now().as_second() / 60 % (24 * 60) - 8 * 60);
        town.passes(&format!("{to_gap} min")).await;
        assert_eq!(town.members(&format!("@{name}-oncall")), gap, "{name} in a gap");
        assert!(!town.slack.group_is_disabled(&format!("{name}-oncall")), "Slack has no empty groups, this is none");
        town.slack.set_group_members(&format!("{name}-oncall"), &["alice"]);
        town.passes("10 min").await;
        assert_eq!(town.members(&format!("@{name}-oncall")), gap, "{name} repaired in a gap");
        town.passes(&format!("{} min", 24 * 60 - 9 * 60 - 10)).await;
    }
});

#[tokio::test]
async fn in_a_gap_the_announcement_says_whom_the_group_points_at() {
    let town = Town::on(MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["alice"]);
    town.schedule("payments").daily("09:00", 8, ["alice", "bob"]).in_channel("#payments").keeps(&group).await;
    links(&town, &[("holds", "next")]).await;
    town.passes("9 hours").await;
    let said = town.said().pop().unwrap().shown().to_owned();
    assert!(said.contains("`@payments-oncall` points at Bob meanwhile."), "{said}");
    assert_eq!(town.members("@payments-oncall"), ["bob"]);
}

on_both!(two_replicas_write_a_new_group_once, async |store| {
    let town = Town::with_replicas(store, MONDAY, 2).await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    town.alice.types("/oncall link payments @payments-oncall").await;
    let writes = || town.slack.calls().iter().filter(|call| call.method == "usergroups.users.update").count();
    let before = writes();
    town.alice.fills_in(ModalId::TakeGroup, []).await;
    town.passes("1 min").await;
    assert_eq!(writes() - before, 2, "once as it is, to see whether we may, and once with who is on call");
    assert_eq!(town.members("@payments-oncall"), ["alice"]);
    town.forgets();
});
