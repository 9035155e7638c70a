//! Editions, written.

use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::{QueryBuilder, Transaction};
use tokio::time::sleep;

use super::super::{Db, DbPool, Store, begin, storable};
use super::batches::{PAUSE, batch};
use super::{audit, editions, retrying, rows};
use crate::catalogue::EditionNumber;
use crate::store::{Act, ActKind, Authorship, NewEdition, Reason, Scheduled, Via};

/// Rows in one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766.
const ROWS: usize = 1000;

/// Contents removed in one statement: some are megabytes, and every byte is overwritten in a file.
const SWEPT: i64 = 20;

/// Bytes that nothing names. Parameters: the time since when they would be kept, and how many at most.
const SWEEP: &str = "
    DELETE FROM content WHERE hash IN (
        SELECT hash FROM content WHERE kept_at < $1
          AND NOT EXISTS (SELECT 1 FROM edition_file WHERE edition_file.content = hash)
          AND NOT EXISTS (SELECT 1 FROM edition_recording WHERE edition_recording.content = hash)
          AND NOT EXISTS (SELECT 1 FROM recording WHERE recording.content = hash)
          AND NOT EXISTS (SELECT 1 FROM draft_file WHERE draft_file.content = hash)
        LIMIT $2)";

pub(in crate::store) async fn missing(
    pool: &DbPool,
    hashes: &[String],
    now: Timestamp,
) -> Result<Vec<String>, sqlx::Error> {
    let mut missing: Vec<String> = hashes.to_vec();
    for chunk in hashes.chunks(ROWS) {
        let mut update: QueryBuilder<Db> = QueryBuilder::new("UPDATE content SET kept_at = ");
        update.push_bind(now.as_microsecond());
        update.push(" WHERE hash IN (");
        let mut list = update.separated(", ");
        for hash in chunk {
            list.push_bind(hash);
        }
        update.push(") RETURNING hash");
        let there: Vec<String> = update.build_query_scalar().fetch_all(pool).await?;
        missing.retain(|hash| !there.contains(hash));
    }
    Ok(missing)
}

const KEEP: &str = "
    INSERT INTO content (hash, bytes, kept_at) VALUES ($1, $2, $3)
    ON CONFLICT (hash) DO UPDATE SET kept_at = excluded.kept_at";

pub(in crate::store) async fn keep(
    pool: &DbPool,
    bytes: &[u8],
    now: Timestamp,
) -> Result<String, sqlx::Error> {
    let hash = hex::encode(Sha256::digest(bytes));
    sqlx::query(KEEP).bind(&hash).bind(bytes).bind(now.as_microsecond()).execute(pool).await?;
    Ok(hash)
}

