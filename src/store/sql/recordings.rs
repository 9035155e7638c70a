//! The library of recordings.

use std::collections::BTreeMap;

use serde_json::json;
use sqlx::{FromRow, QueryBuilder};

use super::super::{Db, DbPool, begin};
use super::columns::{ToColumn as _, get};
use super::{MOST_ROWS, audit};
use crate::catalogue::{Recording, TextKey};
use crate::store::{Act, ActKind, Authorship, LibraryRecording};

from_row! { row => Recording { hash = get(row, "content")?, seconds, draft } }
from_row! { row => TextKey { language, sha256 = get(row, "text")? } }
from_row! {
    row => LibraryRecording { of = FromRow::from_row(row)?, recording = FromRow::from_row(row)? }
}

pub async fn library(pool: &DbPool) -> sqlx::Result<Vec<LibraryRecording>> {
    query_as!("SELECT * FROM recording ORDER BY language, text").fetch_all(pool).await
}

pub async fn add(
    pool: &DbPool,
    recordings: &[LibraryRecording],
    by: Authorship<'_>,
) -> sqlx::Result<()> {
    let recordings = one_for_each_text(recordings);
    let mut transaction = begin(pool).await?;
    for chunk in recordings.chunks(MOST_ROWS) {
        let mut insert: QueryBuilder<Db> =
            QueryBuilder::new("INSERT INTO recording (language, text, content, seconds, draft) ");
        insert.push_values(chunk, |mut row, LibraryRecording { of, recording }| {
            row.push_bind(&of.language)
                .push_bind(&of.sha256)
                .push_bind(recording.hash.to_string())
                .push_bind(recording.seconds.stored())
                .push_bind(recording.draft.stored());
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
    audit::commit(transaction, &act.with(detail)).await
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

pub async fn remove(
    pool: &DbPool,
    of: &TextKey,
    id: &str,
    by: Authorship<'_>,
) -> sqlx::Result<bool> {
    let (language, text) = (of.language.as_str(), of.sha256.as_str());
    let mut transaction = begin(pool).await?;
    let delete = "DELETE FROM recording WHERE language = $1 AND text = $2";
    let removed = query!(delete, language, text).execute(&mut *transaction).await?;
    if removed.rows_affected() == 0 {
        return Ok(false);
    }
    let act = Act::done(by, ActKind::RecordingsRemoved, id);
    let detail = json!({ "language": language, "text": text });
    audit::commit(transaction, &act.with(detail)).await?;
    Ok(true)
}
