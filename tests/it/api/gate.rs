//! Who may ask, how a request may be written, and what those are told that cannot be done.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use jiff::SignedDuration;
use rota::store::people::Standing;
use rota::store::tokens::Scope;
use rota::usecases::api_tokens;
use serde_json::json;

use super::openapi::{document, operations};
use crate::support::api::{Api, add_person, new_workspace, token};
use crate::support::databases::on_both;

const CALENDAR: &str = r#"{"name": "payments", "type": "calendar"}"#;

on_both!(a_token_is_taken_raw_and_after_bearer, async |store| {
    let api = Api::on(&store).await;
    let secret = api.authorization.clone().unwrap();
    for header in [secret.clone(), format!("Bearer {secret}")] {
        api.asked_with(Some(&header)).get("schedules/").await.is(200);
    }
    let refused = [
        None,
        Some(String::new()),
        Some("bearer ".to_owned() + &secret),
        Some(format!("Bearer  {secret}")),
        Some(format!("Token {secret}")),
        Some(secret.to_uppercase()),
        Some(format!("{secret} ")),
        Some("0".repeat(64)),
    ];
    for header in refused {
        let answer = api.asked_with(header.as_deref()).get("schedules/").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header:?}");
        assert_eq!(answer.json(), json!({"detail": "Invalid token."}));
        assert_eq!(answer.header("www-authenticate"), None);
    }
    let answer = api.asked_with(Some("glsa_something")).get("schedules/").await.is(403);
    assert_eq!(answer, json!({"detail": "Organization not found."}));
});

on_both!(a_revoked_token_is_nobodys, async |store| {
    let api = Api::on(&store).await;
    let (token, secret) = api_tokens::create(&api.ctx, api.workspace, "old", Scope::Write, None).await.unwrap();
    let old = api.asked_with(Some(&secret));
    old.get("schedules/").await.is(200);
    api_tokens::revoke(&api.ctx, api.workspace, token.id).await.unwrap();
    assert_eq!(old.get("schedules/").await.is(403), json!({"detail": "Invalid token."}));
});

on_both!(a_reading_token_reads_and_changes_nothing, async |store| {
    let api = Api::on(&store).await;
    let made = api.post("schedules/", serde_json::from_str(CALENDAR).unwrap()).await.is(201);
    let id = made["id"].as_str().unwrap();
    let reader = token(&api.ctx, api.workspace, Scope::Read, None).await;
    let reader = api.asked_with(Some(&reader));
    reader.get(&format!("schedules/{id}/")).await.is(200);
    let denied = json!({"detail": "You do not have permission to perform this action."});
    assert_eq!(reader.post("schedules/", json!({})).await.is(403), denied);
    for path in [format!("schedules/{id}/"), "schedules/SNOPE/".to_owned(), "on_call_shifts/ONOPE".to_owned()] {
        assert_eq!(reader.put(&path, json!({"name": "x"})).await.is(403), denied, "{path}");
        assert_eq!(reader.delete(&path).await.is(403), denied, "{path}");
    }
    assert_eq!(api.get(&format!("schedules/{id}/")).await.is(200)["name"], "payments");
});

on_both!(a_token_is_worth_what_its_person_is, async |store| {
    let api = Api::on(&store).await;
    let guest = add_person(&store, api.workspace, "victor", "victor@example.com", Standing::Guest).await;
    let gone = add_person(&store, api.workspace, "gone", "gone@example.com", Standing::Deactivated).await;
    let guest = api.asked_with(Some(&token(&api.ctx, api.workspace, Scope::Write, Some(guest)).await));
    guest.get("schedules/").await.is(200);
    guest.post("schedules/", json!({})).await.is(403);
    let gone = api.asked_with(Some(&token(&api.ctx, api.workspace, Scope::Write, Some(gone)).await));
    let answer = gone.get("schedules/").await.is(403);
    assert_eq!(answer, json!({"detail": "Only active users are allowed to perform this action."}));
});

on_both!(a_stranger_does_not_learn_what_exists, async |store| {
    let api = Api::on(&store).await;
    let made = api.post("schedules/", serde_json::from_str(CALENDAR).unwrap()).await.is(201);
    let stranger = api.asked_with(None);
    for id in [made["id"].as_str().unwrap(), "SNOPE"] {
        assert_eq!(stranger.get(&format!("schedules/{id}/")).await.is(403), json!({"detail": "Invalid token."}));
    }
});

