//! Editions, written.

use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::QueryBuilder;

use super::super::{Db, DbConnection, DbPool, Store, begin};
use super::batches::repeat;
use super::columns::{ToColumn as _, get, push_list};
use super::{MOST_ROWS, audit, editions, retrying};
use crate::catalogue::EditionNumber;
use crate::store::{Act, ActKind, Authorship, FixedRecording, NewEdition, Reason, Scheduled, Via};

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

const KEEP: &str = "
    INSERT INTO content (hash, bytes, kept_at) VALUES ($1, $2, $3)
    ON CONFLICT (hash) DO UPDATE SET kept_at = excluded.kept_at";

const PUBLISH: &str = "
    INSERT INTO edition (number, content, author, note, published_at, parent)
    VALUES ($1, $2, $3, $4, $5, $6)";

const SCHEDULE: &str = "INSERT INTO schedule (edition, at, author) VALUES ($1, $2, $3)";

const CAN_BE_HEARD: &str = "SELECT count(*) FROM edition WHERE number = $1 AND retired_at IS NULL";

const ACTIVATE: &str =
    "INSERT INTO activation (revision, edition, at, author, reason) VALUES ($1, $2, $3, $4, $5)";

const RETIRE: &str = "
    UPDATE edition SET retired_at = $2
    WHERE retired_at IS NULL AND published_at < $1
      AND number <> (SELECT edition FROM activation ORDER BY revision DESC LIMIT 1)
      AND NOT EXISTS (SELECT 1 FROM schedule WHERE schedule.edition = edition.number)
      AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.base = edition.number)
      AND NOT EXISTS (
          SELECT 1 FROM activation AS heard
          JOIN activation AS next ON next.revision = heard.revision + 1
          WHERE heard.edition = edition.number AND next.at >= $1)
    RETURNING number";

pub async fn missing(
    pool: &DbPool,
    hashes: &[String],
    now: Timestamp,
) -> sqlx::Result<Vec<String>> {
    let mut missing: Vec<String> = hashes.to_vec();
    for chunk in hashes.chunks(MOST_ROWS) {
        let mut update: QueryBuilder<Db> = QueryBuilder::new("UPDATE content SET kept_at = ");
        update.push_bind(now.stored()).push(" WHERE hash");
        push_list(&mut update, chunk.iter().map(String::as_str));
        update.push(" RETURNING hash");
        let there: Vec<String> = update.build_query_scalar().fetch_all(pool).await?;
        missing.retain(|hash| !there.contains(hash));
    }
    Ok(missing)
}

pub async fn keep(pool: &DbPool, bytes: &[u8], now: Timestamp) -> sqlx::Result<String> {
    let hash = hex::encode(Sha256::digest(bytes));
    query!(KEEP, hash.as_str(), bytes, now).execute(pool).await?;
    Ok(hash)
}

pub async fn keep_all(pool: &DbPool, contents: &[&[u8]], now: Timestamp) -> sqlx::Result<()> {
    // In the order of their hashes: PostgreSQL would end one of two transactions that wait for each other.
    let mut hashed: Vec<_> =
        contents.iter().map(|bytes| (hex::encode(Sha256::digest(bytes)), *bytes)).collect();
    hashed.sort_unstable();
    let mut transaction = begin(pool).await?;
    for (hash, bytes) in hashed {
        query!(KEEP, hash, bytes, now).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

/// The number of the edition; none where the revision in force is not the expected one.
pub async fn publish(
    pool: &DbPool,
    edition: &NewEdition<'_>,
    expected: Option<u64>,
) -> sqlx::Result<Option<EditionNumber>> {
    let (content, by) = (edition.content.to_string(), edition.by);
    let Authorship { author, reason: note, at: now, .. } = by;
    let mut transaction = begin(pool).await?;
    let Some(before) = in_force(&mut transaction, expected).await? else {
        return Ok(None);
    };
    let row = query!("SELECT coalesce(max(number), 0) + 1 AS number FROM edition")
        .fetch_one(&mut *transaction)
        .await?;
    let number: EditionNumber = get(&row, "number")?;
    let publish = query!(PUBLISH, number, content.as_str(), author, note, now, before);
    publish.execute(&mut *transaction).await?;
    name_contents(&mut transaction, number, edition).await?;
    let mut detail = json!({ "content": content, "before": before });
    let kind = if let Some(from) = edition.from {
        query!(SCHEDULE, number, from, author).execute(&mut *transaction).await?;
        detail["from"] = from.to_string().into();
        ActKind::Scheduled
    } else {
        let active = (expected.unwrap_or(0) + 1, number, now, author);
        activate(&mut transaction, active, Reason::Published).await?;
        ActKind::Published
    };
    audit::commit(transaction, &Act::done(by, kind, number).with(detail)).await?;
    Ok(Some(number))
}

/// Says whether it did: not where the revision in force is not the expected one.
pub async fn roll_back(
    pool: &DbPool,
    number: EditionNumber,
    by: Authorship<'_>,
    expected: u64,
) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    let there: i64 = query_scalar!(CAN_BE_HEARD, number).fetch_one(&mut *transaction).await?;
    let in_force = in_force(&mut transaction, Some(expected)).await?;
    let Some(before) = in_force.filter(|_| there > 0) else {
        return Ok(false);
    };
    let active = (expected + 1, number, by.at, by.author);
    activate(&mut transaction, active, Reason::RolledBack).await?;
    let act = Act::done(by, ActKind::RolledBack, number).with(json!({ "before": before }));
    audit::commit(transaction, &act).await?;
    Ok(true)
}

pub async fn unschedule(
    pool: &DbPool,
    number: EditionNumber,
    by: Authorship<'_>,
) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    let was_there = take_off_schedule(&mut transaction, number).await?;
    if was_there {
        audit::commit(transaction, &Act::done(by, ActKind::ScheduleCancelled, number)).await?;
    }
    Ok(was_there)
}

