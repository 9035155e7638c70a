//! How a call goes: what was heard from the caller at a place, and what is said next.
//!
//! [`answer`] is a pure function of the hotline, one [`Turn`] and what is so [`Around`] it: it knows no clock, no
//! store and no provider, so that every reachable state of a call can be enumerated and every retry of a turn
//! gets the same answer. What must be remembered of a call is its [`State`]; it rides in the address
//! of the next turn.
//!
//! What only the store knows is not waited for here: an answer says what it [asks](Answer::asks) and is good
//! without it; whoever gets to know it in time asks for the answer again, with what is [`Known`].

mod answer;
mod around;
mod event;
mod flow;
mod key;
mod map;
mod marks;
mod meaning;
mod place;
mod reference;
mod speech;
mod state;
mod turn;
mod whisper;

pub use answer::{Answer, Collect, Then};
pub use around::{Abilities, Around, CallerNumber, InquiryKnown, Known, Question};
pub use event::{EndReason, Event, EventKind, TextRefusal};
pub use flow::answer;
pub use key::Key;
pub use map::map;
pub use marks::{Mark, Marks};
pub use place::{Onward, Place};
pub use reference::Reference;
pub use state::{Awaits, State};
pub use turn::{Input, TransferOutcome, Turn};
pub use whisper::whisper;
