//! Work that one server does for all of them.

use jiff::Timestamp;

use super::database::operations;

operations! {
    /// Takes or keeps the lease on some work until `until`; says whether `holder` has it now.
    change fn lease(work: &str, holder: &str, now: Timestamp, until: Timestamp) -> bool
        = leases::lease;
}
