//! The schedule engine: who is on call when.

mod conformance;
