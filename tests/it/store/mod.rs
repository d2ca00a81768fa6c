//! The store, on both databases.

mod statements;
