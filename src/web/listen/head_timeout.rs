//! The time that a client has for the head of a request.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// A stream whose reading fails where the head of a request takes too long: from its first byte on, or from the
/// beginning of the connection. Between two requests, and while one is answered, it waits.
pub struct HeadTimeout<S> {
    stream: S,
    limit: Duration,
    deadline: Pin<Box<Sleep>>,
    /// A head is on its way, so that the deadline counts.
    has_begun: bool,
    state: HeadState,
}

/// Tells a stream where its connection is, and its connection what the stream had to do.
#[derive(Clone, Default)]
pub struct HeadState(Arc<Flags>);

#[derive(Default)]
struct Flags {
    is_answering: AtomicBool,
    /// Nothing had arrived when the next head was looked for.
    has_waited: AtomicBool,
}

impl HeadState {
    /// The head of a request is there; returns whether it had to be waited for, and did not come with the one before.
    pub fn arrived(&self) -> bool {
        self.0.is_answering.store(true, Ordering::Relaxed);
        self.0.has_waited.swap(false, Ordering::Relaxed)
    }

    /// The request is answered, and the next may come.
    pub fn awaited(&self) {
        self.0.is_answering.store(false, Ordering::Relaxed);
    }

    fn is_answering(&self) -> bool {
        self.0.is_answering.load(Ordering::Relaxed)
    }
}

impl<S> HeadTimeout<S> {
    /// A new connection's stream.
    pub fn new(stream: S, limit: Duration) -> (Self, HeadState) {
        let state = HeadState::default();
        let deadline = Box::pin(sleep(limit));
        (Self { stream, limit, deadline, has_begun: true, state: state.clone() }, state)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for HeadTimeout<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.state.is_answering() {
            this.has_begun = false;
            return Pin::new(&mut this.stream).poll_read(context, buffer);
        }
        let before = buffer.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut this.stream).poll_read(context, buffer) {
            if !this.has_begun && buffer.filled().len() > before {
                this.has_begun = true;
                this.deadline.as_mut().reset(Instant::now() + this.limit);
            }
            return Poll::Ready(read);
        }
        this.state.0.has_waited.store(true, Ordering::Relaxed);
        if !this.has_begun {
            return Poll::Pending;
        }
        ready!(this.deadline.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for HeadTimeout<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
