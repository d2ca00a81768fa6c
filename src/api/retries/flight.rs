//! A reply on its way: delivered when its last byte is handed to the connection, lost when it is dropped before. A lost one
//! is kept in the database, where this server or another finds it when the request is repeated.
//!
//! The last byte is held back until everything before it was written out: a connection that is found to be cut by then
//! loses the reply. A reply without a body has no last byte: the connection is looked at before its head is handed over. What a proxy or the network loses
//! after that cannot be seen from here.

use std::collections::HashMap;
use std::convert::Infallible;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use futures::FutureExt as _;
use http_body::{Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use super::peer::Peer;
use crate::store::replies::{Asked, Reply};
use crate::usecases::{Ctx, api_replies};

/// Requests under way in this process, by what they ask.
#[derive(Debug, Clone)]
pub struct Flights {
    under_way: Arc<Mutex<HashMap<String, Vec<Arc<Shared>>>>>,
    tasks: TaskTracker,
}

/// One request under way. Dropped before its reply was delivered, the reply is lost.
#[derive(Debug)]
pub struct Flight(Arc<Shared>);

/// The end of a flight that does the work. Dropped without a reply, there is nothing to lose.
#[derive(Debug)]
pub struct Landing(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    flights: Flights,
    ctx: Ctx,
    asked: Asked,
    peer: Peer,
    state: Mutex<State>,
    /// Whether nothing more happens: delivered, kept, or nothing to keep.
    over: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct State {
    /// What is lost when the connection is cut.
    reply: Option<Reply>,
    /// Whether the work is still being done.
    is_worked_on: bool,
    is_cut: bool,
}

impl Flights {
    /// Nothing under way. What outlives a connection runs in `tasks`.
    pub fn new(tasks: TaskTracker) -> Self {
        Self { under_way: Arc::default(), tasks }
    }

    /// Where work runs that a cut connection does not stop.
    pub fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    /// Begins a flight.
    pub fn begin(&self, ctx: Ctx, asked: Asked, peer: Peer) -> Flight {
        let state = Mutex::default();
        let over = watch::Sender::new(false);
        let shared = Arc::new(Shared { flights: self.clone(), ctx, asked, peer, state, over });
        lock(&self.under_way).entry(shared.asked.request.clone()).or_default().push(shared.clone());
        Flight(shared)
    }

    /// Waits for requests like this one whose connection was cut while they were being worked on: this is one of them, asked
    /// again. Those that still have somebody who listens are another's.
    pub async fn cut_ones_have_landed(&self, asked: &Asked) {
        loop {
            let cut = lock(&self.under_way).get(&asked.request).and_then(|alike| {
                let cut = alike.iter().find(|flight| flight.asked == *asked && flight.is_cut());
                cut.map(|flight| flight.over.subscribe())
            });
            let Some(mut over) = cut else { return };
            // The sender lives in what is waited for, and says so before it goes.
            drop(over.wait_for(|over| *over).await);
        }
    }
}

impl Flight {
    /// The end that does the work.
    pub fn landing(&self) -> Landing {
        lock(&self.0.state).is_worked_on = true;
        Landing(self.0.clone())
    }

    /// There is a reply, which is lost when nobody takes it.
    pub fn has_reply(&self, reply: Reply) {
        lock(&self.0.state).reply = Some(reply);
    }

    /// The response that carries the reply to the connection.
    pub fn carries(self, response: Response) -> Response {
        let (parts, body) = response.into_parts();
        // What is made here is in memory: it is there without waiting.
        let collected = http_body_util::BodyExt::collect(body).now_or_never();
        let bytes = collected.and_then(Result::ok).map(http_body_util::Collected::to_bytes).unwrap_or_default();
        if bytes.is_empty() {
            self.is_delivered();
            return Response::from_parts(parts, Body::empty());
        }
        Response::from_parts(parts, Body::new(Handed { rest: bytes, waited: false, flight: self }))
    }

    /// The reply is handed over, if anybody is there to take it.
    fn is_delivered(&self) {
        if !self.0.peer.is_gone() {
            lock(&self.0.state).reply = None;
        }
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        let lost = {
            let mut state = lock(&self.0.state);
            state.is_cut = true;
            if state.is_worked_on {
                return;
            }
            state.reply.take()
        };
        self.0.clone().lands(lost);
    }
}

impl Landing {
    /// The work is done, and this is the reply.
    pub fn has_reply(&self, reply: Reply) {
        lock(&self.0.state).reply = Some(reply);
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        let lost = {
            let mut state = lock(&self.0.state);
            state.is_worked_on = false;
            if !state.is_cut {
                return;
            }
            state.reply.take()
        };
        self.0.clone().lands(lost);
    }
}

impl Shared {
    fn is_cut(&self) -> bool {
        lock(&self.state).is_cut || self.peer.is_gone()
    }

    /// Ends the flight, keeping what was lost.
    fn lands(self: Arc<Self>, lost: Option<Reply>) {
        let Some(reply) = lost else { return self.is_over() };
        let tasks = self.flights.tasks.clone();
        let Ok(runtime) = Handle::try_current() else { return self.is_over() };
        let keep = async move {
            tracing::info!("a connection was cut before its reply was written: the reply is kept for a minute");
            if let Err(error) = api_replies::keep_lost(&self.ctx, &self.asked, &reply).await {
                tracing::warn!("keeping a lost reply: {error}");
            }
            self.is_over();
        };
        tasks.spawn_on(keep, &runtime);
    }

    fn is_over(&self) {
        let mut under_way = lock(&self.flights.under_way);
        if let Some(alike) = under_way.get_mut(&self.asked.request) {
            alike.retain(|flight| !std::ptr::eq(Arc::as_ptr(flight), self));
            if alike.is_empty() {
                under_way.remove(&self.asked.request);
            }
        }
        self.over.send_replace(true);
    }
}

/// A body that knows when it was handed over.
struct Handed {
    rest: Bytes,
    waited: bool,
    flight: Flight,
}

impl HttpBody for Handed {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        match this.rest.len() {
            0 => Poll::Ready(None),
            1 if !this.waited => {
                // Asked again at once, but not before what came before was written out.
                this.waited = true;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            1 => {
                this.flight.is_delivered();
                Poll::Ready(Some(Ok(Frame::data(mem::take(&mut this.rest)))))
            }
            length => Poll::Ready(Some(Ok(Frame::data(this.rest.split_to(length - 1))))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.rest.len()).unwrap_or(u64::MAX))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
