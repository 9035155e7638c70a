//! HTTP: from a provider's request to its answer.

pub mod app;
mod audio;
mod fallback;
pub mod listen;
mod ops;
mod preflight;
pub mod refusal;
mod routes;
mod status;
mod voice;
mod whisper;

pub use app::{App, CallLinks, Line};
pub use fallback::document as fallback_document;
pub use listen::{Limits, serve};
pub use preflight::PREFLIGHT;
pub use refusal::Refusal;
pub use routes::routes;
pub use voice::{Worked, work_out};
