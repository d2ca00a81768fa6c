//! `GET schedules/{id}/final_shifts`: who is really on call between two moments, a row for each person and piece.
//!
//! The reference answers one page with all rows. So do we, unless a page is asked for: then pages are real.

use axum::extract::State;
use axum::http::Uri;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::api::App;
use crate::api::error::{ApiError, ApiResult};
use crate::api::gate::Caller;
use crate::api::page::{Asked, Links, Page};
use crate::api::query::Query;
use crate::api::refusal::refused;
use crate::api::schedules::view;
use crate::api::time::{show_instant, window_edge};
use crate::api::{Segments, id};
use crate::schedule::resolve::FinalShift;
use crate::store::schedules;
use crate::usecases::final_shifts::final_shifts;
use crate::usecases::people::People;

const PAGE_SIZE: i64 = 50;
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 365);

/// Answers the request.
pub async fn list(State(app): State<App>, caller: Caller, path: Segments<String>, uri: Uri, query: Query) -> ApiResult {
    let id = id(&path.0)?;
    let mut db = app.ctx.store.reader().await?;
    schedules::find(&mut db, caller.0.workspace(), id).await?.ok_or_else(ApiError::not_found)?;
    let (from, to) = window(&query)?;
    let found =
        final_shifts(&mut db, caller.0, id, from, to, (app.ctx.clock.now(), view(&query))).await.map_err(refused)?;
    let rows: Vec<Value> = found.shifts.iter().flat_map(|shift| rows(shift, from, to, &found.people)).collect();

    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let links = Links { public_url: &app.settings.public_url, uri: &uri, query: &query };
    if query.last("page").is_some() || query.last("perpage").is_some() {
        let page = Asked::in_query(&query, PAGE_SIZE).of(count);
        return Ok(page.envelope_of_final_shifts(&links, &page.cut(rows)));
    }
    Ok(Page::of_everything(count, PAGE_SIZE).envelope_of_final_shifts(&links, &rows))
}

fn window(query: &Query) -> ApiResult<(Timestamp, Timestamp)> {
    let mut wrong = Map::new();
    let mut edge = |name: &str| {
        let sentence = match query.last(name).map(str::trim) {
            None | Some("") => "This field is required.",
            Some(text) => match window_edge(text) {
                Some(at) => return Some(at),
                None => "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm, YYYY-MM-DD.",
            },
        };
        wrong.insert(name.to_owned(), json!([sentence]));
        None
    };
    let edges = (edge("start_date"), edge("end_date"));
    let (Some(from), Some(to)) = edges else { return Err(ApiError::Fields(wrong)) };
    if from > to {
        return Err(ApiError::field("non_field_errors", "start_date must be less than or equal to end_date"));
    }
    if to.duration_since(from) > LONGEST {
        let sentence = "The difference between start_date and end_date must be less than one year (365 days)";
        return Err(ApiError::field("non_field_errors", sentence));
    }
    Ok((from, to))
}

fn rows(shift: &FinalShift, from: Timestamp, to: Timestamp, people: &People) -> Vec<Value> {
    let (start, end) = (shift.interval.start().max(from), shift.interval.end().min(to));
    let row = |user| {
        let person = people.get(user);
        json!({
            "user_pk": user,
            "user_email": person.and_then(|person| person.email.as_deref()),
            "user_username": person.map(|person| &person.username),
            "shift_start": show_instant(start),
            "shift_end": show_instant(end),
        })
    };
    shift.people.iter().map(|on_duty| row(on_duty.user)).collect()
}
