//! `/oncall create`: a form that makes a schedule.

use super::{Asker, Usage};
use crate::slack::answer::Answer;
use crate::slack::modals::plan_draft;
use crate::usecases::{Ctx, Result};

/// Help's line.
pub const USAGE: Usage =
    Usage { typed: "/oncall create", answer: "a form that makes a schedule: who takes turns, when, announced where" };

/// Opens the form.
pub async fn run(ctx: &Ctx, asker: &Asker) -> Result<Answer> {
    plan_draft::begin(ctx, asker).await
}
