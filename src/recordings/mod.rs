//! Audio in: files of any kind, made the telephone's.
//!
//! [`sheet()`] is what the studio works from; a [`Delivery`] is what it sends back, in files that [`FileNames`] finds
//! the prompts of, and [`convert()`] makes each the telephone's, [`Ffmpeg`] those too that it does not decode. A
//! [`Voice`] speaks what nobody has recorded yet.

pub mod convert;
mod delivery;
mod ffmpeg;
mod names;
mod program;
mod refusal;
mod sheet;
mod voice;

pub use convert::{Concern, Converted, convert};
pub use delivery::{Delivery, DeliveryError};
pub use ffmpeg::Ffmpeg;
pub use names::{FileNames, file_name};
pub use refusal::{QuestionRefusal, Refusal};
pub use sheet::sheet;
pub use voice::{DraftFailure, Voice, VoiceError};
