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
pub fn to_telephone_rate(samples: Vec<f32>, rate: u32) -> Result<Vec<f32>, Refusal> {
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
