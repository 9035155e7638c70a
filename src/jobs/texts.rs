//! Sending text messages.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use metrics::counter;
use tokio::sync::Notify;

use super::client::ANSWER_BYTES;
use super::report::{callback, count_if};
use super::work::Work;
use super::{LINE_WAITS, LineAccount, Shared};
use crate::dialects::{ApiError, OutgoingText, PhoneNumber, TakenText};
use crate::store::{JobKind, JobSignals, Opened, StoreError, TextToSend};

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

    async fn perform(shared: &Shared, store: &Opened, text: &TextToSend) -> Result<(), StoreError> {
        let now = shared.now();
        if let Some(why) = objection(shared, store, text).await? {
            count_if(store.text_refused(&text.key, why, now).await?, "refused");
            return Ok(());
        }
        let line = shared.lines.get(&text.line);
        let sender = line.and_then(|line| Some((line, line.text_from.as_deref()?)));
        let Some((line, from)) = sender else {
            let why = "The line has no account or no sender any more. Write the account in [line.auth], and text_from.";
            Shared::misses(&text.line, text.attempts);
            return reschedule(shared, store, text, why, shared.own_pause(text.attempts)).await;
        };
        if let Some(until) = shared.pauses.of(&text.line, now) {
            return store.put_off(JobKind::Text, text.id, until, LINE_WAITS).await;
        }
        match send(shared, line, from, text).await {
            Ok(taken) => {
                shared.went_well(&text.line);
                let sent = store.text_sent(&text.key, Some(&taken.id), shared.now()).await?;
                count_if(sent, "sent");
                Ok(())
            }
            Err(ApiError::Refused { reason }) => {
                shared.went_well(&text.line);
                let failed = store.text_failed(&text.key, &reason, None, shared.now()).await?;
                count_if(failed, "failed");
                Ok(())
            }
            Err(ApiError::Unsubscribed { reason }) => {
                shared.went_well(&text.line);
                let unwanted = store.text_unwanted(&text.key, &reason, shared.now()).await?;
                count_if(unwanted, "unsubscribed");
                Ok(())
            }
            Err(ApiError::OutcomeUnknown { reason }) => {
                counter!("sila_texts_in_doubt_total").increment(1);
                let now = shared.now();
                let again = now.saturating_add(shared.options.doubt).unwrap_or(now);
                reschedule(shared, store, text, &reason, again).await
            }
            Err(error) => {
                let of = (text.line.as_str(), text.number.reveal());
                let again = shared.not_done(of, text.attempts, &error);
                reschedule(shared, store, text, &error.to_string(), again).await
            }
        }
    }

    async fn failed(
        shared: &Shared,
        store: &Opened,
        text: &TextToSend,
        why: &str,
    ) -> Result<(), StoreError> {
        reschedule(shared, store, text, why, shared.own_pause(text.attempts)).await
    }
}

/// The reason for which a message is not sent at all.
async fn objection(
    shared: &Shared,
    store: &Opened,
    text: &TextToSend,
) -> Result<Option<&'static str>, StoreError> {
    let number = PhoneNumber::parse(text.number.reveal()).filter(PhoneNumber::is_mobile);
    let Some(number) = number else {
        return Ok(Some("The number is not a mobile telephone's."));
    };
    let limits = &shared.context.text_limits;
    if !limits.may_go_to(&number) {
        return Ok(Some("The number is of a country that text_countries does not name."));
    }
    // What was asked for since must not count against it.
    let earliest = text.asked_at.saturating_sub(DAY).unwrap_or(text.asked_at);
    let asked = store.texts_until(text, earliest).await?;
    if asked > u64::from(limits.a_day) {
        return Ok(Some("The caller has asked for too many messages in one day."));
    }
    let asked = store.texts_of_line(&text.line, earliest, text.asked_at).await?;
    if asked <= u64::from(limits.line_a_day) {
        return Ok(None);
    }
    if let Some(count) = shared.context.log_pace.pass("line-texts", Instant::now()) {
        tracing::error!(
            line = text.line,
            count,
            "the line has sent all the text messages of a day that line_texts_a_day allows"
        );
    }
    Ok(Some("The line has sent as many messages as line_texts_a_day allows in one day."))
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
    let now = shared.now();
    let is_too_old = now.duration_since(text.asked_at) >= shared.options.give_up;
    let again_at = (!is_too_old).then_some(again_at);
    let noted = store.text_failed(&text.key, why, again_at, now).await?;
    if is_too_old {
        tracing::warn!(line = text.line, "a text message was given up: {why}");
    }
    count_if(noted && is_too_old, "failed");
    Ok(())
}
