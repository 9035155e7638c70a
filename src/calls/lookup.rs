//! Look-ups in the store in the middle of a turn: short, and never needed for an answer.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::timeout;

use super::Calls;
use super::record::TurnFacts;
use crate::catalogue::Hotline;
use crate::dialogue::{
    EventKind, InquiryProgress, KnownCaller, Lookup, LookupResult, PlaceKind, RecordedPlace,
};
use crate::store::{
    InquiryState, InquiryStatus, LastCall, Remembered, Source, StoreError, TurnRecord,
};

/// The time that a caller waits for a look-up.
const TIMEOUT: Duration = Duration::from_millis(200);
/// The time in which a call that broke off can be resumed.
const BROKE_OFF: SignedDuration = SignedDuration::from_mins(10);

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

    /// The first of these references that no other inquiry has, or that which the turn's own has already; none where the
    /// store can't tell in time.
    pub(super) async fn free_reference(
        &self,
        facts: &TurnFacts<'_>,
        drawn: &[String; 4],
    ) -> Option<String> {
        let ask = async {
            let store = self.database.get().await?;
            store.free_reference(&facts.turn_id(), drawn).await
        };
        match timeout(TIMEOUT, ask).await {
            Ok(Ok(free)) => free,
            Ok(Err(error)) => {
                tracing::debug!(call = facts.call.as_str(), %error, "a look-up failed");
                None
            }
            Err(_) => None,
        }
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
                let since = self.retention.callers_since(now);
                let unsubscribed = self.is_unsubscribed(facts, caller, &store).await?;
                let Remembered { begun, last } = store.remembered(caller, since, call).await?;
                // The provider may ask again for a call's first turn: then it is what it was.
                let began = |record: &TurnRecord| matches!(record.id.source, Source::Turn { .. });
                let found = if begun.iter().any(began) {
                    greeted(hotline, &begun)
                } else {
                    last.and_then(|last| remembered(hotline, &last, now))
                };
                LookupResult::Caller(KnownCaller { unsubscribed, ..found.unwrap_or_default() })
            }
            (Lookup::Inquiry(reference), _) => {
                if self.may_look_up(facts, &store).await? == LookupResult::Spent {
                    return Ok(LookupResult::Spent);
                }
                let status = store.inquiry_status(&reference.to_string(), caller).await?;
                let progress = status.map(|status| progress(status, hotline));
                LookupResult::Inquiry(progress.unwrap_or(InquiryProgress::Unknown))
            }
            (Lookup::MayText, _) => self.may_text(facts, &store).await?,
            (Lookup::MayAsk, _) => self.may_ask(facts, &store).await?,
            (Lookup::Caller, None) => LookupResult::Nothing,
        })
    }
}

fn remembered(hotline: &Hotline, last: &LastCall, now: jiff::Timestamp) -> Option<KnownCaller> {
    let language = hotline.language_by_code(last.language.as_deref()?)?;
    // Whoever was with a person, or said goodbye, did not break off.
    let hung_up = matches!(last.outcome, None | Some("hung-up" | "completed"));
    let recently = now.duration_since(last.at) <= BROKE_OFF;
    let place = last.place.filter(|_| hung_up && recently);
    let in_guidance = |place: &RecordedPlace| place.kind != PlaceKind::Resume;
    Some(KnownCaller {
        language: Some(language),
        broke_off: place.filter(in_guidance).and_then(RecordedPlace::guidance),
        unsubscribed: false,
    })
}

/// The result that a call began with, from its records.
fn greeted(hotline: &Hotline, begun: &[TurnRecord]) -> Option<KnownCaller> {
    let remembered = |record: &&TurnRecord| {
        let mut events = record.events.iter();
        events.any(|event| event.kind == EventKind::LanguageRemembered)
    };
    let language = begun.iter().find(remembered)?.language.as_deref()?;
    let mut places = begun.iter().flat_map(|record| &record.events);
    let broke_off = places.find_map(|event| {
        let resume = event.place.filter(|place| place.kind == PlaceKind::Resume)?;
        resume.guidance()
    });
    let language = Some(hotline.language_by_code(language)?);
    Some(KnownCaller { language, broke_off, unsubscribed: false })
}

fn progress(status: InquiryStatus, hotline: &Hotline) -> InquiryProgress {
    let language = status.language.as_deref();
    match (status.state, status.answer) {
        (_, Some(_)) if !status.is_own => InquiryProgress::AnsweredElsewhere,
        (_, Some(text)) => InquiryProgress::Answered {
            text,
            language: language.and_then(|code| hotline.language_by_code(code)),
        },
        (InquiryState::Closed, None) => InquiryProgress::Closed,
        _ => InquiryProgress::Open,
    }
}
