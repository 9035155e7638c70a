//! Cutting the silence before and after the voice.

use std::ops::Range;

use super::super::Refusal;

/// Samples of one measurement: 10 ms.
const FRAME: usize = 80;

/// A frame is voice if it is at most 40 dB below the loudest one: weak consonants stay, the
/// breath and the room before them go.
const RANGE: f64 = 1e-4;

/// Mean square of a loudest frame below which nobody is heard: -50 dB of full scale.
const SILENCE: f64 = 1e-5;

/// The sound that stays before the voice: 50 ms, so that the first consonant is whole.
pub(super) const LEAD_IN: usize = 5 * FRAME;

/// The sound that stays after the voice: 150 ms, so that it can ring out and the next prompt does not rush.
pub(super) const TAIL: usize = 15 * FRAME;

/// The part of 8 kHz sound in which somebody speaks, with a short margin.
pub(super) fn trim(samples: &[f32]) -> Result<&[f32], Refusal> {
    let voice = voice(samples).ok_or(Refusal::Silent)?;
    let start = voice.start.saturating_sub(LEAD_IN);
    let end = voice.end.saturating_add(TAIL).min(samples.len());
    samples.get(start..end).ok_or(Refusal::Silent)
}

/// From the first to the last frame with voice.
fn voice(samples: &[f32]) -> Option<Range<usize>> {
    let energies: Vec<f64> = samples.chunks(FRAME).map(mean_square).collect();
    let loudest = energies.iter().copied().fold(0.0, f64::max);
    if loudest < SILENCE {
        return None;
    }
    let is_voice = |energy: &f64| *energy >= loudest * RANGE;
    let first = energies.iter().position(is_voice)?;
    let last = energies.iter().rposition(is_voice)?;
    Some(first * FRAME..(last + 1) * FRAME)
}

/// Power of a frame; a short last frame counts as if silence followed.
#[expect(clippy::cast_precision_loss, reason = "FRAME is 80")]
fn mean_square(frame: &[f32]) -> f64 {
    frame.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / FRAME as f64
}
