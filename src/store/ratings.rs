//! What callers think of the guidance.

use jiff::Timestamp;

use super::StoreError;
use super::database::{Database, read};
use crate::catalogue::{Code, EditionNumber};

/// How many callers said whether the guidance about a service was useful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    pub service: Code,
    /// The edition that they heard, if that is known.
    pub edition: Option<EditionNumber>,
    /// How many said yes.
    pub yes: u64,
    /// How many said no.
    pub no: u64,
}

impl Database {
    /// What was said in calls that began at or after `since`, by service and edition. Whoever says the same again
    /// in one call counts once.
    pub async fn ratings(&self, since: Timestamp) -> Result<Vec<Rating>, StoreError> {
        read!(self, counts::ratings(since))
    }
}
