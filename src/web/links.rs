//! The addresses in the documents of a call.

use crate::catalogue::RecordingHash;
use crate::dialects::{Links, PublicUrl};
use crate::web::app::ProviderLine;

/// The query parameter that holds the token of a turn.
pub const TOKEN: &str = "turn";

/// The addresses in the document of one turn.
pub struct CallLinks<'a> {
    /// The address that providers call.
    pub public_url: &'a PublicUrl,
    /// The line that was called.
    pub line: &'a ProviderLine,
    /// The token of the next turn; empty where the call ends.
    pub token: &'a str,
    /// The number that a person sees, where it is not the caller's own.
    pub caller_id: Option<&'a str>,
}

impl CallLinks<'_> {
    /// One of the line's addresses, with the token.
    fn with_token(&self, path: &str) -> String {
        let address = format!("/voice/{}{path}?{TOKEN}={}", self.line.name(), self.token);
        self.public_url.join(&address)
    }
}

impl Links for CallLinks<'_> {
    fn turn(&self) -> String {
        self.with_token("")
    }

    fn whisper(&self) -> String {
        self.with_token("/whisper")
    }

    fn recording_report(&self) -> String {
        self.with_token("/recording")
    }

    fn caller_id(&self) -> Option<&str> {
        self.caller_id
    }

    fn recording(&self, hash: RecordingHash) -> String {
        self.public_url.join(&format!("/audio/{hash}.wav"))
    }
}
