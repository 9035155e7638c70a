//! Callers' ratings of the guidance.

use jiff::Timestamp;

use super::database::operations;
use crate::catalogue::{Code, EditionNumber};

/// Callers' opinions of the guidance about a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    pub service: Code,
    /// The edition that they heard, if that is known.
    pub edition: Option<EditionNumber>,
    pub yes: u64,
    pub no: u64,
}

operations! {
    /// The opinions in calls that began at or after `since`, by service and edition. Whoever says the same again in
    /// one call counts once.
    read fn ratings(since: Timestamp) -> Vec<Rating> = counts::ratings;
}
