//! `rota serve` as whoever runs it meets it: the real program, the real clock, a database, REST as `curl` speaks it.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use rota::clock::Clock;
use rota::playground::{NewChannel, Weather};
use serde_json::json;

use crate::support::cable::Cable;
use crate::support::databases::{empty_postgres_url, sqlite_url};
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::plain_http;
use crate::support::program::Program;
use crate::support::served::{BOT_TOKEN, RestClient, SIGNING_SECRET, Served, address, in_seconds, slack_workspace_on};

/// One story on both databases, each by its address.
macro_rules! on_both {
    ($name:ident, $body:expr) => {
        mod $name {
            #[allow(unused_imports, reason = "a body may need nothing from around it")]
            use super::*;

            #[tokio::test]
            async fn on_sqlite() {
                story($body, sqlite_url()).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                if let Some(database) = empty_postgres_url().await {
                    story($body, database).await;
                }
            }
        }
    };
}

async fn story(body: impl AsyncFnOnce(&str), database: String) {
    body(&database).await;
}

/// A schedule "payments" of Alice and Bob, an hour each, in #payments and `@payments-oncall`. The next handoff is at `at`.
async fn payments_hands_over(served: &Served, api: &RestClient, at: Timestamp) -> String {
    let (alice, bob) = (api.user("alice").await, api.user("bob").await);
    let shift = api.hourly_shift(at, &[&alice, &bob]).await;
    let channel = served.slack.channel_id("payments").unwrap();
    let group = served.slack.group_id("payments-oncall");
    api.schedule("payments", &[&shift], &channel, group.as_deref()).await
}

#[tokio::test]
async fn it_is_ready_when_people_have_been_read_and_stops_when_asked() {
    let slack = slack_workspace_on(Clock::system()).await;
    slack.fails_until_cleared("users.list", Weather::Status(503));
    let mut served = Served::with(slack, &sqlite_url()).await;
    assert_eq!(served.answers("/healthz").await.0, 200);
    assert!(served.is_readyz(503).await.contains("people have not been read yet"));
    served.slack.clears_up();
    served.is_readyz(200).await;
    served.rota.is_asked_to_stop();
    let status = served.rota.ends().await;
    assert_eq!(status.code(), Some(0), "{}", served.rota.stderr());
}

on_both!(a_schedule_made_over_rest_drives_its_channel_and_its_group_within_four_seconds, async |database| {
    let served = Served::on(database).await;
    served.is_readyz(200).await;
    let api = served.api().await;
    let at = in_seconds(1800);
    let schedule = payments_hands_over(&served, &api, at).await;

    eventually("an announcement and the group's member", Duration::from_secs(4), async || {
        let done =
            served.posted_in("#payments").len() == 1 && served.slack.group_members("payments-oncall") == ["alice"];
        done.then_some(())
    })
    .await;
    let posts = served.posts();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].args["metadata"]["event_type"], "oncall_announcement");
    let text = posts[0].args["text"].as_str().unwrap();
    let until = format!("<!date^{}^", at.as_second());
    assert!(text.contains("Alice") && text.contains(&until) && text.contains("Next: Bob"), "{text}");

    let alice = api.user("alice").await;
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    let (today, tomorrow) = (day(Clock::system().now()), day(in_seconds(24 * 3600)));
    let shifts = api.get(&format!("schedules/{schedule}/final_shifts/?start_date={today}&end_date={tomorrow}")).await;
    let end = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let ending: Vec<_> =
        shifts["results"].as_array().unwrap().iter().filter(|row| row["shift_end"] == json!(end)).collect();
    assert_eq!(ending.len(), 1, "{shifts}");
    assert_eq!(ending[0]["user_pk"], json!(alice));
    let current = api.get(&format!("schedules/{schedule}/current_oncall/")).await;
    assert_eq!((&current["count"], &current["users"][0]["id"]), (&json!(1), &json!(alice)), "{current}");
    let said_end: Timestamp = current["shifts"][0]["shift_end"].as_str().unwrap().parse().unwrap();
    assert_eq!(said_end, at);
    let answer = served.is_asked_who_is_on_call("bob").await;
    assert!(answer.shown().starts_with("*payments* — *Alice* until "), "{}", answer.shown());
    assert!(answer.raw.to_string().contains(&until), "{}", answer.raw);
    assert_eq!(served.slack.rule_breaks(), Vec::<String>::new());
});

