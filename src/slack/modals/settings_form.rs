//! The form of `/oncall settings`: reminders, news, phone and who sees it, time zone; for admins, what holds for everybody.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use slack_morphism::blocks::{
    SlackBlock, SlackBlockCheckboxesElement, SlackBlockChoiceItem, SlackBlockExternalSelectElement,
    SlackBlockPlainTextOnly, SlackBlockStaticSelectElement, SlackBlockText, SlackInputBlock, SlackInputBlockElement,
    SlackModalView, SlackView,
};

use super::fields::{Choice, Field, MOST_OPTIONS, Values, plain};
use super::zones;
use super::{FieldError, ModalId, Submitted, from_another_version};
use crate::schedule::Zone;
use crate::slack::commands::Asker;
use crate::slack::messages::settings::{before, saved};
use crate::slack::messages::{STRANGER, words};
use crate::store::person_settings::{PeopleSettings, PersonSettings, PhoneFor};
use crate::usecases::settings::{Mine, OFFSETS, choose};
use crate::usecases::{Ctx, Result};

const REMINDERS: &str = "reminders";
const NEWS: &str = "news";
const PHONE: &str = "phone";
const PHONE_FOR: &str = "phone_for";
/// The menu of zones, which is looked up while somebody types.
pub const TIME_ZONE: &str = "time_zone";
const EVERYBODY: &str = "everybody";

/// The value of a box that stands alone.
const YES: &str = "yes";
/// The value that leaves the zone to Slack.
const AS_SLACK: &str = "as_slack";
const OVERRIDE_PHONE_PRIVACY: &str = "override_phone_privacy";
const TELLS_BY_DEFAULT: &str = "tells_by_default";
/// The longest phone number.
const LONGEST_PHONE: u64 = 30;

/// What the form remembers. `v` is raised when it would be read differently.
#[derive(Debug, Serialize, Deserialize)]
struct Memory {
    v: u8,
    /// Whether what holds for everybody was asked.
    admin: bool,
}

const VERSION: u8 = 1;

/// What was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// For themselves.
    pub settings: PersonSettings,
    /// For everybody.
    pub everybody: PeopleSettings,
}

/// The form.
pub fn view(mine: &Mine) -> SlackView {
    let offsets: Vec<_> = OFFSETS.iter().map(|minutes| (minutes.to_string(), before(*minutes))).collect();
    let ticked: Vec<_> = mine.reminders.iter().map(ToString::to_string).collect();
    let news = [(YES.to_owned(), "When somebody else changes my shifts".to_owned())];
    let phone = Field { name: PHONE, label: "My phone number", hint: None, needed: false };
    let phone_hint = "Whoever asks who is on call sees it while you are, if you want.";
    let mut blocks = vec![
        boxes(REMINDERS, "Remind me before my shifts", Some(NIGHT), &offsets, &ticked),
        boxes(NEWS, "Tell me", None, &news, if mine.news { &[YES] } else { &[] }),
        Field { hint: Some(phone_hint), ..phone }.text(
            mine.settings.phone.as_deref(),
            Some("+47 123 45 678"),
            LONGEST_PHONE,
        ),
        phone_for(mine.settings.phone_for),
        time_zone(mine),
    ];
    if let Some(everybody) = mine.everybody {
        let options = [
            (TELLS_BY_DEFAULT.to_owned(), "Remind people, and tell them of changes, unless they choose".to_owned()),
            (OVERRIDE_PHONE_PRIVACY.to_owned(), "Show phone numbers that people keep to themselves".to_owned()),
        ];
        let ticked = [
            everybody.tells_by_default.then_some(TELLS_BY_DEFAULT),
            everybody.override_phone_privacy.then_some(OVERRIDE_PHONE_PRIVACY),
        ];
        let ticked: Vec<_> = ticked.into_iter().flatten().collect();
        let hint = "You see this because you are an admin.";
        blocks.push(boxes(EVERYBODY, "For everybody in this workspace", Some(hint), &options, &ticked));
    }
    let memory = Memory { v: VERSION, admin: mine.everybody.is_some() };
    SlackView::Modal(
        SlackModalView::new(plain("My settings"), blocks)
            .with_submit(plain("Save"))
            .with_close(plain("Cancel"))
            .with_private_metadata(serde_json::to_string(&memory).unwrap_or_default())
            .with_callback_id(ModalId::Settings.to_string().into()),
    )
}

const NIGHT: &str = "Never between 22:00 and 7:00: then the evening before, at nine.";

fn input(name: &str, label: &str, hint: Option<&str>, element: SlackInputBlockElement) -> SlackInputBlock {
    SlackInputBlock::new(plain(label), element).with_block_id(name.to_owned().into()).opt_hint(hint.map(plain))
}

fn boxes<T: AsRef<str>>(
    name: &str,
    label: &str,
    hint: Option<&str>,
    options: &[(String, String)],
    ticked: &[T],
) -> SlackBlock {
    let item = |(value, label): &(String, String)| {
        let label: SlackBlockText =
            SlackBlockText::Plain(slack_morphism::blocks::SlackBlockPlainText::new(label.clone()));
        SlackBlockChoiceItem::new(label, value.clone())
    };
    let is_ticked = |(value, _): &&(String, String)| ticked.iter().any(|ticked| ticked.as_ref() == value);
    let initial: Vec<_> = options.iter().filter(is_ticked).map(item).collect();
    let element = SlackBlockCheckboxesElement::new(options.iter().map(item).collect())
        .with_action_id(name.into())
        // Slack refuses an empty list.
        .opt_initial_options(Some(initial).filter(|initial| !initial.is_empty()));
    input(name, label, hint, element.into()).with_optional(true).into()
}

