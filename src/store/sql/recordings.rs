//! The library of recordings.

use std::collections::BTreeMap;

use serde_json::json;
use sqlx::{QueryBuilder, Row as _};

use super::super::{Db, DbPool, DbRow, begin};
use super::{audit, rows};
use crate::catalogue::{Recording, RecordingHash, TextKey};
use crate::store::{Act, ActKind, Authorship, LibraryRecording};

/// Rows in one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766.
const ROWS: usize = 1000;

const LIBRARY: &str =
    "SELECT language, text, content, seconds, draft FROM recording ORDER BY language, text";

pub(in crate::store) async fn library(pool: &DbPool) -> Result<Vec<LibraryRecording>, sqlx::Error> {
    let rows = sqlx::query(LIBRARY).fetch_all(pool).await?;
    let recordings = rows.iter().map(|row| {
        Ok(LibraryRecording {
            of: TextKey {
                language: rows::text(row, "language")?,
                sha256: rows::text(row, "text")?,
            },
            recording: recording(row)?,
        })
    });
    recordings.collect()
}

pub(in crate::store) async fn add(
    pool: &DbPool,
    recordings: &[LibraryRecording],
    by: Authorship<'_>,
) -> Result<(), sqlx::Error> {
    let recordings = one_for_each_text(recordings);
    let mut transaction = begin(pool).await?;
    for chunk in recordings.chunks(ROWS) {
        let mut insert: QueryBuilder<Db> =
            QueryBuilder::new("INSERT INTO recording (language, text, content, seconds, draft) ");
        insert.push_values(chunk, |mut row, LibraryRecording { of, recording }| {
            row.push_bind(&of.language)
                .push_bind(&of.sha256)
                .push_bind(recording.hash.to_string())
                .push_bind(f64::from(recording.seconds))
                .push_bind(i64::from(recording.draft));
        });
        insert.push(
            " ON CONFLICT (language, text) DO UPDATE
              SET content = excluded.content, seconds = excluded.seconds, draft = excluded.draft
              WHERE excluded.draft = 0 OR recording.draft = 1",
        );
        insert.build().execute(&mut *transaction).await?;
    }
    let drafts = recordings.iter().filter(|one| one.recording.draft).count();
    let act = Act::done(by, ActKind::RecordingsImported, "");
    let detail = json!({ "recordings": recordings.len(), "drafts": drafts });
    audit::record(&mut transaction, &act.with(detail)).await?;
    transaction.commit().await
}

/// The last for each text, but a person's before a machine's: one statement may change a row only once.
fn one_for_each_text(recordings: &[LibraryRecording]) -> Vec<&LibraryRecording> {
    let mut chosen: BTreeMap<_, &LibraryRecording> = BTreeMap::new();
    for one in recordings {
        let earlier = chosen.entry(&one.of).or_insert(one);
        if earlier.recording.draft || !one.recording.draft {
            *earlier = one;
        }
    }
    chosen.into_values().collect()
}

pub(in crate::store) async fn remove(
    pool: &DbPool,
    of: &TextKey,
    by: Authorship<'_>,
) -> Result<bool, sqlx::Error> {
    let mut transaction = begin(pool).await?;
    let removed = sqlx::query("DELETE FROM recording WHERE language = $1 AND text = $2")
        .bind(&of.language)
        .bind(&of.sha256)
        .execute(&mut *transaction)
        .await?;
    if removed.rows_affected() == 0 {
        return Ok(false);
    }
    let act = Act::done(by, ActKind::RecordingsRemoved, "");
    let detail = json!({ "language": of.language, "text": of.sha256 });
    audit::record(&mut transaction, &act.with(detail)).await?;
    transaction.commit().await?;
    Ok(true)
}

pub(super) fn recording(row: &DbRow) -> Result<Recording, sqlx::Error> {
    let hash = rows::text(row, "content")?;
    let draft: i64 = row.try_get("draft")?;
    let seconds: f64 = row.try_get("seconds")?;
    Ok(Recording {
        hash: RecordingHash::parse(&hash).ok_or_else(|| rows::unknown("content", &hash))?,
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it was a 32-bit number when it was written"
        )]
        seconds: seconds as f32,
        draft: draft != 0,
    })
}
