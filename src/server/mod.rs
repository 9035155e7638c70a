//! One running node: the rooms put together, started, kept up and stopped.

mod clock_proof;
mod local;
mod start;
mod upkeep;

pub use clock_proof::{ClockProof, Reading};
pub use local::LocalCalls;
pub use start::{Ambient, Running, StartError, start};
pub use upkeep::{Round, RoundKeeper, upkeep};
