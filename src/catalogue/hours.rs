//! Opening hours.

use jiff::Timestamp;

/// Opening hours.
#[derive(Debug, Clone, Default)]
pub struct Hours;

/// Whether somebody is there.
#[derive(Debug)]
pub enum Opening {
    /// At any time.
    Always,
    /// Not now.
    Closed,
}

impl Hours {
    /// Whether somebody is there.
    pub fn opening(&self, _line: &str, _now: Timestamp) -> Opening {
        Opening::Always
    }

    /// The hours as people say them.
    pub fn says(&self, _line: &str, _now: Timestamp, _language: &str) -> Vec<String> {
        Vec::new()
    }
}
