//! What was on call stays what was on call: whatever is edited, answers about the past come from the record.

use expect_test::{Expect, expect};
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

use super::over_rest::Script;
use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 UTC";

/// What the API answers of `payments`, a line for each row.
struct Payments<'a> {
    town: &'a Town,
    script: Script<'a>,
    id: String,
}

impl<'a> Payments<'a> {
    async fn of(town: &'a Town) -> Self {
        let script = Script::of(town).await;
        let id = script.reads("schedules/?name=payments").await["results"][0]["id"].as_str().unwrap().to_owned();
        Self { town, script, id }
    }

    async fn final_shifts(&self, window: &str, expected: Expect) {
        let found = self.script.reads(&format!("schedules/{}/final_shifts/?{window}", self.id)).await;
        let rows = found["results"].as_array().unwrap().iter();
        let row = |row: &Value| {
            let time = |name: &str| self.time(&row[name]);
            format!("{} to {} {}\n", time("shift_start"), time("shift_end"), row["user_username"].as_str().unwrap())
        };
        expected.assert_eq(&rows.map(row).collect::<String>());
    }

    /// `current`, `previous` or `next`, with what else is asked.
    async fn oncall(&self, which: &str, expected: Expect) {
        let (which, query) = which.split_once('?').unwrap_or((which, ""));
        let found = self.script.reads(&format!("schedules/{}/{which}_oncall/?{query}", self.id)).await;
        let names = |user: &Value| user["username"].as_str().unwrap().to_owned();
        let users: Vec<String> = found["users"].as_array().unwrap().iter().map(names).collect();
        let span =
            |shift: &Value| format!(" {} to {}", self.time(&shift["shift_start"]), self.time(&shift["shift_end"]));
        let spans: String = found["shifts"].as_array().unwrap().iter().map(span).collect();
        expected.assert_eq(&format!("{}:{spans}", users.join(", ")));
    }

    fn time(&self, instant: &Value) -> String {
        let at: Timestamp = instant.as_str().unwrap().parse().unwrap();
        at.to_zoned(self.town.zone.clone()).strftime("%a %-d %H:%M").to_string()
    }

    async fn shift(&self) -> String {
        let shifts = self.script.reads(&format!("on_call_shifts/?schedule_id={}", self.id)).await;
        shifts["results"][0]["id"].as_str().unwrap().to_owned()
    }
}

