//! What every handler shares.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::{HeaderMap, header};

use crate::catalogue::{Edition, LanguageIndex, RecordingHash};
use crate::clock::Clock;
use crate::dialects::{Dialect, Rejection, Request};
use crate::dialogue::State;
use crate::recordings::Shelf;
use crate::store::Journal;

use super::address::{PARAMETER, Seal};
use super::config::Access;
use super::metrics::{self, LineMetrics};

/// What every handler shares.
pub struct App {
    /// The lines by name.
    pub lines: HashMap<String, Line>,
    /// What can be heard.
    pub edition: Arc<Edition>,
    /// Where events are written down.
    pub journal: Journal,
    /// Where recordings are.
    pub shelf: Shelf,
    /// The time.
    pub clock: Clock,
    /// Seals the calls' states in addresses.
    pub seal: Seal,
    /// The address that providers call, without a slash at its end.
    pub public_url: String,
    /// Set once it is time to stop: no new calls should be sent here.
    pub stopping: AtomicBool,
}

/// A line as it runs.
pub struct Line {
    /// Its name in addresses.
    pub name: String,
    /// How its provider speaks.
    pub dialect: Dialect,
    /// How requests prove that they are the provider's.
    pub access: Access,
    /// The languages in the order of their keys.
    pub offered: Vec<LanguageIndex>,
    /// What is counted.
    pub metrics: LineMetrics,
}

/// Headers that only a proxy adds: with one of them, a request from this machine's own address may
/// have come from anywhere.
const FORWARDED: [&str; 8] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-real-ip",
    "cf-connecting-ip",
];

impl App {
    /// The address of the turn that a state begins.
    pub fn turn_address(&self, line: &Line, call: &str, state: &State) -> String {
        let sealed = self.seal.seal(&line.name, call, &state.encode(&self.edition));
        format!("{}/voice/{}?{PARAMETER}={sealed}", self.public_url, line.name)
    }

    /// The address of a recording.
    pub fn audio_address(&self, recording: RecordingHash) -> String {
        format!("{}/audio/{recording}.wav", self.public_url)
    }

    /// What keeps us from being ready, in a sentence.
    pub fn trouble(&self) -> Option<String> {
        if self.stopping.load(Ordering::Relaxed) {
            return Some("the server is stopping".to_owned());
        }
        let journal = self.journal.state();
        let why = || journal.last_error.clone().unwrap_or_default();
        (!journal.is_well()).then(|| format!("calls are answered, but events are being lost. {}", why()))
    }

    /// Brings the gauges up to date.
    pub fn measure(&self) {
        metrics::journal(&self.journal.state());
    }
}

impl Line {
    /// Checks that a request is the provider's own.
    pub fn admit(
        &self,
        request: &Request<'_>,
        peer: SocketAddr,
        public_url: &str,
    ) -> Result<(), Rejection> {
        match &self.access {
            Access::Signed(secrets) => self.dialect.verify(request, public_url, secrets),
            Access::UnsignedFromHere => {
                if peer.ip().is_loopback() && !is_forwarded(request.headers) {
                    return Ok(());
                }
                Err(Rejection::NotFromHere)
            }
        }
    }
}

fn is_forwarded(headers: &HeaderMap) -> bool {
    FORWARDED.iter().any(|name| headers.contains_key(*name))
        || headers.get(header::HOST).is_some_and(|host| !is_this_machine(host.as_bytes()))
}

/// Whether a `Host` header names this machine: a page in a browser here that was led to our address
/// under a name of its own is no caller.
fn is_this_machine(host: &[u8]) -> bool {
    let host = std::str::from_utf8(host).unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name == "localhost"
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_goes_by_its_own_names_only() {
        for host in ["localhost", "localhost:8080", "127.0.0.1:1", "127.8.0.1", "[::1]:80", "[::1]"] {
            assert!(is_this_machine(host.as_bytes()), "{host}");
        }
        for host in ["example.org", "localhost.example.org:80", "10.0.0.1", "[::2]", "", "::1:80"] {
            assert!(!is_this_machine(host.as_bytes()), "{host}");
        }
    }
}
