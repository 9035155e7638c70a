//! Editions, read.

use jiff::Timestamp;
use sqlx::Row as _;

use super::super::{Db, DbPool, DbRow, begin_reading};
use super::{recordings, rows};
use crate::catalogue::{EditionId, EditionNumber, SourceFile};
use crate::store::{Active, EditionContents, EditionRecord, FixedRecording, Reason, Scheduled};

const ACTIVE: &str = "
    SELECT revision, edition, at, author, reason FROM activation ORDER BY revision DESC LIMIT 1";

/// From the one that was in force at the time on.
const ACTIVATIONS: &str = "
    SELECT revision, edition, at, author, reason FROM activation
    WHERE revision >= (SELECT coalesce(max(revision), 0) FROM activation WHERE at < $1)
    ORDER BY revision DESC";

const EDITIONS: &str = "
    SELECT number, content, author, note, published_at, parent, retired_at FROM edition
    ORDER BY number DESC";

const EDITION: &str = "
    SELECT number, content, author, note, published_at, parent, retired_at FROM edition
    WHERE number = $1";

const FILES: &str = "
    SELECT path, bytes FROM edition_file JOIN content ON content.hash = edition_file.content
    WHERE edition = $1 ORDER BY path";

const RECORDINGS: &str = "
    SELECT prompt, language, content, seconds, draft FROM edition_recording
    WHERE edition = $1 ORDER BY prompt, language";

pub(in crate::store) async fn active(pool: &DbPool) -> Result<Option<Active>, sqlx::Error> {
    let row = sqlx::query(ACTIVE).fetch_optional(pool).await?;
    row.as_ref().map(activation).transpose()
}

pub(in crate::store) async fn activations(
    pool: &DbPool,
    since: Timestamp,
) -> Result<Vec<Active>, sqlx::Error> {
    let query = sqlx::query(ACTIVATIONS).bind(since.as_microsecond());
    query.fetch_all(pool).await?.iter().map(activation).collect()
}

pub(in crate::store) async fn editions(pool: &DbPool) -> Result<Vec<EditionRecord>, sqlx::Error> {
    let rows = sqlx::query(EDITIONS).fetch_all(pool).await?;
    rows.iter().map(record).collect()
}

pub(in crate::store) async fn edition(
    pool: &DbPool,
    number: EditionNumber,
) -> Result<Option<EditionRecord>, sqlx::Error> {
    let query = sqlx::query(EDITION).bind(i64::from(number.get()));
    let row = query.fetch_optional(pool).await?;
    row.as_ref().map(record).transpose()
}

pub(in crate::store) async fn contents(
    pool: &DbPool,
    number: EditionNumber,
) -> Result<Option<EditionContents>, sqlx::Error> {
    let number = i64::from(number.get());
    // Both as they are at one moment: it may be just about to be retired.
    let mut transaction = begin_reading(pool).await?;
    let query = sqlx::query(FILES).bind(number);
    let files = query.fetch_all(&mut *transaction).await?;
    let query = sqlx::query(RECORDINGS).bind(number);
    let recordings = query.fetch_all(&mut *transaction).await?;
    transaction.commit().await?;
    if files.is_empty() {
        return Ok(None);
    }
    let files = files.iter().map(|row| {
        let bytes: Vec<u8> = row.try_get("bytes")?;
        Ok(SourceFile::new(rows::text(row, "path")?, bytes))
    });
    let files = files.collect::<Result<_, sqlx::Error>>()?;
    let recordings = recordings.iter().map(fixed).collect::<Result<_, _>>()?;
    Ok(Some(EditionContents { files, recordings }))
}

pub(in crate::store) async fn bytes(
    pool: &DbPool,
    hash: &str,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar::<Db, Vec<u8>>("SELECT bytes FROM content WHERE hash = $1")
        .bind(hash)
        .fetch_optional(pool)
        .await
}

pub(in crate::store) async fn schedule(pool: &DbPool) -> Result<Vec<Scheduled>, sqlx::Error> {
    let rows = sqlx::query("SELECT edition, at, author FROM schedule ORDER BY at, edition")
        .fetch_all(pool)
        .await?;
    rows.iter().map(scheduled).collect()
}

pub(super) fn scheduled(row: &DbRow) -> Result<Scheduled, sqlx::Error> {
    Ok(Scheduled {
        edition: rows::edition(row, "edition")?,
        at: rows::time(row, "at")?,
        author: rows::text(row, "author")?,
    })
}

fn activation(row: &DbRow) -> Result<Active, sqlx::Error> {
    let reason = rows::text(row, "reason")?;
    Ok(Active {
        revision: rows::revision(row, "revision")?,
        edition: rows::edition(row, "edition")?,
        at: rows::time(row, "at")?,
        author: rows::text(row, "author")?,
        reason: Reason::parse(&reason).ok_or_else(|| rows::unknown("reason", &reason))?,
    })
}

fn record(row: &DbRow) -> Result<EditionRecord, sqlx::Error> {
    let content = rows::text(row, "content")?;
    Ok(EditionRecord {
        number: rows::edition(row, "number")?,
        content: EditionId::parse(&content).ok_or_else(|| rows::unknown("content", &content))?,
        author: rows::text(row, "author")?,
        note: rows::text(row, "note")?,
        published_at: rows::time(row, "published_at")?,
        parent: rows::edition_if_any(row, "parent")?,
        retired_at: rows::time_if_any(row, "retired_at")?,
    })
}

fn fixed(row: &DbRow) -> Result<FixedRecording, sqlx::Error> {
    Ok(FixedRecording {
        prompt: rows::text(row, "prompt")?,
        language: rows::text(row, "language")?,
        recording: recordings::recording(row)?,
    })
}