#[tokio::test]
async fn a_database_that_was_gone_is_worked_with_again_and_the_handoff_it_missed_is_announced() {
    let Some(database) = empty_postgres_url().await else { return };
    let parsed: url::Url = database.parse().unwrap();
    let far_end = format!("{}:{}", parsed.host_str().unwrap(), parsed.port().unwrap_or(5432));
    let cable = Cable::to(&far_end).await;
    let mut served = Served::on(&database.replace(&far_end, &cable.address().to_string())).await;
    served.is_readyz(200).await;
    let api = served.api().await;
    let at = in_seconds(5);
    payments_hands_over(&served, &api, at).await;
    served.announces(1).await;

    cable.is_cut();
    assert!(served.is_readyz(503).await.contains("does not answer"));
    assert_eq!(served.answers("/healthz").await.0, 200);
    eventually("the handoff is due", PATIENCE, async || (Clock::system().now() > at).then_some(())).await;
    assert_eq!(served.posted_in("#payments").len(), 1);
    cable.is_mended();
    served.is_readyz(200).await;
    let said = served.announces(2).await;
    assert!(said[1].shown().contains("@bob is on call"), "{}", said[1]);
    eventually("the group follows", PATIENCE, async || {
        (served.slack.group_members("payments-oncall") == ["bob"]).then_some(())
    })
    .await;
    served.rota.is_asked_to_stop();
    assert_eq!(served.rota.ends().await.code(), Some(0));
}

/// Killed while Slack holds on to a message; started again, it says everything once.
async fn is_killed_in_mid_send(database: &str, weather: Weather) {
    let mut served = Served::on(database).await;
    served.is_readyz(200).await;
    let api = served.api().await;
    served.slack.fails_next("chat.postMessage", weather);
    payments_hands_over(&served, &api, in_seconds(1800)).await;
    eventually("the message is under way", PATIENCE, async || (served.posts().len() == 1).then_some(())).await;
    served.rota.is_killed();
    served.starts_again().await;
    served.has_said_everything().await;
    eventually("the group is right", PATIENCE, async || {
        (served.slack.group_members("payments-oncall") == ["alice"]).then_some(())
    })
    .await;
    assert_eq!(served.posted_in("#payments").len(), 1, "said once");
}

on_both!(killed_before_slack_took_a_message_it_says_it_after_the_restart, async |database| {
    is_killed_in_mid_send(database, Weather::Hangs).await;
});

on_both!(killed_after_slack_took_a_message_it_does_not_say_it_again, async |database| {
    is_killed_in_mid_send(database, Weather::WithholdsReply).await;
});

#[tokio::test]
async fn two_servers_on_one_database_announce_fifty_handoffs_of_one_instant_once_each() {
    let Some(database) = empty_postgres_url().await else { return };
    let slack = slack_workspace_on(Clock::system()).await;
    let channels: Vec<String> = (0..50).map(|number| format!("team-{number}")).collect();
    for channel in &channels {
        slack.make_channel(NewChannel::named(channel).with(&["alice", "bob"]));
    }
    let first = Served::with(slack.clone(), &database).await;
    first.is_readyz(200).await;
    let api = first.api().await;
    let (alice, bob) = (api.user("alice").await, api.user("bob").await);
    let at = in_seconds(20);
    let shift = api.hourly_shift(at, &[&alice, &bob]).await;
    for channel in &channels {
        api.schedule(channel, &[&shift], &slack.channel_id(channel).unwrap(), None).await;
    }
    let second = Served::with(slack.clone(), &database).await;
    second.is_readyz(200).await;
    assert!(Clock::system().now() < at, "the machine is too slow for this story");

    eventually("every channel has its handoff", PATIENCE, async || {
        let handed_over =
            |channel: &String| first.posted_in(channel).iter().any(|said| said.shown().contains("handed over"));
        channels.iter().all(handed_over).then_some(())
    })
    .await;
    let counts: BTreeMap<_, _> = channels.iter().map(|channel| (channel, first.posted_in(channel).len())).collect();
    assert!(counts.values().all(|count| *count == 2), "one when it was made and one at the handoff: {counts:?}");
}

#[tokio::test]
async fn what_is_off_for_want_of_a_scope_is_said_at_start() {
    let slack = slack_workspace_on(Clock::system()).await;
    let scopes = crate::support::manifest::strings(&["oauth_config", "scopes", "bot"]);
    let scopes: Vec<&str> = scopes.iter().map(String::as_str).filter(|scope| *scope != "channels:join").collect();
    slack.set_scopes(&scopes);
    let mut served = Served::with(slack, &sqlite_url()).await;
    let line = served.rota.says("off: ").await;
    let off = "off: coming into public channels that are linked (the Slack app lacks the scope channels:join)";
    assert_eq!(line.trim(), off);
    served.is_readyz(200).await;
    assert_eq!(served.rota.stdout().matches("off: ").count(), 1, "{}", served.rota.stdout());
}

