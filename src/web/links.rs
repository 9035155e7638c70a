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
}

impl Links for CallLinks<'_> {
    fn turn(&self) -> String {
        let (line, token) = (&self.line.name(), self.token);
        let address = format!("/voice/{line}?{TOKEN}={token}");
        self.public_url.join(&address)
    }

    fn whisper(&self) -> String {
        let (line, token) = (&self.line.name(), self.token);
        let address = format!("/voice/{line}/whisper?{TOKEN}={token}");
        self.public_url.join(&address)
    }

    fn caller_id(&self) -> Option<&str> {
        self.line.caller_id.as_deref()
    }

    fn recording(&self, hash: RecordingHash) -> String {
        self.public_url.join(&format!("/audio/{hash}.wav"))
    }
}
