//! Scenes: who types what, when, and what everybody reads.

mod asking;
mod asking_for_cover;
mod at_the_door;
mod cover_in_parts;
mod cover_over_time;
mod cover_race;
mod cover_refused;
mod covering;
mod faults;
mod handing_over;
mod metrics;
mod over_rest;
mod override_form;
mod overriding;
mod people_change;
mod replicas;
mod slack_down;
mod taking_over;
