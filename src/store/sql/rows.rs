//! Columns that are read in several places.

use jiff::Timestamp;
use sqlx::{QueryBuilder, Row as _};

use super::super::{Db, DbRow};
use crate::catalogue::EditionNumber;
use crate::store::AskedCursor;

pub(super) fn text(row: &DbRow, column: &str) -> Result<String, sqlx::Error> {
    row.try_get(column)
}

pub(super) fn time(row: &DbRow, column: &str) -> Result<Timestamp, sqlx::Error> {
    timestamp(row.try_get(column)?).map_err(|error| wrong(column, error))
}

pub(super) fn time_if_any(row: &DbRow, column: &str) -> Result<Option<Timestamp>, sqlx::Error> {
    let micros: Option<i64> = row.try_get(column)?;
    micros.map(|micros| timestamp(micros).map_err(|error| wrong(column, error))).transpose()
}

pub(super) fn edition(row: &DbRow, column: &str) -> Result<EditionNumber, sqlx::Error> {
    number(row, column).map(EditionNumber::new)
}

pub(super) fn edition_if_any(
    row: &DbRow,
    column: &str,
) -> Result<Option<EditionNumber>, sqlx::Error> {
    let number: Option<i64> = row.try_get(column)?;
    number
        .map(|number| {
            u32::try_from(number).map(EditionNumber::new).map_err(|error| wrong(column, error))
        })
        .transpose()
}

pub(super) fn number(row: &DbRow, column: &str) -> Result<u32, sqlx::Error> {
    u32::try_from(row.try_get::<i64, _>(column)?).map_err(|error| wrong(column, error))
}

pub(super) fn revision(row: &DbRow, column: &str) -> Result<u64, sqlx::Error> {
    u64::try_from(row.try_get::<i64, _>(column)?).map_err(|error| wrong(column, error))
}

pub(super) fn wrong(
    column: &str,
    error: impl std::error::Error + Send + Sync + 'static,
) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: error.into() }
}

fn timestamp(micros: i64) -> Result<Timestamp, jiff::Error> {
    Timestamp::from_microsecond(micros)
}

/// A number as the store has it.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A text that stands for nothing that this version knows.
pub(super) fn unknown(column: &str, text: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("“{text}” is not known here").into(),
    }
}

/// Narrows a selection to rows in one of these states, if there are any.
pub(super) fn among(
    select: &mut QueryBuilder<Db>,
    states: impl ExactSizeIterator<Item = &'static str>,
) {
    if states.len() == 0 {
        return;
    }
    select.push(" AND state IN (");
    let mut list = select.separated(", ");
    for state in states {
        list.push_bind(state);
    }
    select.push(")");
}

/// Narrows a selection of what was asked for to one page, the newest first.
pub(super) fn page(select: &mut QueryBuilder<Db>, before: Option<AskedCursor>, limit: u16) {
    if let Some(before) = before {
        select
            .push(" AND (asked_at, number) < (")
            .push_bind(before.asked_at.as_microsecond())
            .push(", ")
            .push_bind(signed(before.id))
            .push(")");
    }
    select
        .push(" ORDER BY asked_at DESC, number DESC LIMIT ")
        .push_bind(i64::from(limit.clamp(1, 500)));
}
