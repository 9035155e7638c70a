//! Reasons why a file did not become a recording.

use thiserror::Error;

use super::convert::{ForeignFormat, MAX_BYTES, MAX_SECONDS};

/// The way out for every kind of file that is not read.
const SAVE: &str = "Save it as uncompressed WAV (PCM), FLAC, MP3 or Ogg Vorbis.";

/// A reason why a file did not become a recording, with the remedy in its sentence.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Refusal {
    #[error("The file holds no sound at all. Export it again from the recording program.")]
    Empty,
    #[error("This is not a sound file that is known here. {SAVE}")]
    NotAudio,
    #[error("The file is {what}, which is not read here. {SAVE}")]
    UnsupportedFormat {
        /// The kind of file, with its article: `a sound of 9 channels`.
        what: String,
    },
    #[error("The file is {}, which is not read here. {SAVE}", .0.what)]
    Foreign(ForeignFormat),
    #[error(
        "The file is {}, which is read with ffmpeg, and that is not installed here ({why}). Install it, or save the \
         file as uncompressed WAV (PCM), FLAC, MP3 or Ogg Vorbis.",
        format.what
    )]
    NeedsFfmpeg {
        format: ForeignFormat,
        /// Why ffmpeg did not start.
        why: String,
    },
    #[error(
        "The file is {}, and ffmpeg does not make sound of it: {why}. Copy or export it again, or save it as \
         uncompressed WAV (PCM).",
        format.what
    )]
    FfmpegFailed { format: ForeignFormat, why: String },
    #[error("The file is damaged or cut short: {what}. Copy or export it again.")]
    Damaged { what: String },
    #[error(
        "Nothing is heard: the loudest moment is below -50 dB of full scale. Check the microphone, \
         and that the two channels of a stereo file do not cancel each other."
    )]
    Silent,
    #[error(
        "The sound is clipped: {percent:.1} % of it is cut off flat at full scale (at most 0.2 % is \
         taken). Record it again with the microphone turned down; lowering the volume afterwards \
         does not help."
    )]
    Clipped { percent: f32 },
    #[error("The recording is longer than {MAX_SECONDS} seconds. Cut it, or split the text.")]
    TooLong,
    #[error(
        "The file is larger than {} MiB. Save it as FLAC, or as WAV at 48 kHz or less.",
        MAX_BYTES / 1024 / 1024
    )]
    TooLarge,
    #[error(
        "No prompt is called \"{id}\"{}. Use the file names of the sheet.",
        nearest.as_ref().map(|id| format!(" (the nearest is \"{id}\")")).unwrap_or_default()
    )]
    UnknownId { id: String, nearest: Option<String> },
    #[error(
        "The hotline has no prompt \"{id}\" in the language \"{language}\". Use the file names of \
         the sheet."
    )]
    UnknownLanguage { id: String, language: String },
    /// Two files claim one text; neither is taken.
    #[error(
        "Another file is for the same text: \"{other}\". Keep the right one and remove the other."
    )]
    TwoFiles { other: String },
    #[error(
        "A person has recorded this text, and a draft does not take the place of that. Leave the file out; to hear the \
         draft all the same, remove the recording first."
    )]
    Recorded,
    #[error(
        "The file name does not say which prompt and language it is: {why}. Name it like \
         \"114.fee.ar.wav\", or \"114.fee.wav\" in a folder \"ar\"."
    )]
    UnreadableName { why: String },
    #[error("The file cannot be read: {why}.")]
    Unreadable { why: String },
    #[error(
        "The file is packed {how}, which is not read here. Unpack the ZIP file, and import the \
         folder."
    )]
    Packed {
        /// `with a password`.
        how: String,
    },
    #[error(
        "The ZIP file unpacks to more than is taken at once. Import the rest as a second ZIP file."
    )]
    ArchiveTooLarge,
    #[error("The file could not be converted: {why}. Please report this, with the file.")]
    Inconvertible { why: String },
}

/// A reason why what a caller said did not become a recording, for whoever is to answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuestionRefusal {
    #[error("Nothing is heard in the recording.")]
    Silent,
    #[error("The recording is not a sound file.")]
    NotAudio,
    #[error("The recording is {what}, which is not read here.")]
    UnsupportedFormat { what: String },
    #[error("The recording is damaged or cut short: {what}.")]
    Damaged { what: String },
    #[error("The recording is larger than {} MiB.", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    #[error("The recording could not be converted: {why}. Please report this.")]
    Inconvertible { why: String },
}

impl From<Refusal> for QuestionRefusal {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Empty | Refusal::Silent => Self::Silent,
            Refusal::NotAudio => Self::NotAudio,
            Refusal::UnsupportedFormat { what } => Self::UnsupportedFormat { what },
            Refusal::Foreign(format) => Self::UnsupportedFormat { what: format.what.to_owned() },
            Refusal::Damaged { what } => Self::Damaged { what },
            Refusal::TooLarge => Self::TooLarge,
            // The others are refusals of a delivery, or of what is taken here.
            other => Self::Inconvertible { why: other.to_string() },
        }
    }
}
