//! Twilio: form webhooks signed over the address and the parameters, answered with `TwiML`.
//!
//! Written from Twilio's pages on webhooks, security and `TwiML` voice, and from the validators in
//! its client libraries, whose test vectors are the tests here.

mod api;
mod auth;
mod follow;
mod languages;
mod reading;
mod rendering;
mod signature;

use crate::catalogue::Hotline;
use crate::dialogue::{Answer, Whisper};

use super::{
    Auth, AuthError, AuthTable, CallRequest, Dialect, Ending, Follow, Links, LocalRequest, Profile,
    RecordingDelivery, Words,
};

use auth::TwilioAuth;
pub use languages::LANGUAGES;
use reading::TwilioRequest;

/// Twilio's webhooks and its markup, `TwiML`.
#[derive(Debug)]
pub struct Twilio;

static PROFILE: Profile = Profile {
    name: "twilio",
    // `text/xml`, `application/xml` and `text/html` are taken for `TwiML` (error 12300 for others).
    content_type: "text/xml; charset=utf-8",
    // Twilio would take a 204 as well; but a document also serves where someone sets the callback's address for a
    // voice webhook, and those who speak this dialect after Twilio's pattern expect one in every answer.
    empty: br#"<?xml version="1.0" encoding="UTF-8"?><Response/>"#,
    signature_headers: &[signature::SIGNATURE_HEADER],
    languages: LANGUAGES,
    speech: true,
    whisper: true,
    texts: true,
    recording: RecordingDelivery::WithTurn,
};

impl Dialect for Twilio {
    fn profile(&self) -> &'static Profile {
        &PROFILE
    }

    fn read_auth(&self, table: &mut AuthTable) -> Result<Box<dyn Auth>, AuthError> {
        Ok(Box::new(TwilioAuth::read(table)?))
    }

    fn read_local<'r>(&self, request: LocalRequest<'r>) -> Box<dyn CallRequest + 'r> {
        let request = request.request();
        let parameters = request.parameters().unwrap_or_default();
        Box::new(TwilioRequest::new(request, parameters))
    }

    fn render(&self, answer: &Answer, hotline: &Hotline, links: &dyn Links) -> Vec<u8> {
        rendering::render(answer, hotline, links)
    }

    fn whisper(&self, whisper: &Whisper, hotline: &Hotline, links: &dyn Links) -> Vec<u8> {
        rendering::whisper(whisper, hotline, links)
    }

    fn announce(&self, words: &[Words<'_>], ending: Ending<'_>) -> Vec<u8> {
        rendering::announce(words, ending)
    }

    fn follow(&self) -> &dyn Follow {
        self
    }

    fn check_sender(&self, text: &str) -> Result<(), &'static str> {
        api::check_sender(text)
    }
}
