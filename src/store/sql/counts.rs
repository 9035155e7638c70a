//! What is counted over many calls.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row as _;

use super::super::{DbPool, DbRow};
use super::rows;
use crate::store::Rating;

/// From the calls' index by start to each call's events.
const HEARD: &str = "
    SELECT event.place AS name, COUNT(DISTINCT event.call) AS calls
    FROM call JOIN event ON event.call = call.number
    WHERE call.started_at >= $1 AND event.place IS NOT NULL
    GROUP BY event.place ORDER BY event.place";

/// Calls that began at or after the first time, of which something was written down at or after the second,
/// and not their end.
const IN_PROGRESS: &str = "
    SELECT name, COUNT(*) AS calls
    FROM (SELECT (SELECT latest.edition FROM event AS latest
                  WHERE latest.call = call.number AND latest.edition IS NOT NULL
                  ORDER BY latest.at DESC, latest.turn DESC, latest.position DESC LIMIT 1) AS name
          FROM call
          WHERE call.started_at >= $1
            AND EXISTS (SELECT 1 FROM event AS late WHERE late.call = call.number AND late.at >= $2)
            AND NOT EXISTS (SELECT 1 FROM event AS ended
                            WHERE ended.call = call.number AND ended.kind = 'call-ended')) AS open
    WHERE name IS NOT NULL GROUP BY name ORDER BY name";

/// As [`HEARD`]: from the calls' index by start to each call's events.
pub(in crate::store) const RATED: &str = "
    SELECT place, edition, SUM(yes) AS yes, SUM(no) AS no
    FROM (SELECT event.place AS place, event.edition AS edition,
                 MAX(CASE WHEN event.outcome = 'yes' THEN 1 ELSE 0 END) AS yes,
                 MAX(CASE WHEN event.outcome = 'no' THEN 1 ELSE 0 END) AS no
          FROM call CROSS JOIN event
          WHERE call.started_at >= $1 AND event.call = call.number
            AND event.kind = 'rated' AND event.place LIKE 'service %'
          GROUP BY event.call, event.place, event.edition) AS said
    GROUP BY place, edition ORDER BY place, edition";

/// No call lasts longer than this: with it, calls of which nothing was heard for long need not be looked at.
const LONGEST_CALL: SignedDuration = SignedDuration::from_hours(12);

pub(in crate::store) async fn heard_since(
    pool: &DbPool,
    since: Timestamp,
) -> Result<Vec<(String, u64)>, sqlx::Error> {
    let query = sqlx::query(HEARD).bind(since.as_microsecond());
    let rows = query.fetch_all(pool).await?;
    rows.iter().map(counted).collect()
}

pub(in crate::store) async fn in_progress(
    pool: &DbPool,
    since: Timestamp,
) -> Result<Vec<(String, u64)>, sqlx::Error> {
    let began = since.saturating_sub(LONGEST_CALL);
    let began = began.unwrap_or(Timestamp::MIN);
    let query = sqlx::query(IN_PROGRESS)
        .bind(began.as_microsecond())
        .bind(since.as_microsecond());
    let rows = query.fetch_all(pool).await?;
    rows.iter().map(counted).collect()
}

pub(in crate::store) async fn ratings(
    pool: &DbPool,
    since: Timestamp,
) -> Result<Vec<Rating>, sqlx::Error> {
    let query = sqlx::query(RATED).bind(since.as_microsecond());
    let rows = query.fetch_all(pool).await?;
    rows.iter().map(rating).collect()
}

fn rating(row: &DbRow) -> Result<Rating, sqlx::Error> {
    let place = rows::text(row, "place")?;
    let service = place.strip_prefix("service ").unwrap_or(&place);
    Ok(Rating {
        service: service.to_owned(),
        edition: row.try_get("edition")?,
        yes: rows::revision(row, "yes")?,
        no: rows::revision(row, "no")?,
    })
}

fn counted(row: &DbRow) -> Result<(String, u64), sqlx::Error> {
    let calls: i64 = row.try_get("calls")?;
    let calls = u64::try_from(calls).map_err(|error| rows::wrong("calls", error))?;
    Ok((rows::text(row, "name")?, calls))
}