on_both!(another_workspaces_things_are_not_there, async |store| {
    let api = Api::on(&store).await;
    let shift = json!({"type": "single_event", "start": "2024-06-03T00:00:00", "duration": 60, "users": [api.bob]});
    let shift = api.post("on_call_shifts/", shift).await.is(201)["id"].as_str().unwrap().to_owned();
    let body = json!({"name": "payments", "type": "calendar", "shifts": [shift]});
    let schedule = api.post("schedules/", body).await.is(201)["id"].as_str().unwrap().to_owned();
    let over = json!({"users": [api.bob], "start": "2024-06-04T00:00:00Z", "end": "2024-06-05T00:00:00Z"});
    let over =
        api.post(&format!("schedules/{schedule}/overrides/"), over).await.is(201)["id"].as_str().unwrap().to_owned();

    let elsewhere = new_workspace(&store).await;
    let other = api.asked_with(Some(&token(&api.ctx, elsewhere, Scope::Write, None).await));
    let not_found = json!({"detail": "Not found."});
    let reads = [
        format!("schedules/{schedule}/"),
        format!("schedules/{schedule}/final_shifts?start_date=2024-06-03&end_date=2024-06-04"),
        format!("schedules/{schedule}/current_oncall/"),
        format!("schedules/{schedule}/overrides/"),
        format!("on_call_shifts/{shift}/"),
        format!("users/{}/", api.bob),
    ];
    for path in &reads {
        assert_eq!(other.get(path).await.is(404), not_found, "{path}");
    }
    for path in [&reads[0], &reads[4]] {
        assert_eq!(other.put(path, json!({"name": "mine"})).await.is(404), not_found, "{path}");
        assert_eq!(other.delete(path).await.is(404), not_found, "{path}");
    }
    assert_eq!(other.post(&reads[3], json!({})).await.is(404), not_found);
    assert_eq!(other.delete(&format!("schedules/{schedule}/overrides/{over}/")).await.is(404), not_found);
    for list in ["schedules/", "on_call_shifts/", "users/", "user_groups/", "slack_channels/"] {
        assert_eq!(other.get(list).await.is(200)["count"], 0, "{list}");
    }
    assert_eq!(other.get(&format!("on_call_shifts/?schedule_id={schedule}")).await.is(200)["count"], 0);

    let theirs = json!({"type": "single_event", "start": "2024-06-03T00:00:00", "duration": 60, "users": [api.bob]});
    let unknown = json!({"users": [format!("User does not exist {{'{}'}}", api.bob)]});
    assert_eq!(other.post("on_call_shifts/", theirs).await.is(400), unknown);
    for kind in ["calendar", "web"] {
        let body = json!({"name": "thief", "type": kind, "shifts": [shift]});
        let unknown = json!({"shifts": [format!("Shift does not exist {{'{shift}'}}")]});
        assert_eq!(other.post("schedules/", body).await.is(400), unknown);
    }
    assert_eq!(api.get(&reads[0]).await.is(200)["shifts"], json!([shift]));
});

on_both!(a_path_works_with_and_without_its_last_slash, async |store| {
    let api = Api::on(&store).await;
    let made = api.post("schedules", serde_json::from_str(CALENDAR).unwrap()).await.is(201);
    let path = format!("schedules/{}", made["id"].as_str().unwrap());
    for path in [path.clone(), format!("{path}/")] {
        api.get(&path).await.is(200);
        api.put(&path, json!({})).await.is(200);
        api.patch(&path, json!({})).await.is(200);
    }
    api.get("schedules//").await.is(404);
    api.delete(&path).await.is(204);
});

on_both!(every_route_is_the_same_without_its_last_slash_and_behind_the_prefix, async |store| {
    let api = Api::on(&store).await.with_settings("https://example.com/oncall", 0);
    let document = document(&api).await;
    for (path, method, _) in operations(&document) {
        let path = path.replace("{id}", "X1").replace("{override}", "X2");
        let short = path.trim_end_matches('/');
        let answer = api.send_json(method.clone(), &path, &json!({})).await;
        assert!(!answer.status.is_redirection(), "{method} {path}: {}", answer.status);
        for other in [short.to_owned(), format!("/oncall{path}"), format!("/oncall{short}")] {
            let same = api.send_json(method.clone(), &other, &json!({})).await;
            assert_eq!((same.status, &same.text), (answer.status, &answer.text), "{method} {other}");
        }
    }
});

on_both!(what_grafanas_clients_say_of_grafana_is_ignored, async |store| {
    let api = Api::on(&store).await;
    let plain = api.get("users/").await.is(200);
    let request =
        Request::builder().header("X-Grafana-URL", "https://other.grafana.net").header("X-Grafana-Org-Id", "7");
    let request = request.header("X-Instance-Context", "{");
    assert_eq!(api.send_request(request, "users/", Body::empty()).await.is(200), plain);
    let request = Request::builder().header("X-Grafana-URL", "https://other.grafana.net");
    let answer = api.asked_with(None).send_request(request, "users/", Body::empty()).await;
    assert_eq!(answer.is(403), json!({"detail": "Invalid token."}));
});

on_both!(a_reverse_proxys_prefix_is_served_and_linked, async |store| {
    let api = Api::on(&store).await;
    for name in ["one", "two"] {
        api.post("schedules/", json!({"name": name, "type": "web"})).await.is(201);
    }
    let behind = api.with_settings("https://example.com/oncall/", 0);
    for path in ["/oncall/api/v1/schedules/?perpage=1", "/api/v1/schedules/?perpage=1"] {
        let page = behind.get(path).await.is(200);
        assert_eq!(page["next"], "https://example.com/oncall/api/v1/schedules/?page=2&perpage=1", "{path}");
    }
});

