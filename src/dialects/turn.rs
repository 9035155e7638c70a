//! The content of a provider's request, in the dialogue's words.

use crate::dialogue::{CallStatus, Input};

use super::{CallId, PhoneNumber, TextReport};

/// A provider's request that has proved to be the provider's own, parsed once; see [`super::Access::admit`].
///
/// Each method reads what its kind of request says, whatever is missing or odd in it.
pub trait CallRequest: Send {
    /// Reads a request for the next document of a call.
    fn turn(&self) -> CallTurn;

    /// Reads a report on how a call fares.
    fn status(&self) -> StatusReport;

    /// Reads a report on a text message.
    fn text_report(&self) -> TextReport;

    /// Reads a report that a recording can be fetched; `None` where the turn brings it, or where this tells of none.
    fn recording_ready(&self) -> Option<RecordingReady> {
        None
    }
}

/// A report that the recording of what a caller said can be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingReady {
    pub call: CallId,
    /// The address at the provider.
    pub address: String,
}

/// A request for the next document of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallTurn {
    pub call: CallId,
    /// The caller's doing, or the end of something.
    ///
    /// Never [`Input::Start`] or [`Input::Lost`]: those depend on the token in the address, which
    /// the dialect does not read.
    pub input: Input,
    /// The call that this one is a part of: the caller's, where this is the person's.
    pub parent: Option<CallId>,
    /// The caller's number; none if it is withheld, or no telephone's.
    pub caller: Option<PhoneNumber>,
    /// The number that was called; none if it is no telephone's.
    pub called: Option<PhoneNumber>,
    /// The number that the call was forwarded from; none if it was not, or it is no telephone's.
    pub forwarded_from: Option<PhoneNumber>,
}

/// A report on how a call fares. Reports come late, twice and in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReport {
    pub call: CallId,
    pub status: CallStatus,
    /// The call's length, once it is over.
    pub seconds: Option<u32>,
}
