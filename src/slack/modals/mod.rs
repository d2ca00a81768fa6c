//! Forms: one file a modal, which draws it from a draft and reads what was filled in.
//!
//! A submission is answered in place: wrong fields are marked, else the modal shows what was done.

pub mod cover_accept;
pub mod cover_check;
pub mod cover_form;
pub mod cover_offer;
pub mod fields;
pub mod link_form;
pub mod link_which;
pub mod override_form;
pub mod take_group;

use std::fmt;
use std::str::FromStr;

use serde_json::{Value, json};
use slack_morphism::blocks::{SlackModalView, SlackView};

use self::fields::{Values, plain};
use super::answer::Answer;
use super::commands::Asker;
use super::messages::{Rendered, words};
use crate::usecases::{Ctx, Result};

/// A modal of ours. Its word is the `callback_id`; modals already open carry it, so it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModalId {
    /// The form of `/oncall override`.
    OverrideForm,
    /// Which schedule is to be linked.
    LinkWhich,
    /// The form of `/oncall link`.
    LinkForm,
    /// Who leaves a group that is taken over.
    TakeGroup,
    /// The form of `/oncall swap`.
    CoverForm,
    /// What a request for cover comes to, before it is sent.
    CoverCheck,
    /// The question before somebody accepts one.
    CoverAccept,
    /// Which part somebody offers to serve.
    CoverOffer,
    /// What was done, or why not: nothing to fill in.
    Said,
}

/// A modal of an older or newer version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownModal;

impl fmt::Display for ModalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OverrideForm => "override_form",
            Self::LinkWhich => "link_which",
            Self::LinkForm => "link_form",
            Self::TakeGroup => "take_group",
            Self::CoverForm => "cover_form",
            Self::CoverCheck => "cover_check",
            Self::CoverAccept => "cover_accept",
            Self::CoverOffer => "cover_offer",
            Self::Said => "said",
        })
    }
}

impl FromStr for ModalId {
    type Err = UnknownModal;
    fn from_str(word: &str) -> std::result::Result<Self, UnknownModal> {
        match word {
            "override_form" => Ok(Self::OverrideForm),
            "link_which" => Ok(Self::LinkWhich),
            "link_form" => Ok(Self::LinkForm),
            "take_group" => Ok(Self::TakeGroup),
            "cover_form" => Ok(Self::CoverForm),
            "cover_check" => Ok(Self::CoverCheck),
            "cover_accept" => Ok(Self::CoverAccept),
            "cover_offer" => Ok(Self::CoverOffer),
            "said" => Ok(Self::Said),
            _ => Err(UnknownModal),
        }
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's block.
    pub block: &'static str,
    /// What is wrong, in plain text.
    pub message: String,
}

impl FieldError {
    /// An error at `block`. Slack shows no markup there.
    pub fn new(block: &'static str, message: &str) -> Self {
        Self { block, message: message.replace('`', "\"") }
    }
}

/// What a submission comes to.
#[derive(Debug)]
pub enum Submitted {
    /// Fields are wrong; the modal stays.
    Wrong(Vec<FieldError>),
    /// The modal says this instead.
    Said(Rendered),
    /// The modal becomes this one.
    Next(Box<SlackView>),
    /// Another modal comes to lie on top.
    OnTop(Box<SlackView>),
    /// All modals close.
    Closed,
}

/// A modal shows what a command or a click would answer.
impl From<Answer> for Submitted {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Only(said) | Answer::WithFile(said, _) | Answer::Channel(said) | Answer::Instead(said) => {
                Self::Said(said)
            }
            Answer::Modal(view) => Self::Next(view),
        }
    }
}

/// Does what a modal is for.
pub async fn submit(ctx: &Ctx, asker: &Asker, modal: ModalId, values: &Values) -> Result<Submitted> {
    match modal {
        ModalId::OverrideForm => override_form::submit(ctx, asker, values).await,
        ModalId::LinkWhich => link_which::submit(ctx, asker, values).await,
        ModalId::LinkForm => link_form::submit(ctx, asker, values).await,
        ModalId::TakeGroup => take_group::submit(ctx, asker, values).await,
        ModalId::CoverForm => cover_form::submit(ctx, asker, values).await,
        ModalId::CoverCheck => cover_check::submit(ctx, asker, values).await,
        ModalId::CoverAccept => cover_accept::submit(ctx, asker, values).await,
        ModalId::CoverOffer => cover_offer::submit(ctx, asker, values).await,
        ModalId::Said => Ok(Submitted::Closed),
    }
}

/// What is said to a form of another version.
pub fn from_another_version() -> Rendered {
    words("This form is from another version of Rota, so nothing was changed. Type `/oncall` to start again.")
}

/// A modal that only says something.
pub fn said(rendered: Rendered) -> SlackView {
    let modal = SlackModalView::new(plain("Rota"), rendered.blocks)
        .with_close(plain("Close"))
        .with_callback_id(ModalId::Said.to_string().into());
    SlackView::Modal(modal)
}

/// The answer to a submission, as Slack takes it.
pub fn response(submitted: Submitted) -> Value {
    match submitted {
        Submitted::Wrong(errors) => {
            let errors: serde_json::Map<_, _> =
                errors.into_iter().map(|error| (error.block.to_owned(), json!(error.message))).collect();
            json!({ "response_action": "errors", "errors": errors })
        }
        Submitted::Said(rendered) => json!({ "response_action": "update", "view": said(rendered) }),
        Submitted::Next(view) => json!({ "response_action": "update", "view": view }),
        Submitted::OnTop(view) => json!({ "response_action": "push", "view": view }),
        Submitted::Closed => json!({ "response_action": "clear" }),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn the_words_in_modals_already_open_stay_as_they_are() {
        let all = [
            ModalId::OverrideForm,
            ModalId::LinkWhich,
            ModalId::LinkForm,
            ModalId::TakeGroup,
            ModalId::CoverForm,
            ModalId::CoverCheck,
            ModalId::CoverAccept,
            ModalId::CoverOffer,
            ModalId::Said,
        ];
        let words: Vec<_> = all.iter().map(ToString::to_string).collect();
        expect![[r"
            override_form
            link_which
            link_form
            take_group
            cover_form
            cover_check
            cover_accept
            cover_offer
            said"]]
        .assert_eq(&words.join("\n"));
        for modal in all {
            assert_eq!(modal.to_string().parse(), Ok(modal));
        }
        for word in ["", "swap_form", "Override_form", "ü"] {
            assert_eq!(word.parse::<ModalId>(), Err(UnknownModal), "{word}");
        }
    }
}
