//! Scenes: who types what, when, and what everybody reads.

mod asking;
mod at_the_door;
mod covering;
mod faults;
mod handing_over;
mod health;
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
