//! What a command or a click comes to, and who sees it.

use slack_morphism::blocks::SlackView;

use super::client::File;
use super::messages::Rendered;

/// What a command or a click comes to.
#[derive(Debug)]
pub enum Answer {
    /// Only who asked sees it.
    Only(Rendered),
    /// The same, and a file comes to them in a direct message, with what is said beside it.
    WithFile(Rendered, Box<(File, String)>),
    /// Everybody in the channel sees it.
    Channel(Rendered),
    /// It takes the place of what was clicked.
    Instead(Rendered),
    /// A modal opens.
    Modal(Box<SlackView>),
}