async fn take_off_schedule(
    transaction: &mut DbConnection,
    number: EditionNumber,
) -> sqlx::Result<bool> {
    let delete = query!("DELETE FROM schedule WHERE edition = $1", number);
    Ok(delete.execute(transaction).await?.rows_affected() > 0)
}

pub async fn promote(pool: &DbPool, now: Timestamp) -> sqlx::Result<Vec<EditionNumber>> {
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
async fn promote_one(pool: &DbPool, due: &Scheduled, now: Timestamp) -> sqlx::Result<bool> {
    let author = due.author.as_str();
    let mut transaction = begin(pool).await?;
    if !take_off_schedule(&mut transaction, due.edition).await? {
        return Ok(false);
    }
    let revision: i64 = query_scalar!("SELECT coalesce(max(revision), 0) + 1 FROM activation")
        .fetch_one(&mut *transaction)
        .await?;
    let active = (revision.unsigned_abs(), due.edition, now, author);
    activate(&mut transaction, active, Reason::Scheduled).await?;
    let by = Authorship { author, via: Via::Server, uid: None, reason: "", at: now };
    audit::commit(transaction, &Act::done(by, ActKind::Activated, due.edition)).await?;
    Ok(true)
}

pub async fn retire(
    pool: &DbPool,
    before: Timestamp,
    now: Timestamp,
) -> sqlx::Result<Vec<EditionNumber>> {
    let mut transaction = begin(pool).await?;
    let retired = query!(RETIRE, before, now).fetch_all(&mut *transaction).await?;
    let retired = retired.iter().map(|row| get(row, "number"));
    let mut retired: Vec<EditionNumber> = retired.collect::<sqlx::Result<_>>()?;
    retired.sort_unstable();
    for number in &retired {
        for delete in [
            "DELETE FROM edition_file WHERE edition = $1",
            "DELETE FROM edition_recording WHERE edition = $1",
        ] {
            query!(delete, *number).execute(&mut *transaction).await?;
        }
    }
    transaction.commit().await?;
    Ok(retired)
}

pub async fn sweep(store: &Store, before: Timestamp) -> sqlx::Result<u64> {
    repeat(store, SWEEP, before, SWEPT).await
}

/// The edition in force, which may be none, if this is the revision in force.
async fn in_force(
    transaction: &mut DbConnection,
    expected: Option<u64>,
) -> sqlx::Result<Option<Option<i64>>> {
    let latest: Option<(i64, i64)> =
        query_as!("SELECT revision, edition FROM activation ORDER BY revision DESC LIMIT 1")
            .fetch_optional(transaction)
            .await?;
    let (revision, edition) = latest.unzip();
    Ok((revision == expected.stored()).then_some(edition))
}

/// Makes an edition heard, with a new revision: when and by whom.
async fn activate(
    transaction: &mut DbConnection,
    (revision, edition, at, author): (u64, EditionNumber, Timestamp, &str),
    reason: Reason,
) -> sqlx::Result<()> {
    query!(ACTIVATE, revision, edition, at, author, reason.name()).execute(transaction).await?;
    Ok(())
}

/// Says what an edition is made of.
async fn name_contents(
    transaction: &mut DbConnection,
    number: EditionNumber,
    edition: &NewEdition<'_>,
) -> sqlx::Result<()> {
    for chunk in edition.files.chunks(MOST_ROWS) {
        let mut insert: QueryBuilder<Db> =
            QueryBuilder::new("INSERT INTO edition_file (edition, path, content) ");
        insert.push_values(chunk, |mut row, (path, content)| {
            row.push_bind(number.stored()).push_bind(path).push_bind(content);
        });
        insert.build().execute(&mut *transaction).await?;
    }
    for chunk in edition.recordings.chunks(MOST_ROWS) {
        let mut insert: QueryBuilder<Db> = QueryBuilder::new(
            "INSERT INTO edition_recording (edition, prompt, language, content, seconds, draft) ",
        );
        insert.push_values(chunk, |mut row, FixedRecording { prompt, language, recording }| {
            row.push_bind(number.stored())
                .push_bind(prompt)
                .push_bind(language)
                .push_bind(recording.hash.to_string())
                .push_bind(recording.seconds.stored())
                .push_bind(recording.draft.stored());
        });
        insert.build().execute(&mut *transaction).await?;
    }
    Ok(())
}
