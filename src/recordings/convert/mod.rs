//! From any sound file to the telephone's: decode, resample, trim, level, write.
//!
//! The same bytes always give the same result, bit for bit, so that the hash of a recording says
//! whether it is new. Works in memory of a known bound: the input ([`MAX_BYTES`]) and its sound in
//! one channel ([`MAX_QUESTION_SECONDS`] at [`MAX_SOURCE_RATE`], 115 MB at the very most).

mod bytes;
pub mod clipping;
mod decode;
mod kind;
mod level;
mod mpeg;
mod ogg;
pub mod resample;
mod trim;
pub mod wav;
pub(super) mod wave;

use std::fmt;

use super::{QuestionRefusal, Refusal};

pub use decode::{MAX_CHANNELS, MAX_SOURCE_RATE, MIN_SOURCE_RATE};
pub use kind::{ForeignFormat, Wholeness};
pub use level::{PEAK_CEILING_DB, TARGET_LUFS};

/// Samples a second in a recording: the rate of the telephone network (ITU-T G.711).
pub const TELEPHONE_RATE: u32 = 8000;

/// Longest recording in seconds, before trimming. Nobody listens to two minutes without a choice.
pub const MAX_SECONDS: u32 = 120;

/// Longest question of a caller in seconds, which is a little more than callers are given: what is longer is cut.
pub const MAX_QUESTION_SECONDS: u32 = 150;

/// Largest file that is read, in bytes: more than 120 seconds of 24-bit stereo at 48 kHz.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Largest share of clipped samples that is taken.
const MAX_CLIPPED: f32 = 0.002;

/// Share of clipped samples from which the operator is told.
const NOTED_CLIPPED: f32 = 0.0002;

/// Gain in decibels from which the room is heard along with the voice.
const NOTED_GAIN_DB: f64 = 20.0;

/// Decibels below the target from which a recording is noticeably softer than its neighbours.
const NOTED_SHORTFALL_DB: f64 = 3.0;

/// The length that is taken.
#[derive(Debug, Clone, Copy)]
struct Longest {
    seconds: u32,
    /// A longer sound is cut, and not refused.
    cuts: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    /// A WAV file: 8 kHz, mono, 16 bits, with the canonical header of 44 bytes.
    pub wav: Vec<u8>,
    /// Length in seconds, after trimming.
    pub seconds: f32,
    /// Decibels added to the loudness.
    pub gain_db: f64,
    pub concerns: Vec<Concern>,
}

/// Something about a recording that was taken, and that the operator should know.
#[derive(Debug, Clone, PartialEq)]
pub enum Concern {
    /// A little of it is clipped.
    SomeClipping { percent: f32 },
    /// It was very quiet, and the noise came up with the voice.
    Quiet { gain_db: f64 },
    /// Single loud moments keep it below the loudness of the others.
    HeldBackByPeaks { shortfall_db: f64 },
    /// It is longer than it states, as files are that were joined: other programs may end too early.
    LongerThanStated { seconds: f32, stated: f32 },
    /// Its length is far from what the text should take: perhaps it is another text.
    UnexpectedLength { seconds: f32, estimated: f32 },
}

impl fmt::Display for Concern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SomeClipping { percent } => {
                write!(f, "{percent:.2} % of the sound is clipped; listen to it.")
            }
            Self::Quiet { gain_db } => write!(
                f,
                "It was recorded very softly and raised by {gain_db:.0} dB; listen for noise."
            ),
            Self::HeldBackByPeaks { shortfall_db } => write!(
                f,
                "Loud moments keep it {shortfall_db:.0} dB softer than the other recordings."
            ),
            Self::LongerThanStated { seconds, stated } => write!(
                f,
                "The file states {stated:.1} s and holds {seconds:.1} s; all of it is taken. Listen to it to its end."
            ),
            Self::UnexpectedLength { seconds, estimated } => write!(
                f,
                "It takes {seconds:.1} s where the text should take about {estimated:.1} s; check \
                 that it is the right text."
            ),
        }
    }
}

/// Turns a sound file (WAV, FLAC, MP3 or Ogg Vorbis, of any rate) into the telephone's format.
///
/// The file may come from anybody: whatever its bytes are, the answer is a recording or a refusal. No other program
/// is involved.
pub fn convert(file: Vec<u8>) -> Result<Converted, Refusal> {
    convert_within(file, Longest { seconds: MAX_SECONDS, cuts: false }, MAX_CLIPPED)
}

/// The same for what a caller said into a telephone: nobody can ask for it once more, so that it is taken however
/// long it is and however much of it is clipped.
pub fn convert_question(file: Vec<u8>) -> Result<Converted, QuestionRefusal> {
    let longest = Longest { seconds: MAX_QUESTION_SECONDS, cuts: true };
    Ok(convert_within(file, longest, 1.0)?)
}

#[expect(clippy::cast_precision_loss, reason = "seconds to be shown")]
fn convert_within(
    file: Vec<u8>,
    longest: Longest,
    most_clipped: f32,
) -> Result<Converted, Refusal> {
    let sound = decode::decode(file, longest)?;
    let (clipped, stated) = (sound.clipped, sound.stated);
    let held = sound.samples.len() as f32 / sound.rate as f32;
    let mut samples = resample::to_telephone_rate(sound.samples, sound.rate)?;
    remove_offset(&mut samples);
    let voice = trim::trim(&samples)?;
    // After the check for silence: noise that touches nothing is first of all silent.
    if clipped > most_clipped {
        return Err(Refusal::Clipped { percent: clipped * 100.0 });
    }
    let levelled = level::level(voice)?;

    let mut concerns = Vec::new();
    if let Some(stated) = stated {
        concerns.push(Concern::LongerThanStated { seconds: held, stated });
    }
    if clipped > NOTED_CLIPPED {
        concerns.push(Concern::SomeClipping { percent: clipped * 100.0 });
    }
    if levelled.gain_db > NOTED_GAIN_DB {
        concerns.push(Concern::Quiet { gain_db: levelled.gain_db });
    }
    if levelled.shortfall_db > NOTED_SHORTFALL_DB {
        concerns.push(Concern::HeldBackByPeaks { shortfall_db: levelled.shortfall_db });
    }
    Ok(Converted {
        wav: wav::write(&levelled.samples)?,
        seconds: wav::seconds(levelled.samples.len()),
        gain_db: levelled.gain_db,
        concerns,
    })
}

/// Takes away a constant offset, as cheap sound cards add: it is inaudible, but would count as loud.
#[expect(clippy::cast_precision_loss, reason = "150 s at 8 kHz are a million samples")]
#[expect(clippy::cast_possible_truncation, reason = "a mean of f32 fits f32")]
fn remove_offset(samples: &mut [f32]) {
    let sum: f64 = samples.iter().copied().map(f64::from).sum();
    let mean = (sum / samples.len().max(1) as f64) as f32;
    for sample in samples {
        *sample -= mean;
    }
}
