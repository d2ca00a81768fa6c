//! What a command or a click comes to, and who sees it.

use slack_morphism::blocks::SlackView;

use super::client::File;
use super::messages::Rendered;
use crate::usecases::two_weeks::TwoWeeks;

/// What a command or a click comes to.
#[derive(Debug)]
pub enum Answer {
    /// Only who asked sees it.
    Only(Rendered),
    /// The same, and a file follows.
    WithFile(Rendered, Box<Attached>),
    /// Everybody in the channel sees it.
    Channel(Rendered),
    /// It takes the place of what was clicked.
    Instead(Rendered),
    /// A modal opens.
    Modal(Box<SlackView>),
}

impl Answer {
    /// What is said at once, and the file that follows.
    pub fn apart(self) -> (Self, Option<Box<Attached>>) {
        match self {
            Self::WithFile(said, attached) => (Self::Only(said), Some(attached)),
            said => (said, None),
        }
    }
}

/// A file that follows an answer.
#[derive(Debug)]
pub struct Attached {
    /// What it is.
    pub file: Promised,
    /// What is said beside it, in Slack's markup.
    pub comment: String,
    /// Who sees it.
    pub whereto: Whereto,
}

/// A file, or what it is made of when nobody waits for the answer any more.
#[derive(Debug)]
pub enum Promised {
    /// It is there.
    Made(File),
    /// It is yet to be drawn.
    Picture(TwoWeeks),
}

/// Who sees a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whereto {
    /// Who asked, in a direct message.
    Asker,
    /// Everybody in the channel with this Slack id.
    Channel(String),
}
