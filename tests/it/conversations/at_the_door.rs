//! Who gets in: signatures, their age, and how much is read.

use jiff::SignedDuration;
use rota::playground::Seal;

use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";
const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn only_slack_gets_in() {
    let town = Town::on(MONDAY).await;
    let body = format!("team_id={}&user_id=U1&channel_id=C1&command=%2Foncall&text=help", town.slack.team_id());
    let minutes = SignedDuration::from_mins;
    for path in ["/slack/commands", "/slack/interactions", "/slack/events"] {
        for seal in [
            Seal::Old(minutes(6)),
            Seal::Ahead(minutes(6)),
            Seal::Wrong,
            Seal::Missing,
            Seal::Secret("guess".to_owned()),
        ] {
            let status = town.slack.delivers_raw(path, FORM, body.clone().into_bytes(), seal.clone()).await;
            assert_eq!(status, 401, "{path} {seal:?}");
        }
        let status = town.slack.delivers_raw(path, FORM, body.clone().into_bytes(), Seal::Good).await;
        assert_eq!(status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_body_over_a_megabyte_is_not_read() {
    let town = Town::on(MONDAY).await;
    for seal in [Seal::Good, Seal::Missing] {
        let status = town.slack.delivers_raw("/slack/commands", FORM, vec![b'a'; 1024 * 1024 + 1], seal).await;
        assert_eq!(status, 413);
    }
}

#[tokio::test]
async fn nonsense_that_is_signed_is_answered() {
    let town = Town::on(MONDAY).await;
    for path in ["/slack/commands", "/slack/interactions", "/slack/events"] {
        for body in [
            "",
            "payload=",
            "payload={",
            "payload=[]",
            "\u{0}\u{1}",
            "%ff%fe",
            "ssl_check=1",
            "a=b&a=b",
            "[[[[",
            "null",
        ] {
            let status = town.slack.delivers_raw(path, FORM, body.as_bytes().to_vec(), Seal::Good).await;
            assert_eq!(status, 200, "{path} {body:?}");
        }
    }
}
