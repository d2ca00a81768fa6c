//! Scenes: who types what, when, and what everybody reads.

mod asking;
mod at_the_door;
mod away;
mod covering;
mod faults;
mod handing_over;
mod health;
mod leaving;
mod metrics;
mod my_shifts;
mod over_rest;
mod override_form;
mod overriding;
mod past;
mod people_change;
mod replicas;
mod reporting;
mod settings;
mod slack_down;
mod subscribing;
mod taking_over;
