//! Whom a request for cover is put to in direct messages, and when: those who could serve, while they are awake.

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::Refusal;
use super::shifts::{people_on, serves_within};
use crate::ids::UserId;
use crate::schedule::{Interval, Zone};
use crate::store::cover_asks::Ask;
use crate::store::{Reader, StoreError};
use crate::usecases::away::is_away;
use crate::usecases::people::People;
use crate::usecases::rules::Loaded;

/// How many people are written to about one request. A schedule of more is asked in its channel: a message to everybody is
/// one that nobody feels meant by.
pub const FEW: usize = 8;
/// People are asked between these hours of their own day, unless it is urgent.
const WAKING: (Time, Time) = (Time::constant(8, 0, 0, 0), Time::constant(22, 0, 0, 0));
/// A question that would come later than so long before the time it is about is put at once.
const AT_LEAST_BEFORE: SignedDuration = SignedDuration::from_hours(2);

/// Whom a request is put to.
#[derive(Debug, Clone, Default)]
pub(super) struct ThoseAsked {
    /// Those who are written to.
    pub asks: Vec<Ask>,
    /// How many others could serve.
    pub too_many: usize,
}

/// What decides whom to ask.
pub(super) struct Question<'a> {
    pub loaded: &'a Loaded,
    pub people: &'a People,
    pub asker: UserId,
    /// The one person asked; `None`: anybody.
    pub asked: Option<UserId>,
    pub urgent: bool,
    pub span: Interval,
    /// Whether the request is posted in a channel too.
    pub in_channel: bool,
}

impl Question<'_> {
    /// Whom to ask, and when.
    pub async fn those_asked(&self, db: &mut Reader, now: Timestamp) -> Result<ThoseAsked, Refusal> {
        let could = match self.asked {
            Some(user) => vec![user],
            None => self.who_could_serve(db).await?,
        };
        if could.is_empty() && !self.in_channel {
            return Err(Refusal::NobodyToAsk(self.loaded.record.name.clone()));
        }
        // Without a channel nobody would hear of it at all, so the first few are asked.
        let most = if could.len() > FEW && self.in_channel { 0 } else { FEW };
        let too_many = could.len().saturating_sub(most);
        let asks = could.into_iter().take(most);
        let asks = asks.map(|user| Ask { user, ask_at: Some(self.ask_at(user, now)), declined: false }).collect();
        Ok(ThoseAsked { asks, too_many })
    }

    /// Everybody of the schedule who can be written to and is neither away nor on call there then.
    async fn who_could_serve(&self, db: &mut Reader) -> Result<Vec<UserId>, StoreError> {
        let mut could = Vec::new();
        for user in people_on(self.loaded) {
            let reachable = self.people.may_be_on_call(user)
                && self.people.get(user).is_some_and(|person| person.slack_id.is_some());
            if user != self.asker
                && reachable
                && !serves_within(&self.loaded.rules, user, self.span)
                && !is_away(db, self.loaded.record.workspace, user, self.span).await?
            {
                could.push(user);
            }
        }
        Ok(could)
    }

    /// Now, or when they wake, unless it is urgent or that would be late.
    fn ask_at(&self, user: UserId, now: Timestamp) -> Timestamp {
        let own = self.people.get(user).and_then(|person| person.time_zone.as_deref());
        let mut zones = [own, Some(&self.loaded.record.time_zone)].into_iter().flatten();
        let zone = zones.find_map(|name| Zone::named(name).ok()).unwrap_or(Zone::UTC);
        let wakes = wakes(&zone, now);
        let in_time = self.span.start().duration_since(wakes) >= AT_LEAST_BEFORE;
        if self.urgent || !in_time { now } else { wakes }
    }
}

/// `now` by day, else the coming morning.
fn wakes(zone: &Zone, now: Timestamp) -> Timestamp {
    let reading = zone.reading(now);
    let (morning, night) = WAKING;
    if (morning..night).contains(&reading.time()) {
        return now;
    }
    let day = if reading.time() < morning { reading.date() } else { reading.date().saturating_add(1.day()) };
    zone.instant(day.to_datetime(morning)).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_at_night() {
        let oslo = Zone::named("Europe/Oslo").expect("a zone");
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let cases = [
            ("2026-03-02T07:00:00Z", "2026-03-02T07:00:00Z"),
            ("2026-03-02T06:59:59Z", "2026-03-02T07:00:00Z"),
            ("2026-03-02T20:59:59Z", "2026-03-02T20:59:59Z"),
            ("2026-03-02T21:00:00Z", "2026-03-03T07:00:00Z"),
            ("2026-03-28T22:00:00Z", "2026-03-29T06:00:00Z"),
        ];
        for (now, wakes_at) in cases {
            assert_eq!(wakes(&oslo, at(now)), at(wakes_at), "{now}");
        }
    }
}
