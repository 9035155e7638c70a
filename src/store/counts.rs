//! Counts of calls, with nothing in them of who called.

use jiff::Timestamp;

use super::database::operations;
use crate::catalogue::Code;

/// The calls that began in some time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallCounts {
    pub calls: u64,
    /// The calls that came to a service, by its code. A call that came to several counts at each.
    pub services: Vec<(Code, u64)>,
}

operations! {
    /// The calls that began from the first time on and before the second.
    read fn call_counts(from: Timestamp, until: Timestamp) -> CallCounts = counts::calls;
}
