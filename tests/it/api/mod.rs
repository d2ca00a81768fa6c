//! The REST API, driven through its real router on both databases.

mod calendars;
mod concerned;
mod described;
mod directory;
mod dry_run;
mod exports;
mod garbage;
mod gate;
mod hours;
mod on_call;
mod openapi;
mod overrides;
mod pages;
mod remembered;
mod replay;
mod retries;
mod schedules;
mod shifts;
mod swaps;
mod teams;
mod terraform;
mod weather;
mod writers;
