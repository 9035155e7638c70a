//! What every handler shares.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::tz::TimeZone;

use crate::catalogue::{Edition, RecordingHash};
use crate::clock::Clock;
use crate::dialects::{Access, CallRequest, Dialect, Links, PublicUrl, Request};
use crate::dialogue::{Abilities, CallState};
use crate::store::{Journal, LazyDatabase, RetentionOptions, Shipper};

use crate::calls::editions::LiveEditions;
use crate::calls::notices::LiveNotices;
use crate::jobs::Errands;
use crate::keys::CallerKey;
use crate::keys::{LOST, PARAMETER, Seal};
use crate::metrics::{self, LineMetrics};
use crate::web::listen::Limits;
use crate::web::refusal::Refusal;

/// What every handler shares.
pub struct App {
    /// The lines by name.
    pub lines: HashMap<String, Line>,
    /// What can be heard.
    pub editions: Arc<LiveEditions>,
    /// The store, for what is looked up in the middle of a call.
    pub database: Arc<LazyDatabase>,
    /// For how long things are kept: what is older is not looked at.
    pub keep: RetentionOptions,
    /// Text messages that a caller may have in a day.
    pub texts_a_day: u16,
    /// What is announced beside that.
    pub notices: Arc<LiveNotices>,
    /// Where events are written down.
    pub journal: Journal,
    /// What carries events from the journal to the database; none where the journal is the store.
    pub shipper: Option<Shipper>,
    /// What does in the background what callers asked for.
    pub errands: Errands,
    /// The time.
    pub clock: Clock,
    /// Seals the calls' states in addresses.
    pub seal: Seal,
    /// Makes what is kept in place of callers' numbers.
    pub caller_key: CallerKey,
    /// The address that providers call.
    pub public_url: PublicUrl,
    /// How long is waited for a client.
    pub limits: Limits,
    /// Set once it is time to stop: no new calls should be sent here.
    pub stopping: AtomicBool,
}

/// A line as it runs.
pub struct Line {
    /// Its name in addresses.
    pub name: String,
    /// How its provider speaks.
    pub dialect: &'static dyn Dialect,
    /// How requests prove that they are the provider's.
    pub access: Access,
    /// What it can do besides menus.
    pub abilities: Abilities,
    /// The number that persons see when callers are put through, where it is not the caller's own.
    pub caller_id: Option<String>,
    /// What is counted.
    pub metrics: LineMetrics,
}

impl App {
    /// What keeps us from being ready, in a sentence.
    pub fn trouble(&self) -> Option<String> {
        if self.stopping.load(Ordering::Relaxed) {
            return Some("the server is stopping".to_owned());
        }
        let journal = self.journal.state();
        let (queued, lost) = (journal.queued, journal.lost);
        let journal = journal.trouble.map(|why| {
            format!(
                "calls are answered, but what happens in them is not being written down: {queued} events \
                 wait in memory, {lost} are lost. {why}"
            )
        });
        journal.or_else(|| self.editions.trouble())
    }

    /// What waits because the database does not take it or a provider does not do it, a line for each; empty when
    /// all is well.
    pub fn waiting(&self) -> String {
        let state = self.shipper.as_ref().map(Shipper::state);
        let waiting = match state {
            Some(state) if state.trouble.is_some() || state.refused > 0 => {
                format!("{}\n", state.in_words(&TimeZone::UTC))
            }
            _ => String::new(),
        };
        waiting + &self.errands.trouble()
    }

    /// Brings the gauges up to date.
    pub fn measure(&self) {
        let now = (self.clock)();
        metrics::journal(&self.journal.state());
        if let Some(shipper) = &self.shipper {
            metrics::shipper(&shipper.state(), now);
        }
        metrics::editions(
            self.editions.active().edition.number,
            self.editions.in_memory(),
        );
        metrics::notices(self.notices.in_force(now).len());
    }
}

impl Line {
    /// Checks that a request is the provider's own, and parses it.
    pub fn admit<'r>(
        &self,
        request: &Request<'r>,
        app: &App,
    ) -> Result<Box<dyn CallRequest + 'r>, Refusal> {
        let now = (app.clock)();
        let admitted = self
            .access
            .admit(self.dialect, request, &app.public_url, now);
        admitted.map_err(|rejection| Refusal::Rejected {
            line: self.name.clone(),
            rejection,
        })
    }
}

/// The addresses in the documents of one call.
pub struct CallLinks<'a> {
    /// The server.
    pub app: &'a App,
    /// The line that was called.
    pub line: &'a Line,
    /// The edition that the call keeps.
    pub edition: &'a Edition,
    /// The call's id.
    pub call: &'a str,
    /// How many times in a row the call's state was lost; rides along until it is found again.
    pub lost: u8,
    /// The state of the next turn; none where the call ends.
    pub next: Option<CallState>,
}

impl CallLinks<'_> {
    fn sealed(&self) -> String {
        let next = self.next.map(|next| next.encode(self.edition));
        self.app
            .seal
            .seal(&self.line.name, self.call, &next.unwrap_or_default())
    }
}

impl Links for CallLinks<'_> {
    fn turn(&self) -> String {
        let Self {
            app, line, lost, ..
        } = self;
        let sealed = self.sealed();
        let address = format!("/voice/{}?{PARAMETER}={sealed}", line.name);
        match lost {
            0 => app.public_url.join(&address),
            _ => app.public_url.join(&format!("{address}&{LOST}={lost}")),
        }
    }

    fn whisper(&self) -> String {
        let (line, sealed) = (&self.line.name, self.sealed());
        let address = format!("/voice/{line}/whisper?{PARAMETER}={sealed}");
        self.app.public_url.join(&address)
    }

    fn caller_id(&self) -> Option<&str> {
        self.line.caller_id.as_deref()
    }

    fn recording(&self, hash: RecordingHash) -> String {
        self.app.public_url.join(&format!("/audio/{hash}.wav"))
    }
}
