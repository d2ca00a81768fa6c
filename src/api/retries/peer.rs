//! The other end of a connection, asked whether it is still there just before a reply is handed over: the server underneath
//! hears of a connection that was cut, but sometimes a moment too late.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::AsFd as _;
use std::sync::Arc;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::TcpListener;

/// Who is connected. Without a connection (a router that is called directly) somebody is always there.
#[derive(Debug, Clone, Default)]
pub struct Peer(Option<Arc<TcpStream>>);

/// Connections as replies want them.
#[derive(Debug)]
pub struct Door(pub TcpListener);

impl Listener for Door {
    type Io = tokio::net::TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        let (connection, address) = Listener::accept(&mut self.0).await;
        // A reply is written in two pieces; the second would wait for the first to be acknowledged.
        drop(connection.set_nodelay(true));
        (connection, address)
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        // Another name of the same socket: it is looked at, and never read or written. It lives as long as the connection.
        let socket = stream.io().as_fd().try_clone_to_owned();
        Self(socket.ok().map(|socket| Arc::new(TcpStream::from(socket))))
    }
}

impl Peer {
    /// Whether nobody hears what is written from now on.
    pub fn is_gone(&self) -> bool {
        let Some(socket) = &self.0 else { return false };
        match socket.peek(&mut [0]) {
            Ok(waiting) => waiting == 0,
            Err(error) => error.kind() != ErrorKind::WouldBlock && error.kind() != ErrorKind::Interrupted,
        }
    }
}
