//! Counts over many calls.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use sqlx::Row as _;

use super::super::DbPool;
use super::calls::{place, record, select_records};
use super::columns::get;
use crate::catalogue::{Code, EditionNumber};
use crate::dialogue::{EventKind, RecordedPlace};
use crate::store::{CallCounts, Rating};

/// From the calls' index by start to each call's records.
const HEARD: &str = "
    SELECT turn.place, turn.code, turn.section, COUNT(DISTINCT turn.call) AS calls
    FROM call CROSS JOIN turn
    WHERE call.started_at >= $1 AND turn.call = call.number AND turn.place IS NOT NULL
    GROUP BY turn.place, turn.code, turn.section ORDER BY turn.place, turn.code, turn.section";

/// Calls that began at or after the first time, of which something was written down at or after the second,
/// and not their end.
const IN_PROGRESS: &str = "
    SELECT edition, COUNT(*) AS calls
    FROM (SELECT (SELECT latest.edition FROM turn AS latest
                  WHERE latest.call = call.number AND latest.edition IS NOT NULL
                  ORDER BY latest.at DESC, latest.turn DESC LIMIT 1) AS edition
          FROM call
          WHERE call.started_at >= $1
            AND EXISTS (SELECT 1 FROM turn AS late WHERE late.call = call.number AND late.at >= $2)
            AND NOT EXISTS (SELECT 1 FROM turn AS last
                            WHERE last.call = call.number AND last.ended IS NOT NULL)) AS open
    WHERE edition IS NOT NULL GROUP BY edition ORDER BY edition";

/// From the index of ratings, which are few, to their calls.
const RATED: &str = select_records!(
    "
    FROM turn CROSS JOIN call
    WHERE turn.rated IS NOT NULL AND turn.at >= $1 AND call.number = turn.call AND call.started_at >= $1"
);

const CALLS: &str = "SELECT COUNT(*) AS calls FROM call WHERE started_at >= $1 AND started_at < $2";

/// From the calls' index by start to each call's records.
const CALLS_TO_SERVICES: &str = "
    SELECT turn.code, COUNT(DISTINCT turn.call) AS calls
    FROM call CROSS JOIN turn
    WHERE call.started_at >= $1 AND call.started_at < $2 AND turn.call = call.number
      AND turn.place IN ('service', 'section')
    GROUP BY turn.code ORDER BY turn.code";

/// No call lasts longer than this: with it, calls of which nothing was heard for long need not be looked at.
const LONGEST_CALL: SignedDuration = SignedDuration::from_hours(12);

pub async fn heard_since(
    pool: &DbPool,
    since: Timestamp,
) -> sqlx::Result<Vec<(RecordedPlace, u64)>> {
    let rows = query!(HEARD, since).fetch_all(pool).await?;
    let mut heard = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(place) = place(row)? {
            heard.push((place, get(row, "calls")?));
        }
    }
    Ok(heard)
}

pub async fn in_progress(
    pool: &DbPool,
    since: Timestamp,
) -> sqlx::Result<Vec<(EditionNumber, u64)>> {
    let began = since.saturating_sub(LONGEST_CALL).unwrap_or(Timestamp::MIN);
    let rows = query!(IN_PROGRESS, began, since).fetch_all(pool).await?;
    rows.iter().map(|row| Ok((get(row, "edition")?, get(row, "calls")?))).collect()
}

pub async fn calls(pool: &DbPool, from: Timestamp, until: Timestamp) -> sqlx::Result<CallCounts> {
    let calls = get(&query!(CALLS, from, until).fetch_one(pool).await?, "calls")?;
    let mut services = Vec::new();
    for row in &query!(CALLS_TO_SERVICES, from, until).fetch_all(pool).await? {
        let code: Option<&str> = row.try_get("code")?;
        if let Some(code) = code.and_then(Code::parse) {
            services.push((code, get(row, "calls")?));
        }
    }
    Ok(CallCounts { calls, services })
}

/// Whoever says the same again in one call counts once.
pub async fn ratings(pool: &DbPool, since: Timestamp) -> sqlx::Result<Vec<Rating>> {
    let mut said = BTreeSet::new();
    for row in &query!(RATED, since).fetch_all(pool).await? {
        let record = record(row)?;
        for event in &record.events {
            if let EventKind::Rated { useful } = event.kind
                && let Some(service) = event.place.and_then(RecordedPlace::service)
            {
                said.insert((service, record.edition, useful, record.id.call.clone()));
            }
        }
    }
    let mut ratings: BTreeMap<(Code, Option<EditionNumber>), [u64; 2]> = BTreeMap::new();
    for (service, edition, useful, _) in said {
        ratings.entry((service, edition)).or_default()[usize::from(useful)] += 1;
    }
    let ratings = ratings.into_iter();
    Ok(ratings
        .map(|((service, edition), [no, yes])| Rating { service, edition, yes, no })
        .collect())
}