on_both!(withdrawing_a_swap_that_has_begun_keeps_what_was_served_of_it, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "carol"]).await;
    town.passes("1 min").await;
    let payments = Payments::of(&town).await;
    let (alice, bob) = (payments.script.user("alice").await, payments.script.user("bob").await);
    let request = json!({ "schedule": payments.id, "swap_start": "2026-03-02T10:00:00Z",
        "swap_end": "2026-03-02T18:00:00Z", "beneficiary": alice });
    let swap = payments.script.sends(Method::POST, "shift_swaps/", request).await;
    let address = format!("shift_swaps/{}/", swap["id"].as_str().unwrap());
    payments.script.sends(Method::POST, &format!("{address}take/"), json!({ "benefactor": bob })).await;
    town.passes("2 h").await;
    payments.script.sends(Method::DELETE, &address, Value::Null).await;
    town.passes("1 day").await;
    let week = "start_date=2026-03-01&end_date=2026-03-10";
    payments
        .final_shifts(
            week,
            expect![[r#"
        Mon 2 09:00 to Mon 2 10:00 alice
        Mon 2 10:00 to Mon 2 11:01 bob
        Mon 2 11:01 to Mon 9 09:00 alice
        Mon 9 09:00 to Tue 10 00:00 carol
    "#]],
        )
        .await;
    payments
        .final_shifts(
            &format!("{week}&recompute=true"),
            expect![[r#"
        Mon 2 09:00 to Mon 9 09:00 alice
        Mon 9 09:00 to Tue 10 00:00 carol
    "#]],
        )
        .await;
    payments.oncall("current?at=2026-03-02T10:30:00Z", expect!["bob: Mon 2 10:00 to Mon 2 11:01"]).await;
    payments.oncall("current", expect!["alice: Mon 2 11:01 to Mon 9 09:00"]).await;
    payments.oncall("previous", expect!["bob: Mon 2 10:00 to Mon 2 11:01"]).await;
});

on_both!(editing_the_start_of_a_rotation_of_long_ago_changes_the_weeks_ahead_and_not_those_behind, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob", "carol"]).await;
    town.passes("17 days").await;
    let payments = Payments::of(&town).await;
    let weeks = "start_date=2026-03-01&end_date=2026-04-01";
    payments
        .final_shifts(
            weeks,
            expect![[r#"
        Mon 2 09:00 to Mon 9 09:00 alice
        Mon 9 09:00 to Mon 16 09:00 bob
        Mon 16 09:00 to Mon 23 09:00 carol
        Mon 23 09:00 to Mon 30 09:00 alice
        Mon 30 09:00 to Wed 1 00:00 bob
    "#]],
        )
        .await;
    payments.oncall("current", expect!["carol: Mon 16 09:00 to Mon 23 09:00"]).await;
    let shift = format!("on_call_shifts/{}/", payments.shift().await);
    let kept = payments.script.reads(&shift).await;
    let edit = json!({ "type": "rolling_users", "name": "weekly", "start": "2025-12-31T09:00:00",
        "rotation_start": "2025-12-31T09:00:00", "duration": 604_800, "frequency": "weekly", "interval": 1,
        "start_rotation_from_user_index": 0, "rolling_users": kept["rolling_users"], "time_zone": "UTC" });
    payments.script.sends(Method::PUT, &shift, edit).await;
    town.passes("1 min").await;
    payments
        .final_shifts(
            weeks,
            expect![[r#"
        Sun 1 00:00 to Mon 2 09:00 carol
        Mon 2 09:00 to Mon 9 09:00 alice
        Mon 9 09:00 to Mon 16 09:00 bob
        Mon 16 09:00 to Wed 25 09:00 carol
        Wed 25 09:00 to Wed 1 00:00 alice
    "#]],
        )
        .await;
    payments
        .final_shifts(
            &format!("{weeks}&recompute=true"),
            expect![[r#"
        Sun 1 00:00 to Wed 4 09:00 carol
        Wed 4 09:00 to Wed 11 09:00 alice
        Wed 11 09:00 to Wed 18 09:00 bob
        Wed 18 09:00 to Wed 25 09:00 carol
        Wed 25 09:00 to Wed 1 00:00 alice
    "#]],
        )
        .await;
    payments.oncall("previous", expect!["bob: Mon 9 09:00 to Mon 16 09:00"]).await;
    payments.oncall("previous?recompute=true", expect!["bob: Wed 11 09:00 to Wed 18 09:00"]).await;
});

on_both!(a_shift_that_nothing_changes_is_one_however_often_it_was_looked_at, async |store| {
    let town = Town::with_replicas(store, MONDAY, 2).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).await;
    town.passes("2 days").await;
    let payments = Payments::of(&town).await;
    // An edit that is none, and one that leaves everybody where they are.
    for name in ["payments", "Payments"] {
        payments.script.sends(Method::PUT, &format!("schedules/{}/", payments.id), json!({ "name": name })).await;
        town.passes("5 h").await;
    }
    payments.oncall("current", expect!["alice: Mon 2 09:00 to Mon 9 09:00"]).await;
    payments.oncall("current?at=2026-03-03T00:00:00Z", expect!["alice: Mon 2 09:00 to Mon 9 09:00"]).await;
    payments
        .final_shifts(
            "start_date=2026-02-20&end_date=2026-03-20",
            expect![[r#"
        Mon 2 09:00 to Mon 9 09:00 alice
        Mon 9 09:00 to Mon 16 09:00 bob
        Mon 16 09:00 to Fri 20 00:00 alice
    "#]],
        )
        .await;
});

on_both!(an_override_that_is_removed_and_a_shift_that_is_deleted_stay_in_the_past, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.leaves_direct_messages_aside();
    let script = Script::of(&town).await;
    let (alice, bob) = (script.user("alice").await, script.user("bob").await);
    let day = json!({ "type": "recurrent_event", "name": "days", "start": "2026-02-02T08:00:00", "duration": 36_000,
        "frequency": "daily", "interval": 1, "users": [alice], "time_zone": "UTC" });
    let day = script.sends(Method::POST, "on_call_shifts/", day).await["id"].clone();
    let schedule = json!({ "name": "payments", "type": "calendar", "time_zone": "UTC", "shifts": [day] });
    script.sends(Method::POST, "schedules/", schedule).await;
    town.passes("1 h").await;
    let payments = Payments::of(&town).await;
    let overrides = format!("schedules/{}/overrides/", payments.id);
    let wish = json!({ "users": [bob], "start": "2026-03-02T11:00:00Z", "end": "2026-03-02T16:00:00Z" });
    let made = script.sends(Method::POST, &overrides, wish).await["id"].as_str().unwrap().to_owned();
    town.passes("3 h").await;
    script.sends(Method::DELETE, &format!("{overrides}{made}/"), Value::Null).await;
    town.passes("1 day").await;
    script.sends(Method::DELETE, &format!("on_call_shifts/{}/", day.as_str().unwrap()), Value::Null).await;
    town.passes("1 day").await;
    let days = "start_date=2026-03-01&end_date=2026-03-07";
    payments
        .final_shifts(
            days,
            expect![[r#"
        Mon 2 09:00 to Mon 2 11:00 alice
        Mon 2 11:00 to Mon 2 13:00 bob
        Mon 2 13:00 to Mon 2 18:00 alice
        Tue 3 08:00 to Tue 3 13:00 alice
    "#]],
        )
        .await;
    payments
        .final_shifts(
            &format!("{days}&recompute=true"),
            expect![[r#"
        Mon 2 11:00 to Mon 2 13:00 bob
    "#]],
        )
        .await;
    payments.oncall("previous", expect!["alice: Tue 3 08:00 to Tue 3 13:00"]).await;
});

on_both!(what_happened_while_rota_was_away_is_recorded_when_it_is_back, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob", "carol"]).await;
    town.passes("1 h").await;
    town.clock.advance(SignedDuration::from_hours(50));
    town.passes("1 h").await;
    let payments = Payments::of(&town).await;
    payments.script.sends(Method::DELETE, &format!("on_call_shifts/{}/", payments.shift().await), Value::Null).await;
    town.passes("5 days").await;
    payments
        .final_shifts(
            "start_date=2026-03-02&end_date=2026-03-20",
            expect![[r#"
        Mon 2 09:00 to Tue 3 09:00 alice
        Tue 3 09:00 to Wed 4 09:00 bob
        Wed 4 09:00 to Wed 4 13:00 carol
    "#]],
        )
        .await;
    // With the schedule goes its record.
    payments.script.sends(Method::DELETE, &format!("schedules/{}/", payments.id), Value::Null).await;
});
