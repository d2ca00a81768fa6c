//! What can be asked for, without Slack or HTTP around it.

mod any_plan;
mod past;
