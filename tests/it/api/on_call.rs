//! Who is on call, over REST: through a window, now, before and next.

use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::databases::on_both;

/// A calendar of Alice and Bob, a day each from nine in the morning, Alice on Monday.
async fn rotation(api: &Api) -> String {
    let shift = json!({
        "type": "rolling_users", "start": "2024-06-01T09:00:00", "duration": 86_400, "frequency": "daily", "interval": 1,
        "rolling_users": [[api.alice], [api.bob]], "start_rotation_from_user_index": 0,
    });
    let shift = api.post("on_call_shifts/", shift).await.is(201)["id"].clone();
    let body = json!({"name": "payments", "type": "calendar", "shifts": [shift]});
    api.post("schedules/", body).await.is(201)["id"].as_str().unwrap().to_owned()
}

fn rows(page: &Value) -> Vec<String> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = page["results"].as_array().unwrap().iter();
    rows.map(|row| format!("{} {} {}", text(row, "shift_start"), text(row, "shift_end"), text(row, "user_username")))
        .collect()
}

on_both!(final_shifts_are_cut_to_the_window, async |store| {
    let api = Api::on(&store).await;
    let path = format!("schedules/{}/final_shifts", rotation(&api).await);
    let page = api.get(&format!("{path}?start_date=2024-06-03T10:00&end_date=2024-06-05")).await.is(200);
    assert_eq!(
        rows(&page),
        ["2024-06-03T10:00:00Z 2024-06-04T09:00:00Z alice", "2024-06-04T09:00:00Z 2024-06-05T00:00:00Z bob",]
    );
    assert_eq!(
        page["results"][0],
        json!({
            "user_pk": api.alice, "user_email": "alice@example.com", "user_username": "alice",
            "shift_start": "2024-06-03T10:00:00Z", "shift_end": "2024-06-04T09:00:00Z",
        })
    );
    let keys: Vec<&String> = page.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["count", "next", "previous", "results", "current_page_number", "page_size", "total_pages"]);
});

on_both!(final_shifts_of_an_instant_are_those_that_cover_it, async |store| {
    let api = Api::on(&store).await;
    let path = format!("schedules/{}/final_shifts", rotation(&api).await);
    for (at, row) in [
        ("2024-06-03T10:00", "2024-06-03T10:00:00Z 2024-06-03T10:00:00Z alice"),
        ("2024-06-04T09:00", "2024-06-04T09:00:00Z 2024-06-04T09:00:00Z bob"),
    ] {
        let page = api.get(&format!("{path}?start_date={at}&end_date={at}")).await.is(200);
        assert_eq!(rows(&page), [row]);
    }
});

on_both!(final_shifts_come_all_at_once_unless_a_page_is_asked_for, async |store| {
    let api = Api::on(&store).await;
    let path = format!("schedules/{}/final_shifts?start_date=2024-06-03&end_date=2024-08-31", rotation(&api).await);
    let all = api.get(&path).await.is(200);
    assert_eq!((rows(&all).len(), &all["count"], &all["page_size"]), (90, &json!(90), &json!(50)));
    assert_eq!((&all["total_pages"], &all["next"]), (&json!(1), &Value::Null));
    let first = api.get(&format!("{path}&perpage=40")).await.is(200);
    let second = api.get(&format!("{path}&perpage=40&page=2")).await.is(200);
    let third = api.get(&format!("{path}&perpage=40&page=3")).await.is(200);
    assert_eq!([rows(&first), rows(&second), rows(&third)].concat(), rows(&all));
    assert_eq!((&first["count"], &first["total_pages"], &third["next"]), (&json!(90), &json!(3), &Value::Null));
    assert!(
        first["next"]
            .as_str()
            .unwrap()
            .ends_with("/final_shifts?end_date=2024-08-31&page=2&perpage=40&start_date=2024-06-03")
    );
});

