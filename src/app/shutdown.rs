//! Stopping when asked to: Ctrl-C, or the SIGTERM of whoever runs us.

use tokio_util::sync::CancellationToken;

/// Cancels `stop` at the first signal. What was begun is finished; a second signal ends the process at once.
pub async fn cancel_on_signal(stop: CancellationToken) {
    asked_to_stop().await;
    tracing::info!("stopping: finishing what was begun");
    stop.cancel();
    asked_to_stop().await;
    std::process::exit(130);
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        drop(tokio::signal::ctrl_c().await);
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
