//! What is said about a request for cover, as meaning: a card that is rewritten as things change, news, and reminders.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{OfferId, ScheduleId, SwapId, UserId};

/// A request, as every message about it needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverFacts {
    /// Which request.
    pub swap: SwapId,
    /// What it was when this was said: buttons carry it.
    pub version: i64,
    /// In which schedule.
    pub schedule: ScheduleId,
    /// What it was called.
    pub schedule_name: String,
    /// The zone its people plan in.
    pub time_zone: String,
    /// Who asks.
    pub asker: UserId,
    /// The one person asked; `None`: anybody.
    pub asked: Option<UserId>,
    /// From when.
    pub start: Timestamp,
    /// Until when.
    pub end: Timestamp,
    /// Whether it begins when somebody accepts.
    pub running: bool,
    /// Whether it cannot wait.
    pub urgent: bool,
    /// Why, in the asker's words.
    pub reason: Option<String>,
    /// The shift the asker serves in return.
    pub in_return: Option<InReturn>,
}

/// A shift given in return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InReturn {
    /// In which schedule.
    pub schedule_name: String,
    /// From when.
    pub start: Timestamp,
    /// Until when.
    pub end: Timestamp,
}

/// A request as one reader sees it. It is rewritten when that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverCard {
    /// What it is about.
    pub facts: CoverFacts,
    /// Who reads it.
    pub reader: CardReader,
    /// What has become of it.
    pub state: CardState,
}

/// Who reads a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardReader {
    /// Everybody in the channel.
    Channel,
    /// Who asks.
    Asker {
        /// Who was asked in a direct message, now or when they wake.
        asked: Vec<UserId>,
        /// How many of them are asked when they wake.
        later: usize,
        /// How many could have been asked and were not, since they are too many.
        too_many: usize,
        /// The Slack id of the channel it was posted in.
        channel: Option<String>,
    },
    /// Somebody who is asked.
    Asked(UserId),
    /// Who serves for whoever asked.
    Taker(UserId),
    /// Who asked, as told that somebody serves.
    Covered(UserId),
}

impl CardReader {
    /// The one person who reads it.
    pub fn person(&self, asker: UserId) -> Option<UserId> {
        match self {
            Self::Channel => None,
            Self::Asker { .. } => Some(asker),
            Self::Asked(user) | Self::Taker(user) | Self::Covered(user) => Some(*user),
        }
    }
}

/// What has become of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardState {
    /// It waits for somebody.
    Open,
    /// The reader declined.
    Declined,
    /// Somebody serves.
    Taken {
        /// Who.
        by: UserId,
        /// How many seconds they served for the asker, less what the asker served for them.
        owed: i64,
    },
    /// It was taken back, by this person.
    Withdrawn(Option<UserId>),
    /// Nobody accepted before it began.
    PastDue,
    /// The asker does not serve then any more.
    Moved,
    /// The shift is gone after somebody had accepted.
    Vanished,
    /// Both agreed to undo it.
    HandedBack,
}

/// What one person is told about a request, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverNews {
    /// Who is told.
    pub to: UserId,
    /// What it is about.
    pub facts: CoverFacts,
    /// What happened.
    pub news: News,
}

/// What happened to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// The last of those who were asked declined.
    Declined {
        /// Who.
        by: UserId,
        /// Whether they had been asked alone.
        alone: bool,
    },
    /// Somebody who may has withdrawn it for the asker.
    WithdrawnBy {
        /// Who.
        by: UserId,
    },
    /// Somebody offers to serve a part.
    Offered {
        /// The offer.
        offer: OfferId,
        /// Who offers.
        by: UserId,
        /// From when.
        start: Timestamp,
        /// Until when.
        end: Timestamp,
    },
    /// The asker does not take up an offer.
    OfferRefused {
        /// From when.
        start: Timestamp,
        /// Until when.
        end: Timestamp,
    },
    /// Nobody accepted before it began: the asker serves.
    PastDue,
    /// The asker does not serve then any more; these do.
    Moved {
        /// Who serves then.
        on: Vec<UserId>,
        /// Who overrode the schedule then, when somebody did.
        overridden_by: Option<UserId>,
    },
    /// The shift changed its times and it is asked again; these were the times before.
    AskedAgain {
        /// From when.
        start: Timestamp,
        /// Until when.
        end: Timestamp,
    },
    /// The shift is gone after this person had accepted.
    Vanished {
        /// Who had accepted.
        by: UserId,
    },
    /// It was taken back after somebody had accepted it.
    TakenBack {
        /// Who had accepted.
        by: UserId,
    },
    /// One of the two asks to undo it.
    HandBackAsked {
        /// Who asks.
        by: UserId,
        /// Who had accepted.
        taker: UserId,
    },
    /// The other one agreed.
    HandBackAgreed {
        /// Who agreed.
        by: UserId,
        /// Who serves again.
        serves: UserId,
    },
    /// The other one wants to keep it as it is.
    HandBackRefused {
        /// Who keeps it.
        by: UserId,
        /// Who had accepted.
        taker: UserId,
    },
}

/// Said again, in the thread of the request, that nobody has accepted yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverReminder {
    /// What it is about.
    pub facts: CoverFacts,
    /// Whether no other comes after it.
    pub last: bool,
}
