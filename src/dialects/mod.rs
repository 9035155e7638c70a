//! How each telephony provider asks and wants to be answered.
//!
//! A dialect checks that a request is the provider's own, reads it into the dialogue's words, and
//! writes an answer as the provider's document. A provider's name stands nowhere else in the code:
//! whoever serves a line holds a [`Dialect`] and works with what is common to all of them.
//!
//! One exchange goes [`Request`] → [`Dialect::verify`] → [`Verified`] → [`Dialect::read_turn`] →
//! the dialogue → [`Dialect::render`]. Reading takes a [`Verified`], which nothing but a fitting
//! signature gives (or, for development, [`Verified::from_this_machine`]), so that no unsigned request
//! can be read by mistake.

mod api;
mod call_id;
mod languages;
mod local;
mod number;
mod outgoing;
mod pieces;
mod public_url;
mod request;
mod secrets;
mod turn;
pub mod twilio;
mod xml;

#[cfg(test)]
mod fixtures;

use http::HeaderMap;
use url::Url;

use crate::catalogue::Hotline;
use crate::dialogue::{Answer, SpokenPrompt};

pub use api::{
    Account, ApiAnswer, ApiError, ApiRequest, ForeignRecording, OutgoingText, TakenText,
    TextReport, TextStatus,
};
pub use call_id::CallId;
pub use languages::Languages;
pub use number::{NumberError, NumberKind, PhoneNumber};
pub use outgoing::{Ending, Links, Words};
pub use public_url::{PublicUrl, PublicUrlError};
pub use request::{Rejection, Request, Verified};
pub use secrets::{Secrets, SecretsError, SharedKey};
pub use turn::{CallStatus, CallTurn, StatusReport};

/// How one provider asks and wants to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Twilio's webhooks and its markup, `TwiML`.
    Twilio,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 1] = [Self::Twilio];

    /// The name in configuration, and in the voices of a language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Twilio => twilio::NAME,
        }
    }

    /// The dialect with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// Checks that a request was signed by whoever holds the line's secrets.
    ///
    /// `public` is the address under which the provider reaches us, from configuration and never from
    /// what a request says of itself. Takes as long whichever secret fits, or none.
    pub fn verify<'r>(
        self,
        request: &'r Request<'r>,
        public: &PublicUrl,
        secrets: &Secrets,
    ) -> Result<Verified<'r>, Rejection> {
        let parameters = match self {
            Self::Twilio => twilio::verify(request, public, secrets)?,
        };
        Ok(Verified::new(request, parameters))
    }

    /// The headers with which the provider would sign a request, using the line's first secret: to
    /// try out a line without a call.
    pub fn sign(self, request: &Request<'_>, public: &PublicUrl, secrets: &Secrets) -> HeaderMap {
        match self {
            Self::Twilio => twilio::sign(request, public, secrets),
        }
    }

    /// Reads a request for the next document of a call; whatever is missing or odd in it.
    pub fn read_turn(self, verified: &Verified<'_>) -> CallTurn {
        match self {
            Self::Twilio => twilio::read_turn(verified),
        }
    }

    /// Reads a report on how a call fares; whatever is missing or odd in it.
    pub fn read_status(self, verified: &Verified<'_>) -> StatusReport {
        match self {
            Self::Twilio => twilio::read_status(verified),
        }
    }

    /// Writes an answer as the provider's document; the same answer gives the same bytes.
    pub fn render(self, answer: &Answer, hotline: &Hotline, links: &impl Links) -> Vec<u8> {
        match self {
            Self::Twilio => twilio::render(answer, hotline, links),
        }
    }

    /// Writes what a person hears before the caller is put through.
    pub fn whisper(
        self,
        prompts: &[SpokenPrompt],
        hotline: &Hotline,
        links: &impl Links,
    ) -> Vec<u8> {
        match self {
            Self::Twilio => twilio::whisper(prompts, hotline, links),
        }
    }

    /// Writes a document that says a few words and needs nothing else, not even recordings.
    ///
    /// With a redirect it is the apology that is spoken when something went wrong after the
    /// signature held; with a hang-up, and the words in every language, it is the fallback that can
    /// be stored as a file wherever the provider looks when we cannot be reached.
    pub fn announce(self, words: &[Words<'_>], ending: Ending<'_>) -> Vec<u8> {
        match self {
            Self::Twilio => twilio::announce(words, ending),
        }
    }

    /// The document that asks for nothing, to answer a status report with.
    pub fn empty(self) -> &'static [u8] {
        match self {
            Self::Twilio => twilio::EMPTY,
        }
    }

    /// The `Content-Type` of every document.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Twilio => twilio::CONTENT_TYPE,
        }
    }

    /// The provider's languages and voices.
    pub fn languages(self) -> &'static Languages {
        match self {
            Self::Twilio => &twilio::LANGUAGES,
        }
    }

    /// Whether a document can ask the provider to understand speech.
    pub fn can_listen(self) -> bool {
        match self {
            Self::Twilio => true,
        }
    }
}

