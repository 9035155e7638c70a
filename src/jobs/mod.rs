//! Jobs that callers asked for, done in the background through the provider's own API: text messages are sent, recordings
//! of questions are fetched, and deleted at the provider where that is wanted.
//!
//! Jobs stand in the store, so that no restart and no outage loses it, and every node of several takes
//! its share by claiming. A call never waits for any of this.

mod client;
mod deletions;
mod limits;
mod measuring;
pub mod pauses;
mod recordings;
mod report;
mod texts;
mod work;

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::dialects::{ApiError, ApiRequest, ProviderApi, PublicUrl, TextReport};
use crate::keys::Seal;
use crate::log_pace::LogPace;
use crate::store::LazyDatabase;
use crate::supervised::keep_running;

use client::{Client, ProviderAnswer, Unanswered};
pub use limits::TextLimits;
use pauses::Pauses;
pub use report::{REPORT_KEY, ReportTaken};

/// The reason noted with a job that waits for its line.
const LINE_WAITS: &str = "It waits, because the line's provider failed at something before it.";
/// The reason noted with a job whose line has no account.
const NO_ACCOUNT: &str = "The line has no account any more. Write it in [line.auth].";

/// Intervals, limits and timeouts of jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobOptions {
    /// The interval at which the store is asked for jobs, besides at once when something new comes.
    pub poll: Duration,
    /// The most jobs of one kind that are done at the same time.
    pub at_once: u16,
    /// For a connection to the provider.
    pub connect: Duration,
    /// For the provider's whole answer.
    pub timeout: Duration,
    /// After a first failure; each pause is twice as long as the one before, up to the longest. What is really
    /// waited is between half of it and all of it.
    pub shortest_pause: SignedDuration,
    pub longest_pause: SignedDuration,
    /// The wait for a report before a message that may have gone out is sent again. A claim lasts as long,
    /// so that a server that was killed while it sent is waited for in the same way.
    pub doubt: SignedDuration,
    /// The age at which a text message is given up.
    pub give_up: SignedDuration,
    /// The time for which a server that ends still waits for the provider.
    pub grace: Duration,
}

impl Default for JobOptions {
    fn default() -> Self {
        Self {
            poll: Duration::from_secs(5),
            at_once: 8,
            connect: Duration::from_secs(5),
            timeout: Duration::from_secs(30),
            shortest_pause: SignedDuration::from_secs(2),
            longest_pause: SignedDuration::from_mins(15),
            // Reports come within seconds where a message goes out; queues at the provider make it minutes.
            doubt: SignedDuration::from_mins(10),
            give_up: SignedDuration::from_hours(24),
            grace: Duration::from_secs(5),
        }
    }
}

/// A line's account at its provider, and its use.
#[derive(Debug)]
pub struct LineAccount {
    pub api: Box<dyn ProviderApi>,
    /// The sender of text messages; without it none are sent.
    pub text_from: Option<String>,
    /// Recordings are deleted at the provider once they are kept here.
    pub delete_recordings: bool,
}

/// Lent by the rest of the server.
pub struct JobContext {
    pub store: Arc<LazyDatabase>,
    pub clock: Clock,
    /// Numbers from 0 to 1, so that many servers do not all come back to the provider at the same moment.
    pub random: Mutex<Box<dyn FnMut() -> f64 + Send>>,
    /// Seals what names a message in the address of its reports.
    pub seal: Seal,
    pub public_url: PublicUrl,
    pub text_limits: TextLimits,
    /// The pace at which reached limits are logged.
    pub log_pace: LogPace,
}

/// The workers that do jobs.
pub struct JobRunner {
    shared: Arc<Shared>,
    stop: CancellationToken,
    workers: TaskTracker,
}

/// A task of the runner.
type Worker = Pin<Box<dyn Future<Output = ()> + Send>>;

struct Shared {
    context: JobContext,
    lines: HashMap<String, LineAccount>,
    client: Client,
    options: JobOptions,
    pauses: Pauses,
    /// Reports on messages, by the message's key, that the store did not take yet.
    unwritten: Mutex<VecDeque<(String, TextReport)>>,
}

