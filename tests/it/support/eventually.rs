//! Waiting for what another process does: looked for again and again, and never longer than said.

use std::time::Duration;

/// How long anything may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(25);

/// What `look` finds, as soon as it finds something. The test fails when that takes longer than `patience`.
pub async fn eventually<T>(what: &str, patience: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    let late = |_| panic!("{what}: not within {} s", patience.as_secs_f64());
    tokio::time::timeout(patience, found).await.unwrap_or_else(late)
}
