//! Notices.

use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::{Row as _, Transaction};

use super::super::{Db, DbPool, DbRow, begin, begin_reading, storable};
use super::{audit, rows};
use crate::catalogue::{MenuKey, NewNotice, Notice, NoticeId};
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

const VERSION: &str = "SELECT revision, changed_at FROM notice_change";

pub(in crate::store) async fn add(
    pool: &DbPool,
    notice: &NewNotice,
    by: Authorship<'_>,
) -> Result<NoticeId, sqlx::Error> {
    let mut transaction = begin(pool).await?;
    let row = sqlx::query(
        "INSERT INTO notice (sector, starts_at, ends_at, author, added_at)
         VALUES ($1, $2, $3, $4, $5) RETURNING number",
    )
    .bind(notice.sector.map(|sector| i64::from(sector.number())))
    .bind(notice.from.as_microsecond())
    .bind(notice.until.as_microsecond())
    .bind(storable(by.author))
    .bind(by.at.as_microsecond())
    .fetch_one(&mut *transaction)
    .await?;
    let number = rows::number(&row, "number")?;
    for (language, text) in &notice.texts {
        sqlx::query("INSERT INTO notice_text (notice, language, text) VALUES ($1, $2, $3)")
            .bind(i64::from(number))
            .bind(storable(language))
            .bind(storable(text))
            .execute(&mut *transaction)
            .await?;
    }
    changed(&mut transaction, by.at).await?;
    let act = Act::done(by, ActKind::NoticeAdded, number);
    audit::record(&mut transaction, &act.with(detail(notice))).await?;
    transaction.commit().await?;
    Ok(NoticeId::new(number))
}

/// The notice as the audit keeps it: the row itself is removed some time after it is over.
fn detail(notice: &NewNotice) -> Value {
    let texts: serde_json::Map<_, _> = notice
        .texts
        .iter()
        .map(|(language, text)| (language.clone(), Value::from(text.as_str())))
        .collect();
    json!({
        "sector": notice.sector.map(|sector| sector.to_string()),
        "from": notice.from.to_string(),
        "until": notice.until.to_string(),
        "texts": texts,
    })
}

pub(in crate::store) async fn end(
    pool: &DbPool,
    id: NoticeId,
    by: Authorship<'_>,
) -> Result<bool, sqlx::Error> {
    let mut transaction = begin(pool).await?;
    let ended = sqlx::query(
        "UPDATE notice SET ended_at = $2, ended_by = $3 WHERE number = $1 AND ended_at IS NULL",
    )
    .bind(i64::from(id.get()))
    .bind(by.at.as_microsecond())
    .bind(storable(by.author))
    .execute(&mut *transaction)
    .await?;
    if ended.rows_affected() == 0 {
        return Ok(false);
    }
    changed(&mut transaction, by.at).await?;
    let act = Act::done(by, ActKind::NoticeEnded, id);
    audit::record(&mut transaction, &act).await?;
    transaction.commit().await?;
    Ok(true)
}

pub(in crate::store) async fn remove(
    pool: &DbPool,
    before: Timestamp,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    let mut transaction = begin(pool).await?;
    let removed = sqlx::query(
        "DELETE FROM notice WHERE ends_at < $1 OR (ended_at IS NOT NULL AND ended_at < $1)",
    )
    .bind(before.as_microsecond())
    .execute(&mut *transaction)
    .await?;
    if removed.rows_affected() > 0 {
        changed(&mut transaction, now).await?;
    }
    transaction.commit().await?;
    Ok(removed.rows_affected())
}

pub(in crate::store) async fn version(pool: &DbPool) -> Result<NoticesVersion, sqlx::Error> {
    read_version(&sqlx::query(VERSION).fetch_one(pool).await?)
}

pub(in crate::store) async fn standing(
    pool: &DbPool,
) -> Result<(NoticesVersion, Vec<Notice>), sqlx::Error> {
    // Both as they are at one moment: what changes in between would never be read.
    let mut transaction = begin_reading(pool).await?;
    let version = sqlx::query(VERSION).fetch_one(&mut *transaction).await?;
    let rows = sqlx::query(STANDING).fetch_all(&mut *transaction).await?;
    transaction.commit().await?;
    let mut notices: Vec<Notice> = Vec::new();
    for row in &rows {
        let notice = notice(row)?;
        match notices.last_mut() {
            Some(last) if last.id == notice.id => last.texts.extend(notice.texts),
            _ => notices.push(notice),
        }
    }
    Ok((read_version(&version)?, notices))
}

pub(in crate::store) async fn notices(
    pool: &DbPool,
    since: Timestamp,
) -> Result<Vec<NoticeRecord>, sqlx::Error> {
    let query = sqlx::query(NOTICES).bind(since.as_microsecond());
    let mut records: Vec<NoticeRecord> = Vec::new();
    for row in &query.fetch_all(pool).await? {
        let record = record(row)?;
        match records.last_mut() {
            Some(last) if last.notice.id == record.notice.id => {
                last.notice.texts.extend(record.notice.texts);
            }
            _ => records.push(record),
        }
    }
    Ok(records)
}

/// Counts a change, so that every server asks what is new.
async fn changed(transaction: &mut Transaction<'_, Db>, now: Timestamp) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE notice_change SET revision = revision + 1, changed_at = $1")
        .bind(now.as_microsecond())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

fn read_version(row: &DbRow) -> Result<NoticesVersion, sqlx::Error> {
    Ok(NoticesVersion {
        revision: rows::revision(row, "revision")?,
        at: rows::time(row, "changed_at")?,
    })
}

/// A notice with one of its texts.
fn notice(row: &DbRow) -> Result<Notice, sqlx::Error> {
    let sector: Option<i64> = row.try_get("sector")?;
    let key = |number: i64| u8::try_from(number).ok().and_then(MenuKey::new);
    let sector = match sector {
        Some(number) => {
            let unknown = || rows::unknown("sector", &number.to_string());
            Some(key(number).ok_or_else(unknown)?)
        }
        None => None,
    };
    Ok(Notice {
        id: NoticeId::new(rows::number(row, "number")?),
        sector,
        from: rows::time(row, "starts_at")?,
        until: rows::time(row, "ends_at")?,
        texts: vec![(rows::text(row, "language")?, rows::text(row, "text")?)],
    })
}

fn record(row: &DbRow) -> Result<NoticeRecord, sqlx::Error> {
    let ended = match rows::time_if_any(row, "ended_at")? {
        Some(at) => Some(NoticeEnd { at, author: rows::text(row, "ended_by")? }),
        None => None,
    };
    Ok(NoticeRecord {
        notice: notice(row)?,
        author: rows::text(row, "author")?,
        added_at: rows::time(row, "added_at")?,
        ended,
    })
}