impl JobRunner {
    /// Starts the workers for the lines that have an account; none where no line has one. Fails if the system offers no TLS.
    pub fn start(
        lines: HashMap<String, LineAccount>,
        options: JobOptions,
        context: JobContext,
    ) -> Result<Self, reqwest::Error> {
        let has_work = !lines.is_empty();
        let shared = Arc::new(Shared {
            context,
            lines,
            client: Client::new(&options)?,
            options,
            pauses: Pauses::default(),
            unwritten: Mutex::default(),
        });
        let stop = CancellationToken::new();
        let workers = TaskTracker::new();
        if has_work {
            let keep = |name, start: fn(Arc<Shared>, CancellationToken) -> Worker| {
                let (shared, until) = (Arc::clone(&shared), stop.clone());
                let start = move || start(Arc::clone(&shared), until.clone());
                workers.spawn(keep_running(name, stop.clone(), start));
            };
            keep("texts", |shared, stop| Box::pin(work::run::<texts::Texting>(shared, stop)));
            keep("recordings", |shared, stop| {
                Box::pin(work::run::<recordings::Fetching>(shared, stop))
            });
            keep("deletions", |shared, stop| {
                Box::pin(work::run::<deletions::Deleting>(shared, stop))
            });
            keep("measuring", |shared, stop| Box::pin(measuring::run(shared, stop)));
            keep("reports", |shared, stop| Box::pin(report::write_down(shared, stop)));
        }
        workers.close();
        Ok(Self { shared, stop, workers })
    }

    /// Begins nothing more, and waits a little for what is begun. What is cut off is found in the store by whoever
    /// comes next.
    pub async fn stop(&self) {
        self.stop.cancel();
        let slack = Duration::from_secs(1);
        if timeout(self.shared.options.grace + slack, self.workers.wait()).await.is_err() {
            tracing::warn!("some jobs did not finish in time and are left for the next start");
        }
    }

    /// The troubles that keep jobs from being done, a line for each; empty when all is well.
    pub fn trouble(&self) -> String {
        self.shared.pauses.in_words()
    }
}

impl Shared {
    fn now(&self) -> Timestamp {
        (self.context.clock)()
    }

    fn unwritten(&self) -> MutexGuard<'_, VecDeque<(String, TextReport)>> {
        self.unwritten.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn random(&self) -> f64 {
        let mut random = self.context.random.lock().unwrap_or_else(PoisonError::into_inner);
        random()
    }

    /// Sends a request to a line's provider.
    async fn ask(
        &self,
        request: ApiRequest,
        most_bytes: usize,
    ) -> Result<ProviderAnswer, ApiError> {
        match self.client.send(request, most_bytes).await {
            Ok(answer) => Ok(answer),
            Err(Unanswered::NotSent(reason)) => Err(ApiError::Busy { reason, after: None }),
            Err(Unanswered::Lost(reason)) => Err(ApiError::OutcomeUnknown { reason }),
        }
    }

    /// Notes that a line's provider did what it was asked.
    fn went_well(&self, line: &str) {
        if self.pauses.end(line) {
            tracing::info!(line, "the provider does what it is asked again");
        }
    }

    /// Notes that a line's provider is to be left alone, and says until when.
    fn went_wrong(&self, line: &str, error: &ApiError) -> Timestamp {
        let now = self.now();
        let (until, is_new) = self.pauses.begin(line, error, now, &self.options, self.random());
        if is_new {
            let errors = "sila_provider_failures_total";
            metrics::counter!(errors, "line" => line.to_owned()).increment(1);
            if let ApiError::Misconfigured { .. } = error {
                tracing::error!(
                    line,
                    "callers' messages and questions wait until somebody mends this: {error}"
                );
            } else {
                tracing::warn!(line, %until, "the provider is tried again later: {error}");
            }
        }
        until
    }

    /// Notes that a job was not done, and says when it is tried again: after a pause of its own, twice as long after each
    /// attempt. Its line's provider is left alone only where that is the line's fault, or several different jobs failed
    /// in a row.
    fn not_done(&self, (line, what): (&str, &str), attempts: u32, error: &ApiError) -> Timestamp {
        let own = self.own_pause(attempts);
        match error {
            ApiError::Busy { .. } | ApiError::Misconfigured { .. } => {}
            ApiError::Unsuited { .. } | ApiError::OutcomeUnknown { .. }
                if self.pauses.suspects(line, what) => {}
            ApiError::Absent { after: Some(after) } => {
                return own.max(self.now().saturating_add(*after).unwrap_or(own));
            }
            _ => return own,
        }
        own.max(self.went_wrong(line, error))
    }

    /// Says once of each job that its line is nowhere.
    fn misses(line: &str, attempts: u32) {
        if attempts == 1 {
            tracing::error!(line, "something is to be done for a line that has no account here");
        }
    }

    /// The time at which a job is tried again that has failed so many times.
    fn own_pause(&self, attempts: u32) -> Timestamp {
        let (now, options) = (self.now(), &self.options);
        let doubled = 2_i32.saturating_pow(attempts.saturating_sub(1));
        let pause = options.shortest_pause.saturating_mul(doubled).min(options.longest_pause);
        now.saturating_add(pauses::jittered(pause, self.random())).unwrap_or(now)
    }
}
