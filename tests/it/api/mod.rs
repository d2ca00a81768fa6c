//! The REST API, driven through its real router on both databases.

mod concerned;
mod directory;
mod exports;
mod garbage;
mod gate;
mod on_call;
mod overrides;
mod pages;
mod replay;
mod schedules;
mod shifts;
mod swaps;
mod terraform;
mod weather;
