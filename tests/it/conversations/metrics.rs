//! What whoever runs Rota can watch.

use crate::support::plain_http;
use crate::support::town::Town;

#[tokio::test]
async fn prometheus_reads_what_was_handed_over_and_said() {
    let town = Town::on("Mon 2026-03-02 09:00 Europe/Oslo").await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.alice.types("/oncall now").await;
    town.forgets();
    let text = plain_http().get(format!("{}/metrics", town.url)).send().await.unwrap().text().await.unwrap();
    for line in [
        "rota_handoffs_total ",
        "rota_messages_total{outcome=\"sent\"} ",
        "rota_http_requests_total{method=\"POST\",route=\"/slack/commands\",status=\"200\"} ",
        "rota_messages_waiting 0",
        "rota_database_up 1",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}
