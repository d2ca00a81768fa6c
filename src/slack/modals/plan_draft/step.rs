//! What can be clicked in the forms of a schedule's draft. The words are frozen like those of every control.

use std::fmt;
use std::str::FromStr;

use crate::slack::control::UnknownControl;

/// A click in a draft's form. Rotations are meant by their place in the draft's version that the form shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// *Settings*.
    Settings,
    /// *Add a rotation*.
    AddRotation,
    /// *Change* of a rotation.
    ChangeRotation(usize),
    /// *Order* of a rotation's turns.
    OrderTurns(usize),
    /// *Up*: the rotation's layer trades places with the one above.
    Raise(usize),
    /// *Down*.
    Lower(usize),
    /// *Remove* of a rotation.
    Remove(usize),
    /// *Back* to the rotations.
    Back,
    /// When it takes effect was chosen.
    ChooseEffect,
    /// The moment at which it takes effect was picked.
    PickMoment,
    /// *Delete this schedule*.
    Delete,
}

impl Step {
    /// The action of the choice when an edit takes effect.
    pub const EFFECT: &'static str = "draft_effect";
    /// The action of the picker of that moment.
    pub const MOMENT: &'static str = "draft_moment";
    /// What every step's word begins with.
    pub const PREFIX: &'static str = "draft_";
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings => f.write_str("draft_settings"),
            Self::AddRotation => f.write_str("draft_add"),
            Self::ChangeRotation(at) => write!(f, "draft_change:{at}"),
            Self::OrderTurns(at) => write!(f, "draft_turns:{at}"),
            Self::Raise(at) => write!(f, "draft_raise:{at}"),
            Self::Lower(at) => write!(f, "draft_lower:{at}"),
            Self::Remove(at) => write!(f, "draft_remove:{at}"),
            Self::Back => f.write_str("draft_back"),
            Self::ChooseEffect => f.write_str(Self::EFFECT),
            Self::PickMoment => f.write_str(Self::MOMENT),
            Self::Delete => f.write_str("draft_delete"),
        }
    }
}

impl FromStr for Step {
    type Err = UnknownControl;
    fn from_str(text: &str) -> Result<Self, UnknownControl> {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        let at = || rest.parse().map_err(|_| UnknownControl);
        Ok(match (word, rest) {
            ("draft_settings", "") => Self::Settings,
            ("draft_add", "") => Self::AddRotation,
            ("draft_change", _) => Self::ChangeRotation(at()?),
            ("draft_turns", _) => Self::OrderTurns(at()?),
            ("draft_raise", _) => Self::Raise(at()?),
            ("draft_lower", _) => Self::Lower(at()?),
            ("draft_remove", _) => Self::Remove(at()?),
            ("draft_back", "") => Self::Back,
            (Self::EFFECT, "") => Self::ChooseEffect,
            (Self::MOMENT, "") => Self::PickMoment,
            ("draft_delete", "") => Self::Delete,
            _ => return Err(UnknownControl),
        })
    }
}
