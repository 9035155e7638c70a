//! Callers known again, and words that nobody understood.

use jiff::Timestamp;

use super::super::{DbPool, DbRow, storable};
use super::calls::{record, select_records};
use super::columns::get;
use crate::dialogue::{EventKind, Key};
use crate::store::{CallSummary, LastCall, Remembered, TurnRecord, Unheard};

/// The records of a call that is beginning, and of its caller's latest call besides. Parameters: the caller, since when,
/// and the call.
const REMEMBERED: &str = select_records!(
    "
    FROM call CROSS JOIN turn
    WHERE turn.call = call.number AND call.number IN (
        SELECT number FROM call WHERE call = $3
        UNION ALL
        SELECT number FROM (
            SELECT number FROM call
            WHERE caller = $1 AND started_at >= $2 AND call <> $3
              AND NOT EXISTS (SELECT 1 FROM unremembered WHERE unremembered.caller = $1)
            ORDER BY started_at DESC LIMIT 1) AS latest)"
);

const UNHEARD: &str = "
    SELECT language, said, times, website, last_at FROM unheard WHERE last_at >= $1
    ORDER BY times DESC, last_at DESC, language, said LIMIT $2";

pub async fn remembered(
    pool: &DbPool,
    caller: &str,
    since: Timestamp,
    call: &str,
) -> sqlx::Result<Remembered> {
    let call = storable(call);
    let found = sqlx::query(REMEMBERED)
        .bind(storable(caller))
        .bind(since.as_microsecond())
        .bind(&*call)
        .fetch_all(pool)
        .await?;
    let mut remembered = Remembered::default();
    let (mut last, mut started_at) = (Vec::new(), None);
    for row in &found {
        let record = record(row)?;
        if record.id.call == *call {
            remembered.begun.push(record);
        } else {
            started_at = Some(get(row, "started_at")?);
            last.push(record);
        }
    }
    remembered.last = started_at.and_then(|started_at| last_call(started_at, last));
    Ok(remembered)
}

fn last_call(started_at: Timestamp, records: Vec<TurnRecord>) -> Option<LastCall> {
    let language = chosen_language(&records);
    let call = CallSummary::of(started_at, records)?;
    Some(LastCall { language, place: call.last_place, at: call.last_at, outcome: call.outcome })
}

/// The language that the caller settled on: by its key, or by going on in it. Whoever only did not press a key in
/// time, or went back, has not.
fn chosen_language(records: &[TurnRecord]) -> Option<String> {
    let settles = |record: &&TurnRecord| {
        record.events.iter().any(|event| match event.kind {
            EventKind::LanguageRemembered => true,
            EventKind::LanguageChosen { key } => key.is_some(),
            EventKind::PlaceEntered { key } => key.is_some_and(|key| key != Key::Star),
            _ => false,
        })
    };
    let settled = records.iter().filter(settles).max_by_key(|record| &record.id);
    settled?.language.clone()
}

pub async fn unheard(pool: &DbPool, since: Timestamp, limit: u16) -> sqlx::Result<Vec<Unheard>> {
    let rows = query!(UNHEARD, since, limit).fetch_all(pool).await?;
    rows.iter().map(words).collect()
}

fn words(row: &DbRow) -> sqlx::Result<Unheard> {
    let language: String = get(row, "language")?;
    Ok(Unheard {
        language: (!language.is_empty()).then_some(language),
        said: get(row, "said")?,
        times: get(row, "times")?,
        website: get(row, "website")?,
        last_at: get(row, "last_at")?,
    })
}
