//! Forms: one file a modal, which draws it from a draft and reads what was filled in.
//!
//! A submission is answered in place: wrong fields are marked, else the modal shows what was done.

pub mod fields;
pub mod override_form;
pub mod settings_form;

use std::fmt;
use std::str::FromStr;

use serde_json::{Value, json};
use slack_morphism::blocks::{SlackModalView, SlackView};

use self::fields::{Values, plain};
use super::commands::Asker;
use super::messages::{Rendered, words};
use crate::usecases::{Ctx, Result};

/// A modal of ours. Its word is the `callback_id`; modals already open carry it, so it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModalId {
    /// The form of `/oncall override`.
    OverrideForm,
    /// The form of `/oncall settings`.
    Settings,
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
            Self::Settings => "settings",
            Self::Said => "said",
        })
    }
}

impl FromStr for ModalId {
    type Err = UnknownModal;
    fn from_str(word: &str) -> std::result::Result<Self, UnknownModal> {
        match word {
            "override_form" => Ok(Self::OverrideForm),
            "settings" => Ok(Self::Settings),
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
    /// All modals close.
    Closed,
}

/// Does what a modal is for.
pub async fn submit(ctx: &Ctx, asker: &Asker, modal: ModalId, values: &Values) -> Result<Submitted> {
    match modal {
        ModalId::OverrideForm => override_form::submit(ctx, asker, values).await,
        ModalId::Settings => settings_form::submit(ctx, asker, values).await,
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
        Submitted::Closed => json!({ "response_action": "clear" }),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn the_words_in_modals_already_open_stay_as_they_are() {
        let all = [ModalId::OverrideForm, ModalId::Settings, ModalId::Said];
        let words: Vec<_> = all.iter().map(ToString::to_string).collect();
        expect![[r"
            override_form
            settings
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
