//! Look-ups in the store in the middle of a turn: short, and never needed for an answer.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::timeout;

use super::Calls;
use super::record::TurnFacts;
use crate::catalogue::Hotline;
use crate::dialogue::{InquiryProgress, Lookup, LookupResult, Place};
use crate::store::{Event, EventKind, InquiryState, InquiryStatus, LastCall, Source, StoreError};

/// The time that a caller waits for a look-up.
const TIMEOUT: Duration = Duration::from_millis(200);
/// The time in which a call that broke off can be resumed.
const BROKE_OFF: SignedDuration = SignedDuration::from_mins(10);
/// The time in which a caller's text messages are counted.
const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Calls {
    /// Looks up what a better answer needs; nothing where that fails or takes too long.
    pub(super) async fn look_up(&self, facts: &TurnFacts<'_>, lookup: Lookup) -> LookupResult {
        let call = facts.call.as_str();
        match timeout(TIMEOUT, self.ask_store(facts, lookup)).await {
            Ok(Ok(found)) => return found,
            Ok(Err(error)) => tracing::debug!(call, %error, "a look-up failed"),
            Err(_) => tracing::debug!(call, "a look-up took too long"),
        }
        LookupResult::Nothing
    }

    async fn ask_store(
        &self,
        facts: &TurnFacts<'_>,
        lookup: Lookup,
    ) -> Result<LookupResult, StoreError> {
        let (call, caller, now) = (facts.call.as_str(), facts.caller_hash(), facts.at);
        let hotline = &facts.edition.hotline;
        let store = self.database.get().await?;
        Ok(match (lookup, caller) {
            (Lookup::Caller, Some(caller)) => {
                // The provider may ask again for a call's first turn: then it is what it was.
                let before = store.call_events(call).await?;
                let began = |event: &Event| matches!(event.id.source, Source::Turn { .. });
                let found = if before.iter().any(began) {
                    greeted(hotline, &before)
                } else {
                    let since = self.retention.callers_since(now);
                    let last = store.remembered(caller, since, call).await?;
                    last.and_then(|last| remembered(hotline, &last, now))
                };
                found.unwrap_or(LookupResult::Nothing)
            }
            (Lookup::Inquiry(reference), _) => {
                let status = store.inquiry_status(&reference.to_string(), caller).await?;
                let progress = status.map(|status| progress(status, hotline));
                LookupResult::Inquiry(progress.unwrap_or(InquiryProgress::Unknown))
            }
            (Lookup::MayText, Some(caller)) => {
                let since = now.saturating_sub(DAY).unwrap_or(now);
                if store.texts_to(caller, since).await? >= u64::from(self.texts_a_day) {
                    LookupResult::TextsSpent
                } else {
                    LookupResult::Nothing
                }
            }
            (_, None) => LookupResult::Nothing,
        })
    }
}

fn remembered(hotline: &Hotline, last: &LastCall, now: jiff::Timestamp) -> Option<LookupResult> {
    let language = hotline.language_by_code(last.language.as_deref()?)?;
    // Whoever was with a person, or said goodbye, did not break off.
    let hung_up = matches!(
        last.outcome.as_deref(),
        None | Some("hung-up" | "completed")
    );
    let recently = now.duration_since(last.at) <= BROKE_OFF;
    let place = last.place.as_deref().filter(|_| hung_up && recently);
    Some(LookupResult::Caller {
        language,
        broke_off: place.and_then(guidance),
    })
}

/// The result that a call began with, from its events.
fn greeted(hotline: &Hotline, way: &[Event]) -> Option<LookupResult> {
    let remembered = |event: &&Event| event.kind == EventKind::LanguageRemembered;
    let language = way.iter().find(remembered)?.language.as_deref()?;
    let broke_off = way.iter().find_map(|event| {
        let resumed = event.place.as_deref()?.strip_prefix("resume ")?;
        Place::parse(&resumed.replacen(' ', ".", 1))
    });
    Some(LookupResult::Caller {
        language: hotline.language_by_code(language)?,
        broke_off,
    })
}

/// The place in guidance that the record calls `service 114 fee`.
fn guidance(place: &str) -> Option<Place> {
    let words = place.strip_prefix("service ")?;
    Place::parse(&words.replacen(' ', ".", 1))
}

fn progress(status: InquiryStatus, hotline: &Hotline) -> InquiryProgress {
    let language = status.language.as_deref();
    match (status.state, status.answer) {
        (_, Some(text)) => InquiryProgress::Answered {
            text,
            language: language.and_then(|code| hotline.language_by_code(code)),
        },
        (InquiryState::Closed, None) => InquiryProgress::Closed,
        _ => InquiryProgress::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_guidance_is_gone_on_with() {
        assert_eq!(guidance("service 114 fee"), Place::parse("114.fee"));
        assert_eq!(guidance("service 114"), Place::parse("114"));
        for elsewhere in ["main", "group 11", "service", "service 911", "inquiry 114"] {
            assert_eq!(guidance(elsewhere), None, "{elsewhere}");
        }
    }
}
