//! Writing the telephone's WAV.

use std::io::Cursor;

use hound::{SampleFormat, WavSpec, WavWriter};

use super::super::Refusal;
use super::TELEPHONE_RATE;

/// A WAV file of 8 kHz, mono, 16 bits: the canonical header of 44 bytes, then the samples. Carries
/// no date, name or program, so that the same sound is the same file.
pub fn write(samples: &[f32]) -> Result<Vec<u8>, Refusal> {
    let spec = WavSpec {
        channels: 1,
        sample_rate: TELEPHONE_RATE,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let mut file = Cursor::new(Vec::with_capacity(44 + samples.len() * 2));
    (|| {
        let mut writer = WavWriter::new(&mut file, spec)?;
        for sample in samples {
            writer.write_sample(to_i16(*sample))?;
        }
        writer.finalize()
    })()
    .map_err(|error: hound::Error| Refusal::Inconvertible { why: error.to_string() })?;
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
