//! Editions, read.

use jiff::Timestamp;
use sqlx::FromRow;

use super::super::{DbPool, begin_reading};
use crate::catalogue::{EditionNumber, SourceFile};
use crate::store::{Active, EditionContents, EditionRecord, FixedRecording, Scheduled};

const ACTIVE: &str = "SELECT * FROM activation ORDER BY revision DESC LIMIT 1";

/// From the one that was in force at the time on.
const ACTIVATIONS: &str = "
    SELECT * FROM activation
    WHERE revision >= (SELECT coalesce(max(revision), 0) FROM activation WHERE at < $1)
    ORDER BY revision DESC";

const EDITIONS: &str = "SELECT * FROM edition ORDER BY number DESC";
const EDITION: &str = "SELECT * FROM edition WHERE number = $1";
const SCHEDULE: &str = "SELECT * FROM schedule ORDER BY at, edition";

const FILES: &str = "
    SELECT path, bytes FROM edition_file JOIN content ON content.hash = edition_file.content
    WHERE edition = $1 ORDER BY path";

const RECORDINGS: &str =
    "SELECT * FROM edition_recording WHERE edition = $1 ORDER BY prompt, language";

from_row! { row => Active { revision, edition, at, author, reason } }
from_row! { row => EditionRecord { number, content, author, note, published_at, parent, retired_at } }
from_row! { row => Scheduled { edition, at, author } }

from_row! { row => FixedRecording { prompt, language, recording = FromRow::from_row(row)? } }

pub async fn active(pool: &DbPool) -> sqlx::Result<Option<Active>> {
    query_as!(ACTIVE).fetch_optional(pool).await
}

pub async fn activations(pool: &DbPool, since: Timestamp) -> sqlx::Result<Vec<Active>> {
    query_as!(ACTIVATIONS, since).fetch_all(pool).await
}

pub async fn editions(pool: &DbPool) -> sqlx::Result<Vec<EditionRecord>> {
    query_as!(EDITIONS).fetch_all(pool).await
}

pub async fn edition(pool: &DbPool, number: EditionNumber) -> sqlx::Result<Option<EditionRecord>> {
    query_as!(EDITION, number).fetch_optional(pool).await
}

pub async fn contents(
    pool: &DbPool,
    number: EditionNumber,
) -> sqlx::Result<Option<EditionContents>> {
    // Both as they are at one moment: it may be just about to be retired.
    let mut transaction = begin_reading(pool).await?;
    let files: Vec<(String, Vec<u8>)> =
        query_as!(FILES, number).fetch_all(&mut *transaction).await?;
    let recordings = query_as!(RECORDINGS, number).fetch_all(&mut *transaction).await?;
    transaction.commit().await?;
    if files.is_empty() {
        return Ok(None);
    }
    let files = files.into_iter().map(|(path, bytes)| SourceFile::new(path, bytes)).collect();
    Ok(Some(EditionContents { files, recordings }))
}

pub async fn bytes(pool: &DbPool, hash: &str) -> sqlx::Result<Option<Vec<u8>>> {
    query_scalar!("SELECT bytes FROM content WHERE hash = $1", hash).fetch_optional(pool).await
}

pub async fn schedule(pool: &DbPool) -> sqlx::Result<Vec<Scheduled>> {
    query_as!(SCHEDULE).fetch_all(pool).await
}
