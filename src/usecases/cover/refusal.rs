//! Why nothing was done about a request for cover, as values: Slack says each in a sentence.

use jiff::Timestamp;

use crate::schedule::Interval;
use crate::store::StoreError;
use crate::usecases::message::Barrier;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// We have not read the one who asks from Slack yet.
    #[error("the asker is not known")]
    Stranger,
    /// We have not read the person from Slack yet.
    #[error("the person is not known")]
    Unknown,
    /// The person may not be on call.
    #[error("the person may not be on call")]
    Barred(String, Barrier),
    /// The request or its schedule is not there (any more).
    #[error("the request is gone")]
    Gone,
    /// It is not what the button showed any more.
    #[error("the request has changed")]
    Changed,
    /// Somebody was faster.
    #[error("somebody else has accepted")]
    TakenBy(String),
    /// This person serves all of it by now, so an offer of a part is not needed.
    #[error("somebody covers all of it")]
    CoveredMeanwhile(String),
    /// They accepted it themselves.
    #[error("they have accepted already")]
    TakenByYou,
    /// It was taken back, by this person.
    #[error("it was withdrawn")]
    Withdrawn(String),
    /// It began at this moment and nobody had accepted.
    #[error("its time has come")]
    PastDue(Timestamp),
    /// The rotation changed, and it is about no shift any more.
    #[error("it is about no shift any more")]
    NoLongerAShift,
    /// Both agreed to undo it.
    #[error("it was handed back")]
    HandedBack,
    /// It is their own request.
    #[error("it is their own request")]
    OwnRequest,
    /// The asker asks this person alone.
    #[error("somebody else is asked")]
    AsksAnother(String, String),
    /// They (without a name: who acts) are away then.
    #[error("they are away then")]
    Away(Option<String>),
    /// They (without a name: who acts) serve in that schedule then already.
    #[error("they are on call there already")]
    OnCallThere(Option<String>, String),
    /// The shift that was to be given in return is not theirs any more.
    #[error("the shift in return is not theirs any more")]
    ReturnNotTheirs(String),
    /// The asker cannot serve the shift given in return: they do already, or are away.
    #[error("the asker cannot serve the shift in return")]
    ReturnNotFree,
    /// It is not the asker's shift, or not through all that time.
    #[error("it is not their shift")]
    NotYours(String),
    /// The shift ended at this moment.
    #[error("the shift is over")]
    Over(Timestamp),
    /// The part lies outside of this time.
    #[error("the part is not inside")]
    PartOutside(Interval),
    /// They have asked for cover in that time already.
    #[error("another request overlaps")]
    Overlaps(Interval),
    /// They ask themselves.
    #[error("they ask themselves")]
    AsksOneself,
    /// Nobody else serves in this schedule, and it has no channel.
    #[error("there is nobody to ask")]
    NobodyToAsk(String),
    /// An exchange is made whole or not at all.
    #[error("an exchange has no parts")]
    ExchangeHasNoParts,
    /// An exchange with nobody in particular.
    #[error("an exchange needs somebody")]
    ExchangeWithNobody,
    /// They were not asked.
    #[error("they were not asked")]
    NotAsked,
    /// They have declined already.
    #[error("they have declined already")]
    DeclinedAlready,
    /// Only this person and the schedule's managers may.
    #[error("they may not")]
    MayNot(String),
    /// Only this person answers offers.
    #[error("only the asker answers")]
    NotTheirsToAnswer(String),
    /// The offer was answered already.
    #[error("the offer was answered")]
    AnsweredAlready,
    /// The time of it is over.
    #[error("it is over")]
    TakenAndOver,
    /// They are neither of the two.
    #[error("it is between two others")]
    BetweenOthers(String, String),
    /// It was asked already to hand it back.
    #[error("it was asked already")]
    HandBackAsked,
    /// Nobody asks to hand it back (any more).
    #[error("nobody asks to hand it back")]
    NothingToAnswer,
    /// We could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
