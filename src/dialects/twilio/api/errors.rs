//! The meaning of Twilio's error codes for us.
//!
//! Twilio makes new codes out of old ones ("we recommend avoiding writing programmatic logic based on error code
//! fields", changelog of 2024-07-10), so that a code that stands nowhere here is judged by the answer's status alone.
//! Twilio's own messages are not kept: they repeat the number that they complain of.

use http::StatusCode;
use serde::Deserialize;

use crate::dialects::{ApiAnswer, ApiError};

/// The prospects of another attempt after a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// None will help.
    Final,
    /// None will help, for the receiver wants no messages of this sender.
    Unsubscribed,
    /// None will help before somebody mends the account or the settings.
    Mend,
    /// None will help before somebody mends the settings, unless it is only for this number.
    Unsuited,
    /// One may help later.
    Later,
}

use Kind::{Final, Later, Mend, Unsubscribed, Unsuited};

/// The codes that say more than the status of the answer: `https://www.twilio.com/docs/api/errors/{code}` for each.
const CODES: [(u32, Kind, &str); 41] = [
    (20003, Mend, "The provider does not accept account_id and the auth token"),
    (20005, Mend, "The account at the provider is not active"),
    (20429, Later, "The provider is asked for too much at once"),
    (21211, Final, "The number is not a valid one"),
    (21212, Mend, "The provider does not accept text_from as a sender"),
    (21217, Final, "The number does not seem to be valid"),
    (21408, Final, "The account may not send messages to the number's country"),
    (21601, Mend, "The number in text_from can't send messages"),
    (21603, Mend, "The provider misses the sender in text_from"),
    (21604, Final, "The provider misses the number"),
    (21606, Unsuited, "The number in text_from is not the account's, or can't send messages"),
    (21608, Unsuited, "An account on trial sends only to numbers that are verified"),
    (21609, Mend, "The provider does not accept public_url for its reports"),
    (21610, Unsubscribed, "The caller has unsubscribed from messages of this sender"),
    (21611, Later, "The queue of the number in text_from is full"),
    (21612, Final, "No message can go from this sender to this number"),
    (21614, Final, "The number is not a mobile telephone's"),
    (21617, Final, "The message is too long"),
    (21635, Final, "The number is a landline"),
    (21654, Mend, "The provider does not accept text_from as a sender"),
    (21656, Mend, "The provider does not accept the message's settings"),
    (
        21659,
        Unsuited,
        "The number in text_from is not one of the provider's, or not in its country",
    ),
    (21660, Mend, "The number in text_from is not the account's"),
    (21661, Mend, "The number in text_from can't send messages"),
    (21701, Mend, "The messaging service in text_from does not exist"),
    (21703, Mend, "The messaging service in text_from has no numbers"),
    (
        21704,
        Unsuited,
        "The messaging service in text_from has no number that can send this message",
    ),
    (21705, Mend, "The messaging service in text_from is not valid"),
    (30001, Final, "The provider's queue was full"),
    (30002, Final, "The account at the provider is suspended"),
    (30003, Final, "The telephone was switched off or out of reach"),
    (30004, Final, "The message was blocked on its way"),
    (30005, Final, "The number is not in service"),
    (30006, Final, "The number is a landline, or its network is out of reach"),
    (30007, Final, "The network took the message for an unwanted one"),
    (30008, Final, "The network did not deliver the message and does not say why"),
    (30010, Final, "The message costs more than the account's limit"),
    (30022, Final, "The sender has sent too many messages for the network"),
    (30034, Final, "The sender is not registered with the network"),
    (30410, Final, "The network did not answer in time"),
    (30500, Final, "The provider failed while it delivered the message"),
];

/// Twilio's error, as JSON: `{"code": 21211, "message": "...", "more_info": "...", "status": 400}`.
#[derive(Deserialize)]
struct Body {
    code: Option<u32>,
}

/// The code of an answer that reports an error.
pub(super) fn code(answer: &ApiAnswer<'_>) -> Option<u32> {
    serde_json::from_slice::<Body>(answer.body).ok()?.code
}

/// Whether the code of a message that failed says that the receiver wants none.
pub(super) fn is_unsubscribed(code: u32) -> bool {
    known(code).is_some_and(|(_, kind, _)| kind == Unsubscribed)
}

/// The reason for which a message did not arrive, in a sentence.
pub(super) fn meaning(code: u32) -> String {
    match known(code) {
        Some((_, _, words)) => sentence(words, Some(code)),
        None => format!("The message did not arrive (the provider's code {code})."),
    }
}

/// The reason for which a request was not done.
pub(super) fn read(answer: &ApiAnswer<'_>) -> ApiError {
    let code = code(answer);
    if let Some((_, kind, words)) = code.and_then(known) {
        let reason = sentence(words, code);
        return match kind {
            Final => ApiError::Refused { reason },
            Unsubscribed => ApiError::Unsubscribed { reason },
            Mend => ApiError::Misconfigured { reason },
            Unsuited => ApiError::Unsuited { reason },
            Later => busy(answer, reason),
        };
    }
    by_status(answer, code)
}

fn by_status(answer: &ApiAnswer<'_>, code: Option<u32>) -> ApiError {
    let status = answer.status;
    let reason = |words: &str| sentence(&format!("{words} (HTTP {})", status.as_u16()), code);
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => ApiError::Misconfigured {
            reason: reason("The provider does not accept account_id and the auth token"),
        },
        StatusCode::NOT_FOUND => ApiError::Misconfigured {
            reason: reason("The provider does not know the account, or api_url leads elsewhere"),
        },
        // "Requests that receive 429 responses aren't processed and are safe to retry"
        // (https://www.twilio.com/docs/api/errors/20429).
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            busy(answer, reason("The provider has too much to do"))
        }
        _ if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT => {
            ApiError::OutcomeUnknown { reason: reason("The provider failed") }
        }
        // Only Twilio itself may refuse for ever; a page of somebody in between may not.
        _ if status.is_client_error() && code.is_some() => {
            ApiError::Refused { reason: reason("The provider refuses") }
        }
        _ => ApiError::Misconfigured {
            reason: reason("What answers at api_url does not answer as the provider does"),
        },
    }
}

fn busy(answer: &ApiAnswer<'_>, reason: String) -> ApiError {
    ApiError::Busy { reason, after: answer.retry_after() }
}

fn known(code: u32) -> Option<(u32, Kind, &'static str)> {
    CODES.into_iter().find(|(known, ..)| *known == code)
}

fn sentence(words: &str, code: Option<u32>) -> String {
    match code {
        Some(code) => format!("{words} (the provider's code {code})."),
        None => format!("{words}."),
    }
}
