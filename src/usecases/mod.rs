//! What a person or a machine can ask for: the rules, who may, the transaction, and what must be said afterwards.
//!
//! Shared by Slack, the API and the worker, one file for each thing done. A use case takes a [`Ctx`] and an [`Actor`] first,
//! reads the clock through the context's, and leaves either everything changed or nothing.

pub mod absence_calendars;
pub mod api_replies;
pub mod api_tokens;
mod ask_calendar;
pub mod away;
pub mod calendar_feed;
pub mod calendar_meaning;
pub mod change;
pub mod changed;
pub mod coming_overrides;
pub mod cover;
pub mod delete_schedule;
pub mod delete_shift;
pub mod edit_schedule;
pub mod edit_shift;
pub mod edit_swap;
pub mod editable_schedules;
pub mod export_links;
pub mod exported;
pub mod final_shifts;
pub mod follow_calendar;
pub mod group_members;
pub mod hand_over;
pub mod health;
pub mod home;
pub mod imported;
pub mod leavers;
pub mod ledger;
pub mod link_schedule;
pub mod links;
pub mod live;
pub mod look_ahead;
pub mod make_schedule;
pub mod make_shift;
pub mod managers;
pub mod message;
pub mod override_shift;
pub mod people;
pub mod people_news;
pub mod plan_edits;
pub mod plan_order;
pub mod plan_pattern;
pub mod plan_problems;
pub mod put_on_call;
pub mod read_plan;
pub mod refresh_absences;
pub mod refresh_calendar;
pub mod refusal;
pub mod reminders;
pub mod report;
pub mod request_swap;
pub mod rotation_plan;
pub mod rules;
pub mod save_plan;
pub mod schedule_changes;
pub mod serving;
pub mod settings;
pub mod shift_news;
pub mod shift_rules;
pub mod swap_shifts;
pub mod sync_directory;
pub mod sync_people;
pub mod take_back;
pub mod take_swap;
pub mod teams;
pub mod tell_managers;
pub mod trial;
pub mod two_weeks;
pub mod unlink_schedule;
pub mod upcoming_shifts;
pub mod who_is_on_call;
pub mod withdraw_swap;
pub mod workspace;

use std::sync::Arc;

use tokio::sync::watch;

use crate::clock::Clock;
use crate::feeds::Fetcher;
use crate::ids::{TokenId, UserId, WorkspaceId};
use crate::store::{Store, StoreError};

/// What every use case needs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// The worker's bell.
    pub wake: Wake,
    /// Slack, for what must be known now.
    pub live: live::Live,
    /// Calendars of other servers.
    pub feeds: Fetcher,
}

/// The worker's bell: rung after a change, so that it looks at once instead of at its next planned moment.
#[derive(Debug, Clone)]
pub struct Wake(Arc<watch::Sender<()>>);

impl Default for Wake {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(())))
    }
}

impl Wake {
    /// Rings: everybody who listens looks now, or as soon as they are done with what they are at.
    pub fn ring(&self) {
        self.0.send_replace(());
    }

    /// Listens from now on; `changed()` resolves when it rang since the last time.
    pub fn listen(&self) -> watch::Receiver<()> {
        self.0.subscribe()
    }
}

/// Who asks. It names the only workspace the use case may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Somebody in Slack.
    Person {
        /// Their workspace.
        workspace: WorkspaceId,
        /// Who.
        user: UserId,
    },
    /// Somebody in Slack whom we have not read from there yet: they may look, and are nobody in particular.
    Stranger {
        /// Their workspace.
        workspace: WorkspaceId,
    },
    /// A holder of an API token.
    Token {
        /// The token's workspace.
        workspace: WorkspaceId,
        /// The token.
        token: TokenId,
        /// Who it acts for, if for somebody.
        user: Option<UserId>,
    },
}

impl Actor {
    /// The workspace the actor is in.
    pub fn workspace(self) -> WorkspaceId {
        match self {
            Self::Person { workspace, .. } | Self::Stranger { workspace } | Self::Token { workspace, .. } => workspace,
        }
    }

    /// The person behind the actor, when there is one.
    pub fn user(self) -> Option<UserId> {
        match self {
            Self::Person { user, .. } => Some(user),
            Self::Stranger { .. } => None,
            Self::Token { user, .. } => user,
        }
    }
}

/// One sentence for a person: what was understood, what is wrong, what to do. Literals in backticks, no final period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UserError(pub String);

/// Why a use case did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The person can put it right.
    #[error(transparent)]
    User(#[from] UserError),
    /// We must.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a use case answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;
