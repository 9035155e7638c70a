//! To the telephone's rate, band-limited.

use rubato::audioadapter_buffers::owned::InterleavedOwned;
use rubato::{
    Async, FixedAsync, Resampler, SincInterpolationParameters, SincInterpolationType,
    WindowFunction, calculate_cutoff,
};

use super::super::Refusal;
use super::TELEPHONE_RATE;

/// Length of the filter in samples at 8 kHz. Gives a pass band up to 3.85 kHz, beyond the 3.4 kHz
/// of a telephone channel, and full rejection from 4 kHz on.
const FILTER: usize = 400;

/// Between two samples of the source, at most so many positions get a filter of their own. Every usual rate has fewer:
/// 44,100 Hz has 80. Others are interpolated between fewer filters.
const POSITIONS: u32 = 320;
const INTERPOLATED: u32 = 64;

const WINDOW: WindowFunction = WindowFunction::BlackmanHarris2;

/// Samples of the source that are converted at a time.
const CHUNK: usize = 4096;

/// Resamples one channel to 8 kHz; everything that 8 kHz cannot carry is filtered out first, for
/// it would come back as hiss and whistles below 4 kHz.
pub fn to_telephone_rate(samples: Vec<f32>, rate: u32) -> Result<Vec<f32>, Refusal> {
    if rate == TELEPHONE_RATE {
        return Ok(samples);
    }
    let frames = samples.len();
    let fault = |why: String| Refusal::Inconvertible { why };
    let ratio = f64::from(TELEPHONE_RATE) / f64::from(rate);
    let mut resampler =
        Async::<f32>::new_sinc(ratio, 1.0, &filter(rate), CHUNK, 1, FixedAsync::Input)
            .map_err(|error| fault(error.to_string()))?;
    let input =
        InterleavedOwned::new_from(samples, 1, frames).map_err(|error| fault(error.to_string()))?;
    let output =
        resampler.process_all(&input, frames, None).map_err(|error| fault(error.to_string()))?;
    Ok(output.take_data())
}

/// The filter for a source of this rate. It is counted in the source's samples, of which a higher rate has more in the
/// same time.
fn filter(rate: u32) -> SincInterpolationParameters {
    let per_telephone_sample = rate.div_ceil(TELEPHONE_RATE);
    let positions = TELEPHONE_RATE / common_divisor(rate, TELEPHONE_RATE);
    let (interpolation, filters) = match positions {
        ..=POSITIONS => (SincInterpolationType::Nearest, positions),
        _ => (SincInterpolationType::Cubic, INTERPOLATED),
    };
    SincInterpolationParameters {
        sinc_len: FILTER * per_telephone_sample as usize,
        // In time it is as long for every source, and so is its transition.
        f_cutoff: Some(calculate_cutoff(FILTER, WINDOW)),
        oversampling_factor: filters as usize,
        interpolation,
        window: WINDOW,
    }
}

fn common_divisor(one: u32, other: u32) -> u32 {
    if other == 0 { one } else { common_divisor(other, one % other) }
}
