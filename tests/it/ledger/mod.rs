//! The record of what was on call, against what was answered while time passed.

mod properties;
