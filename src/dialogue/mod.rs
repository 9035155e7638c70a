//! The course of a call: a pure function from a caller's input at a place to what is said next.
//!
//! [`answer`] depends on the hotline, one [`Turn`] and its [`TurnContext`] alone. It has no clock, no store and no
//! provider, so that every reachable state of a call can be enumerated and a retry of a turn gets the same answer.
//! All that must be remembered of a call is its [`CallState`], which rides in the address of the next turn.
//!
//! An answer that would be better with facts from the store names the [`Lookup`] that it [needs](Answer::needs) and
//! is complete without it. With the [`LookupResult`] at hand, `answer` is called again.

mod answer;
mod context;
mod event;
mod flow;
mod heard;
mod key;
mod marks;
mod meaning;
mod place;
mod recorded;
mod reference;
mod speech;
mod state;
mod turn;
mod whisper;

pub use answer::{Answer, Collect, SpokenPrompt, Then};
pub use context::{
    Abilities, CallerNumber, InquiryProgress, KnownCaller, Lookup, LookupResult, TurnContext,
};
pub use event::{CallStatus, EndReason, Event, EventKind, TextRefusal};
pub use flow::answer;
pub use heard::heard_at;
pub use key::Key;
pub use marks::{Mark, Marks};
pub use meaning::TEXT_KEY;
pub use place::{LeftQuestion, Onward, Place};
pub use recorded::{PlaceCode, PlaceKind, RecordedPlace};
pub use reference::Reference;
pub use state::{Awaits, CallState};
pub use turn::{Input, TransferOutcome, Turn};
pub use whisper::{Whisper, whisper};
