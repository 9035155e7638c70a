//! Statements on the outbox's file. Sequences count records, so that how many wait is known without counting.

use jiff::Timestamp;
use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;

use crate::store::ShipperState;
use crate::store::sqlite::open;

/// One statement, so that it is its own transaction and costs one exchange with the thread that runs SQLite.
const APPEND: &str = "
    INSERT INTO batch (sequence, count, oldest, records)
    VALUES (coalesce((SELECT max(sequence) FROM batch), (SELECT through FROM shipped)) + $1, $1, $2, $3)";

/// At most so many records, but at least one batch.
const OLDEST: &str = "
    SELECT sequence, count, oldest, records FROM batch
    WHERE sequence > (SELECT through FROM shipped)
      AND sequence <= max((SELECT min(sequence) FROM batch WHERE sequence > (SELECT through FROM shipped)),
                          (SELECT through FROM shipped) + $1)
    ORDER BY sequence";

/// What is kept of what has arrived becomes what waits.
const REWIND: &str = "
    UPDATE shipped
    SET through = max($1, coalesce((SELECT min(sequence - count) FROM batch), through)) WHERE through > $1";

const SET_ASIDE: &str =
    "INSERT INTO refused (count, oldest, records, reason) VALUES ($1, $2, $3, $4)";

const RETRY_REFUSED: &str = "
    INSERT INTO batch (sequence, count, oldest, records)
    SELECT coalesce((SELECT max(sequence) FROM batch), (SELECT through FROM shipped))
           + sum(count) OVER (ORDER BY number), count, oldest, records
    FROM refused ORDER BY number";

const DEPTH: &str = "
    SELECT coalesce((SELECT max(sequence) FROM batch), through) - through,
           (SELECT oldest FROM batch WHERE sequence > through ORDER BY sequence LIMIT 1)
    FROM shipped";

/// With so many unused pages (16 MiB) in the file, and few others, the file is made small again.
const MANY_PAGES: i64 = 4096;
/// As little as that (256 KiB) is worth having where room is scarce. Making the file small takes as much room at
/// first as is used in it.
const FEW_PAGES: i64 = 64;

/// Records that were written together.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) count: i64,
    pub(super) oldest: i64,
    pub(super) records: Vec<u8>,
}

/// A batch that is set aside.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) batch: Batch,
    pub(super) reason: String,
}

impl Batch {
    pub(super) fn say(&self, state: &mut ShipperState) {
        state.waiting += self.count.unsigned_abs();
        state.oldest = state.oldest.or(time(self.oldest));
    }
}

pub(super) async fn append(
    connection: &mut SqliteConnection,
    batch: &Batch,
) -> Result<(), sqlx::Error> {
    sqlx::query(APPEND)
        .bind(batch.count)
        .bind(batch.oldest)
        .bind(&batch.records)
        .execute(connection)
        .await?;
    Ok(())
}

/// The batches that have waited longest, each with its sequence.
pub(super) async fn oldest(
    connection: &mut SqliteConnection,
    limit: u32,
) -> Result<Vec<(i64, Batch)>, sqlx::Error> {
    let rows: Vec<(i64, i64, i64, Vec<u8>)> =
        sqlx::query_as(OLDEST).bind(limit).fetch_all(connection).await?;
    let batch = |(sequence, count, oldest, records)| (sequence, Batch { count, oldest, records });
    Ok(rows.into_iter().map(batch).collect())
}

/// Counts the records that are set aside.
pub(super) async fn count_refused(connection: &mut SqliteConnection) -> Result<u64, sqlx::Error> {
    let count: i64 = sqlx::query_scalar("SELECT coalesce(sum(count), 0) FROM refused")
        .fetch_one(connection)
        .await?;
    Ok(count.unsigned_abs())
}

/// Removes what was set aside and happened before this time; says how many records are left.
pub(super) async fn sweep(
    connection: &mut SqliteConnection,
    before: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query("DELETE FROM refused WHERE oldest < $1")
        .bind(before.as_microsecond())
        .execute(&mut *connection)
        .await?;
    count_refused(connection).await
}

