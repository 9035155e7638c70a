//! What is to be done because of events, taken in with them: exactly once, because it is taken in with events that
//! are new, in the transaction that writes them.

use std::collections::{BTreeMap, HashSet};

use sqlx::Transaction;

use super::super::{Db, storable};
use crate::store::{ClearNumber, Errand, Event, NewInquiry, NewText, Source};

/// The longest words that are counted, in characters: what is longer is no name of a service.
const LONGEST_SAID: usize = 200;

const KNOWN: &str = "
    SELECT count(*) FROM call JOIN event ON event.call = call.number
    WHERE call.call = $1 AND event.restart = $2 AND event.turn = $3 AND event.source = $4
      AND event.position = $5";

const INQUIRY: &str = "
    INSERT INTO inquiry (event, call, reference, line, language, service, telephone, asked_at, recording, seconds,
                         next_at)
    SELECT $1, call.number, $3, $4, $5, $6, $7, $8, $9, $10, $8 FROM call WHERE call.call = $2
    ON CONFLICT (event) DO NOTHING";

const TEXT: &str = "
    INSERT INTO message (event, call, line, language, service, telephone, body, asked_at, next_at)
    SELECT $1, call.number, $3, $4, $5, $6, $7, $8, $8 FROM call WHERE call.call = $2
    ON CONFLICT (event) DO NOTHING";

const UNHEARD: &str = "
    INSERT INTO unheard (language, said, times, last_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (language, said) DO UPDATE
    SET times = unheard.times + excluded.times,
        last_at = CASE WHEN excluded.last_at > unheard.last_at THEN excluded.last_at ELSE unheard.last_at END";

/// Whose call it is must be known by now: the event says so itself.
const UNREMEMBERED: &str = "
    INSERT INTO unremembered (caller, call, at)
    SELECT call.caller, call.call, $2 FROM call WHERE call.call = $1 AND call.caller IS NOT NULL
    ON CONFLICT (caller) DO UPDATE SET call = excluded.call, at = excluded.at
    WHERE unremembered.at < excluded.at";

/// Whether the call or its caller was forgotten before this came.
const FORGOTTEN: &str = "
    SELECT count(*) FROM call
    WHERE call.call = $1
      AND (EXISTS (SELECT 1 FROM forgotten_call WHERE forgotten_call.call = call.call)
           OR EXISTS (SELECT 1 FROM forgotten
                      WHERE forgotten.caller = call.caller AND call.started_at <= forgotten.at))";

const DELETE_AT_PROVIDER: &str = "
    INSERT INTO recording_deletion (line, recording, next_at) VALUES ($1, $2, $3)";

/// Those of the events that have errands.
pub(in crate::store) fn with_errands(events: &[Event]) -> Vec<&Event> {
    let has_errand = |event: &&Event| event.errand.is_some();
    events.iter().filter(has_errand).collect()
}

/// Those of the events that are not written yet, each once. To be asked when nobody else can write events of their
/// calls any more, and before they are written.
pub(in crate::store) async fn new_among<'a>(
    transaction: &mut Transaction<'_, Db>,
    events: &[&'a Event],
) -> Result<Vec<&'a Event>, sqlx::Error> {
    let mut seen = HashSet::new();
    let mut new = Vec::new();
    for event in events {
        if !seen.insert(&event.id) {
            continue;
        }
        let (restart, turn, source) = numbers(&event.id.source);
        let known: i64 = sqlx::query_scalar(KNOWN)
            .bind(storable(&event.id.call))
            .bind(i64::from(restart))
            .bind(i64::from(turn))
            .bind(storable(&source))
            .bind(i64::from(event.id.position))
            .fetch_one(&mut **transaction)
            .await?;
        if known == 0 {
            new.push(*event);
        }
    }
    Ok(new)
}