pub(in crate::store) async fn keep_all(
    pool: &DbPool,
    contents: &[&[u8]],
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    // In the order of their hashes: PostgreSQL would end one of two transactions that wait for each other.
    let mut hashed: Vec<_> =
        contents.iter().map(|bytes| (hex::encode(Sha256::digest(bytes)), *bytes)).collect();
    hashed.sort_unstable();
    let mut transaction = begin(pool).await?;
    for (hash, bytes) in hashed {
        sqlx::query(KEEP)
            .bind(hash)
            .bind(bytes)
            .bind(now.as_microsecond())
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await
}

/// The number of the edition; none where the revision in force is not the expected one.
pub(in crate::store) async fn publish(
    pool: &DbPool,
    edition: &NewEdition,
    expected: Option<u64>,
) -> Result<Option<EditionNumber>, sqlx::Error> {
    let mut transaction = begin(pool).await?;
    let Some(parent) = in_force(&mut transaction, expected).await? else {
        return Ok(None);
    };
    let number: i64 = sqlx::query_scalar("SELECT coalesce(max(number), 0) + 1 FROM edition")
        .fetch_one(&mut *transaction)
        .await?;
    sqlx::query(
        "INSERT INTO edition (number, content, author, note, published_at, parent)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(number)
    .bind(edition.content.to_string())
    .bind(storable(&edition.author))
    .bind(storable(&edition.note))
    .bind(edition.now.as_microsecond())
    .bind(parent)
    .execute(&mut *transaction)
    .await?;
    name_contents(&mut transaction, number, edition).await?;
    if let Some(from) = edition.from {
        sqlx::query("INSERT INTO schedule (edition, at, author) VALUES ($1, $2, $3)")
            .bind(number)
            .bind(from.as_microsecond())
            .bind(storable(&edition.author))
            .execute(&mut *transaction)
            .await?;
    } else {
        let revision = rows::signed(expected.unwrap_or(0) + 1);
        let change = (number, revision, edition.now, edition.author.as_str());
        activate(&mut transaction, change, Reason::Published).await?;
    }
    audit::record(&mut transaction, &act(edition, number, parent)).await?;
    transaction.commit().await?;
    let number = u32::try_from(number).map_err(|error| rows::wrong("number", error))?;
    Ok(Some(EditionNumber::new(number)))
}

/// The publication as the audit keeps it.
fn act(edition: &NewEdition, number: i64, before: Option<i64>) -> Act {
    let by = Authorship {
        author: &edition.author,
        via: edition.via,
        reason: &edition.note,
        at: edition.now,
    };
    let content = edition.content.to_string();
    match edition.from {
        None => Act::done(by, ActKind::Published, number)
            .with(json!({ "content": content, "before": before })),
        Some(from) => Act::done(by, ActKind::Scheduled, number)
            .with(json!({ "content": content, "before": before, "from": from.to_string() })),
    }
}

/// Says whether it did: not where the revision in force is not the expected one.
pub(in crate::store) async fn roll_back(
    pool: &DbPool,
    number: EditionNumber,
    by: Authorship<'_>,
    expected: u64,
) -> Result<bool, sqlx::Error> {
    let id = number;
    let number = i64::from(number.get());
    let mut transaction = begin(pool).await?;
    let there: i64 =
        sqlx::query_scalar("SELECT count(*) FROM edition WHERE number = $1 AND retired_at IS NULL")
            .bind(number)
            .fetch_one(&mut *transaction)
            .await?;
    let in_force = in_force(&mut transaction, Some(expected)).await?;
    let Some(before) = in_force.filter(|_| there > 0) else {
        return Ok(false);
    };
    let change = (number, rows::signed(expected + 1), by.at, by.author);
    activate(&mut transaction, change, Reason::RolledBack).await?;
    let act = Act::done(by, ActKind::RolledBack, id).with(json!({ "before": before }));
    audit::record(&mut transaction, &act).await?;
    transaction.commit().await?;
    Ok(true)
}

pub(in crate::store) async fn unschedule(
    pool: &DbPool,
    number: EditionNumber,
    by: Authorship<'_>,
) -> Result<bool, sqlx::Error> {
    let mut transaction = begin(pool).await?;
    let deleted = sqlx::query("DELETE FROM schedule WHERE edition = $1")
        .bind(i64::from(number.get()))
        .execute(&mut *transaction)
        .await?;
    let was_there = deleted.rows_affected() > 0;
    if was_there {
        let act = Act::done(by, ActKind::ScheduleCancelled, number);
        audit::record(&mut transaction, &act).await?;
    }
    transaction.commit().await?;
    Ok(was_there)
}

pub(in crate::store) async fn promote(
    pool: &DbPool,
    now: Timestamp,
) -> Result<Vec<EditionNumber>, sqlx::Error> {
    let mut promoted = Vec::new();
    for due in editions::schedule(pool).await? {
        if due.at > now {
            break;
        }
        if retrying(|| promote_one(pool, &due, now)).await? {
            promoted.push(due.edition);
        }
    }
    Ok(promoted)
}

/// Makes one edition heard whose time has come; says whether no other server was first.
async fn promote_one(pool: &DbPool, due: &Scheduled, now: Timestamp) -> Result<bool, sqlx::Error> {
    let number = i64::from(due.edition.get());
    let mut transaction = begin(pool).await?;
    let taken = sqlx::query("DELETE FROM schedule WHERE edition = $1")
        .bind(number)
        .execute(&mut *transaction)
        .await?;
    if taken.rows_affected() == 0 {
        return Ok(false);
    }
    let revision: i64 = sqlx::query_scalar("SELECT coalesce(max(revision), 0) + 1 FROM activation")
        .fetch_one(&mut *transaction)
        .await?;
    let change = (number, revision, now, due.author.as_str());
    activate(&mut transaction, change, Reason::Scheduled).await?;
    let by = Authorship { author: &due.author, via: Via::Server, reason: "", at: now };
    let act = Act::done(by, ActKind::Activated, due.edition);
    audit::record(&mut transaction, &act).await?;
    transaction.commit().await?;
    Ok(true)
}

pub(in crate::store) async fn retire(
    pool: &DbPool,
    before: Timestamp,
    now: Timestamp,
) -> Result<Vec<EditionNumber>, sqlx::Error> {
    let mut transaction = begin(pool).await?;
    let retired: Vec<i64> = sqlx::query_scalar(
        "UPDATE edition SET retired_at = $2
         WHERE retired_at IS NULL AND published_at < $1
           AND number <> (SELECT edition FROM activation ORDER BY revision DESC LIMIT 1)
           AND NOT EXISTS (SELECT 1 FROM schedule WHERE schedule.edition = edition.number)
           AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.base = edition.number)
           AND NOT EXISTS (
               SELECT 1 FROM activation AS heard
               JOIN activation AS next ON next.revision = heard.revision + 1
               WHERE heard.edition = edition.number AND next.at >= $1)
         RETURNING number",
    )
    .bind(before.as_microsecond())
    .bind(now.as_microsecond())
    .fetch_all(&mut *transaction)
    .await?;
    for number in &retired {
        for delete in [
            "DELETE FROM edition_file WHERE edition = $1",
            "DELETE FROM edition_recording WHERE edition = $1",
        ] {
            sqlx::query(delete).bind(number).execute(&mut *transaction).await?;
        }
    }
    transaction.commit().await?;
    let mut numbers = retired
        .into_iter()
        .map(|number| u32::try_from(number).map(EditionNumber::new))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| rows::wrong("number", error))?;
    numbers.sort_unstable();
    Ok(numbers)
}

