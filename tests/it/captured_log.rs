//! What the program logs in a test.

use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Mutex};

use serde_json::Value as Json;
use tracing::field::Field;
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Subscriber};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt as _};

/// Everything that this thread logs, at the finest level.
#[derive(Clone, Default)]
pub struct CapturedLog(Arc<Mutex<Vec<u8>>>);

impl io::Write for CapturedLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl CapturedLog {
    /// A log, and what must be kept for as long as it is written.
    ///
    /// While there is but one subscriber, the library asks the thread that comes to a line first whether
    /// anybody listens, and keeps a no from a thread of another test for ours as well. With a second one
    /// it asks them all.
    pub fn start() -> (Self, (DefaultGuard, Dispatch)) {
        let second = Dispatch::new(tracing_subscriber::registry());
        let log = Self::default();
        let writer = log.clone();
        let levels: Targets = "sila=trace,axum=trace,tower_http=trace".parse().unwrap();
        let lines = tracing_subscriber::fmt::layer()
            .json()
            .flatten_event(true)
            .with_writer(move || writer.clone())
            .with_filter(levels);
        let subscriber = tracing_subscriber::registry().with(lines);
        let guard = tracing::subscriber::set_default(subscriber);
        tracing::callsite::rebuild_interest_cache();
        (log, (guard, second))
    }

    pub fn lines(&self) -> Vec<Json> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The messages of what was logged as an error.
    pub fn errors(&self) -> Vec<String> {
        let lines = self.lines().into_iter().filter(|line| line["level"] == "ERROR");
        lines.map(|line| line["message"].as_str().unwrap().to_owned()).collect()
    }
}

/// A log at which the program fails where a line of this thread says a certain thing.
pub struct FailingLog {
    _guard: DefaultGuard,
    _second: Dispatch,
}

struct FailsAt(&'static str);

impl FailingLog {
    pub fn at(message: &'static str) -> Self {
        let second = Dispatch::new(tracing_subscriber::registry());
        let subscriber = tracing_subscriber::registry().with(FailsAt(message));
        let guard = tracing::subscriber::set_default(subscriber);
        tracing::callsite::rebuild_interest_cache();
        Self { _guard: guard, _second: second }
    }
}

impl<S: Subscriber> tracing_subscriber::Layer<S> for FailsAt {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut |_: &Field, value: &dyn Debug| {
            assert!(!format!("{value:?}").contains(self.0), "as asked");
        });
    }
}