/// Takes in what is to be done because of these events, which are new.
pub(in crate::store) async fn take(
    transaction: &mut Transaction<'_, Db>,
    events: &[&Event],
) -> Result<(), sqlx::Error> {
    // In the order of the words, so that no two servers wait for each other.
    let mut unheard = BTreeMap::new();
    for event in events {
        match &event.errand {
            Some(Errand::Unheard { said }) => count(&mut unheard, event, said),
            Some(errand) if is_forgotten(transaction, event).await? => {
                refuse(transaction, event, errand).await?;
            }
            Some(Errand::Inquiry(inquiry)) => take_inquiry(transaction, event, inquiry).await?,
            Some(Errand::Text(text)) => take_text(transaction, event, text).await?,
            Some(Errand::ForgetLanguage) => take_wish(transaction, event).await?,
            None => {}
        }
    }
    for ((language, said), (times, last_at)) in unheard {
        sqlx::query(UNHEARD)
            .bind(storable(language))
            .bind(storable(&said))
            .bind(times)
            .bind(last_at)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

async fn is_forgotten(
    transaction: &mut Transaction<'_, Db>,
    event: &Event,
) -> Result<bool, sqlx::Error> {
    let found: i64 = sqlx::query_scalar(FORGOTTEN)
        .bind(storable(&event.id.call))
        .fetch_one(&mut **transaction)
        .await?;
    Ok(found > 0)
}

/// Does nothing for somebody who is forgotten, but for having deleted what the provider keeps of it.
async fn refuse(
    transaction: &mut Transaction<'_, Db>,
    event: &Event,
    errand: &Errand,
) -> Result<(), sqlx::Error> {
    if let Errand::Inquiry(inquiry) = errand {
        sqlx::query(DELETE_AT_PROVIDER)
            .bind(storable(&event.line))
            .bind(storable(&inquiry.recording))
            .bind(event.at.as_microsecond())
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

async fn take_inquiry(
    transaction: &mut Transaction<'_, Db>,
    event: &Event,
    inquiry: &NewInquiry,
) -> Result<(), sqlx::Error> {
    let number = inquiry.number.as_ref().map(ClearNumber::reveal);
    sqlx::query(INQUIRY)
        .bind(storable(&key(event)))
        .bind(storable(&event.id.call))
        .bind(storable(&inquiry.reference))
        .bind(storable(&event.line))
        .bind(event.language.as_deref().map(storable))
        .bind(inquiry.service.as_deref().map(storable))
        .bind(number.map(storable))
        .bind(event.at.as_microsecond())
        .bind(storable(&inquiry.recording))
        .bind(inquiry.seconds.map(f64::from))
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn take_text(
    transaction: &mut Transaction<'_, Db>,
    event: &Event,
    text: &NewText,
) -> Result<(), sqlx::Error> {
    sqlx::query(TEXT)
        .bind(storable(&key(event)))
        .bind(storable(&event.id.call))
        .bind(storable(&event.line))
        .bind(event.language.as_deref().map(storable))
        .bind(storable(&text.service))
        .bind(storable(text.number.reveal()))
        .bind(storable(&text.body))
        .bind(event.at.as_microsecond())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn take_wish(
    transaction: &mut Transaction<'_, Db>,
    event: &Event,
) -> Result<(), sqlx::Error> {
    sqlx::query(UNREMEMBERED)
        .bind(storable(&event.id.call))
        .bind(event.at.as_microsecond())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

type Counted<'a> = BTreeMap<(&'a str, String), (i64, i64)>;

fn count<'a>(unheard: &mut Counted<'a>, event: &'a Event, said: &str) {
    let said = said.trim().to_lowercase();
    let length = said.chars().count();
    if length == 0 || length > LONGEST_SAID {
        return;
    }
    let language = event.language.as_deref().unwrap_or_default();
    let at = event.at.as_microsecond();
    let (times, last_at) = unheard.entry((language, said)).or_insert((0, at));
    *times += 1;
    *last_at = at.max(*last_at);
}

/// What the event's source is in the table's columns.
fn numbers(source: &Source) -> (u32, u32, String) {
    match source {
        Source::Turn { restart, turn } => (*restart, *turn, "turn".to_owned()),
        Source::Status(status) => (0, 0, format!("status:{status}")),
    }
}

/// The event's identity as one text, which no other event has.
fn key(event: &Event) -> String {
    let (call, position) = (&event.id.call, event.id.position);
    match &event.id.source {
        Source::Turn { restart, turn } => format!("{call}/{restart}.{turn}/{position}"),
        Source::Status(status) => format!("{call}/status:{status}/{position}"),
    }
}