/// What a line asks of its provider's own API.
impl Dialect {
    /// Where the provider's public API is.
    pub fn public_api(self) -> Result<Url, url::ParseError> {
        match self {
            Self::Twilio => Url::parse(twilio::api::PUBLIC_API),
        }
    }

    /// Whether a text may be the id of an account at the provider; if not, what to write instead.
    pub fn check_account(self, text: &str) -> Result<(), &'static str> {
        match self {
            Self::Twilio => twilio::api::check_account(text),
        }
    }

    /// Whether text messages can come from this sender; if not, what to write instead.
    pub fn check_sender(self, text: &str) -> Result<(), &'static str> {
        match self {
            Self::Twilio => twilio::api::check_sender(text),
        }
    }

    /// The request that sends a text message.
    pub fn send_text(self, account: &Account, text: &OutgoingText<'_>) -> ApiRequest {
        match self {
            Self::Twilio => twilio::api::send_text(account, text),
        }
    }

    /// Reads what became of the request that sends a text message.
    pub fn read_taken(self, answer: &ApiAnswer<'_>) -> Result<TakenText, ApiError> {
        match self {
            Self::Twilio => twilio::api::read_taken(answer),
        }
    }

    /// Reads what the provider reports of a text message.
    pub fn read_text_report(self, verified: &Verified<'_>) -> TextReport {
        match self {
            Self::Twilio => twilio::api::read_text_report(verified),
        }
    }

    /// The request for a recording, whose address came from the provider's webhook.
    pub fn fetch_recording(
        self,
        account: &Account,
        recording: &str,
    ) -> Result<ApiRequest, ForeignRecording> {
        match self {
            Self::Twilio => twilio::api::fetch_recording(account, recording),
        }
    }

    /// Reads whether the answer's body is the recording.
    pub fn read_recording(self, answer: &ApiAnswer<'_>) -> Result<(), ApiError> {
        match self {
            Self::Twilio => twilio::api::read_recording(answer),
        }
    }

    /// The request that deletes a recording at the provider.
    pub fn delete_recording(
        self,
        account: &Account,
        recording: &str,
    ) -> Result<ApiRequest, ForeignRecording> {
        match self {
            Self::Twilio => twilio::api::delete_recording(account, recording),
        }
    }

    /// Reads whether the provider has the recording no more.
    pub fn read_deleted(self, answer: &ApiAnswer<'_>) -> Result<(), ApiError> {
        match self {
            Self::Twilio => twilio::api::read_deleted(answer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialect_is_found_by_its_name() {
        for dialect in Dialect::ALL {
            assert_eq!(Dialect::parse(dialect.name()), Some(dialect));
        }
        assert_eq!(Dialect::parse("Twilio"), None);
        assert_eq!(Dialect::parse(""), None);
    }
}
