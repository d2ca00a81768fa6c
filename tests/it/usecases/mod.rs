//! What can be asked for, without Slack or HTTP around it.

mod any_plan;
mod managing;
mod office;
mod order;
mod past;
mod refusals;
mod saving;
mod vacancy;
