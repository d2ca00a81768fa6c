//! Fields that several resources share, from JSON.

use serde_json::Value;

use super::fields::Fields;
use crate::ids::TeamId;
use crate::schedule::Zone;
use crate::usecases::change::Change;

/// A zone by name, kept as it was given. A field that may be emptied.
pub fn time_zone(fields: &mut Fields<'_>) -> Change<Option<String>> {
    let name = fields.text("time_zone", usize::MAX);
    if let Change::To(Some(name)) = &name
        && Zone::named(name).is_err()
    {
        fields.refuse("time_zone", "Invalid timezone");
        return Change::Keep;
    }
    name
}

/// A team: `known` is the one that is named, if it is here. `null` in any spelling is no team.
pub fn team(fields: &mut Fields<'_>, known: Option<TeamId>) -> Change<Option<TeamId>> {
    match fields.raw("team_id") {
        None => Change::Keep,
        Some(Value::Null) => Change::To(None),
        Some(Value::String(text)) if text.is_empty() || text == "null" => Change::To(None),
        Some(_) if known.is_some() => Change::To(known),
        Some(_) => {
            fields.refuse("team_id", "Object does not exist");
            Change::Keep
        }
    }
}
