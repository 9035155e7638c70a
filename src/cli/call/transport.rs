//! The seam between a telephone and the hotline.

use sila::dialects::{CallId, PhoneNumber, PlainAnswer, Utterance};
use sila::dialogue::Input;

/// Carries one call: brings what the caller does, and gives what is heard then.
pub trait Transport {
    /// One turn; the first with [`Input::Start`]. A recording has no address yet.
    async fn turn(&mut self, input: Input) -> anyhow::Result<PlainAnswer>;

    /// The words for the person who picks up, before the caller is heard.
    async fn whisper(&mut self) -> anyhow::Result<Vec<Utterance>>;

    /// Says that the call is over, after so many seconds.
    async fn end(&mut self, seconds: u32) -> anyhow::Result<()>;

    /// The file at a recording's address.
    async fn recording(&mut self, address: &str) -> anyhow::Result<Vec<u8>>;

    /// The text of the recording at an address, where that is known here.
    fn text(&self, _address: &str) -> Option<String> {
        None
    }

    /// Lets go of what carried the call.
    async fn close(self);
}

/// A call's id, and its numbers where they are telephones'.
pub struct Caller {
    pub call: CallId,
    pub number: Option<PhoneNumber>,
    pub called: Option<PhoneNumber>,
}
