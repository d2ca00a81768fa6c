//! What the reference system answered, replayed against the engine. `tests/fixtures/differences.txt` lists the cases in
//! which Rota differs on purpose.

pub mod differences;
mod schedules;
mod vectors;
pub mod wire;