pub(in crate::store) async fn sweep(store: &Store, before: Timestamp) -> Result<u64, sqlx::Error> {
    let mut swept = 0;
    loop {
        let deleted = batch(store, || sweep_some(store.writing(), before)).await?;
        if deleted == 0 {
            return Ok(swept);
        }
        swept += deleted;
        sleep(PAUSE).await;
    }
}

async fn sweep_some(pool: &DbPool, before: Timestamp) -> Result<u64, sqlx::Error> {
    let deleted =
        sqlx::query(SWEEP).bind(before.as_microsecond()).bind(SWEPT).execute(pool).await?;
    Ok(deleted.rows_affected())
}

/// The edition in force, which may be none, if this is the revision in force.
async fn in_force(
    transaction: &mut Transaction<'_, Db>,
    expected: Option<u64>,
) -> Result<Option<Option<i64>>, sqlx::Error> {
    let latest: Option<(i64, i64)> =
        sqlx::query_as("SELECT revision, edition FROM activation ORDER BY revision DESC LIMIT 1")
            .fetch_optional(&mut **transaction)
            .await?;
    let (revision, edition) = latest.unzip();
    Ok((revision == expected.map(rows::signed)).then_some(edition))
}

/// Makes an edition heard: its number, the new revision, when and by whom.
async fn activate(
    transaction: &mut Transaction<'_, Db>,
    (edition, revision, at, author): (i64, i64, Timestamp, &str),
    reason: Reason,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO activation (revision, edition, at, author, reason)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(revision)
    .bind(edition)
    .bind(at.as_microsecond())
    .bind(storable(author))
    .bind(reason.name())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Says what an edition is made of.
async fn name_contents(
    transaction: &mut Transaction<'_, Db>,
    number: i64,
    edition: &NewEdition,
) -> Result<(), sqlx::Error> {
    for chunk in edition.files.chunks(ROWS) {
        let mut insert: QueryBuilder<Db> =
            QueryBuilder::new("INSERT INTO edition_file (edition, path, content) ");
        insert.push_values(chunk, |mut row, (path, content)| {
            row.push_bind(number).push_bind(path).push_bind(content);
        });
        insert.build().execute(&mut **transaction).await?;
    }
    for chunk in edition.recordings.chunks(ROWS) {
        let mut insert: QueryBuilder<Db> = QueryBuilder::new(
            "INSERT INTO edition_recording (edition, prompt, language, content, seconds, draft) ",
        );
        insert.push_values(chunk, |mut row, fixed| {
            row.push_bind(number)
                .push_bind(&fixed.prompt)
                .push_bind(&fixed.language)
                .push_bind(fixed.recording.hash.to_string())
                .push_bind(f64::from(fixed.recording.seconds))
                .push_bind(i64::from(fixed.recording.draft));
        });
        insert.build().execute(&mut **transaction).await?;
    }
    Ok(())
}
