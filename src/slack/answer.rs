//! What a command or a click comes to, and who sees it.

use slack_morphism::blocks::SlackView;

use super::messages::Rendered;

/// What a command or a click comes to.
#[derive(Debug)]
pub enum Answer {
    /// Only who asked sees it.
    Only(Rendered),
    /// Everybody in the channel sees it.
    Channel(Rendered),
    /// It takes the place of what was clicked.
    Instead(Rendered),
    /// A modal opens.
    Modal(Box<SlackView>),
}
