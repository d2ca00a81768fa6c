//! Scenes: who types what, when, and what everybody reads.

mod asking;
mod asking_for_cover;
mod at_the_door;
mod channel_topics;
mod cover_in_parts;
mod cover_over_time;
mod cover_race;
mod cover_refused;
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
