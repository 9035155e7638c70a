//! Audio that a document plays.

use std::io::Cursor;

use sha2::{Digest, Sha256};

use super::fault::FaultKind;

/// The largest file that is fetched, in bytes.
pub(super) const LARGEST: usize = 40 * 1024 * 1024;

/// Audio as it was fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct Audio {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its length in seconds, if it is a WAV file.
    pub seconds: Option<f64>,
    /// SHA-256 of the file in hexadecimal digits.
    pub sha256: String,
    /// The reason why the provider must convert it first, if it must.
    pub remark: Option<FaultKind>,
}

/// "Twilio supports the following audio MIME types" (<https://www.twilio.com/docs/voice/twiml/play>).
const TYPES: &[&str] = &[
    "audio/mpeg",
    "audio/wav",
    "audio/wave",
    "audio/x-wav",
    "audio/aiff",
    "audio/x-aifc",
    "audio/x-aiff",
    "audio/x-gsm",
    "audio/gsm",
    "audio/ulaw",
];

impl Audio {
    pub(super) fn examine(content_type: Option<&str>, bytes: Vec<u8>) -> Result<Self, FaultKind> {
        let given = content_type.map(|given| given.split(';').next().unwrap_or(given).trim());
        let Some(kind) = given.filter(|kind| TYPES.contains(&kind.to_ascii_lowercase().as_str()))
        else {
            return Err(FaultKind::AudioType(content_type.map(str::to_owned)));
        };
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let mut audio = Self { bytes, seconds: None, sha256, remark: None };
        if kind.to_ascii_lowercase().contains("wav") {
            audio.measure()?;
        }
        Ok(audio)
    }

    fn measure(&mut self) -> Result<(), FaultKind> {
        let wav = hound::WavReader::new(Cursor::new(&self.bytes))
            .map_err(|error| FaultKind::Audio(error.to_string()))?;
        let hound::WavSpec { sample_rate: rate, channels, bits_per_sample: bits, .. } = wav.spec();
        if wav.duration() == 0 || rate == 0 {
            return Err(FaultKind::Audio("it holds no sound".into()));
        }
        let promised = u64::from(wav.len()) * u64::from(bits.div_ceil(8));
        if promised > self.bytes.len() as u64 {
            return Err(FaultKind::Audio("it is shorter than its head says".into()));
        }
        self.seconds = Some(f64::from(wav.duration()) / f64::from(rate));
        if (rate, channels, bits) != (8000, 1, 16) {
            self.remark = Some(FaultKind::AudioFormat { rate, channels, bits });
        }
        Ok(())
    }
}
