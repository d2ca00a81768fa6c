//! A channel's topic that names who is on call: it follows handoffs, and nothing else in it is touched.

use expect_test::expect;
use reqwest::Method;
use rota::playground::{NewChannel, Weather};
use rota::slack::modals::ModalId;
use serde_json::json;

use super::over_rest::Script;
use crate::support::databases::{self, on_both};
use crate::support::plain_http;
use crate::support::town::{BOT_TOKEN, Plan, Town};

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

/// Somebody sets the topic by hand.
async fn sets_topic(town: &Town, channel: &str, topic: &str) {
    let body = json!({ "channel": town.slack.channel_id(channel).unwrap(), "topic": topic }).to_string();
    let request = plain_http().post(format!("{}/conversations.setTopic", town.slack.api_url()));
    let request = request.bearer_auth(BOT_TOKEN).header("Content-Type", "application/json");
    let answer = request.body(body).send().await.unwrap().text().await.unwrap();
    assert!(answer.contains("\"ok\":true"), "{answer}");
    town.forgets();
}

/// Alice has a schedule named in its channel's topic, or not any more.
pub async fn wants_topic(town: &Town, schedule: &str, topic: &str) {
    town.alice.types(&format!("/oncall link {schedule}")).await;
    town.alice.clicks("Change").await;
    town.alice.fills_in(ModalId::LinkForm, [("topic", topic)]).await;
    town.alice.closes_the_modal().await;
    town.passes("3 s").await;
}

fn topics_set(town: &Town) -> usize {
    town.slack.calls().iter().filter(|call| call.method == "conversations.setTopic").count()
}

