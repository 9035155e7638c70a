//! The daily limits of a caller and of a line: questions, text messages, unknown references.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use metrics::counter;

use super::Calls;
use super::record::TurnFacts;
use crate::dialogue::LookupResult;
use crate::store::{Asker, Opened, StoreError};

/// The time in which things are counted.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The time in which a caller who was found unsubscribed is offered no text messages. Nobody tells us of callers who
/// subscribe again.
const UNSUBSCRIBED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Limits of the questions that are left, and of guesses at the answers to those of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuestionLimits {
    /// Of one caller in 24 hours.
    pub a_day: u16,
    /// On one line in 24 hours, whoever asks; as many on the website.
    pub line_a_day: u16,
    /// References that no inquiry has, of one caller in 24 hours; of all whose numbers are withheld, five times as many
    /// on one line.
    pub unknown_a_day: u16,
}

/// Callers whose numbers are withheld can't be told apart, and are more than one.
const WITHHELD: u64 = 5;

impl Calls {
    /// Looks whether the caller may leave another question, by the limits of the caller and of the line:
    /// [`LookupResult::Spent`] where one is reached.
    pub(super) async fn may_ask(
        &self,
        facts: &TurnFacts<'_>,
        store: &Opened,
    ) -> Result<LookupResult, StoreError> {
        let limits = &self.question_limits;
        let (since, line) = (since(facts.at), &*facts.line.name);
        let asked = store.questions_by(whose(facts), since).await?;
        if asked >= u64::from(limits.a_day) {
            return Ok(spent("questions"));
        }
        if store.questions_of_line(line, since).await? < u64::from(limits.line_a_day) {
            return Ok(LookupResult::Nothing);
        }
        if let Some(count) = self.log_pace.pass("line-questions", Instant::now()) {
            tracing::error!(
                line,
                count,
                "the line has taken all the questions of a day that line_questions_a_day allows"
            );
        }
        Ok(spent("line-questions"))
    }

    /// The same for another text message.
    pub(super) async fn may_text(
        &self,
        facts: &TurnFacts<'_>,
        store: &Opened,
    ) -> Result<LookupResult, StoreError> {
        let Some(caller) = facts.caller_hash() else { return Ok(LookupResult::Nothing) };
        let (limits, since) = (&self.text_limits, since(facts.at));
        // The provider may ask again for the turn that asked for the last one.
        let asked = store.texts_to(caller, since, &facts.turn_id()).await?;
        let of_line = store.texts_of_line(&facts.line.name, since, facts.at).await?;
        if asked >= u64::from(limits.a_day) || of_line >= u64::from(limits.line_a_day) {
            return Ok(spent("texts"));
        }
        if self.is_unsubscribed(facts, caller, store).await? {
            return Ok(LookupResult::Unsubscribed);
        }
        Ok(LookupResult::Nothing)
    }

    /// Returns whether the caller was found to want no text messages of the line's sender.
    pub(super) async fn is_unsubscribed(
        &self,
        facts: &TurnFacts<'_>,
        caller: &str,
        store: &Opened,
    ) -> Result<bool, StoreError> {
        if !facts.line.abilities.texts {
            return Ok(false);
        }
        let since = facts.at.saturating_sub(UNSUBSCRIBED).unwrap_or(facts.at);
        store.unsubscribed(caller, &facts.line.name, since).await
    }

    /// The same for another reference, by the unknown ones that the caller has keyed.
    pub(super) async fn may_look_up(
        &self,
        facts: &TurnFacts<'_>,
        store: &Opened,
    ) -> Result<LookupResult, StoreError> {
        let since = since(facts.at);
        let guesses = match facts.caller_hash() {
            Some(caller) => store.unknown_references_of(caller, since).await?,
            None => store.unknown_references_withheld(&facts.line.name, since).await? / WITHHELD,
        };
        if guesses >= u64::from(self.question_limits.unknown_a_day) {
            return Ok(spent("references"));
        }
        Ok(LookupResult::Nothing)
    }
}

/// The caller, or where the number is withheld, this call.
fn whose<'f>(facts: &'f TurnFacts<'_>) -> Asker<'f> {
    match facts.caller_hash() {
        Some(hash) => Asker::Known(hash),
        None => Asker::Withheld { call: facts.call.as_str() },
    }
}

pub(super) fn since(now: Timestamp) -> Timestamp {
    now.saturating_sub(DAY).unwrap_or(now)
}

fn spent(limit: &'static str) -> LookupResult {
    counter!("sila_limits_reached_total", "limit" => limit).increment(1);
    LookupResult::Spent
}
