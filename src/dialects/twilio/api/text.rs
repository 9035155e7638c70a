//! Sending text messages, and what is reported of them.

use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde::Deserialize;

use super::{Account, errors, is_sid, request};
use crate::dialects::request::Parameters;
use crate::dialects::{
    ApiAnswer, ApiError, ApiRequest, OutgoingText, PhoneNumber, TakenText, TextReport, TextStatus,
};

/// Twilio sends it with its own webhooks; no page says that it is heeded here, so that nothing relies on it.
static IDEMPOTENCY: HeaderName = HeaderName::from_static("i-twilio-idempotency-token");

/// The longest name of a sender: "Limit length to 11 characters"
/// (<https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id>).
const LONGEST_NAME: usize = 11;

/// Checks that a text can be a sender: a number, a messaging service, or a name of letters, digits and spaces.
pub fn check_sender(text: &str) -> Result<(), &'static str> {
    let is_number = PhoneNumber::parse(text).is_some_and(|number| number.reveal() == text);
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'_' | b'&');
    let is_name = (1..=LONGEST_NAME).contains(&text.len())
        && text.trim() == text
        && text.bytes().all(plain)
        && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    if is_number || is_service(text) || is_name {
        return Ok(());
    }
    Err(
        "write a number such as +97317000000, the SID of a messaging service (MG and 32 hexadecimal digits), or a \
         name of at most 11 Latin letters, digits and spaces",
    )
}

fn is_service(text: &str) -> bool {
    is_sid(text, "MG")
}

/// The request that sends a message.
pub fn send_text(account: &Account, text: &OutgoingText<'_>) -> ApiRequest {
    let mut request = request(account, Method::POST, "Messages.json");
    if let Ok(key) = HeaderValue::from_str(text.key) {
        request.headers.insert(IDEMPOTENCY.clone(), key);
    }
    let sender = if is_service(text.from) { "MessagingServiceSid" } else { "From" };
    let fields = [
        ("To", text.to),
        (sender, text.from),
        ("Body", text.body),
        ("StatusCallback", text.callback),
    ];
    let mut form = form_urlencoded::Serializer::new(String::new());
    request.body = form.extend_pairs(fields).finish().into_bytes();
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers.insert(CONTENT_TYPE, form);
    request
}

/// The message as Twilio has taken it.
#[derive(Deserialize)]
struct Message {
    sid: String,
}

/// Reads what became of the request: "201 CREATED" with the message as JSON.
pub fn read_taken(answer: &ApiAnswer<'_>) -> Result<TakenText, ApiError> {
    if !matches!(answer.status, StatusCode::OK | StatusCode::CREATED) {
        return Err(errors::read(answer, true));
    }
    match serde_json::from_slice::<Message>(answer.body) {
        Ok(Message { sid }) if is_sid(&sid, "SM") || is_sid(&sid, "MM") => {
            Ok(TakenText { id: sid })
        }
        _ => Err(ApiError::OutcomeUnknown {
            reason: "The provider's answer can't be read.".to_owned(),
        }),
    }
}

/// Reads a report: `MessageStatus` and, where it did not arrive, `ErrorCode`
/// (<https://www.twilio.com/docs/messaging/guides/track-outbound-message-status>). Older names stand beside the
/// newer ones.
pub fn read_text_report(parameters: &Parameters<'_>) -> TextReport {
    let either = |new, old| parameters.get(new).or_else(|| parameters.get(old));
    let id = either("MessageSid", "SmsSid");
    let status = either("MessageStatus", "SmsStatus").unwrap_or_default();
    let status = status_of(status.trim());
    let code = parameters.get("ErrorCode").and_then(|code| code.trim().parse().ok());
    let has_failed = matches!(status, TextStatus::Undelivered | TextStatus::Failed);
    TextReport {
        id: id.filter(|id| is_sid(id, "SM") || is_sid(id, "MM")).map(str::to_owned),
        status,
        reason: code.filter(|code| has_failed && *code != 0).map(errors::meaning),
    }
}

fn status_of(name: &str) -> TextStatus {
    const NAMES: [(&str, TextStatus); 11] = [
        ("accepted", TextStatus::Taken),
        ("scheduled", TextStatus::Taken),
        ("queued", TextStatus::Taken),
        ("sending", TextStatus::Taken),
        ("sent", TextStatus::Sent),
        ("partially_delivered", TextStatus::Sent),
        ("delivered", TextStatus::Delivered),
        ("read", TextStatus::Delivered),
        ("undelivered", TextStatus::Undelivered),
        ("failed", TextStatus::Failed),
        ("canceled", TextStatus::Failed),
    ];
    NAMES
        .iter()
        .find(|(known, _)| name.eq_ignore_ascii_case(known))
        .map_or(TextStatus::Unknown, |(_, status)| *status)
}
