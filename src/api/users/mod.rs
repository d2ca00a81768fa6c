//! `users`: the people of the workspace. Bots and people who left are not listed.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse as _;
use serde_json::{Value, json};

use super::App;
use super::error::{ApiError, ApiResult};
use super::gate::Caller;
use super::page::{Asked, Links};
use super::people::{role, slack};
use super::query::Query;
use super::{Segments, id};
use crate::ids::{TeamId, UserId, WorkspaceId};
use crate::store::people::{self, Person, Standing};
use crate::store::{Reader, workspaces};
use crate::usecases::people::People;
use crate::usecases::settings::Phone;

const PAGE_SIZE: i64 = 100;
/// The API's roles in the order of their numbers, which filters name.
const ROLES: [&str; 4] = ["admin", "editor", "viewer", "none"];

/// `GET users/`
pub async fn list(State(app): State<App>, caller: Caller, uri: Uri, query: Query) -> ApiResult {
    let roles = roles(&query)?;
    let wanted = |key: &str| query.last(key).filter(|text| !text.is_empty()).map(str::to_lowercase);
    let (username, email) = (wanted("username"), wanted("email"));
    let mut db = app.ctx.store.reader().await?;
    let mut everybody = people::all(&mut db, caller.0.workspace()).await?;
    everybody.retain(|person| {
        let same = |wanted: &Option<String>, text: Option<&str>| {
            wanted.as_ref().is_none_or(|wanted| text.is_some_and(|text| text.to_lowercase() == *wanted))
        };
        !matches!(person.standing, Standing::Bot | Standing::Deactivated)
            && same(&username, Some(&person.username))
            && same(&email, person.email.as_deref())
            && (roles.is_empty() || roles.contains(&role(person.standing)))
    });
    let page = Asked::in_query(&query, PAGE_SIZE).of(i64::try_from(everybody.len()).unwrap_or(i64::MAX));
    let around = Around::of(&mut db, caller.0.workspace()).await?;
    let short = query.is_true("short");
    let show = |person| if short { around.show_short(person) } else { around.show(person) };
    let rows: Vec<Value> = page.cut(everybody).iter().map(show).collect();
    let links = Links { public_url: &app.settings.public_url, uri: &uri, query: &query };
    Ok(page.envelope(&links, &rows))
}

/// `GET users/{id}/`, and `GET users/current/` for whoever the token acts for.
pub async fn read(State(app): State<App>, caller: Caller, path: Segments<String>) -> ApiResult {
    let user: UserId = match path.0.as_str() {
        "current" => caller.0.user().ok_or_else(ApiError::not_found)?,
        text => id(text)?,
    };
    let mut db = app.ctx.store.reader().await?;
    let person = people::find(&mut db, caller.0.workspace(), user).await?;
    let person = person.filter(|person| person.standing != Standing::Bot).ok_or_else(ApiError::not_found)?;
    let workspace = caller.0.workspace();
    let known = People::of(&mut db, workspace).await?;
    let around = Around::some(&mut db, workspace, &[user], &known).await?;
    Ok(Json(around.show(&person)).into_response())
}

fn roles(query: &Query) -> ApiResult<Vec<&'static str>> {
    let role = |text: &str| {
        let role = text.trim().parse::<usize>().ok().and_then(|number| ROLES.get(number)).copied();
        role.ok_or_else(|| {
            ApiError::field("roles", format!("Select a valid choice. {text} is not one of the available choices."))
        })
    };
    query.all("roles").filter(|text| !text.is_empty()).map(role).collect()
}

/// What a person is shown with besides what is known of them.
pub(super) struct Around {
    numbers: HashMap<UserId, i64>,
    team: Option<String>,
    teams: HashMap<UserId, Vec<TeamId>>,
    known: People,
}

impl Around {
    /// Reads it.
    pub(super) async fn of(db: &mut Reader, workspace: WorkspaceId) -> ApiResult<Self> {
        let numbers = people::numbers(db, workspace).await?.into_iter().collect();
        let team = workspaces::find(db, workspace).await?.and_then(|workspace| workspace.slack_team_id);
        let mut teams: HashMap<UserId, Vec<TeamId>> = HashMap::new();
        for (team, member) in crate::store::teams::members(db, workspace).await? {
            teams.entry(member).or_default().push(team);
        }
        Ok(Self { numbers, team, teams, known: People::of(db, workspace).await? })
    }

    /// Reads it of some people only, of whom `known` knows what they chose.
    pub(super) async fn some(
        db: &mut Reader,
        workspace: WorkspaceId,
        ids: &[UserId],
        known: &People,
    ) -> ApiResult<Self> {
        let known = known.clone();
        let mut around = Self { numbers: HashMap::new(), team: None, teams: HashMap::new(), known };
        for id in ids {
            let Some(person) = crate::store::teams::around_person(db, workspace, *id).await? else { continue };
            around.numbers.insert(*id, person.number);
            around.teams.insert(*id, person.teams);
            around.team = person.slack_team;
        }
        Ok(around)
    }

    fn teams_of(&self, person: &Person) -> &[TeamId] {
        self.teams.get(&person.id).map_or(&[], Vec::as_slice)
    }

    /// Their own choice, else what Slack tells.
    fn time_zone<'a>(&'a self, person: &'a Person) -> Option<&'a str> {
        self.known.get(person.id).unwrap_or(person).time_zone.as_deref()
    }

    fn show(&self, person: &Person) -> Value {
        json!({
            "id": person.id,
            // There is no Grafana behind us: a small number of our own that stays theirs.
            "grafana_id": self.numbers.get(&person.id),
            "email": person.email,
            "slack": slack(person, self.team.as_deref()),
            "username": person.username,
            "role": role(person.standing),
            "is_phone_number_verified": false,
            "timezone": self.time_zone(person),
            "teams": self.teams_of(person),
        })
    }

    fn show_short(&self, person: &Person) -> Value {
        json!({
            "id": person.id,
            "grafana_id": self.numbers.get(&person.id),
            "email": person.email,
            "username": person.username,
            "role": role(person.standing),
            "is_phone_number_verified": false,
        })
    }

    /// Somebody on call: with the phone, if they show it.
    pub(super) fn show_on_call(&self, person: &Person) -> Value {
        let (phone, status) = match self.known.phone(person.id) {
            Phone::Shown(phone) => (Some(phone), "available"),
            Phone::Private => (None, "private"),
            Phone::None => (None, "not_configured"),
        };
        json!({
            "id": person.id,
            "grafana_id": self.numbers.get(&person.id),
            "email": person.email,
            "slack": slack(person, self.team.as_deref()),
            "username": person.username,
            "role": role(person.standing),
            "is_phone_number_verified": false,
            "phone_number": phone,
            "phone_number_status": status,
            "timezone": self.time_zone(person),
            "teams": self.teams_of(person),
        })
    }
}
