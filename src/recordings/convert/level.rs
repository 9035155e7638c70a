//! Bringing every recording to the same loudness.

use ebur128::{EbuR128, Mode};

use super::super::Refusal;
use super::TELEPHONE_RATE;

/// Integrated loudness of every recording, in LUFS (ITU-R BS.1770, measured on the 8 kHz result,
/// so on what a telephone carries).
///
/// Within the -16 to -20 LUFS that AES TD1004 recommends for sound that is heard on small devices
/// in noisy places, and 18 dB below the peak ceiling, which is what the peaks of unprocessed speech
/// need: so a voice reaches the target without a compressor. All recordings and drafts share it,
/// because a prompt is often followed by another one from another day.
pub const TARGET_LUFS: f64 = -19.0;

/// Highest true peak of a recording in decibels of full scale. One decibel is left because the
/// network's mu-law coder, and converters on the way, overshoot. The gain is limited so that it is
/// kept; nothing is ever clipped or compressed.
pub const PEAK_CEILING_DB: f64 = -1.0;

/// Samples of the shortest sound that is measured directly: one second. The measure works on blocks
/// of 400 ms and has no value for a shorter sound.
const MEASURABLE: usize = 8000;

/// A sound at its final level.
pub(super) struct Levelled {
    /// The samples, within the ceiling.
    pub(super) samples: Vec<f32>,
    pub(super) gain_db: f64,
    /// Decibels below the target, where the ceiling keeps it; 0 if it reaches it.
    pub(super) shortfall_db: f64,
}

/// Brings 8 kHz sound to the target loudness, or as near as the peak ceiling allows.
pub(super) fn level(samples: &[f32]) -> Result<Levelled, Refusal> {
    let loudness = loudness(samples)?;
    let peak_db = 20.0 * true_peak(samples)?.log10();
    if !(loudness.is_finite() && peak_db.is_finite()) {
        return Err(Refusal::Silent);
    }
    let wanted = TARGET_LUFS - loudness;
    let gain_db = wanted.min(PEAK_CEILING_DB - peak_db);
    #[expect(clippy::cast_possible_truncation, reason = "a gain needs no more precision")]
    let gain = 10_f64.powf(gain_db / 20.0) as f32;
    Ok(Levelled {
        samples: samples.iter().map(|sample| sample * gain).collect(),
        gain_db,
        shortfall_db: wanted - gain_db,
    })
}

/// Integrated loudness in LUFS. A short sound is measured as if it were repeated.
pub(super) fn loudness(samples: &[f32]) -> Result<f64, Refusal> {
    let mut meter = EbuR128::new(1, TELEPHONE_RATE, Mode::I).map_err(fault)?;
    let times = MEASURABLE.div_ceil(samples.len().max(1));
    for _ in 0..times {
        meter.add_frames_f32(samples).map_err(fault)?;
    }
    meter.loudness_global().map_err(fault)
}

/// Highest value between the samples as well as at them; 1 is full scale.
pub(super) fn true_peak(samples: &[f32]) -> Result<f64, Refusal> {
    let mut meter = EbuR128::new(1, TELEPHONE_RATE, Mode::TRUE_PEAK).map_err(fault)?;
    meter.add_frames_f32(samples).map_err(fault)?;
    meter.add_frames_f32(&[0.0; 64]).map_err(fault)?; // lets the meter's filter run out
    meter.true_peak(0).map_err(fault)
}

fn fault(error: ebur128::Error) -> Refusal {
    Refusal::Inconvertible { why: error.to_string() }
}
