//! The state that handlers share.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use camino::Utf8PathBuf;
use http::header::CONTENT_TYPE;
use jiff::tz::TimeZone;

use crate::calls::{CallLine, Calls};
use crate::clock::ClockState;
use crate::dialects::{Access, Dialect, PublicUrl};
use crate::hourly_limit::HourlyLimit;
use crate::jobs::JobRunner;
use crate::log_pace::LogPace;
use crate::operate::operators::{RandomSource, SignIns};
use crate::store::{PageReportQueue, Shipper};
use crate::web::data::{DataCache, EditionHistory};
use crate::web::fallback;
use crate::web::listen::Timeouts;
use crate::web::refusal::RequestRefusal;

/// The state that handlers share.
pub struct App {
    pub calls: Calls,
    /// The lines by name.
    pub lines: HashMap<String, Arc<ProviderLine>>,
    /// Carries events from the journal to the database; none where the journal is the store.
    pub shipper: Option<Shipper>,
    /// Does in the background what callers asked for.
    pub jobs: JobRunner,
    /// The address that providers call.
    pub public_url: PublicUrl,
    pub timeouts: Timeouts,
    /// The folder for everything that is kept on this machine.
    pub data_dir: Utf8PathBuf,
    pub website: Website,
    /// What readers of the website said and is still to be kept.
    pub page_reports: PageReportQueue,
    pub page_limits: PageLimits,
    /// The changes on the website with each edition.
    pub history: EditionHistory,
    /// The open data of the edition that is heard.
    pub data_cache: DataCache,
    /// Signs operators in at the console.
    pub sign_ins: SignIns,
    /// Random bytes for what operators do.
    pub randomness: RandomSource,
    /// The pace at which refusals are logged.
    pub refusals: LogPace,
    /// Whether this machine's clock is believed.
    pub clock_state: Arc<ClockState>,
    /// Set once it is time to stop: no new calls should be sent here.
    pub stopping: AtomicBool,
}

/// The settings of the website.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Website {
    /// True if this server sends it.
    pub is_served: bool,
    /// The hotline's number, as people dial it.
    pub telephone: Option<String>,
    /// The address to which weaknesses of the service are reported: https or mailto.
    pub contact: Option<String>,
    /// Readers may write questions about services.
    pub questions: bool,
}

/// The limits of what readers of the website may leave on this server in an hour.
pub struct PageLimits {
    pub opinions: HourlyLimit,
    pub remarks: HourlyLimit,
    /// Words that fit no service.
    pub words: HourlyLimit,
    /// Questions, each time that one is sent.
    pub questions: HourlyLimit,
    /// Looks at answers, with numbers that fit or not.
    pub answers: HourlyLimit,
}

impl Default for PageLimits {
    /// A hotline with a thousand readers an hour, of whom every second one says something.
    fn default() -> Self {
        Self {
            opinions: HourlyLimit::new("opinions", 1000),
            remarks: HourlyLimit::new("remarks", 200),
            words: HourlyLimit::new("words", 1000),
            questions: HourlyLimit::new("website-questions", 200),
            answers: HourlyLimit::new("website-answers", 300),
        }
    }
}

/// A line at a telephony provider.
pub struct ProviderLine {
    /// The line as its calls know it.
    pub call_line: CallLine,
    pub dialect: &'static dyn Dialect,
    /// The way in which requests prove that they are the provider's.
    pub access: Access,
    /// The number that persons see when callers are put through, where it is not the caller's own.
    pub caller_id: Option<String>,
}

impl App {
    /// The reason for which the node is not ready, in a sentence.
    pub fn trouble(&self) -> Option<String> {
        if self.stopping.load(Ordering::Relaxed) {
            return Some("the server is stopping".to_owned());
        }
        let journal = self.calls.journal.state();
        let (queued, lost) = (journal.queued, journal.lost);
        let journal = journal.trouble.map(|why| {
            format!(
                "calls are answered, but what happens in them is not being written down: turns that \
                 wait in memory: {queued}; lost: {lost}. {why}"
            )
        });
        journal.or_else(|| self.calls.editions.trouble())
    }

    /// Work that waits because the database does not take it, a provider does not do it, or the clock is not believed, a
    /// line for each; empty when all is well.
    pub fn waiting(&self) -> String {
        let state = self.shipper.as_ref().map(Shipper::state);
        let waiting = match state {
            Some(state) if state.trouble.is_some() || state.refused > 0 => {
                format!("{}\n", state.in_words(&TimeZone::UTC))
            }
            _ => String::new(),
        };
        let clock = self.clock_state.doubt().map(|doubt| format!("{doubt}\n"));
        waiting + &self.jobs.trouble() + &clock.unwrap_or_default()
    }

    /// Counts and logs a refusal.
    pub fn refused(&self, refusal: RequestRefusal) -> RequestRefusal {
        refusal.note(&self.refusals);
        refusal
    }

    /// The static apology of a line.
    pub fn fallback(&self, line: &ProviderLine) -> Vec<u8> {
        fallback::document(line.dialect, self.calls.editions.active().hotline())
    }
}

impl ProviderLine {
    /// The line's name in configuration and addresses.
    pub fn name(&self) -> &str {
        &self.call_line.name
    }

    /// A response with a document in the line's dialect.
    pub fn respond(&self, document: impl Into<Body>) -> Response {
        let content_type = [(CONTENT_TYPE, self.dialect.profile().content_type)];
        (content_type, document.into()).into_response()
    }
}
