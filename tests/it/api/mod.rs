//! The REST API, driven through its real router on both databases.

mod replay;
