//! What Rota writes to its log, kept for a test that asks what is not in it.

use std::io;
use std::sync::{Arc, Mutex};

use tracing::Dispatch;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::filter::LevelFilter;

/// A log of everything that is written on this thread, down to the finest level.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Writes until the guards are dropped.
    pub fn listens(&self) -> (DefaultGuard, Dispatch) {
        // Where there is only one listener, what another thread says for the first time is taken for what nobody hears, ever.
        let second = Dispatch::new(tracing_subscriber::fmt().with_writer(io::sink).finish());
        let log = self.clone();
        let writer = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_ansi(false);
        (tracing::subscriber::set_default(writer.with_writer(move || log.clone()).finish()), second)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