fn phone_for(initial: PhoneFor) -> SlackBlock {
    let item = |choice: PhoneFor| {
        let label = match choice {
            PhoneFor::Everybody => "Everybody who may see who is on call",
            PhoneFor::Nobody => "Nobody",
        };
        SlackBlockChoiceItem::new(plain(label), choice.word().to_owned())
    };
    let element = SlackBlockStaticSelectElement::new()
        .with_action_id(PHONE_FOR.into())
        .with_options(vec![item(PhoneFor::Everybody), item(PhoneFor::Nobody)])
        .with_initial_option(item(initial));
    input(PHONE_FOR, "Who sees it", None, element.into()).into()
}

fn time_zone(mine: &Mine) -> SlackBlock {
    let initial = match &mine.settings.time_zone {
        Some(zone) => zone_option(zone),
        None => as_slack(mine.slack_zone.as_deref()),
    };
    let element = SlackBlockExternalSelectElement::new()
        .with_action_id(TIME_ZONE.into())
        .with_min_query_length(0)
        .with_initial_option(initial);
    let hint = "Times you type are read in it, and nights are yours. Slack shows times in its own zone.";
    input(TIME_ZONE, "My time zone", Some(hint), element.into()).into()
}

fn zone_option(zone: &str) -> SlackBlockChoiceItem<SlackBlockPlainTextOnly> {
    SlackBlockChoiceItem::new(plain(zone), zone.to_owned())
}

fn as_slack(zone: Option<&str>) -> SlackBlockChoiceItem<SlackBlockPlainTextOnly> {
    let label = zone.map_or_else(|| "As in Slack".to_owned(), |zone| format!("As in Slack ({zone})"));
    SlackBlockChoiceItem::new(plain(&label), AS_SLACK.to_owned())
}

/// The zones whose names hold what is being typed: `new york` finds `America/New_York`.
pub fn zones_like(typed: &str, home: &Zone, now: Timestamp) -> Vec<Choice> {
    let slack = "as in slack".contains(&typed.trim().to_lowercase()).then(|| as_slack(None));
    slack.into_iter().chain(zones::like(typed, home, now)).take(MOST_OPTIONS).collect()
}

/// What was filled in, or which fields are wrong.
pub fn read(values: &Values) -> std::result::Result<Request, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let phone = match values.text(PHONE).map(|typed| phone(&typed)) {
        Some(Err(error)) => {
            wrong.push(error);
            None
        }
        Some(Ok(phone)) => Some(phone),
        None => None,
    };
    let time_zone = match values.option(TIME_ZONE) {
        None | Some(AS_SLACK) => None,
        Some(name) => {
            let zone = Zone::named(name).map(|zone| zone.name().to_owned());
            zone.map_err(|_| {
                wrong.push(FieldError::new(TIME_ZONE, "There is no such time zone. Choose one from the list."));
            })
            .ok()
        }
    };
    let mut reminders: Vec<i64> = ticked(values, REMINDERS).filter_map(|value| value.parse().ok()).collect();
    reminders.retain(|minutes| OFFSETS.contains(minutes));
    let phone_for = values.option(PHONE_FOR).and_then(|word| word.parse().ok()).unwrap_or_default();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let news = Some(ticked(values, NEWS).any(|value| value == YES));
    let is = |option: &str| ticked(values, EVERYBODY).any(|value| value == option);
    Ok(Request {
        settings: PersonSettings { reminders: Some(reminders), news, phone, phone_for, time_zone },
        everybody: PeopleSettings {
            override_phone_privacy: is(OVERRIDE_PHONE_PRIVACY),
            tells_by_default: is(TELLS_BY_DEFAULT),
        },
    })
}

fn ticked<'a>(values: &'a Values, name: &str) -> impl Iterator<Item = &'a str> {
    let options = values.fields[name][name]["selected_options"].as_array().map_or(&[][..], Vec::as_slice);
    options.iter().filter_map(|option| option["value"].as_str())
}

/// A number that a telephone can dial: 5 to 15 digits, perhaps after a plus sign, with the usual marks between them.
fn phone(typed: &str) -> std::result::Result<String, FieldError> {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let plus = typed.find('+').is_none_or(|at| at == 0) && typed.matches('+').count() <= 1;
    let marks = typed.chars().all(|c| c.is_ascii_digit() || "+ ()-./".contains(c));
    if marks && plus && (5..=15).contains(&digits) && typed.len() <= 30 {
        return Ok(typed.to_owned());
    }
    let shown: String = typed.chars().take(30).collect();
    let message = format!("I read \"{shown}\" and that is no phone number. Write it like +47 123 45 678.");
    Err(FieldError::new(PHONE, &message))
}

/// Saves, and says what holds now.
pub async fn submit(ctx: &Ctx, asker: &Asker, values: &Values) -> Result<Submitted> {
    let memory = serde_json::from_str::<Memory>(&values.metadata).ok().filter(|memory| memory.v == VERSION);
    let Some(memory) = memory else { return Ok(Submitted::Said(from_another_version())) };
    let request = match read(values) {
        Ok(request) => request,
        Err(wrong) => return Ok(Submitted::Wrong(wrong)),
    };
    let everybody = memory.admin.then_some(request.everybody);
    Ok(Submitted::Said(if choose(ctx, asker.actor, &request.settings, everybody).await? {
        saved(&request.settings)
    } else {
        words(STRANGER)
    }))
}
