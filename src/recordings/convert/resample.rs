//! To the telephone's rate, band-limited.

use rubato::audioadapter_buffers::owned::InterleavedOwned;
use rubato::{Fft, FixedSync, Resampler, WindowFunction};

use super::super::Refusal;
use super::TELEPHONE_RATE;

/// Length of the filter in samples at 8 kHz. Gives a pass band up to 3.85 kHz, beyond the 3.4 kHz
/// of a telephone channel, and full rejection from 4 kHz on.
const FILTER: usize = 400;

/// Resamples one channel to 8 kHz; everything that 8 kHz cannot carry is filtered out first, for
/// it would come back as hiss and whistles below 4 kHz.
pub(super) fn to_telephone_rate(samples: Vec<f32>, rate: u32) -> Result<Vec<f32>, Refusal> {
    if rate == TELEPHONE_RATE {
        return Ok(samples);
    }
    let frames = samples.len();
    let fault = |why: String| Refusal::Inconvertible { why };
    let mut resampler = Fft::<f32>::new_custom(
        rate as usize,
        TELEPHONE_RATE as usize,
        FILTER,
        1,
        1,
        WindowFunction::BlackmanHarris2,
        FixedSync::Output,
    )
    .map_err(|error| fault(error.to_string()))?;
    let input =
        InterleavedOwned::new_from(samples, 1, frames).map_err(|error| fault(error.to_string()))?;
    let output =
        resampler.process_all(&input, frames, None).map_err(|error| fault(error.to_string()))?;
    Ok(output.take_data())
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{level_db, tone};
    use super::*;

    /// Level in decibels of a full-scale tone after resampling, without the first and last 50 ms.
    fn level_after(hertz: f32, rate: u32) -> f32 {
        let output = to_telephone_rate(tone(hertz, rate, 1.0), rate).unwrap();
        level_db(&output[400..output.len() - 400])
    }

    #[test]
    fn a_tone_that_fits_keeps_its_level() {
        for rate in [6000, 11_025, 16_000, 22_050, 44_100, 44_101, 48_000, 96_000, 192_000] {
            let level = level_after(1000.0, rate);
            assert!((level - -3.01).abs() < 0.05, "{level} dB from {rate} Hz");
        }
        assert!((level_after(3400.0, 44_100) - -3.01).abs() < 0.1);
    }

    #[test]
    fn a_tone_that_does_not_fit_is_gone() {
        for hertz in [4100.0, 5000.0, 7000.0, 12_000.0] {
            let level = level_after(hertz, 44_100);
            assert!(level < -50.0, "{hertz} Hz is left at {level} dB");
        }
    }

    #[test]
    fn the_length_in_seconds_stays() {
        for rate in [4000, 11_025, 44_100, 48_000] {
            let output = to_telephone_rate(tone(1000.0, rate, 1.0), rate).unwrap();
            assert!(output.len().abs_diff(8000) <= 1, "{} samples from {rate} Hz", output.len());
        }
    }
}
