//! Senders of text messages, and reports on these.

use super::{errors, is_sid};
use crate::dialects::request::Parameters;
use crate::dialects::{PhoneNumber, TextReport, TextStatus};

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

/// Says if a sender is a messaging service.
pub fn is_service(text: &str) -> bool {
    is_sid(text, "MG")
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
    let unsubscribed = has_failed && code.is_some_and(errors::is_unsubscribed);
    TextReport {
        id: id.filter(|id| is_sid(id, "SM") || is_sid(id, "MM")).map(str::to_owned),
        status: if unsubscribed { TextStatus::Unsubscribed } else { status },
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
