//! Sending text messages.

use jiff::{SignedDuration, Timestamp};
use metrics::counter;
use tokio::sync::Notify;

use super::client::ANSWER_BYTES;
use super::report::{callback, counted};
use super::work::Work;
use super::{LineAccount, Shared};
use crate::dialects::{ApiError, OutgoingText, PhoneNumber, TakenText};
use crate::store::{JobSignals, Opened, StoreError, TextToSend};

const DAY: SignedDuration = SignedDuration::from_hours(24);

pub(super) struct Texting;

impl Work for Texting {
    type Job = TextToSend;
    const NAME: &'static str = "text messages";

    fn signal(signals: &JobSignals) -> &Notify {
        &signals.texts
    }

    async fn claim(
        store: &Opened,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> Result<Vec<TextToSend>, StoreError> {
        store.claim_texts(now, until, limit).await
    }

    async fn perform(shared: &Shared, store: &Opened, text: TextToSend) -> Result<(), StoreError> {
        let now = shared.now();
        if let Some(why) = objection(shared, store, &text).await? {
            counted("refused");
            return store.text_refused(&text.key, why, now).await;
        }
        let line = shared.lines.get(&text.line);
        let sender = line.and_then(|line| Some((line, line.text_from.as_deref()?)));
        let Some((line, from)) = sender else {
            let why = "The line has no account or no sender any more. Write the account in [line.auth], and text_from.";
            let again = shared.a_while_after(text.asked_at);
            return reschedule(shared, store, &text, why, again).await;
        };
        if let Some((until, why)) = shared.pauses.of(&text.line, now) {
            return reschedule(shared, store, &text, &why, until).await;
        }
        match send(shared, line, from, &text).await {
            Ok(taken) => {
                shared.went_well(&text.line);
                counted("sent");
                store.text_sent(&text.key, &taken.id, shared.now()).await
            }
            Err(ApiError::Refused { reason }) => {
                shared.went_well(&text.line);
                counted("failed");
                store.text_failed(&text.key, &reason, None, shared.now()).await
            }
            Err(ApiError::OutcomeUnknown { reason }) => {
                counter!("sila_texts_in_doubt_total").increment(1);
                let now = shared.now();
                let again = now.saturating_add(shared.options.doubt).unwrap_or(now);
                reschedule(shared, store, &text, &reason, again).await
            }
            Err(error) => {
                let until = shared.went_wrong(&text.line, &error);
                reschedule(shared, store, &text, &error.to_string(), until).await
            }
        }
    }
}

/// The reason for which a message is not sent at all.
async fn objection(
    shared: &Shared,
    store: &Opened,
    text: &TextToSend,
) -> Result<Option<&'static str>, StoreError> {
    let number = PhoneNumber::parse(text.number.reveal());
    if !number.is_some_and(|number| number.is_mobile()) {
        return Ok(Some("The number is not a mobile telephone's."));
    }
    let Some(caller) = &text.caller else {
        return Ok(None);
    };
    // Those before this one and itself: what was asked for since must not count against it.
    let earliest = text.asked_at.saturating_sub(DAY).unwrap_or(text.asked_at);
    let after = text.asked_at + SignedDuration::from_micros(1);
    let since = store.texts_to(caller, earliest).await?;
    let later = store.texts_to(caller, after).await?;
    let is_too_much = since.saturating_sub(later) > u64::from(shared.context.texts_a_day);
    Ok(is_too_much.then_some("The caller has asked for too many messages in one day."))
}

async fn send(
    shared: &Shared,
    line: &LineAccount,
    from: &str,
    text: &TextToSend,
) -> Result<TakenText, ApiError> {
    let callback = callback(shared, &text.line, &text.key);
    let outgoing = OutgoingText {
        to: text.number.reveal(),
        from,
        body: &text.body,
        callback: &callback,
        key: &text.key,
    };
    let request = line.api.send_text(&outgoing);
    let answer = shared.ask(request, ANSWER_BYTES).await?;
    line.api.read_taken(&answer.as_read())
}

/// Notes why a message is still to be sent, and when; or that it is given up.
async fn reschedule(
    shared: &Shared,
    store: &Opened,
    text: &TextToSend,
    why: &str,
    again_at: Timestamp,
) -> Result<(), StoreError> {
    let again_at = (!shared.is_too_old(text.asked_at)).then_some(again_at);
    if again_at.is_none() {
        counted("failed");
        tracing::warn!(line = text.line, "a text message was given up: {why}");
    }
    store.text_failed(&text.key, why, again_at, shared.now()).await
}
