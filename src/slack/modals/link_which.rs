//! Which schedule is to be linked, when `/oncall link` is typed where several can be meant. The form comes next.

use slack_morphism::blocks::{SlackModalView, SlackView};

use super::fields::{Field, Values, plain};
use super::{FieldError, ModalId, Submitted};
use crate::ids::ScheduleId;
use crate::slack::commands::{Asker, link};
use crate::usecases::{Ctx, Result};

const SCHEDULE: &str = "schedule";

/// All schedules to choose from.
pub fn view(schedules: &[(ScheduleId, String)]) -> SlackView {
    let field = Field { name: SCHEDULE, label: "Schedule", hint: None, needed: true };
    SlackView::Modal(
        SlackModalView::new(plain("Link a schedule"), vec![field.schedule(schedules, None)])
            .with_submit(plain("Next"))
            .with_close(plain("Cancel"))
            .with_callback_id(ModalId::LinkWhich.to_string().into()),
    )
}

/// The form of the schedule that was chosen.
pub async fn submit(ctx: &Ctx, asker: &Asker, values: &Values) -> Result<Submitted> {
    let Some(schedule) = values.option(SCHEDULE).and_then(|id| id.parse().ok()) else {
        return Ok(Submitted::Wrong(vec![FieldError::new(SCHEDULE, "Choose a schedule.")]));
    };
    Ok(link::form(ctx, asker, schedule).await?.into())
}
