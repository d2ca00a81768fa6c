//! The stand-in for Slack is as strict as Slack: what it refuses, what it sends, what it remembers.
//!
//! `support` has a toy app that answers what it is told to and remembers what it was sent.

#![expect(clippy::unwrap_used, reason = "a test that meets a surprise should fail there and then")]

mod support;

mod block_kit;
mod calls;
mod conversations;
mod deliveries;
mod groups;
mod modals;
mod page;
mod people_do;
mod slack_morphism;
