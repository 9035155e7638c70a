//! Writing the telephone's WAV.

use std::io::Cursor;

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};

use super::super::Refusal;
use super::TELEPHONE_RATE;

const SPEC: WavSpec = WavSpec {
    channels: 1,
    sample_rate: TELEPHONE_RATE,
    bits_per_sample: 16,
    sample_format: SampleFormat::Int,
};

/// Samples of half a second.
const SILENCE_BETWEEN: usize = TELEPHONE_RATE as usize / 2;

/// A WAV file of 8 kHz, mono, 16 bits: the canonical header of 44 bytes, then the samples. Carries
/// no date, name or program, so that the same sound is the same file.
pub fn write(samples: &[f32]) -> Result<Vec<u8>, Refusal> {
    write_samples(samples.iter().map(|sample| to_i16(*sample)))
        .map_err(|error| Refusal::Inconvertible { why: error.to_string() })
}

/// Joins files that [`write`] wrote, with half a second of silence between them.
pub fn join(files: &[Vec<u8>]) -> hound::Result<Vec<u8>> {
    let mut samples: Vec<i16> = Vec::new();
    for (position, file) in files.iter().enumerate() {
        let mut reader = WavReader::new(file.as_slice())?;
        if reader.spec() != SPEC {
            return Err(hound::Error::Unsupported);
        }
        let silence = if position > 0 { SILENCE_BETWEEN } else { 0 };
        samples.resize(samples.len() + silence, 0);
        for sample in reader.samples() {
            samples.push(sample?);
        }
    }
    write_samples(samples.into_iter())
}

fn write_samples(samples: impl ExactSizeIterator<Item = i16>) -> hound::Result<Vec<u8>> {
    let mut file = Cursor::new(Vec::with_capacity(44 + samples.len() * 2));
    let mut writer = WavWriter::new(&mut file, SPEC)?;
    for sample in samples {
        writer.write_sample(sample)?;
    }
    writer.finalize()?;
    Ok(file.into_inner())
}

/// The nearest 16-bit value; full scale is 32768.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
fn to_i16(sample: f32) -> i16 {
    (sample * 32_768.0).round() as i16
}

/// The length of so many samples in seconds.
#[expect(clippy::cast_precision_loss, reason = "120 s at 8 kHz are a million samples")]
pub fn seconds(samples: usize) -> f32 {
    samples as f32 / TELEPHONE_RATE as f32
}
