//! Which schedule to edit, where somebody may edit several and named none.

use serde::{Deserialize, Serialize};
use slack_morphism::blocks::{SlackModalView, SlackView};

use crate::ids::ScheduleId;
use crate::slack::modals::fields::{Field, Values, plain};
use crate::slack::modals::{FieldError, ModalId, offers};

/// What the form remembers. `v` is raised when it would be read differently.
#[derive(Debug, Serialize, Deserialize)]
struct Memory {
    v: u8,
}

const VERSION: u8 = 1;

/// The form.
pub fn view() -> SlackView {
    let field = Field { name: offers::EDITABLE, label: "Schedule", hint: None, needed: true };
    let memory = serde_json::to_string(&Memory { v: VERSION }).unwrap_or_default();
    SlackView::Modal(
        SlackModalView::new(plain("Edit schedule"), vec![field.looked_up(None, "Type its name")])
            .with_submit(plain("Next"))
            .with_close(plain("Cancel"))
            .with_private_metadata(memory)
            .with_callback_id(ModalId::ChooseSchedule.to_string().into()),
    )
}

/// Which one was chosen. `None`: the form is from another version.
pub fn read(values: &Values) -> Option<Result<ScheduleId, Vec<FieldError>>> {
    let memory = serde_json::from_str::<Memory>(&values.metadata).ok()?;
    let chosen = || values.option(offers::EDITABLE).and_then(|id| id.parse().ok());
    (memory.v == VERSION).then(|| chosen().ok_or_else(|| vec![FieldError::new(offers::EDITABLE, "Choose a schedule.")]))
}
