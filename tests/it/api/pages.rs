//! Lists in pages.

use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::databases::on_both;

on_both!(lists_come_in_pages_that_forgive_every_number, async |store| {
    let api = Api::on(&store).await;
    for number in 1..=5 {
        api.post("schedules/", json!({"name": format!("s{number}"), "type": "web"})).await.is(201);
    }
    let names = |page: &Value| -> Vec<String> {
        page["results"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    let first = api.get("schedules/?perpage=2&foo=bar%20baz").await.is(200);
    assert_eq!(names(&first), ["s1", "s2"]);
    assert_eq!(
        (&first["count"], &first["page_size"], &first["current_page_number"], &first["total_pages"]),
        (&json!(5), &json!(2), &json!(1), &json!(3))
    );
    assert_eq!(first["next"], "https://rota.example.com/api/v1/schedules/?foo=bar+baz&page=2&perpage=2");
    assert_eq!(first["previous"], Value::Null);
    let second = api.get("schedules?page=2&perpage=2").await.is(200);
    assert_eq!(names(&second), ["s3", "s4"]);
    assert_eq!(second["previous"], "https://rota.example.com/api/v1/schedules?perpage=2");

    // Past the end is the last page; nonsense is the first.
    for past in ["3", "4", "999999999999"] {
        let last = api.get(&format!("schedules/?perpage=2&page={past}")).await.is(200);
        assert_eq!((names(&last), &last["next"]), (vec!["s5".to_owned()], &Value::Null), "{past}");
    }
    for nonsense in ["0", "-1", "x", "", "1.5", "99999999999999999999999"] {
        let first = api.get(&format!("schedules/?perpage=2&page={nonsense}")).await.is(200);
        assert_eq!(names(&first), ["s1", "s2"], "{nonsense}");
        let all = api.get(&format!("schedules/?perpage={nonsense}")).await.is(200);
        assert_eq!((names(&all).len(), &all["page_size"]), (5, &json!(50)), "{nonsense}");
    }
    let long = api.get("schedules/?perpage=500").await.is(200);
    assert_eq!((names(&long).len(), &long["page_size"]), (5, &json!(100)));
    let keys: Vec<&String> = long.as_object().unwrap().keys().collect();
    let order = ["count", "next", "previous", "results", "page_size", "current_page_number", "total_pages"];
    assert_eq!(keys, order);
});

on_both!(an_empty_list_is_one_empty_page, async |store| {
    let api = Api::on(&store).await;
    let page = api.get("on_call_shifts/").await.is(200);
    assert_eq!((&page["count"], &page["total_pages"], &page["next"]), (&json!(0), &json!(1), &Value::Null));
});

on_both!(a_page_never_has_more_than_a_thousand_rows, async |store| {
    let api = Api::on(&store).await;
    let shift = json!({"type": "single_event", "start": "2024-06-03T00:00:00", "duration": 60});
    let first = api.post("on_call_shifts/", shift).await.is(201);
    let id = first["id"].as_str().unwrap().parse().unwrap();
    let mut tx = store.begin().await.unwrap();
    let shift = rota::store::shifts::find(&mut tx, api.workspace, id).await.unwrap().unwrap();
    for _ in 0..1_003 {
        let copy = rota::store::shifts::ShiftRecord { id: rota::ids::ShiftId::random(), ..shift.clone() };
        rota::store::shifts::insert(&mut tx, &copy).await.unwrap();
    }
    tx.commit().await.unwrap();
    let page = api.get("on_call_shifts/?perpage=5000").await.is(200);
    assert_eq!(page["results"].as_array().unwrap().len(), 1_000);
    assert_eq!((&page["count"], &page["total_pages"]), (&json!(1_004), &json!(2)));
    let rest = api.get("on_call_shifts/?perpage=5000&page=2").await.is(200);
    assert_eq!(rest["results"].as_array().unwrap().len(), 4);
});
