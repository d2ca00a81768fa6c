//! Slack, both ways: what people type and click comes in through [`routes`], what Rota says goes out through [`client`].
//!
//! Commands, buttons, modals and messages have a file each; `home` draws the App Home. What arrives is read with our own tolerant types ([`inbound`]);
//! what is sent is built from Block Kit types and always carries a `text` that says the whole thing.

pub mod answer;
pub mod buttons;
pub mod client;
pub mod commands;
pub mod control;
mod home;
pub mod inbound;
mod interactions;
mod live;
pub mod messages;
pub mod modals;
pub mod mrkdwn;
mod opening;
pub mod people;
pub mod pictures;
pub mod routes;
pub mod scopes;
pub mod signature;
pub mod teams;
pub mod topic;
pub mod when;