/// The number of records that wait, and the time of the earliest of the longest waiting batch.
pub(super) struct Depth(i64, Option<i64>);

impl Depth {
    pub(super) async fn of(connection: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        let (waiting, oldest) = sqlx::query_as(DEPTH).fetch_one(connection).await?;
        Ok(Self(waiting, oldest))
    }

    pub(super) fn say(&self, state: &mut ShipperState) {
        state.waiting = self.0.unsigned_abs();
        state.oldest = self.1.and_then(time);
    }
}

/// The file's id, and how many records have left it.
pub(super) async fn shipped(
    connection: &mut SqliteConnection,
) -> Result<(String, i64), sqlx::Error> {
    sqlx::query_as("SELECT id, through FROM shipped").fetch_one(connection).await
}

/// Has what is kept carried again from so many records on; says how many have left the file now.
pub(super) async fn rewind(
    connection: &mut SqliteConnection,
    arrived: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query(REWIND).bind(arrived).execute(&mut *connection).await?;
    Ok(shipped(connection).await?.1)
}

/// Removes what is kept of what has arrived, up to a sequence.
pub(super) async fn let_go(
    connection: &mut SqliteConnection,
    through: i64,
) -> Result<(), sqlx::Error> {
    let delete = "DELETE FROM batch WHERE sequence <= min($1, (SELECT through FROM shipped))";
    sqlx::query(delete).bind(through).execute(connection).await?;
    Ok(())
}

/// Says what is left, and how many records were set aside: none where the batches had arrived before.
pub(super) async fn remove(
    connection: &mut SqliteConnection,
    (through, let_go_through): (i64, i64),
    refused: &[Refused],
) -> Result<(Depth, u64), sqlx::Error> {
    let mut set_aside = 0;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let arrived = sqlx::query("UPDATE shipped SET through = $1 WHERE through < $1")
        .bind(through)
        .execute(&mut *transaction)
        .await?;
    if arrived.rows_affected() > 0 {
        // First, so that there is room for what is set aside also where the file may not grow.
        let unneeded = if refused.is_empty() { let_go_through } else { through };
        let_go(&mut transaction, unneeded).await?;
        for refused in refused {
            sqlx::query(SET_ASIDE)
                .bind(refused.batch.count)
                .bind(refused.batch.oldest)
                .bind(&refused.batch.records)
                .bind(&refused.reason)
                .execute(&mut *transaction)
                .await?;
            set_aside += refused.batch.count.unsigned_abs();
        }
    }
    let depth = Depth::of(&mut transaction).await?;
    transaction.commit().await?;
    Ok((depth, set_aside))
}

pub(super) async fn retry_refused(connection: &mut SqliteConnection) -> Result<Depth, sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(RETRY_REFUSED).execute(&mut *transaction).await?;
    sqlx::query("DELETE FROM refused").execute(&mut *transaction).await?;
    let depth = Depth::of(&mut transaction).await?;
    transaction.commit().await?;
    Ok(depth)
}

/// Gives the room of a long outage back to the disk, and less than that where room is `scarce`: with little left in
/// the file, that is quickly done. Says how many bytes of the file are unused.
pub(super) async fn shrink(
    connection: &mut SqliteConnection,
    scarce: bool,
) -> Result<u64, sqlx::Error> {
    let pages = "SELECT page_count, freelist_count FROM pragma_page_count, pragma_freelist_count";
    let (all, unused): (i64, i64) = sqlx::query_as(pages).fetch_one(&mut *connection).await?;
    let worth_it = if scarce { FEW_PAGES } else { MANY_PAGES };
    if unused < worth_it || all - unused > FEW_PAGES {
        return Ok(u64::try_from(unused).unwrap_or(0) * u64::from(open::PAGE_BYTES));
    }
    write_back(connection).await?;
    sqlx::query("VACUUM").execute(&mut *connection).await?;
    write_back(connection).await?;
    Ok(0)
}

/// Writes the log back into the file and empties it. The file may grow by as much as is in the log, and where there
/// is no room for that the log stays as long as it is, and gets longer.
pub(super) async fn write_back(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await?;
    Ok(())
}

fn time(microseconds: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(microseconds).ok()
}
