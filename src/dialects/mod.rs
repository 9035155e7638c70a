//! The telephony providers' ways of asking and of being answered.
//!
//! A dialect checks that a request is the provider's own, reads it into the dialogue's words, and
//! writes an answer as the provider's document. A provider's name stands nowhere else in the code:
//! whoever serves a line holds a [`Dialect`] and works with what is common to all of them.
//!
//! One exchange goes [`Request`] → [`Access::admit`] → [`CallRequest`] → the dialogue → [`Dialect::render`].
//! Nothing gives a [`CallRequest`] but a fitting signature ([`Auth::verify`]) or, for development, a request from
//! this machine itself ([`LocalRequest`]), so that no unsigned request can be read by mistake. Each dialect keeps its
//! own parsed form, of a form or of JSON, behind it.

mod access;
mod api;
mod auth;
mod call_id;
mod follow;
mod hints;
mod local;
mod number;
mod outgoing;
pub mod pieces;
mod plain;
mod public_url;
mod rejection;
mod request;
mod turn;
pub mod twilio;
pub mod xml;

use std::fmt;

use crate::catalogue::{Hotline, Languages, Severity, Speaker, Speakers};
use crate::dialogue::{Abilities, Answer, Whisper};

pub use crate::dialogue::CallStatus;
pub use access::Access;
pub use api::{
    ApiAnswer, ApiError, ApiRequest, ForeignRecording, OutgoingText, ProviderApi, TakenText,
    TextReport, TextStatus,
};
pub use auth::{Auth, AuthError, AuthTable, NamedSecret};
pub use call_id::CallId;
pub use follow::{DocumentFault, Follow, FollowedDocument};
pub use hints::HintLimits;
pub use local::LocalRequest;
pub use number::{NumberError, PhoneNumber};
pub use outgoing::{Ending, Links, Words};
pub use plain::{NextStep, PlainAnswer, Utterance};
pub use public_url::{PublicUrl, PublicUrlError};
pub use rejection::Rejection;
pub use request::Request;
pub use turn::{CallRequest, CallTurn, RecordingReady, StatusReport};

/// One provider's way of asking and of being answered.
pub trait Dialect: Send + Sync {
    /// The provider's unchanging facts.
    fn profile(&self) -> &'static Profile;

    /// Reads a line's secrets, and asks for every key that it knows; a mistake names its key and says how to mend it.
    fn read_auth(&self, table: &mut AuthTable) -> Result<Box<dyn Auth>, AuthError>;

    /// Parses an unsigned request from this machine, for development.
    fn read_local<'r>(&self, request: LocalRequest<'r>) -> Box<dyn CallRequest + 'r>;

    /// Writes an answer as the provider's document; the same answer gives the same bytes.
    fn render(&self, answer: &Answer, hotline: &Hotline, links: &dyn Links) -> Vec<u8>;

    /// Writes what a person hears before the caller is put through. Where it asks for a key, that comes to the
    /// whisper's own address as a turn's keys do, and without one the person's call ends.
    fn whisper(&self, whisper: &Whisper, hotline: &Hotline, links: &dyn Links) -> Vec<u8>;

    /// Writes a document that says a few words and needs nothing else, not even recordings.
    ///
    /// With a redirect it is the apology that is spoken when something went wrong after the
    /// signature held; with a hang-up, and the words in every language, it is the fallback that can
    /// be stored as a file wherever the provider looks when we cannot be reached. A dialect whose
    /// documents cannot redirect hangs up.
    fn announce(&self, words: &[Words<'_>], ending: Ending<'_>) -> Vec<u8>;

    /// The provider's side of the wire.
    fn follow(&self) -> &dyn Follow;

    /// Checks that text messages can come from this sender; if not, says what to write instead.
    fn check_sender(&self, text: &str) -> Result<(), &'static str>;
}

/// A provider's unchanging facts.
#[derive(Debug)]
pub struct Profile {
    /// The name in configuration, and in the voices of a language.
    pub name: &'static str,
    /// The `Content-Type` of every document.
    pub content_type: &'static str,
    /// The document that asks for nothing, to answer a report with.
    pub empty: &'static [u8],
    /// The headers of its signatures, in small letters.
    pub signature_headers: &'static [&'static str],
    /// Its languages and voices.
    pub languages: Languages,
    /// It understands speech.
    pub speech: bool,
    /// A person hears the caller's concern before the two are connected.
    pub whisper: bool,
    /// It sends text messages.
    pub texts: bool,
    pub recording: RecordingDelivery,
}

/// The moment from which the recording of a question can be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingDelivery {
    /// The turn that follows the recording brings its address.
    WithTurn,
    /// A report of its own brings the address, before or after the turn that follows.
    Later,
}

impl Profile {
    /// The abilities of a line that may have an account at the provider, and a sender of text messages; it listens as
    /// it is told, or else if the provider can.
    pub fn abilities(&self, listens: Option<bool>, account: bool, sender: bool) -> Abilities {
        Abilities {
            listens: listens.unwrap_or(self.speech),
            records: account,
            texts: account && sender && self.texts,
        }
    }
}

pub static DIALECTS: [&dyn Dialect; 1] = [&twilio::Twilio];

/// Every dialect as a speaker whose lines are not known, so that what it can't speak is a warning.
pub fn every_speaker() -> Speakers<'static> {
    let of_lines =
        DIALECTS.into_iter().map(|dialect| dialect.speaker(&[], dialect.profile().speech));
    let of_lines = of_lines.map(|speaker| Speaker { severity: Severity::Warning, ..speaker });
    Speakers { dialects: names(), of_lines: of_lines.collect() }
}

/// The names of all dialects.
pub fn names() -> Vec<&'static str> {
    DIALECTS.iter().map(|dialect| dialect.name()).collect()
}

/// The dialect with this name.
pub fn find(name: &str) -> Option<&'static dyn Dialect> {
    DIALECTS.into_iter().find(|dialect| dialect.name() == name)
}

impl dyn Dialect + '_ {
    /// The name in configuration, and in the voices of a language.
    pub fn name(&self) -> &'static str {
        self.profile().name
    }

    /// The speaker of a line of this dialect.
    pub fn speaker<'a>(&self, offered: &'a [String], listens: bool) -> Speaker<'a> {
        let Profile { name, languages, .. } = self.profile();
        Speaker { dialect: name, languages, listens, offered, severity: Severity::Error }
    }
}

impl fmt::Debug for dyn Dialect + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
