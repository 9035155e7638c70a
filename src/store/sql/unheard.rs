//! Words that fit no service: counted once two have said them, in calls or to the search of the website.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::super::DbConnection;
use crate::store::TurnRecord;

/// The longest words that are counted, in characters: what is longer is no name of a service.
const LONGEST_SAID: usize = 200;

/// Two searches that are so far apart are taken for two people's: nobody knows who reads a page.
const ANOTHER_READER: SignedDuration = SignedDuration::from_hours(1);

/// Words that are kept already.
const SAID_AGAIN: &str = "
    UPDATE unheard
    SET times = times + $3, last_at = CASE WHEN $4 > last_at THEN $4 ELSE last_at END
    WHERE language = $1 AND said = $2";

/// Says if somebody else has said them in another call, or the website was searched for them. The words themselves
/// are not kept before, for they may be about the caller.
const SAID_BY_ANOTHER: &str = "
    SELECT count(*) FROM unheard_once AS once
    LEFT JOIN call AS before ON before.number = once.call
    JOIN call AS now ON now.call = $3
    WHERE once.language = $1 AND once.mark = $2
      AND (once.call IS NULL
           OR before.number <> now.number
              AND (before.caller IS NULL OR now.caller IS NULL OR before.caller <> now.caller))";

const SAID_ONCE: &str = "
    INSERT INTO unheard_once (language, mark, call, at) SELECT $1, $2, number, $4 FROM call WHERE call.call = $3
    ON CONFLICT (language, mark) DO NOTHING";

const NOT_ONCE_SEARCHED: &str =
    "DELETE FROM unheard_once WHERE language = $1 AND mark = $2 AND call IS NULL";

const NOT_ONCE: &str = "DELETE FROM unheard_once WHERE language = $1 AND mark = $2";

const UNHEARD: &str = "
    INSERT INTO unheard (language, said, times, website, last_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (language, said) DO UPDATE
    SET times = unheard.times + excluded.times, website = unheard.website + excluded.website,
        last_at = CASE WHEN excluded.last_at > unheard.last_at THEN excluded.last_at ELSE unheard.last_at END";

/// Words that are kept already.
const SEARCHED_AGAIN: &str = "
    UPDATE unheard
    SET times = times + 1, website = website + 1, last_at = CASE WHEN $3 > last_at THEN $3 ELSE last_at END
    WHERE language = $1 AND said = $2";

const SEARCHED_ONCE: &str = "
    INSERT INTO unheard_once (language, mark, call, at) VALUES ($1, $2, NULL, $3)
    ON CONFLICT (language, mark) DO NOTHING";

/// Says if they were said in a call, or searched for by this time.
const KNOWN_OF_ANOTHER: &str = "
    SELECT count(*) FROM unheard_once WHERE language = $1 AND mark = $2 AND (call IS NOT NULL OR at <= $3)";

/// Words that fit no service, as the records of a batch bring them.
struct Saying<'a> {
    mark: &'a str,
    times: i64,
    last_at: i64,
    /// The calls in which they were said, each with its caller.
    calls: Vec<(&'a str, Option<&'a str>)>,
}

/// Words by their language, in one order everywhere, so that no two servers wait for each other.
#[derive(Default)]
pub struct SaidInCalls<'a>(BTreeMap<(&'a str, String), Saying<'a>>);

impl<'a> SaidInCalls<'a> {
    /// Counts the words that a record brings, with their mark.
    pub fn count(&mut self, record: &'a TurnRecord, (said, mark): (&str, &'a str)) {
        let Some(said) = countable(said) else { return };
        let language = record.language.as_deref().unwrap_or_default();
        let at = record.at.as_microsecond();
        let new = Saying { mark, times: 0, last_at: at, calls: Vec::new() };
        let saying = self.0.entry((language, said)).or_insert(new);
        saying.times += 1;
        saying.last_at = at.max(saying.last_at);
        saying.calls.push((&record.id.call, record.caller.as_deref()));
    }

    /// Takes them in.
    pub async fn take(self, transaction: &mut DbConnection) -> sqlx::Result<()> {
        for ((language, said), saying) in self.0 {
            take_said(transaction, (language, &said), &saying).await?;
        }
        Ok(())
    }
}