on_both!(the_topic_follows_handoffs_keeps_the_rest_and_goes_with_the_link, async |store| {
    let town = Town::with(store, MONDAY).await;
    sets_topic(&town, "payments", "Deploys: green & calm").await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.passes("1 day").await;
    assert_eq!(town.slack.channel_topic("payments"), "Deploys: green & calm", "off unless it is chosen");
    wants_topic(&town, "payments", "yes").await;
    assert_eq!(town.slack.channel_topic("payments"), "Deploys: green & calm ⟦on call: payments Bob⟧");
    town.passes("1 day").await;
    assert_eq!(town.slack.channel_topic("payments"), "Deploys: green & calm ⟦on call: payments Alice⟧");
    sets_topic(&town, "payments", "⟦on call: payments Alice⟧ Deploys: red").await;
    let before = topics_set(&town);
    town.passes("23 hours").await;
    assert_eq!(topics_set(&town), before, "nothing is written that is right");
    town.passes("1 day").await;
    assert_eq!(town.slack.channel_topic("payments"), "⟦on call: payments Bob⟧ Deploys: red");
    town.forgets();
    town.alice.types("/oncall unlink payments #payments").await;
    town.passes("3 s").await;
    assert_eq!(town.slack.channel_topic("payments"), "Deploys: red");
    let before = topics_set(&town);
    town.passes("2 days").await;
    assert_eq!(topics_set(&town), before);
    town.reads(expect![[r#"
        Fri 08:00  #payments (only alice)   bot: *payments* announces nothing in #payments any more, and its topic names nobody on call.
            `/oncall link payments #channel @group` links it again.
        Fri 08:00  #payments   bot (topic): @rota set the channel topic: Deploys: red
    "#]]).await;
});

#[tokio::test]
async fn two_schedules_share_a_topic_and_a_gap_is_said_in_it() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").daily("09:00", 8, ["alice", "bob"]).in_channel("#payments").await;
    town.schedule("search").weekly("Mon 09:00", ["carol+bob"]).in_channel("#payments").await;
    wants_topic(&town, "payments", "yes").await;
    wants_topic(&town, "search", "yes").await;
    assert_eq!(town.slack.channel_topic("payments"), "⟦on call: payments Alice · search Carol and Bob⟧");
    town.passes("9 hours").await;
    assert_eq!(town.slack.channel_topic("payments"), "⟦on call: payments nobody · search Carol and Bob⟧");
    wants_topic(&town, "search", "").await;
    assert_eq!(town.slack.channel_topic("payments"), "⟦on call: payments nobody⟧");
    town.alice.types("/oncall link payments #general").await;
    town.passes("3 s").await;
    assert_eq!(town.slack.channel_topic("payments"), "");
    assert_eq!(town.slack.channel_topic("general"), "⟦on call: payments nobody⟧");
    town.forgets();
}

on_both!(a_topic_waits_as_long_as_slack_asks_and_two_replicas_write_it_once, async |store| {
    let town = Town::with_replicas(store, MONDAY, 2).await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.slack.fails_next("conversations.setTopic", Weather::RateLimited(40));
    wants_topic(&town, "payments", "yes").await;
    assert_eq!(town.slack.channel_topic("payments"), "");
    town.passes("36 s").await;
    assert_eq!(town.slack.channel_topic("payments"), "");
    town.passes("4 s").await;
    assert_eq!(town.slack.channel_topic("payments"), "⟦on call: payments Alice⟧");
    assert_eq!(topics_set(&town), 2, "one refused, one taken");
    town.forgets();
    town.slack.fails_next("conversations.setTopic", Weather::LosesReply);
    town.passes("1 day").await;
    town.passes("1 min").await;
    assert_eq!(town.slack.channel_topic("payments"), "⟦on call: payments Bob⟧");
    assert_eq!(topics_set(&town), 3, "what was set without an answer is not set again");
    town.forgets();
});

#[tokio::test]
async fn a_topic_that_slack_refuses_is_told_once_and_announcements_go_on() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["bob", "carol"]).in_channel("#payments").await;
    wants_topic(&town, "payments", "yes").await;
    town.forgets();
    town.slack.fails_until_cleared("conversations.setTopic", Weather::Refused("missing_scope"));
    town.passes("2 days").await;
    town.reads(expect![[r#"
        Tue 09:00  #payments   bot: *payments* is handed over: @carol is on call until ⟨tomorrow at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
        Tue 09:00  → alice   bot: I couldn't put who is on call for *payments* into the topic of #payments: the Slack app lacks the scope `channels:write.topic` (`groups:write.topic` for a private channel). Whoever runs Rota can add it (README, "Groups"). Announcements go on; I'll tell you again only if it breaks anew.
        Wed 09:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨tomorrow at 09:00⟩. Carol is off. Next: Carol.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

on_both!(a_schedule_moved_or_deleted_over_rest_leaves_no_topic_behind, async |store| {
    let town = Town::with(store, MONDAY).await;
    let payments = town.schedule("payments").daily("09:00", 24, ["bob", "carol"]).in_channel("#payments").await;
    wants_topic(&town, "payments", "yes").await;
    sets_topic(&town, "payments", "Hi ⟦on call: payments Bob⟧").await;
    let script = Script::of(&town).await;
    let path = format!("schedules/{payments}/");
    let general = town.slack.channel_id("general").unwrap();
    script.sends(Method::PUT, &path, json!({ "name": "pay", "slack": { "channel_id": general } })).await;
    town.passes("3 s").await;
    assert_eq!(town.slack.channel_topic("payments"), "Hi");
    assert_eq!(town.slack.channel_topic("general"), "⟦on call: pay Bob⟧");
    script.sends(Method::DELETE, &path, json!({})).await;
    town.passes("3 s").await;
    assert_eq!(town.slack.channel_topic("general"), "");
    town.forgets();
});

#[tokio::test]
async fn without_the_scope_the_form_says_so() {
    let plan = Plan { on: MONDAY, replicas: 1, token: BOT_TOKEN, without: &["channels:write.topic"] };
    let town = Town::planned(databases::sqlite().await, plan).await;
    town.slack.make_channel(NewChannel::named("vault").private().with(&["alice"]));
    town.schedule("payments").daily("09:00", 24, ["bob", "carol"]).in_channel("#payments").await;
    town.alice.types("/oncall link").await;
    town.alice.fills_in(ModalId::LinkForm, [("topic", "yes")]).await;
    town.alice.fills_in(ModalId::LinkForm, [("channel", "#vault"), ("topic", "yes")]).await;
    town.alice.closes_the_modal().await;
    town.passes("3 s").await;
    assert_eq!(town.slack.channel_topic("vault"), "⟦on call: payments Bob⟧");
    town.reads(expect![[r#"
        Mon 09:00  modal of alice   bot: Link a schedule
            *payments*
            Announce in (optional): [#payments] (I come into a public channel by myself; into a private one I have to be invited.)
            What is announced: [Every handoff]
            Who is mentioned: [Who comes on call]
            Topic (optional): ( ) Name who is on call in the channel's topic (The rest of the topic stays as it is. Slack notes each change in the channel.)
            Weekly digest (optional): ( ) Say there on Mondays at nine who comes when that week
            Ask for cover in (optional): [conversations_select] (Empty: the channel above.)
            User group (optional): [external_select] (It holds whom you choose below and nobody else. Who leaves it is shown before anything changes.)
            The group holds: [Who is on call]
            Always in the group (optional): [multi_users_select] (Whoever is on call.)
        Mon 09:00  modal of alice   bot (errors): topic: I may not set topics here: the Slack app lacks the scope channels:write.topic. Whoever runs Rota can add it (README, "Groups"). Nothing was changed.
        Mon 09:00  modal of alice   bot (updated): Rota
            Saved.
            *payments* is linked so:
            • Handoffs are announced in #vault; who comes on call is mentioned.
            • The topic of #vault names who is on call.
            • No user group.
            [Change]
        Mon 09:00  #vault   bot (topic): @rota set the channel topic: ⟦on call: payments Bob⟧
    "#]]).await;
}
