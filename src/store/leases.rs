//! Work that one server does for all of them.

use jiff::Timestamp;

use super::StoreError;
use super::database::{Database, change};

impl Database {
    /// Takes or keeps the lease on some work until `until`; says whether `holder` has it now.
    pub async fn lease(
        &self,
        work: &str,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        change!(self, leases::lease((work, holder), now, until))
    }
}
