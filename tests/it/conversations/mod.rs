//! Scenes: who types what, when, and what everybody reads.

mod asking;
mod at_the_door;
mod channel_topics;
mod covering;
mod faults;
mod group_holds;
mod handing_over;
mod health;
mod link_form;
mod linking;
mod metrics;
mod over_rest;
mod override_form;
mod overriding;
mod past;
mod people_change;
mod replicas;
mod reporting;
mod slack_down;
mod subscribing;
mod taking_over;
