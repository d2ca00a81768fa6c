//! The one test binary. `support/` holds the town; `conversations/` read as scenes.

mod store;
mod support;
