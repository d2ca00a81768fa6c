//! The draft between two forms: what it holds, where it is kept, and how a form of an earlier step is told from the present one.

use serde::{Deserialize, Serialize};
use slack_morphism::blocks::{SlackBlock, SlackModalView, SlackView};

use crate::ids::{DraftId, ScheduleId, UserId};
use crate::slack::commands::Asker;
use crate::slack::modals::ModalId;
use crate::slack::modals::fields::{plain, stamped};
use crate::store::drafts::{self, Owned};
use crate::usecases::rotation_plan::{Plan, Planned, TakesEffect};
use crate::usecases::{Ctx, Result};

/// A schedule that is being made or changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Draft {
    /// The schedule that is changed and the version it was read at. None: a new one.
    pub edits: Option<(ScheduleId, i64)>,
    /// What the schedule is called until this is saved.
    pub called: String,
    /// What it is to be.
    pub plan: Plan,
    /// From when on.
    pub takes_effect: TakesEffect,
    /// Rotations that no form can show: what they are called, and why.
    pub kept: Vec<(String, String)>,
    /// Why the rotations cannot be changed here, if they cannot.
    pub elsewhere: Option<String>,
    /// The user group that the schedule keeps already.
    pub kept_group: Option<String>,
}

impl Draft {
    /// A schedule that is there, as it is.
    pub fn of(planned: Planned) -> Self {
        let kept = planned.kept.into_iter().map(|kept| (kept.name, kept.because.to_owned()));
        Self {
            edits: Some((planned.id, planned.version)),
            takes_effect: TakesEffect::default(),
            kept: kept.collect(),
            elsewhere: planned.rotations_elsewhere,
            called: planned.plan.name.clone(),
            kept_group: planned.plan.user_group.clone(),
            plan: planned.plan,
        }
    }

    /// What its forms are called.
    pub fn title(&self) -> &'static str {
        if self.edits.is_some() { "Edit schedule" } else { "New schedule" }
    }
}

/// A draft that somebody has in front of them.
#[derive(Debug, Clone)]
pub struct Open {
    of: Owned,
    version: i64,
    /// What it holds.
    pub draft: Draft,
}

/// What a form remembers: its draft, in which version, and which rotation it is about. `v` is raised when it would be read
/// differently.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Memory {
    v: u8,
    draft: DraftId,
    version: i64,
    #[serde(default)]
    rotation: Option<usize>,
}

const VERSION: u8 = 1;

/// What became of the draft that a form remembers.
#[derive(Debug)]
pub enum Found {
    /// It is as the form shows it. With it the rotation the form is about.
    Open(Open, Option<usize>),
    /// It has gone on since.
    WentOn(Open),
    /// It was saved, or nobody touched it for a day.
    Gone,
    /// The form is from another version of Rota.
    Foreign,
}

impl Open {
    /// Begins a draft of `user`'s.
    pub async fn begin(ctx: &Ctx, asker: &Asker, user: UserId, draft: Draft) -> Result<Self> {
        let of = Owned { workspace: asker.workspace(), user, id: DraftId::random() };
        let mut tx = ctx.store.begin().await?;
        drafts::insert(&mut tx, of, &text(&draft), ctx.clock.now()).await?;
        tx.commit().await?;
        Ok(Self { of, version: 1, draft })
    }

    /// Finds the draft that a form remembers.
    pub async fn find(ctx: &Ctx, asker: &Asker, metadata: &str) -> Result<Found> {
        let memory = serde_json::from_str::<Memory>(metadata).ok().filter(|memory| memory.v == VERSION);
        let (Some(memory), Some(user)) = (memory, asker.actor.user()) else { return Ok(Found::Foreign) };
        let of = Owned { workspace: asker.workspace(), user, id: memory.draft };
        let Some(kept) = drafts::find(&mut ctx.store.reader().await?, of).await? else { return Ok(Found::Gone) };
        let Ok(draft) = serde_json::from_str(&kept.body) else { return Ok(Found::Gone) };
        let open = Self { of, version: kept.version, draft };
        if kept.version != memory.version {
            return Ok(Found::WentOn(open));
        }
        Ok(Found::Open(open, memory.rotation))
    }

    /// Goes a step further to `draft`. `None` when another form of the same draft did so meanwhile.
    pub async fn goes_on(self, ctx: &Ctx, draft: Draft) -> Result<Option<Self>> {
        let mut tx = ctx.store.begin().await?;
        let stepped = drafts::step(&mut tx, self.of, self.version, &text(&draft), ctx.clock.now()).await?;
        tx.commit().await?;
        Ok(stepped.then_some(Self { version: self.version + 1, draft, ..self }))
    }

    /// The draft is done with.
    pub async fn forget(self, ctx: &Ctx) -> Result<()> {
        let mut tx = ctx.store.begin().await?;
        drafts::delete(&mut tx, self.of).await?;
        tx.commit().await?;
        Ok(())
    }

    /// One of the draft's forms, which remembers the draft as it is now.
    pub fn form(&self, modal: ModalId, rotation: Option<usize>, blocks: Vec<SlackBlock>, submit: &str) -> SlackView {
        let memory = Memory { v: VERSION, draft: self.of.id, version: self.version, rotation };
        let stamp = match rotation {
            Some(rotation) => format!("{}-{rotation}", self.version),
            None => self.version.to_string(),
        };
        SlackView::Modal(
            SlackModalView::new(plain(self.draft.title()), stamped(blocks, &stamp))
                .with_submit(plain(submit))
                .with_close(plain("Cancel"))
                .with_private_metadata(serde_json::to_string(&memory).unwrap_or_default())
                .with_callback_id(modal.to_string().into()),
        )
    }
}

fn text(draft: &Draft) -> String {
    serde_json::to_string(draft).expect("a plan has text keys and no failing serialisers")
}
