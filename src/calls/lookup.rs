//! What only the store knows, looked up in the middle of a turn: never for long, and never needed.

use std::time::Duration;

use jiff::SignedDuration;

use crate::catalogue::Hotline;
use crate::dialogue::{InquiryProgress, Lookup, LookupResult, Place};
use crate::store::{Event, EventKind, InquiryState, InquiryStatus, LastCall, Source, StoreError};

use crate::web::App;
use crate::web::Worked;

/// How long a caller waits for it.
const PATIENCE: Duration = Duration::from_millis(200);
/// For how long a call that broke off can be gone on with.
const BROKE_OFF: SignedDuration = SignedDuration::from_mins(10);
/// The time in which a caller's text messages are counted.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Looks up what a better answer needs; nothing where that fails or takes too long.
pub async fn look_up(app: &App, worked: &Worked, question: Lookup) -> LookupResult {
    match tokio::time::timeout(PATIENCE, ask(app, worked, question)).await {
        Ok(Ok(known)) => known,
        Ok(Err(error)) => {
            tracing::debug!(call = worked.call, %error, "a call goes on without what the store knows");
            LookupResult::Nothing
        }
        Err(_) => {
            tracing::debug!(
                call = worked.call,
                "a call goes on without what the store knows: it took too long"
            );
            LookupResult::Nothing
        }
    }
}

async fn ask(app: &App, worked: &Worked, question: Lookup) -> Result<LookupResult, StoreError> {
    let now = (app.clock)();
    let caller = worked.caller.as_deref();
    let store = app.database.get().await?;
    Ok(match (question, caller) {
        (Lookup::Caller, Some(caller)) => {
            let Some(heard) = worked.edition.as_ref() else {
                return Ok(LookupResult::Nothing);
            };
            // The provider may ask again for a call's first turn: then it is what it was.
            let before = store.call_events(&worked.call).await?;
            let began = |event: &Event| matches!(event.id.source, Source::Turn { .. });
            let known = if before.iter().any(began) {
                greeted(heard.hotline(), &before)
            } else {
                let since = app.keep.callers_since(now);
                let last = store.remembered(caller, since, &worked.call).await?;
                last.and_then(|last| remembered(heard.hotline(), &last, now))
            };
            known.unwrap_or(LookupResult::Nothing)
        }
        (Lookup::Inquiry(reference), _) => {
            let status = store.inquiry_status(&reference.to_string(), caller).await?;
            let hotline = worked.edition.as_ref().map(|heard| heard.hotline());
            LookupResult::Inquiry(
                status.map_or(InquiryProgress::Unknown, |status| known_of(status, hotline)),
            )
        }
        (Lookup::MayText, Some(caller)) => {
            let since = now.saturating_sub(DAY).unwrap_or(now);
            if store.texts_to(caller, since).await? >= u64::from(app.texts_a_day) {
                LookupResult::TextsSpent
            } else {
                LookupResult::Nothing
            }
        }
        (_, None) => LookupResult::Nothing,
    })
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

/// What a call that has begun already knew of its caller.
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

fn known_of(status: InquiryStatus, hotline: Option<&Hotline>) -> InquiryProgress {
    let language = hotline.zip(status.language.as_deref());
    match (status.state, status.answer) {
        (_, Some(text)) => InquiryProgress::Answered {
            text,
            language: language.and_then(|(hotline, code)| hotline.language_by_code(code)),
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