on_both!(a_window_has_two_ends_in_order_and_at_most_a_year_apart, async |store| {
    let api = Api::on(&store).await;
    let path = format!("schedules/{}/final_shifts", rotation(&api).await);
    let format = "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm, YYYY-MM-DD.";
    let year = "The difference between start_date and end_date must be less than one year (365 days)";
    for (query, wrong) in [
        ("", json!({"start_date": ["This field is required."], "end_date": ["This field is required."]})),
        ("start_date=2024-06-01", json!({"end_date": ["This field is required."]})),
        ("start_date=2024-06-01T00:00:00&end_date=2024-06-32", json!({"start_date": [format], "end_date": [format]})),
        ("start_date=2024-06-01T00:00Z&end_date=2024-06-02", json!({"start_date": [format]})),
        (
            "start_date=2024-06-02&end_date=2024-06-01",
            json!({"non_field_errors": ["start_date must be less than or equal to end_date"]}),
        ),
        ("start_date=2023-06-01T00:00&end_date=2024-05-31T00:01", json!({"non_field_errors": [year]})),
    ] {
        assert_eq!(api.get(&format!("{path}?{query}")).await.is(400), wrong, "{query}");
    }
    api.get(&format!("{path}?start_date=2023-06-01&end_date=2024-05-31")).await.is(200);
    api.get("schedules/SNOPE/final_shifts").await.is(404);
});

on_both!(the_people_on_call_come_with_the_shifts_that_say_so, async |store| {
    let api = Api::on(&store).await;
    let id = rotation(&api).await;
    let current = api.get(&format!("schedules/{id}/current_oncall/")).await.is(200);
    assert_eq!(
        current,
        json!({
            "count": 1,
            "users": [{
                "id": api.alice, "grafana_id": 1, "email": "alice@example.com", "slack": null, "username": "alice",
                "role": "admin", "is_phone_number_verified": false, "phone_number": null,
                "phone_number_status": "not_configured", "timezone": "UTC", "teams": [],
            }],
            "shifts": [{
                "schedule_id": id, "schedule_name": "payments", "team_id": null,
                "shift_start": "2024-06-03T09:00:00+00:00", "shift_end": "2024-06-04T09:00:00+00:00", "users": [api.alice],
            }],
        })
    );
    let start_and_user =
        |answer: &Value| (answer["shifts"][0]["shift_start"].clone(), answer["users"][0]["username"].clone());
    let next = api.get(&format!("schedules/{id}/next_oncall")).await.is(200);
    assert_eq!(start_and_user(&next), (json!("2024-06-04T09:00:00+00:00"), json!("bob")));
    let previous = api.get(&format!("schedules/{id}/previous_oncall/")).await.is(200);
    assert_eq!(start_and_user(&previous), (json!("2024-06-02T09:00:00+00:00"), json!("bob")));
});

on_both!(another_moment_than_now_may_be_asked_about, async |store| {
    let api = Api::on(&store).await;
    let path = format!("schedules/{}/current_oncall/", rotation(&api).await);
    for (at, user) in [
        ("2024-06-04T08:59:59Z", "alice"),
        ("2024-06-04T09:00:00Z", "bob"),
        ("2024-06-04T11:00:00%2B02:00", "bob"),
        ("2024-06-04T10:59:59+02:00", "alice"),
    ] {
        assert_eq!(api.get(&format!("{path}?at={at}")).await.is(200)["users"][0]["username"], user, "{at}");
    }
    assert_eq!(
        api.get(&format!("{path}?at=2023-01-01T00:00:00Z")).await.is(200),
        json!({"count": 0, "users": [], "shifts": []})
    );
    for bad in ["", "tomorrow", "2024-06-04", "2024-06-04T09:00:00"] {
        assert!(api.get(&format!("{path}?at={bad}")).await.is(400)["at"][0].is_string(), "{bad}");
    }
    for (days, sentence) in [
        ("31", "Ensure this value is less than or equal to 30."),
        ("0", "Ensure this value is greater than or equal to 1."),
        ("x", "A valid integer is required."),
    ] {
        assert_eq!(api.get(&format!("{path}?days={days}")).await.is(400), json!({"days": [sentence]}));
    }
});
