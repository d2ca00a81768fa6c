//! The script in `docs/` that sums hours by person, run as anybody would.

use std::process::Command;

use rota::api::retries::{Door, Peer};
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::api::Api;
use crate::support::databases::sqlite;

#[tokio::test]
async fn the_script_sums_the_hours_of_everybody_over_all_pages_of_schedules() {
    let api = Api::on(&sqlite().await).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let api = api.with_settings(&address, 0);
    let weekly = json!({
        "type": "rolling_users", "start": "2024-06-03T09:00:00", "duration": 604_800, "frequency": "weekly",
        "week_start": "MO", "rolling_users": [[api.alice], [api.bob]], "start_rotation_from_user_index": 0,
    });
    let weekly = api.post("on_call_shifts/", weekly).await.is(201)["id"].clone();
    let night =
        json!({"type": "single_event", "start": "2024-06-04T22:00:00", "duration": 9_000, "users": [api.carol]});
    let night = api.post("on_call_shifts/", night).await.is(201)["id"].clone();
    for number in 0..51 {
        let shifts = match number {
            0 => json!([weekly]),
            50 => json!([night]),
            _ => json!([]),
        };
        let body = json!({"name": format!("schedule {number}"), "type": "calendar", "shifts": shifts});
        api.post("schedules/", body).await.is(201);
    }
    let router = api.router.clone().into_make_service_with_connect_info::<Peer>();
    tokio::spawn(async move { axum::serve(Door(listener), router).await });
    let token = api.authorization.clone().unwrap();
    let run = tokio::task::spawn_blocking(move || {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/hours.py");
        let mut python = Command::new("python3");
        python.args([script, "2024-06-03", "2024-06-12"]).env("ROTA", address).env("TOKEN", token);
        python.output().expect("python3 is installed")
    });
    let output = run.await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "alice\t168\nbob\t39\ncarol\t2.5\n");
}
