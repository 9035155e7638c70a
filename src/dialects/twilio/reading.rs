//! Reading Twilio's parameters. Nothing is required: those who speak this dialect after Twilio's
//! pattern leave out what they like, and Twilio adds to it without notice.

use crate::dialects::request::Parameters;
use crate::dialects::{
    CallId, CallRequest, CallTurn, PhoneNumber, Request, StatusReport, TextReport,
};
use crate::dialogue::{CallStatus, Input, Key, TransferOutcome};

/// More keys than this in one turn were not pressed by a person.
const MOST_KEYS: usize = 20;
/// More characters than these were not said in one breath.
const LONGEST_SPEECH: usize = 300;

pub struct TwilioRequest<'r> {
    request: Request<'r>,
    parameters: Parameters<'r>,
}

impl<'r> TwilioRequest<'r> {
    /// A request that is known to be Twilio's, or this machine's.
    pub fn new(request: &Request<'r>, parameters: Parameters<'r>) -> Self {
        Self { request: *request, parameters }
    }
}

impl CallRequest for TwilioRequest<'_> {
    fn turn(&self) -> CallTurn {
        let parameters = &self.parameters;
        CallTurn {
            call: call(&self.request, parameters),
            input: input(parameters),
            parent: parameters.get("ParentCallSid").and_then(CallId::parse),
            caller: parameters.get("From").and_then(PhoneNumber::parse),
            called: parameters.get("To").and_then(PhoneNumber::parse),
            forwarded_from: parameters.get("ForwardedFrom").and_then(PhoneNumber::parse),
        }
    }

    fn status(&self) -> StatusReport {
        let parameters = &self.parameters;
        StatusReport {
            call: call(&self.request, parameters),
            status: status(parameters.get("CallStatus")),
            seconds: count(parameters, "CallDuration"),
        }
    }

    fn text_report(&self) -> TextReport {
        super::api::read_text_report(&self.parameters)
    }
}

fn count(parameters: &Parameters<'_>, name: &str) -> Option<u32> {
    parameters.get(name)?.trim().parse().ok()
}

/// A call without a proper `CallSid` is named after what came in its place; without any, after the
/// whole request, so that at least a retry of it belongs to the same call.
fn call(request: &Request<'_>, parameters: &Parameters<'_>) -> CallId {
    match parameters.get("CallSid") {
        Some(sid) => CallId::parse(sid).unwrap_or_else(|| CallId::derived(&[sid.as_bytes()])),
        None => CallId::derived(&[request.path_and_query.as_bytes(), request.body]),
    }
}

/// The end of a transfer and a recording come first, because the call itself may be over by then; then the end of
/// the call, because keys that were pressed before it lead nowhere any more.
fn input(parameters: &Parameters<'_>) -> Input {
    let over = status(parameters.get("CallStatus")).is_final();
    if let Some(outcome) = parameters.get("DialCallStatus") {
        // Whoever hangs up in the whisper was reached and has not taken the call (Twilio's changelog of 2020-12-09).
        let bridged = parameters.get("DialBridged").is_none_or(|bridged| bridged != "false");
        let outcome = match status(Some(outcome)) {
            CallStatus::Completed if !bridged => TransferOutcome::NoAnswer,
            CallStatus::Completed | CallStatus::InProgress => TransferOutcome::Answered,
            CallStatus::Busy => TransferOutcome::Busy,
            CallStatus::NoAnswer => TransferOutcome::NoAnswer,
            CallStatus::Cancelled => TransferOutcome::Cancelled,
            _ => TransferOutcome::Failed,
        };
        return Input::Transferred {
            outcome,
            seconds: count(parameters, "DialCallDuration"),
            caller_gone: over,
        };
    }
    if let Some(address) = parameters.get("RecordingUrl") {
        return Input::RecordingEnded {
            address: Some(address.to_owned()),
            seconds: count(parameters, "RecordingDuration"),
            withdrawn: parameters.get("Digits") == Some("*"),
            caller_gone: over || parameters.get("Digits") == Some("hangup"),
        };
    }
    if over {
        return Input::HungUp;
    }
    // A key before words: it is surer.
    let Some(digits) = parameters.get("Digits") else {
        let said = parameters.get("SpeechResult").filter(|said| !said.trim().is_empty());
        return said.map_or(Input::Silence, |said| Input::Speech {
            said: said.chars().take(LONGEST_SPEECH).collect(),
            confidence: percent(parameters.get("Confidence")),
        });
    };
    let keys = digits.chars().take(MOST_KEYS + 1).map(Key::from_char);
    match keys.collect::<Option<Vec<_>>>() {
        Some(keys) if keys.len() <= MOST_KEYS => Input::Keys(keys),
        _ => Input::Gibberish,
    }
}

/// The recogniser's confidence: `0.93`. It says 0 where it does not know.
fn percent(confidence: Option<&str>) -> Option<u8> {
    let confidence: f32 = confidence?.trim().parse().ok()?;
    if confidence.is_nan() || confidence <= 0.0 {
        return None;
    }
    let percent = (confidence * 100.0).round().max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 100")]
    (1.0..=100.0).contains(&percent).then_some(percent as u8)
}

/// Reads `CallStatus` or `DialCallStatus`; where one says `in-progress` another may say `answered`.
fn status(name: Option<&str>) -> CallStatus {
    const NAMES: [(&str, CallStatus); 10] = [
        ("in-progress", CallStatus::InProgress),
        ("completed", CallStatus::Completed),
        ("answered", CallStatus::InProgress),
        ("ringing", CallStatus::Ringing),
        ("no-answer", CallStatus::NoAnswer),
        ("busy", CallStatus::Busy),
        ("canceled", CallStatus::Cancelled),
        ("cancelled", CallStatus::Cancelled),
        ("failed", CallStatus::Failed),
        ("queued", CallStatus::Queued),
    ];
    let name = name.unwrap_or_default().trim();
    NAMES
        .iter()
        .find(|(known, _)| name.eq_ignore_ascii_case(known))
        .map_or(CallStatus::Unknown, |(_, status)| *status)
}
