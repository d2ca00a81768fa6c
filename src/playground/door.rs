//! The listener, which can also slam a connection shut: a reply that gets lost on its way.

use std::net::{Shutdown, SocketAddr, TcpStream as StdStream};
use std::sync::Arc;

use anyhow::Context as _;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpStream};

/// Where connections come in.
pub struct Door(TcpListener);

/// One connection, as far as a handler may break it.
#[derive(Debug, Clone)]
pub struct Line {
    socket: Option<Arc<StdStream>>,
}

impl Door {
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(address).await.with_context(|| format!("listening on {address}"))?;
        Ok(Self(listener))
    }

    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        self.0.local_addr().context("reading the address the playground listens on")
    }
}

impl Line {
    /// Breaks the connection: the caller never gets the answer that is about to be written.
    pub fn cut(&self) {
        if let Some(socket) = &self.socket {
            // The caller may have hung up already, and that is as good.
            drop(socket.shutdown(Shutdown::Both));
        }
    }
}

impl Listener for Door {
    type Io = TcpStream;
    type Addr = Line;

    async fn accept(&mut self) -> (TcpStream, Line) {
        loop {
            if let Ok((stream, _)) = self.0.accept().await
                && let Ok(stream) = stream.into_std()
            {
                let socket = stream.try_clone().ok().map(Arc::new);
                if let Ok(stream) = TcpStream::from_std(stream) {
                    return (stream, Line { socket });
                }
            }
            tokio::task::yield_now().await;
        }
    }

    fn local_addr(&self) -> std::io::Result<Line> {
        Ok(Line { socket: None })
    }
}

impl Connected<IncomingStream<'_, Door>> for Line {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.remote_addr().clone()
    }
}