/// Words as they are counted; none where they are no name of a service.
fn countable(said: &str) -> Option<String> {
    let said = said.trim().to_lowercase();
    (1..=LONGEST_SAID).contains(&said.chars().count()).then_some(said)
}

/// Counts words that fit no service; the first time, only that they were said.
async fn take_said(
    transaction: &mut DbConnection,
    (language, said): (&str, &str),
    saying: &Saying<'_>,
) -> sqlx::Result<()> {
    let Saying { mark, times, last_at, ref calls } = *saying;
    let again = || query!(SAID_AGAIN, language, said, times, last_at);
    let known = again().execute(&mut *transaction).await?.rows_affected() > 0;
    let Some((call, caller)) = calls.first().filter(|_| !known) else {
        return Ok(());
    };
    let is_another = |(other, whose): &(&str, Option<&str>)| {
        other != call && (whose.is_none() || caller.is_none() || whose != caller)
    };
    if !calls.iter().any(is_another) {
        let once = query!(SAID_ONCE, language, mark, *call, last_at);
        let is_first = once.execute(&mut *transaction).await?.rows_affected() > 0;
        if is_first && again().execute(&mut *transaction).await?.rows_affected() == 0 {
            return Ok(());
        }
        if is_first {
            // Another server has come to keep them in between.
            return query!(NOT_ONCE, language, mark).execute(transaction).await.map(drop);
        }
        let before: i64 = query_scalar!(SAID_BY_ANOTHER, language, mark, *call)
            .fetch_one(&mut *transaction)
            .await?;
        if before == 0 {
            return Ok(());
        }
    }
    keep(transaction, (language, said, mark), (times, 0), last_at).await
}

/// Counts words that the website was searched for; the first time, only that they were.
pub async fn take_searched(
    transaction: &mut DbConnection,
    (language, said, mark): (&str, &str, &str),
    at: Timestamp,
) -> sqlx::Result<()> {
    let Some(said) = countable(said) else { return Ok(()) };
    let again = || query!(SEARCHED_AGAIN, language, said.as_str(), at);
    if again().execute(&mut *transaction).await?.rows_affected() > 0 {
        return Ok(());
    }
    let once = query!(SEARCHED_ONCE, language, mark, at).execute(&mut *transaction).await?;
    if once.rows_affected() > 0 {
        if again().execute(&mut *transaction).await?.rows_affected() > 0 {
            // Another server has come to keep them in between.
            query!(NOT_ONCE, language, mark).execute(transaction).await?;
        }
        return Ok(());
    }
    let before = at.saturating_sub(ANOTHER_READER).unwrap_or(Timestamp::MIN);
    let known: i64 = query_scalar!(KNOWN_OF_ANOTHER, language, mark, before)
        .fetch_one(&mut *transaction)
        .await?;
    if known == 0 {
        return Ok(());
    }
    keep(transaction, (language, &said, mark), (1, 1), at.as_microsecond()).await
}

/// Keeps words that were said so many times, and so many of these to the website, with the one time before.
async fn keep(
    transaction: &mut DbConnection,
    (language, said, mark): (&str, &str, &str),
    (times, website): (i64, i64),
    last_at: i64,
) -> sqlx::Result<()> {
    let searched = query!(NOT_ONCE_SEARCHED, language, mark).execute(&mut *transaction).await?;
    let said_before = query!(NOT_ONCE, language, mark).execute(&mut *transaction).await?;
    let count = |rows| i64::try_from(rows).unwrap_or(0);
    let (searched, before) = (count(searched.rows_affected()), count(said_before.rows_affected()));
    let (times, website) = (times + searched + before, website + searched);
    query!(UNHEARD, language, said, times, website, last_at).execute(transaction).await?;
    Ok(())
}
