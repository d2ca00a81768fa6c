//! Forms when the database is slow: something is in front of people within half a second, and what they did is not lost.

use expect_test::expect;
use rota::playground::{Trouble, Weather};
use rota::slack::modals::ModalId;

use crate::support::databases;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 14:05 Europe/Oslo";

/// What the modal in front of somebody says first.
fn first_line(town: &Town, handle: &str) -> String {
    let view = town.slack.modal_of(handle).unwrap_or_default();
    let block = &view["blocks"][0];
    block["text"]["text"].as_str().or_else(|| block["label"]["text"].as_str()).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_form_that_is_slow_to_read_says_so_at_once_and_then_is_there() {
    let town = Town::with(databases::sqlite().await, MONDAY).await;
    let busy = town.ctx().store.begin().await.unwrap();
    let types = town.alice.types("/oncall create");
    let release = async {
        let waits = |slack: &rota::playground::Playground| slack.modal_of("alice").is_some();
        assert!(town.slack.until(waits).await, "something is in front of alice while the database is busy");
        assert_eq!(first_line(&town, "alice"), "One moment, I'm reading the schedules.");
        drop(busy);
    };
    let (heard, ()) = tokio::join!(types, release);
    assert_eq!(heard.body, "", "the modal says it all");
    assert_eq!(first_line(&town, "alice"), "Name");
    town.forgets();
}

#[tokio::test]
async fn a_refusal_that_is_slow_takes_the_place_of_the_modal_that_waits() {
    let town = Town::with(databases::sqlite().await, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    let busy = town.ctx().store.begin().await.unwrap();
    let types = town.alice.types("/oncall edit payments");
    let closes = async {
        let waits = |slack: &rota::playground::Playground| slack.modal_of("alice").is_some();
        assert!(town.slack.until(waits).await);
        // She does not want it any more: nothing opens again.
        town.slack.closes_modal("alice").await.calmly();
        drop(busy);
    };
    tokio::join!(types, closes);
    assert_eq!(town.slack.modal_of("alice"), None);
    town.forgets();
}

#[tokio::test]
async fn a_form_whose_answer_takes_long_says_one_moment_and_then_shows_it() {
    let town = Town::with(databases::sqlite().await, MONDAY).await;
    town.slack.add_user_group("payments-oncall", "Payments", &["carol"]);
    town.is_read_by_rota().await;
    town.alice.types("/oncall create").await;
    town.alice.takes("group", "payments").await;
    town.alice.fills_in(ModalId::ScheduleForm, [("name", "payments")]).await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice")]).await;
    town.forgets();
    // Slack does not say who is in the group.
    town.slack.fails_until_cleared("usergroups.users.list", Weather::Hangs);
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.slack.clears_up();
    let shown = town.said().into_iter().map(|entry| entry.blocks.lines().next().unwrap_or_default().to_owned());
    expect![[r"
        One moment, I'm still at it.
        Preview of *payments*, which is new. Nothing is saved yet."]]
    .assert_eq(&shown.collect::<Vec<_>>().join("\n"));
    assert!(
        town.slack.modal_of("alice").unwrap().to_string().contains("I couldn't read who is in `@payments-oncall` now.")
    );
}

#[tokio::test]
async fn a_form_that_slack_does_not_open_any_more_is_answered_with_a_sentence() {
    let town = Town::with(databases::sqlite().await, MONDAY).await;
    town.slack.fails_next("views.open", Weather::Refused("expired_trigger_id"));
    town.alice.types("/oncall create").await;
    assert!(matches!(town.slack.submits("alice", "", &[]).await.trouble, Some(Trouble::NotThere(_))));
    town.reads(expect![[r"
        Mon 14:05  #payments (only alice)   bot: Slack gives a form three seconds to open, and this one was too late. Type the command once more.
    "]]).await;
}