#[tokio::test]
async fn without_slack_it_says_what_is_missing_and_serves_rest() {
    let database = sqlite_url();
    let settings = [("DATABASE_URL", database.as_str()), ("ROTA_LISTEN", "127.0.0.1:0")];
    let mut rota = Program::starts(&["serve"], &settings);
    let url = address(&rota.says("listening on").await);
    rota.says("SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET").await;
    let http = plain_http();
    let status = async |path: &str, token: &str| {
        let request = http.get(format!("{url}{path}")).header("authorization", token);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(status("/readyz", "").await, 200);
    let mut command = Program::starts(&["token", "create", "--name", "script"], &settings[..1]);
    assert!(command.ends().await.success());
    assert_eq!(status("/api/v1/schedules/", command.stdout().trim()).await, 200);
    assert_eq!(status("/api/v1/schedules/", "guess").await, 403);
}

/// What it writes when it cannot start: one line, and no more.
async fn complains(settings: &[(&str, &str)]) -> String {
    let mut rota = Program::starts(&["serve"], settings);
    let status = rota.ends().await;
    let said = rota.stderr();
    assert_eq!(status.code(), Some(1), "{said}");
    let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("rota: ")).collect();
    assert_eq!(errors.len(), 1, "{said}");
    assert!(!said.contains("panicked") && !said.contains("stack backtrace"), "{said}");
    errors[0].to_owned()
}

#[tokio::test]
async fn what_it_cannot_start_with_is_said_in_a_line() {
    let database = sqlite_url();
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let free = ("ROTA_LISTEN", "127.0.0.1:0");

    let said = complains(&[("DATABASE_URL", "mysql://rota:hunter2@db/rota"), free]).await;
    assert!(said.contains("`mysql` is not a database address"), "{said}");
    let said = complains(&[("DATABASE_URL", "postgres://rota:hunter2@127.0.0.1:1/rota"), free]).await;
    assert!(said.contains("opening the database PostgreSQL at 127.0.0.1/rota") && !said.contains("hunter2"), "{said}");
    let said = complains(&[("DATABASE_URL", "sqlite:///nowhere/at/all/rota.db"), free]).await;
    assert!(said.contains("opening the database SQLite at /nowhere/at/all/rota.db"), "{said}");
    let said = complains(&[("DATABASE_URL", &database), ("ROTA_LISTEN", &taken)]).await;
    assert!(said.contains(&format!("listening on {taken}")) && said.contains("ROTA_LISTEN"), "{said}");

    let slack = slack_workspace_on(Clock::system()).await;
    let api = slack.api_url();
    let slack_settings = [
        ("DATABASE_URL", database.as_str()),
        free,
        ("SLACK_API_URL", api.as_str()),
        ("SLACK_BOT_TOKEN", "xoxb-mistyped"),
        ("SLACK_SIGNING_SECRET", SIGNING_SECRET),
    ];
    let said = complains(&slack_settings).await;
    assert!(said.contains("SLACK_BOT_TOKEN") && said.contains("invalid_auth"), "{said}");
    assert!(!said.contains("mistyped"), "{said}");
}

#[tokio::test]
async fn no_secret_is_ever_logged() {
    let Some(database) = empty_postgres_url().await else { return };
    // A password that trust authentication does not look at.
    let database = database.replace("postgres://postgres@", "postgres://postgres:hunter2@");
    let mut served = Served::on(&database).await;
    served.is_readyz(200).await;
    let api = served.api().await;
    payments_hands_over(&served, &api, in_seconds(4)).await;
    served.announces(2).await;
    served.is_asked_who_is_on_call("alice").await;
    served.slack.fails_next("users.list", Weather::Status(500));
    served.rota.is_asked_to_stop();
    served.rota.ends().await;
    let said = format!("{}{}", served.rota.stdout(), served.rota.stderr());
    assert!(said.contains("connected to Slack"), "{said}");
    for secret in [BOT_TOKEN, SIGNING_SECRET, api.token.as_str(), "hunter2"] {
        let line = said.lines().find(|line| line.contains(secret));
        assert_eq!(line, None);
    }
}
