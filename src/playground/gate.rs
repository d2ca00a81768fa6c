//! What is checked of every call, whatever the method: token, arguments, scope, pace. In Slack's words.

use axum::http::{HeaderMap, Method};
use serde_json::{Map, Value, json};

use super::arguments::{Arguments, Sort};
use super::method_table::{Documented, documented};
use super::methods::{Ask, Refusal};
use super::state::State;
use super::token::Token;

/// What comes back: the HTTP status, `Retry-After` if any, the body, and the scope headers.
pub struct Verdict {
    pub status: u16,
    pub retry_after: Option<u64>,
    pub body: Value,
    pub granted: String,
    pub accepted: String,
}

/// Carries out a call, or refuses it.
pub fn pass(
    state: &mut State,
    method: &str,
    verb: &Method,
    headers: &HeaderMap,
    arguments: Result<&Arguments, &'static str>,
    base_url: &str,
) -> Verdict {
    let mut verdict =
        Verdict { status: 200, retry_after: None, body: Value::Null, granted: String::new(), accepted: String::new() };
    match carry_out(state, method, verb, headers, arguments, base_url, &mut verdict) {
        Ok(body) => {
            verdict.body = json!({ "ok": true });
            if let (Some(out), Value::Object(fields)) = (verdict.body.as_object_mut(), body) {
                out.extend(fields);
            }
            warn_of_charset(&mut verdict.body, method, arguments);
        }
        Err(refusal) => {
            if let Some(seconds) = refusal.retry_after {
                verdict.status = 429;
                verdict.retry_after = Some(seconds);
            }
            verdict.body = refusal.into_body();
        }
    }
    verdict
}

fn carry_out(
    state: &mut State,
    method: &str,
    verb: &Method,
    headers: &HeaderMap,
    arguments: Result<&Arguments, &'static str>,
    base_url: &str,
    verdict: &mut Verdict,
) -> Result<Value, Refusal> {
    let (Some(known), Some(run)) = (documented(method), super::methods::find(method)) else {
        let why = if documented(method).is_some() { "is not played here" } else { "is no method of Slack's" };
        state.breaks_rule(format!("{method} {why}"));
        return Err(Refusal::new("unknown_method").with("req_method", json!(method)));
    };
    let arguments = arguments.map_err(|error| {
        state.breaks_rule(format!("{method} was sent a body that cannot be read: {error}"));
        Refusal::new(error)
    })?;
    check_shape(state, method, verb, known, arguments)?;
    if method == "oauth.v2.access" {
        let mut ask = Ask { state, arguments, token: None, base_url };
        return run(&mut ask);
    }
    let token = find_token(state, method, headers, arguments)?;
    verdict.granted = token.scopes.join(",");
    let scopes = known.scopes(token.is_bot);
    verdict.accepted = scopes.join(",");
    let now = state.now();
    state.rates.count(method, known.calls_a_minute(), now).map_err(|seconds| {
        state.breaks_rule(format!("{method} was called faster than its tier allows"));
        Refusal::rate_limited(seconds)
    })?;
    if !scopes.is_empty() && !token.has_one_of(scopes) {
        return Err(missing_scope(state, method, &token, scopes));
    }
    check_required(state, method, known, arguments)?;
    let mut ask = Ask { state, arguments, token: Some(token), base_url };
    run(&mut ask)
}

/// `missing_scope`, with what was needed and what there is.
pub fn missing_scope<S: AsRef<str>>(state: &mut State, method: &str, token: &Token, needed: &[S]) -> Refusal {
    let needed = needed.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(",");
    state.breaks_rule(format!("{method} was called without the scope {needed}"));
    Refusal::new("missing_scope").with("needed", json!(needed)).with("provided", json!(token.scopes.join(",")))
}

fn check_shape(
    state: &mut State,
    method: &str,
    verb: &Method,
    known: &Documented,
    arguments: &Arguments,
) -> Result<(), Refusal> {
    // Slack answers a GET to nearly everything, but arguments in a query end up in logs.
    if verb == Method::GET && known.verb == "POST" && method != "auth.test" {
        state.breaks_rule(format!("{method} was called with GET; it is documented as POST"));
    }
    if matches!(arguments.sort, Sort::Json { .. }) && known.json_body != Some(true) {
        state.breaks_rule(format!("{method} was sent JSON; it reads forms and queries only"));
        return Err(Refusal::new("invalid_post_type"));
    }
    for name in arguments.all.keys() {
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') || name.len() > 64 {
            return Err(Refusal::new("invalid_arg_name"));
        }
        if !known.arguments.contains(name) {
            state.breaks_rule(format!("{method} has no argument `{name}`"));
        }
    }
    Ok(())
}

fn find_token(state: &mut State, method: &str, headers: &HeaderMap, arguments: &Arguments) -> Result<Token, Refusal> {
    let bearer = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let Some(bearer) = bearer else {
        let how = if arguments.given("token") { "with its token among the arguments" } else { "without a token" };
        state.breaks_rule(format!("{method} was called {how}; the token belongs in the Authorization header"));
        return Err(Refusal::new("not_authed"));
    };
    match state.tokens.iter().find(|token| token.text == bearer) {
        Some(token) if token.revoked => Err(Refusal::new("token_revoked")),
        Some(token) if state.person(&token.user).is_some_and(|owner| owner.person.deleted) => {
            Err(Refusal::new("account_inactive"))
        }
        Some(token) => Ok(token.clone()),
        None => Err(Refusal::new("invalid_auth")),
    }
}

fn check_required(state: &mut State, method: &str, known: &Documented, arguments: &Arguments) -> Result<(), Refusal> {
    let missing: Vec<&str> =
        known.required.iter().map(String::as_str).filter(|&name| name != "token" && !arguments.given(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    state.breaks_rule(format!("{method} was called without `{}`", missing.join("`, `")));
    if known.errors.iter().any(|error| error == "missing_argument") {
        return Err(Refusal::new("missing_argument"));
    }
    let messages: Vec<String> = missing.iter().map(|name| format!("[ERROR] missing required field: {name}")).collect();
    Err(Refusal::new("invalid_arguments").with_messages(&messages))
}

fn warn_of_charset(body: &mut Value, method: &str, arguments: Result<&Arguments, &'static str>) {
    let without_charset = arguments.is_ok_and(|arguments| arguments.sort == Sort::Json { charset: false });
    if !without_charset || method == "auth.test" {
        return;
    }
    add_warning(body, "missing_charset");
}

/// Adds a warning the way Slack does: in `warning` and in `response_metadata.warnings`.
pub fn add_warning(body: &mut Value, warning: &str) {
    let Some(fields) = body.as_object_mut() else { return };
    let joined = match fields.get("warning").and_then(Value::as_str) {
        Some(already) => format!("{already},{warning}"),
        None => warning.to_owned(),
    };
    fields.insert("warning".to_owned(), json!(joined));
    let details = fields.entry("response_metadata").or_insert_with(|| Value::Object(Map::new()));
    if let Some(details) = details.as_object_mut()
        && let Some(list) = details.entry("warnings").or_insert_with(|| json!([])).as_array_mut()
    {
        list.push(json!(warning));
    }
}
