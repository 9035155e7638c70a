//! The server: from a provider's request to its answer.
//!
//! [`start`] puts the parts together; `voice` is the way of a turn; everything else is beside it.

mod address;
mod app;
mod audio;
mod caller_key;
pub mod config;
pub mod editions;
pub mod errands;
mod fallback;
mod keys;
mod knowledge;
mod listen;
mod metrics;
mod notices;
mod ops;
mod preflight;
mod record;
mod refusal;
mod routes;
mod start;
mod status;
mod upkeep;
mod voice;
mod whisper;

pub use address::Seal;
pub use app::{App, CallLinks, Line};
pub use caller_key::CallerKey;
pub use fallback::document as fallback_document;
pub use keys::KeyError;
pub use listen::{Limits, serve};
pub use notices::Notices;
pub use preflight::PREFLIGHT;
pub use refusal::Refusal;
pub use start::{Ambient, Running, StartError, load_hotline, reachable, start};
pub use upkeep::{Pace, round, upkeep};
pub use voice::{Worked, work_out};
