//! Notices.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::FromRow;

use super::super::{DbConnection, DbPool, DbRow, begin, begin_reading};
use super::audit;
use super::columns::get;
use crate::catalogue::{NewNotice, Notice, NoticeId};
use crate::store::{Act, ActKind, Authorship, NoticeEnd, NoticeRecord, NoticesVersion};

/// Each notice as often as it has texts.
const NOTICES: &str = "
    SELECT number, sector, starts_at, ends_at, author, added_at, ended_at, ended_by, language, text
    FROM notice JOIN notice_text ON notice_text.notice = notice.number
    WHERE ends_at >= $1 AND (ended_at IS NULL OR ended_at >= $1)
    ORDER BY starts_at DESC, number DESC, language";

const STANDING: &str = "
    SELECT number, sector, starts_at, ends_at, language, text
    FROM notice JOIN notice_text ON notice_text.notice = notice.number
    WHERE ended_at IS NULL
    ORDER BY number, language";

const VERSION: &str = "SELECT revision, changed_at AS at FROM notice_change";

const ADD: &str = "
    INSERT INTO notice (sector, starts_at, ends_at, author, added_at)
    VALUES ($1, $2, $3, $4, $5) RETURNING number";

const END: &str =
    "UPDATE notice SET ended_at = $2, ended_by = $3 WHERE number = $1 AND ended_at IS NULL";

const REMOVE: &str =
    "DELETE FROM notice WHERE ends_at < $1 OR (ended_at IS NOT NULL AND ended_at < $1)";

from_row! { row => NoticesVersion { revision, at } }

// A notice with one of its texts.
from_row! {
    row => Notice {
        id = get(row, "number")?, sector, from = get(row, "starts_at")?, until = get(row, "ends_at")?,
        texts = vec![(get(row, "language")?, get(row, "text")?)],
    }
}

from_row! {
    row => NoticeRecord { notice = FromRow::from_row(row)?, author, added_at, ended = ended(row)? }
}

fn ended(row: &DbRow) -> sqlx::Result<Option<NoticeEnd>> {
    let at: Option<Timestamp> = get(row, "ended_at")?;
    let author: Option<String> = get(row, "ended_by")?;
    Ok(at.zip(author).map(|(at, author)| NoticeEnd { at, author }))
}

pub async fn add(pool: &DbPool, notice: &NewNotice, by: Authorship<'_>) -> sqlx::Result<NoticeId> {
    let mut transaction = begin(pool).await?;
    let add = query!(ADD, notice.sector, notice.from, notice.until, by.author, by.at);
    let id: NoticeId = get(&add.fetch_one(&mut *transaction).await?, "number")?;
    for (language, text) in &notice.texts {
        let add = "INSERT INTO notice_text (notice, language, text) VALUES ($1, $2, $3)";
        query!(add, id, language.as_str(), text.as_str()).execute(&mut *transaction).await?;
    }
    changed(&mut transaction, by.at).await?;
    let act = Act::done(by, ActKind::NoticeAdded, id).with(detail(notice));
    audit::commit(transaction, &act).await?;
    Ok(id)
}

/// The notice as the audit keeps it: the row itself is removed some time after it is over.
fn detail(notice: &NewNotice) -> Value {
    json!({
        "sector": notice.sector.map(|sector| sector.to_string()),
        "from": notice.from.to_string(),
        "until": notice.until.to_string(),
        "texts": notice.texts.iter().cloned().collect::<BTreeMap<_, _>>(),
    })
}

pub async fn end(pool: &DbPool, id: NoticeId, by: Authorship<'_>) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    let ended = query!(END, id, by.at, by.author).execute(&mut *transaction).await?;
    if ended.rows_affected() == 0 {
        return Ok(false);
    }
    changed(&mut transaction, by.at).await?;
    audit::commit(transaction, &Act::done(by, ActKind::NoticeEnded, id)).await?;
    Ok(true)
}

pub async fn remove(pool: &DbPool, before: Timestamp, now: Timestamp) -> sqlx::Result<u64> {
    let mut transaction = begin(pool).await?;
    let removed = query!(REMOVE, before).execute(&mut *transaction).await?;
    if removed.rows_affected() > 0 {
        changed(&mut transaction, now).await?;
    }
    transaction.commit().await?;
    Ok(removed.rows_affected())
}

pub async fn version(pool: &DbPool) -> sqlx::Result<NoticesVersion> {
    query_as!(VERSION).fetch_one(pool).await
}

pub async fn standing(pool: &DbPool) -> sqlx::Result<(NoticesVersion, Vec<Notice>)> {
    // Both as they are at one moment: what changes in between would never be read.
    let mut transaction = begin_reading(pool).await?;
    let version = query_as!(VERSION).fetch_one(&mut *transaction).await?;
    let rows: Vec<Notice> = query_as!(STANDING).fetch_all(&mut *transaction).await?;
    transaction.commit().await?;
    let mut notices: Vec<Notice> = Vec::new();
    for notice in rows {
        match notices.last_mut() {
            Some(last) if last.id == notice.id => last.texts.extend(notice.texts),
            _ => notices.push(notice),
        }
    }
    Ok((version, notices))
}

pub async fn notices(pool: &DbPool, since: Timestamp) -> sqlx::Result<Vec<NoticeRecord>> {
    let rows: Vec<NoticeRecord> = query_as!(NOTICES, since).fetch_all(pool).await?;
    let mut records: Vec<NoticeRecord> = Vec::new();
    for record in rows {
        match records.last_mut().map(|last| &mut last.notice) {
            Some(last) if last.id == record.notice.id => last.texts.extend(record.notice.texts),
            _ => records.push(record),
        }
    }
    Ok(records)
}

/// Counts a change, so that every server asks what is new.
async fn changed(transaction: &mut DbConnection, now: Timestamp) -> sqlx::Result<()> {
    let update = "UPDATE notice_change SET revision = revision + 1, changed_at = $1";
    query!(update, now).execute(transaction).await?;
    Ok(())
}
