//! Accepting connections, with timeouts, until it is time to stop.

mod connections;
mod head_timeout;

use std::future::Future;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use metrics::counter;
use tokio::net::TcpListener;
use tokio::task::yield_now;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt as _;

use crate::log_pace::LogPace;
use connections::ConnectionLimit;
pub use connections::{OPS_CONNECTIONS, most_connections};
use head_timeout::HeadTimeout;

/// Bytes of a request's head; a provider's are below 4 KiB.
const HEAD_BYTES: usize = 32 * 1024;
/// Headers in a request.
const MAX_HEADERS: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a request's head to arrive, from its first byte, or from the beginning of the connection.
    pub head: Duration,
    /// For the next request on a connection; longer than balancers keep theirs, or their requests meet our closing.
    pub idle: Duration,
    /// For a request's body to arrive.
    pub body: Duration,
    /// For a client to take what it asked for.
    pub write: Duration,
    /// For requests in flight to finish after it is time to stop.
    pub grace: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(5),
            // nginx and AWS keep theirs for 60.
            idle: Duration::from_secs(75),
            body: Duration::from_secs(10),
            write: Duration::from_secs(10),
            grace: Duration::from_secs(10),
        }
    }
}

/// Serves `router` on `listener` with at most so many connections at once until `stop` completes, and then finishes
/// what is in flight.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    (timeouts, connections): (Timeouts, usize),
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        // Of an idle connection; that of a head is the stream's own.
        .header_read_timeout(timeouts.idle)
        .max_buf_size(HEAD_BYTES)
        .max_headers(MAX_HEADERS);
    let graceful = GracefulShutdown::new();
    let limit = ConnectionLimit::of(connections);
    let pace = LogPace::default();
    tokio::pin!(stop);
    loop {
        let accepted = async {
            limit.available().await;
            listener.accept().await
        };
        let accepted = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Some(permit) = limit.permit(peer.ip()) else {
                    counter!("sila_connections_refused_total").increment(1);
                    if let Some(count) = pace.pass("share", Instant::now()) {
                        tracing::warn!(
                            count,
                            "a connection was refused: its peer holds its share of them already"
                        );
                    }
                    continue;
                };
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "a connection keeps waiting to fill its packets");
                }
                let mut stream = TimeoutStream::new(stream);
                stream.set_write_timeout(Some(timeouts.write));
                let (stream, head) = HeadTimeout::new(Box::pin(stream), timeouts.head);
                let router = router.clone();
                let service = service_fn(move |mut request: Request<Incoming>| {
                    request.extensions_mut().insert(ConnectInfo(peer));
                    let (answering, head) = (router.clone().oneshot(request), head.clone());
                    let has_waited = head.arrived();
                    async move {
                        if !has_waited {
                            // Whoever sends many at once does not keep others waiting for all of them.
                            yield_now().await;
                        }
                        let response = answering.await;
                        head.awaited();
                        response
                    }
                });
                let connection = http.serve_connection(TokioIo::new(stream), service);
                let connection = graceful.watch(connection);
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection ended early");
                    }
                    drop(permit);
                });
            }
            Err(error) => {
                // Out of file handles, most likely: wait for some connections to end.
                if let Some(count) = pace.pass("accept", Instant::now()) {
                    tracing::warn!(%error, count, "a connection could not be accepted");
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(timeouts.grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time and were cut off");
    }
}
