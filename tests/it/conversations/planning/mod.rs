//! Schedules made and changed with forms: `/oncall create`, `/oncall edit`.

mod creating;
