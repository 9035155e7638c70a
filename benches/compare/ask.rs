//! Requests as the provider makes them: a form with all that it tells of a call, and a signature.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// The secret that the benchmarked line has.
pub const TOKEN: &str = "6f1c0a4b7d2e4938a5c6b7d8e9f00112";

/// One request.
pub struct Ask<'a> {
    /// Path and query.
    pub path: &'a str,
    /// The call's id.
    pub call: &'a str,
    /// Status of the call, in the provider's word.
    pub status: &'a str,
    /// The keys that were pressed; empty after silence.
    pub digits: &'a str,
    /// The caller's number.
    pub from: &'a str,
}

/// Parameters that are the same in every request, in the order in which they are signed: before the call's id, between
/// its status and the caller, up to the keys, up to the caller once more, and after that.
const FIXED: [&[(&str, &str)]; 5] = [
    &[("AccountSid", "AC5f2d1c0b9a8e7d6c5b4a39281706f5e4"), ("ApiVersion", "2010-04-01")],
    &[
        ("Called", "+97380000000"),
        ("CalledCity", ""),
        ("CalledCountry", "BH"),
        ("CalledState", ""),
        ("CalledZip", ""),
    ],
    &[("CallerCity", "MANAMA"), ("CallerCountry", "BH"), ("CallerState", ""), ("CallerZip", "")],
    &[("Direction", "inbound"), ("FinishedOnKey", "")],
    &[
        ("FromCity", "MANAMA"),
        ("FromCountry", "BH"),
        ("FromState", ""),
        ("FromZip", ""),
        ("To", "+97380000000"),
        ("ToCity", ""),
        ("ToCountry", "BH"),
        ("ToState", ""),
        ("ToZip", ""),
        ("msg", "Gather End"),
    ],
];

/// Makes requests to one server. What does not change is prepared, so that asking costs little beside answering.
#[derive(Clone)]
pub struct Provider {
    key: Hmac<Sha1>,
    origin: String,
    signed: [String; 5],
    sent: [String; 5],
}

impl Provider {
    /// The provider that calls the server at `origin`: `http://127.0.0.1:8080`.
    pub fn new(origin: &str) -> Self {
        let joined =
            |pairs: &[(&str, &str)]| pairs.iter().flat_map(|pair| [pair.0, pair.1]).collect();
        let form = |pairs: &[(&str, &str)]| {
            form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
        };
        Self {
            key: Hmac::new_from_slice(TOKEN.as_bytes()).unwrap(),
            origin: origin.to_owned(),
            signed: FIXED.map(joined),
            sent: FIXED.map(form),
        }
    }

    /// The signature of a request.
    pub fn signature(&self, ask: &Ask<'_>) -> String {
        let [first, called, origin, direction, last] = &self.signed;
        let mut mac = self.key.clone();
        for part in [
            &*self.origin,
            ask.path,
            first,
            "CallSid",
            ask.call,
            "CallStatus",
            ask.status,
            called,
            "Caller",
            ask.from,
            origin,
            "Digits",
            ask.digits,
            direction,
            "From",
            ask.from,
            last,
        ] {
            mac.update(part.as_bytes());
        }
        STANDARD.encode(mac.finalize().into_bytes())
    }

    /// The form of a request. Its parameters are not in the order in which they are signed.
    pub fn form(&self, ask: &Ask<'_>) -> String {
        let [first, called, origin, direction, last] = &self.sent;
        let digits = match ask.digits {
            "#" => "%23",
            "*" => "%2A",
            digits => digits,
        };
        let Ask { call, status, .. } = ask;
        let from = ask.from.trim_start_matches('+');
        format!(
            "{called}&Caller=%2B{from}&{origin}&{direction}&From=%2B{from}&{last}&Digits={digits}&CallSid={call}\
             &CallStatus={status}&{first}"
        )
    }
}
