//! How a call goes: what was heard from the caller at a place, and what is said next.
//!
//! [`answer`] is a pure function of the hotline and one [`Turn`]: it knows no clock, no store and no
//! provider, so that every reachable state of a call can be enumerated and every retry of a turn
//! gets the same answer. What must be remembered of a call is its [`State`]; it rides in the address
//! of the next turn.

mod answer;
mod event;
mod flow;
mod key;
mod meaning;
mod place;
mod speech;
mod state;
mod turn;

pub use answer::{Answer, Then};
pub use event::{EndReason, Event, EventKind};
pub use flow::answer;
pub use key::Key;
pub use place::Place;
pub use state::{Awaits, State};
pub use turn::{Input, TransferOutcome, Turn};
