//! Twilio: form webhooks signed over the address and the parameters, answered with `TwiML`.
//!
//! Written from Twilio's pages on webhooks, security and `TwiML` voice, and from the validators in
//! its client libraries, whose test vectors are the tests here.

pub(super) mod api;
mod languages;
mod reading;
mod rendering;
mod signature;

pub use languages::LANGUAGES;
pub(super) use reading::{read_status, read_turn};
pub(super) use rendering::{announce, render, whisper};
pub(super) use signature::{sign, verify};

/// The name in configuration.
pub const NAME: &str = "twilio";

/// `text/xml`, `application/xml` and `text/html` are taken for `TwiML` (error 12300 for others).
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

/// What a status callback is answered with. Twilio would take a 204 as well; but a document also
/// serves where someone sets the callback's address for a voice webhook, and those who speak this
/// dialect after Twilio's pattern expect one in every answer.
pub const EMPTY: &[u8] = br#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#;
