//! What can be heard: the files of the hotline, checked and turned into an edition.

mod prompt;

pub use prompt::{Prompt, Recording, RecordingHash};
