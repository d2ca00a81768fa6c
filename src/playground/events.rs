//! The Events API: envelopes, and retries at once, after a minute and after five.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::app::ENTERPRISE;
use super::deliver::{Letter, Reply, Seal};
use super::method_table::event_scopes;
use super::{Playground, wait};

/// How long after the failure each further try is made.
const RETRIES: [SignedDuration; 3] = [SignedDuration::ZERO, SignedDuration::from_mins(1), SignedDuration::from_mins(5)];

impl Playground {
    /// Sends an event to the app and, as long as it fails, again at once, after one minute and after five, by the
    /// clock; the answer is the HTTP status of each try, 0 where there was none.
    ///
    /// A bare event gets an envelope with a new `event_id`; something that is an envelope already (it has an
    /// `event_id`, or is no event, like `url_verification`) goes out as it is. On a clock that stands, the later
    /// tries come when somebody moves it: let it run beside the test.
    pub async fn delivers_event(&self, event: Value) -> Vec<u16> {
        let envelope = self.envelope(event);
        let ticket = self.starts();
        self.tries(&envelope, ticket).await
    }

    /// Sends the same event twice, one after the other, with the same `event_id`, as Slack sometimes does.
    pub async fn delivers_event_twice(&self, event: Value) -> (Vec<u16>, Vec<u16>) {
        let envelope = self.envelope(event);
        (self.delivers_event(envelope.clone()).await, self.delivers_event(envelope).await)
    }

    /// Sends those events the app has subscribed to and may see, without waiting for them. See
    /// [`settled`](Self::settled).
    pub(super) fn send_in_background(&self, events: Vec<Value>) {
        for event in events {
            if !self.is_wanted(&event) {
                continue;
            }
            let envelope = self.envelope(event);
            let ticket = self.starts();
            let playground = self.without_guard();
            self.world.runtime.spawn(async move {
                let stop = playground.world.stop.clone();
                tokio::select! {
                    _ = playground.tries(&envelope, ticket) => {}
                    () = stop.cancelled() => {}
                }
            });
        }
    }

    fn is_wanted(&self, event: &Value) -> bool {
        let kind = event["type"].as_str().unwrap_or_default();
        let scopes = event_scopes(kind);
        let state = self.state();
        let granted = || state.tokens.iter().any(|token| token.is_bot && token.has_one_of(scopes));
        state.app.base.is_some()
            && state.app.events.iter().any(|wanted| wanted == kind)
            && (scopes.is_empty() || granted())
    }

    /// The event in its envelope.
    fn envelope(&self, mut event: Value) -> Value {
        if event.get("event_id").is_some()
            || matches!(event["type"].as_str(), Some("url_verification" | "event_callback"))
        {
            return event;
        }
        let mut state = self.state();
        let now = state.now();
        let org = state.app.for_organisation;
        let enterprise = if org { json!(ENTERPRISE.0) } else { Value::Null };
        let team = if org { Value::Null } else { json!(state.team) };
        if event.get("event_ts").is_none() && event.is_object() {
            event["event_ts"] = json!(state.next_ts());
        }
        json!({
            "token": "verification-token",
            "team_id": state.team,
            "api_app_id": state.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": format!("Ev{:010}", state.serial()),
            "event_time": now.as_second(),
            "authorizations": [{
                "enterprise_id": enterprise, "team_id": team, "user_id": state.app.user, "is_bot": true,
                "is_enterprise_install": org,
            }],
            "is_ext_shared_channel": false,
        })
    }

    async fn tries(&self, envelope: &Value, ticket: u64) -> Vec<u16> {
        let mut statuses = Vec::new();
        let mut reason = "";
        for number in 0..=RETRIES.len() {
            if number > 0 {
                let due = self.clock().now() + RETRIES[number - 1];
                self.is_due(ticket, due);
                wait::until(self.clock(), due).await;
            }
            let mut letter = Letter::json("/slack/events", envelope);
            if number > 0 {
                letter.headers.push(("x-slack-retry-num", number.to_string()));
                letter.headers.push(("x-slack-retry-reason", reason.to_owned()));
            }
            let (status, stop, why) = match self.deliver(letter, &Seal::Good).await {
                Reply::Answered { status, headers, .. } => {
                    let no_retry = headers.get("x-slack-no-retry").is_some_and(|value| value == "1");
                    (status, (200..300).contains(&status) || no_retry, "http_error")
                }
                Reply::TimedOut => (0, false, "http_timeout"),
                Reply::Unreachable { reason, .. } => (0, false, reason),
            };
            statuses.push(status);
            reason = why;
            if stop {
                break;
            }
        }
        self.world.under_way.send_modify(|all| {
            all.remove(&ticket);
        });
        statuses
    }

    /// Notes that an event is on its way; the answer is its ticket.
    fn starts(&self) -> u64 {
        let (ticket, now) = {
            let mut state = self.state();
            (state.serial(), state.now())
        };
        self.is_due(ticket, now);
        ticket
    }

    fn is_due(&self, ticket: u64, at: Timestamp) {
        self.world.under_way.send_modify(|all| {
            all.insert(ticket, at);
        });
    }

    /// A clone that does not keep the playground alive.
    pub(super) fn without_guard(&self) -> Self {
        Self { world: std::sync::Arc::clone(&self.world), _guard: None }
    }
}