on_both!(a_wrong_method_is_a_405_that_names_the_right_ones, async |store| {
    let api = Api::on(&store).await;
    let answer = api.put("schedules/", json!({})).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.json(), json!({"detail": "Method \"PUT\" not allowed."}));
    assert_eq!(answer.header("allow"), Some("GET, POST, HEAD, OPTIONS"));
    assert_eq!(answer.header("vary"), Some("Accept, Origin"));
    let answer = api.asked_with(None).send(Method::OPTIONS, "schedules/SNOPE/", Body::empty(), None).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("allow"), Some("GET, PUT, PATCH, DELETE, HEAD, OPTIONS"));
    assert_eq!(api.get("schedules/").await.header("allow"), Some("GET, POST, HEAD, OPTIONS"));
    assert_eq!(api.get("nothing/here").await.is(404), json!({"detail": "Not found."}));
});

on_both!(only_json_is_answered, async |store| {
    let api = Api::on(&store).await;
    for (accept, status) in [
        ("application/json", 200),
        ("*/*", 200),
        ("text/html, application/*;q=0.1", 200),
        ("text/html", 406),
        ("text/calendar", 406),
    ] {
        let request = Request::builder().header("Accept", accept);
        let answer = api.send_request(request, "schedules/", Body::empty()).await;
        assert_eq!(answer.status.as_u16(), status, "{accept}");
        if status == 406 {
            assert_eq!(answer.json(), json!({"detail": "Could not satisfy the request Accept header."}));
        }
    }
    api.get("schedules/?format=json").await.is(200);
    api.get("schedules/?format=xml").await.is(404);
});

on_both!(a_body_may_be_json_or_a_form_or_a_form_in_parts, async |store| {
    let api = Api::on(&store).await;
    let post = async |content_type: &str, body: String| {
        api.send(Method::POST, "on_call_shifts/", Body::from(body), Some(content_type)).await
    };
    let (bob, carol) = (api.bob, api.carol);
    let form = format!("name=form&type=single_event&start=2024-06-03T00:00:00&duration=60&users={bob}&users={carol}");
    let made = post("application/x-www-form-urlencoded", form).await.is(201);
    assert_eq!((&made["name"], &made["users"]), (&json!("form"), &json!([bob, carol])));

    let part =
        |name: &str, value: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let parts = part("name", "parts")
        + &part("type", "single_event")
        + &part("start", "2024-06-03T00:00:00")
        + &part("duration", "60")
        + &part("users", bob.as_str())
        + "--x--\r\n";
    let made = post("multipart/form-data; boundary=x", parts).await.is(201);
    assert_eq!((&made["name"], &made["users"]), (&json!("parts"), &json!([bob])));

    let answer = post("text/plain", "name=x".to_owned()).await.is(415);
    assert_eq!(answer, json!({"detail": "Unsupported media type \"text/plain\" in request."}));
    post("application/json; charset=utf-8", "{".to_owned()).await.is(400);
    post("multipart/form-data; boundary=x", "not parts".to_owned()).await.is(400);
    post("multipart/form-data", "no boundary".to_owned()).await.is(400);
});

on_both!(a_body_over_a_megabyte_is_not_read, async |store| {
    let api = Api::on(&store).await;
    let body = format!("{{\"name\": \"{}\"}}", "x".repeat(1 << 20));
    let answer = api.send(Method::POST, "schedules/", Body::from(body), Some("application/json")).await;
    assert_eq!(answer.is(413), json!({"detail": "The body is longer than 1 MB, the most that is read"}));
});

on_both!(too_many_requests_wait_until_the_oldest_is_a_minute_old, async |store| {
    let api = Api::on(&store).await.with_settings("https://rota.example.com", 2);
    api.get("schedules/").await.is(200);
    api.ctx.clock.advance(SignedDuration::from_millis(20_500));
    api.get("users/").await.is(200);
    let answer = api.get("schedules/").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.json(), json!({"detail": "Request was throttled. Expected available in 40 seconds."}));
    assert_eq!((answer.header("retry-after"), answer.header("ratelimit-reset")), (Some("40"), Some("40")));

    // Another token has its own count, and a stranger none.
    let other = token(&api.ctx, api.workspace, Scope::Read, None).await;
    api.asked_with(Some(&other)).get("schedules/").await.is(200);
    api.asked_with(None).get("schedules/").await.is(403);

    api.ctx.clock.advance(SignedDuration::from_millis(39_000));
    let answer = api.get("schedules/").await;
    assert_eq!(answer.json(), json!({"detail": "Request was throttled. Expected available in 1 second."}));
    api.ctx.clock.advance(SignedDuration::from_millis(500));
    api.get("schedules/").await.is(200);
    api.get("schedules/").await.is(429);
});
