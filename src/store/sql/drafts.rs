//! Drafts.

use serde_json::json;
use sqlx::error::DatabaseError;
use sqlx::{Row as _, Transaction};

use super::super::{Db, DbPool, DbRow, begin, storable};
use super::{audit, rows};
use crate::catalogue::EditionNumber;
use crate::store::drafts::Changed;
use crate::store::{Act, ActKind, Authorship, DraftFile, DraftRecord, FileChange};

const DRAFTS: &str = "
    SELECT number, title, base, author, created_at,
           (SELECT count(*) FROM draft_file WHERE draft_file.draft = draft.number) AS changes
    FROM draft ORDER BY number DESC";

const DRAFT: &str = "
    SELECT number, title, base, author, created_at,
           (SELECT count(*) FROM draft_file WHERE draft_file.draft = draft.number) AS changes
    FROM draft WHERE number = $1";

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

pub(in crate::store) async fn begin_draft(
    pool: &DbPool,
    title: &str,
    base: EditionNumber,
    by: Authorship<'_>,
) -> Result<u32, sqlx::Error> {
    let mut transaction = begin(pool).await?;
    let row = sqlx::query(
        "INSERT INTO draft (title, base, author, created_at) VALUES ($1, $2, $3, $4)
         RETURNING number",
    )
    .bind(storable(title))
    .bind(i64::from(base.get()))
    .bind(storable(by.author))
    .bind(by.at.as_microsecond())
    .fetch_one(&mut *transaction)
    .await?;
    let number = rows::number(&row, "number")?;
    let act = Act::done(by, ActKind::DraftBegun, number);
    let act = act.with(json!({ "title": title, "base": base.get() }));
    audit::record(&mut transaction, &act).await?;
    transaction.commit().await?;
    Ok(number)
}

pub(in crate::store) async fn drafts(pool: &DbPool) -> Result<Vec<DraftRecord>, sqlx::Error> {
    let rows = sqlx::query(DRAFTS).fetch_all(pool).await?;
    rows.iter().map(record).collect()
}

pub(in crate::store) async fn draft(
    pool: &DbPool,
    number: u32,
) -> Result<Option<DraftRecord>, sqlx::Error> {
    let query = sqlx::query(DRAFT).bind(i64::from(number));
    query.fetch_optional(pool).await?.as_ref().map(record).transpose()
}

pub(in crate::store) async fn files(
    pool: &DbPool,
    number: u32,
) -> Result<Vec<DraftFile>, sqlx::Error> {
    let query = sqlx::query(FILES).bind(i64::from(number));
    let files = query.fetch_all(pool).await?;
    let files = files.iter().map(|row| {
        Ok(DraftFile {
            path: rows::text(row, "path")?,
            bytes: row.try_get("bytes")?,
            revision: rows::revision(row, "revision")?,
            author: rows::text(row, "author")?,
            changed_at: rows::time(row, "changed_at")?,
        })
    });
    files.collect()
}

pub(in crate::store) async fn change(
    pool: &DbPool,
    number: u32,
    change: &FileChange<'_>,
    content: Option<&str>,
) -> Result<Changed, sqlx::Error> {
    let sql = match change.upon {
        0 => CHANGE_FIRST,
        _ => CHANGE_AGAIN,
    };
    let mut transaction = begin(pool).await?;
    let there: i64 = sqlx::query_scalar("SELECT count(*) FROM draft WHERE number = $1")
        .bind(i64::from(number))
        .fetch_one(&mut *transaction)
        .await?;
    if there == 0 {
        return Ok(Changed::Gone);
    }
    let changed = sqlx::query(sql)
        .bind(i64::from(number))
        .bind(change.path)
        .bind(content)
        .bind(storable(change.author))
        .bind(change.now.as_microsecond())
        .bind(rows::signed(change.upon))
        .execute(&mut *transaction)
        .await;
    let changed = match changed {
        // Discarded at this very moment.
        Err(error) if is_foreign_key(&error) => return Ok(Changed::Gone),
        changed => changed?,
    };
    if changed.rows_affected() == 0 {
        let other =
            sqlx::query("SELECT revision, author FROM draft_file WHERE draft = $1 AND path = $2")
                .bind(i64::from(number))
                .bind(change.path)
                .fetch_optional(&mut *transaction)
                .await?;
        return other.as_ref().map_or(Ok(NO_OTHER), other_change);
    }
    let by = Authorship { author: change.author, via: change.via, reason: "", at: change.now };
    let act = Act::done(by, ActKind::DraftChanged, number);
    let act = act.with(json!({
        "path": change.path,
        "revision": change.upon + 1,
        "removed": content.is_none(),
    }));
    audit::record(&mut transaction, &act).await?;
    transaction.commit().await?;
    Ok(Changed::Done(change.upon + 1))
}

/// The file is as in the edition.
const NO_OTHER: Changed = Changed::Other { revision: 0, author: String::new() };

fn other_change(row: &DbRow) -> Result<Changed, sqlx::Error> {
    Ok(Changed::Other {
        revision: rows::revision(row, "revision")?,
        author: rows::text(row, "author")?,
    })
}

fn is_foreign_key(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(DatabaseError::is_foreign_key_violation)
}

pub(in crate::store) async fn discard(
    pool: &DbPool,
    number: u32,
    by: Authorship<'_>,
) -> Result<bool, sqlx::Error> {
    let mut transaction = begin(pool).await?;
    let act = Act::done(by, ActKind::DraftDiscarded, number);
    let deleted = delete(&mut transaction, number, &act).await?;
    transaction.commit().await?;
    Ok(deleted)
}

async fn delete(
    transaction: &mut Transaction<'_, Db>,
    number: u32,
    act: &Act,
) -> Result<bool, sqlx::Error> {
    let deleted = sqlx::query("DELETE FROM draft WHERE number = $1")
        .bind(i64::from(number))
        .execute(&mut **transaction)
        .await?;
    let was_there = deleted.rows_affected() > 0;
    if was_there {
        audit::record(transaction, act).await?;
    }
    Ok(was_there)
}

/// Discards a draft whose files are at these revisions and no others; says whether it was so.
pub(in crate::store) async fn discard_if(
    pool: &DbPool,
    number: u32,
    files: &[(String, u64)],
    by: Authorship<'_>,
) -> Result<bool, sqlx::Error> {
    let mut transaction = begin(pool).await?;
    let rows = sqlx::query("SELECT path, revision FROM draft_file WHERE draft = $1 ORDER BY path")
        .bind(i64::from(number))
        .fetch_all(&mut *transaction)
        .await?;
    let found = rows
        .iter()
        .map(|row| Ok((rows::text(row, "path")?, rows::revision(row, "revision")?)))
        .collect::<Result<Vec<_>, sqlx::Error>>()?;
    if found != files {
        return Ok(false);
    }
    let act = Act::done(by, ActKind::DraftPublished, number);
    let deleted = delete(&mut transaction, number, &act).await?;
    transaction.commit().await?;
    Ok(deleted)
}

fn record(row: &DbRow) -> Result<DraftRecord, sqlx::Error> {
    Ok(DraftRecord {
        number: rows::number(row, "number")?,
        title: rows::text(row, "title")?,
        base: rows::edition(row, "base")?,
        author: rows::text(row, "author")?,
        created_at: rows::time(row, "created_at")?,
        changes: rows::number(row, "changes")?,
    })
}
