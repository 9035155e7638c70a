//! The database's errors, told apart by their codes.

use crate::store::StoreError;

/// Sorts an error by its SQLSTATE. <https://www.postgresql.org/docs/current/errcodes-appendix.html>
pub(in crate::store) fn store_error(error: sqlx::Error) -> StoreError {
    match code(&error).as_deref() {
        None if speaks_no_tls(&error) => StoreError::NoTls(error),
        None if is_untrusted(&error) => StoreError::Untrusted(error),
        None if is_lost(&error) => StoreError::Unreachable(error),
        None => StoreError::Backend(error),
        // Serialization failure, deadlock, a lock that is not to be had.
        Some("40001" | "40P01" | "55P03") => StoreError::Busy(error),
        // Disk full; the quotas of some clusters.
        Some("53100" | "53400") => StoreError::DiskFull(error),
        // Too many connections; shut down, crashed, starting.
        Some("53300" | "57P01" | "57P02" | "57P03") => StoreError::Unreachable(error),
        // Given up for its time limit.
        Some("57014") => StoreError::TooLong(error),
        // No such database; no right to do this.
        Some("3D000" | "42501") => StoreError::Denied(error),
        Some(code) => match code.get(..2) {
            Some("08") => StoreError::Unreachable(error),
            Some("28") => StoreError::Denied(error),
            // The data's form; a constraint.
            Some("22" | "23") => StoreError::Refused(error),
            _ => StoreError::Backend(error),
        },
    }
}

/// True if another transaction at the same time undid this one, so that it may well succeed now. A second
/// row with the same key, or a row that another one has just come to name, are that too.
pub(super) fn is_collision(error: &sqlx::Error) -> bool {
    matches!(code(error).as_deref(), Some("40001" | "40P01" | "23505" | "23503"))
}

fn speaks_no_tls(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Tls(said) if said.to_string().contains("does not support TLS"))
}

/// The driver hands a certificate's refusal on as what the connection said.
fn is_untrusted(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Tls(_) => true,
        sqlx::Error::Io(error) => error.to_string().contains("invalid peer certificate"),
        _ => false,
    }
}

fn is_lost(error: &sqlx::Error) -> bool {
    matches!(
        error,
        sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
    )
}

pub(super) fn code(error: &sqlx::Error) -> Option<String> {
    let code = error.as_database_error()?.code()?;
    Some(code.into_owned())
}
