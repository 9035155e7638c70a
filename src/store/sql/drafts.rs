//! Drafts.

use serde_json::json;
use sqlx::Transaction;
use sqlx::error::DatabaseError;

use super::super::{Db, DbPool, begin};
use super::audit;
use super::columns::get;
use crate::catalogue::EditionNumber;
use crate::store::drafts::Changed;
use crate::store::{Act, ActKind, Authorship, DraftFile, DraftRecord, FileChange};

const BEGIN: &str =
    "INSERT INTO draft (title, base, author, created_at) VALUES ($1, $2, $3, $4) RETURNING number";

macro_rules! select_drafts {
    ($rest:literal) => {
        concat!(
            "SELECT draft.*, (SELECT count(*) FROM draft_file WHERE draft_file.draft = draft.number) AS changes
             FROM draft ",
            $rest
        )
    };
}

const DRAFTS: &str = select_drafts!("ORDER BY number DESC");
const DRAFT: &str = select_drafts!("WHERE number = $1");

const FILES: &str = "
    SELECT path, bytes, revision, author, changed_at
    FROM draft_file LEFT JOIN content ON content.hash = draft_file.content
    WHERE draft = $1 ORDER BY path";

const CHANGE_FIRST: &str = "
    INSERT INTO draft_file (draft, path, content, author, changed_at, revision)
    VALUES ($1, $2, $3, $4, $5, $6 + 1) ON CONFLICT (draft, path) DO NOTHING";

const CHANGE_AGAIN: &str = "
    UPDATE draft_file SET content = $3, author = $4, changed_at = $5, revision = revision + 1
    WHERE draft = $1 AND path = $2 AND revision = $6";

from_row! { row => DraftRecord { number, title, base, author, created_at, changes } }
from_row! { row => DraftFile { path, bytes, revision, author, changed_at } }

pub async fn begin_draft(
    pool: &DbPool,
    title: &str,
    base: EditionNumber,
    by: Authorship<'_>,
) -> sqlx::Result<u32> {
    let mut transaction = begin(pool).await?;
    let begin = query!(BEGIN, title, base, by.author, by.at);
    let number: u32 = get(&begin.fetch_one(&mut *transaction).await?, "number")?;
    let act = Act::done(by, ActKind::DraftBegun, number);
    let act = act.with(json!({ "title": title, "base": base.get() }));
    audit::commit(transaction, &act).await?;
    Ok(number)
}

pub async fn drafts(pool: &DbPool) -> sqlx::Result<Vec<DraftRecord>> {
    query_as!(DRAFTS).fetch_all(pool).await
}

pub async fn draft(pool: &DbPool, number: u32) -> sqlx::Result<Option<DraftRecord>> {
    query_as!(DRAFT, number).fetch_optional(pool).await
}

pub async fn files(pool: &DbPool, number: u32) -> sqlx::Result<Vec<DraftFile>> {
    query_as!(FILES, number).fetch_all(pool).await
}

pub async fn change(
    pool: &DbPool,
    number: u32,
    change: &FileChange<'_>,
    content: Option<&str>,
) -> sqlx::Result<Changed> {
    let FileChange { path, upon, by, .. } = *change;
    let sql = if upon == 0 { CHANGE_FIRST } else { CHANGE_AGAIN };
    let mut transaction = begin(pool).await?;
    let there: i64 = query_scalar!("SELECT count(*) FROM draft WHERE number = $1", number)
        .fetch_one(&mut *transaction)
        .await?;
    if there == 0 {
        return Ok(Changed::Gone);
    }
    let update = query!(sql, number, path, content, by.author, by.at, upon);
    let changed = match update.execute(&mut *transaction).await {
        // Discarded at this very moment.
        Err(error) if is_foreign_key(&error) => return Ok(Changed::Gone),
        changed => changed?,
    };
    if changed.rows_affected() == 0 {
        let select = "SELECT revision, author FROM draft_file WHERE draft = $1 AND path = $2";
        let other: Option<(i64, String)> =
            query_as!(select, number, path).fetch_optional(&mut *transaction).await?;
        // Where there is none, the file is as in the edition.
        let (revision, author) = other.unwrap_or_default();
        return Ok(Changed::Other { revision: revision.unsigned_abs(), author });
    }
    let detail = json!({ "path": path, "revision": upon + 1, "removed": content.is_none() });
    let act = Act::done(by, ActKind::DraftChanged, number).with(detail);
    audit::commit(transaction, &act).await?;
    Ok(Changed::Done(upon + 1))
}

fn is_foreign_key(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(DatabaseError::is_foreign_key_violation)
}

pub async fn discard(pool: &DbPool, number: u32, by: Authorship<'_>) -> sqlx::Result<bool> {
    let act = Act::done(by, ActKind::DraftDiscarded, number);
    delete(begin(pool).await?, number, &act).await
}

/// Discards a draft whose files are at these revisions and no others; says whether it was so.
pub async fn discard_if(
    pool: &DbPool,
    number: u32,
    files: &[(String, u64)],
    by: Authorship<'_>,
) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    let found: Vec<(String, i64)> =
        query_as!("SELECT path, revision FROM draft_file WHERE draft = $1 ORDER BY path", number)
            .fetch_all(&mut *transaction)
            .await?;
    let found = found.into_iter().map(|(path, revision)| (path, revision.unsigned_abs()));
    if !found.eq(files.iter().cloned()) {
        return Ok(false);
    }
    delete(transaction, number, &Act::done(by, ActKind::DraftPublished, number)).await
}

async fn delete(
    mut transaction: Transaction<'_, Db>,
    number: u32,
    act: &Act,
) -> sqlx::Result<bool> {
    let deleted =
        query!("DELETE FROM draft WHERE number = $1", number).execute(&mut *transaction).await?;
    if deleted.rows_affected() == 0 {
        return Ok(false);
    }
    audit::commit(transaction, act).await?;
    Ok(true)
}
