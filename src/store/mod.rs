//! The database and nothing but: one file per table family, one SQL text for SQLite and PostgreSQL.
//!
//! Reading takes a [`Reader`], which a [`Transaction`] is too; writing takes a transaction, which is the only way to a writing
//! function.
//! SQLite has one writing connection and begins with `BEGIN IMMEDIATE`, so a transaction never fails half-way for a lock.
//! Every query names a workspace unless it works through a queue that all workspaces share.

pub mod absence_feeds;
pub mod absences;
mod connection;
pub mod cover_asks;
pub mod cover_offers;
pub mod covers;
pub mod directory;
pub mod drafts;
pub mod due;
pub mod everybody;
pub mod exports;
pub mod feeds;
pub mod health;
pub mod home;
pub mod inbox;
pub mod jobs;
pub mod leavers;
pub mod ledger;
pub mod links;
pub mod outbox;
pub mod pace;
pub mod people;
pub mod person_settings;
pub mod posts;
pub mod replies;
mod rows;
pub mod rules;
pub mod schedules;
pub mod settings;
pub mod shifts;
pub mod shifts_ahead;
mod sql;
pub mod swaps;
pub mod teams;
pub mod tokens;
pub mod topics;
pub mod troubles;
pub mod workspaces;

pub use connection::{Connection, Reader, Store, Transaction};

/// Something the database could not do. Nothing was changed: a transaction that is not committed is rolled back.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("bringing the tables up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row holds something this version cannot read.
    #[error("the row {row} holds `{value}` as its {column}, which this version cannot read")]
    Unreadable {
        /// Which row.
        row: String,
        /// Which column.
        column: &'static str,
        /// What it holds.
        value: String,
    },
    /// `DATABASE_URL` names no database Rota can use.
    #[error("`{0}` is not a database address: use `sqlite://rota.db` or `postgres://user:password@host/name`")]
    Address(String),
}

impl StoreError {
    /// Whether a row is at fault, which is so for as long as it stays what it is: others must not wait for it.
    pub fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable { .. })
    }

    /// Whether the database could not be reached, or has no room for us now: the same request may do later.
    pub fn is_unreachable(&self) -> bool {
        use sqlx::Error;
        match self {
            Self::Database(Error::Database(error)) => error.code().is_some_and(|code| {
                // PostgreSQL's classes for a lost connection, a deadlock, missing resources and a server that stops;
                // SQLite's busy.
                ["08", "40", "53", "57P"].iter().any(|class| code.len() == 5 && code.starts_with(class)) || code == "5"
            }),
            Self::Database(error) => matches!(
                error,
                Error::Io(_)
                    | Error::Tls(_)
                    | Error::Protocol(_)
                    | Error::PoolTimedOut
                    | Error::PoolClosed
                    | Error::WorkerCrashed
            ),
            _ => false,
        }
    }

    /// Whether the write was refused because something unique is there already.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}

/// What a store function answers.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Every SQL text of the store, by file and name. A test prepares each on both databases.
pub fn every_statement() -> Vec<(&'static str, &'static str, &'static str)> {
    let files: &[(&'static str, &[(&'static str, &'static str)])] = &[
        ("cover_asks", cover_asks::STATEMENTS),
        ("cover_offers", cover_offers::STATEMENTS),
        ("covers", covers::STATEMENTS),
        ("absences", absences::STATEMENTS),
        ("absence_feeds", absence_feeds::STATEMENTS),
        ("directory", directory::STATEMENTS),
        ("drafts", drafts::STATEMENTS),
        ("due", due::STATEMENTS),
        ("everybody", everybody::STATEMENTS),
        ("feeds", feeds::STATEMENTS),
        ("health", health::STATEMENTS),
        ("exports", exports::STATEMENTS),
        ("home", home::STATEMENTS),
        ("inbox", inbox::STATEMENTS),
        ("jobs", jobs::STATEMENTS),
        ("leavers", leavers::STATEMENTS),
        ("ledger", ledger::STATEMENTS),
        ("links", links::STATEMENTS),
        ("outbox", outbox::STATEMENTS),
        ("pace", pace::STATEMENTS),
        ("people", people::STATEMENTS),
        ("posts", posts::STATEMENTS),
        ("replies", replies::STATEMENTS),
        ("person_settings", person_settings::STATEMENTS),
        ("rules", rules::STATEMENTS),
        ("schedules", schedules::STATEMENTS),
        ("settings", settings::STATEMENTS),
        ("shifts", shifts::STATEMENTS),
        ("shifts_ahead", shifts_ahead::STATEMENTS),
        ("swaps", swaps::STATEMENTS),
        ("teams", teams::STATEMENTS),
        ("tokens", tokens::STATEMENTS),
        ("topics", topics::STATEMENTS),
        ("troubles", troubles::STATEMENTS),
        ("workspaces", workspaces::STATEMENTS),
    ];
    files.iter().flat_map(|(file, all)| all.iter().map(move |(name, text)| (*file, *name, *text))).collect()
}
