//! Counting clipped samples.

/// From here on a sample counts as full scale: just below the highest value of mu-law (0.980).
const FULL_SCALE: f32 = 0.975;

/// Samples that differ by less are level: three steps of 16 bits. Only an overdriven input stays
/// level at full scale; a tone that touches it, even of 100 Hz at 44.1 kHz, is round at the top.
const LEVEL: f32 = 0.000_1;

/// Samples in a row from which a level top counts as clipped.
const RUN: u32 = 3;

/// Counts the clipped samples of one channel.
#[derive(Debug, Clone, Copy, Default)]
pub struct ClippingMeter {
    last: f32,
    run: u32,
    clipped: u32,
}

impl ClippingMeter {
    /// Takes the next sample. `lossy`: MP3 and Vorbis do not keep a clipped top level, but make
    /// it overshoot, so there every sample beyond full scale counts.
    pub fn add(&mut self, sample: f32, lossy: bool) {
        let level = (sample - self.last).abs() < LEVEL;
        self.run = match (sample.abs() >= FULL_SCALE, level) {
            (true, true) => self.run + 1,
            (true, false) => 1,
            (false, _) => 0,
        };
        self.last = sample;
        if self.run == RUN {
            self.clipped += RUN;
        } else if self.run > RUN || (lossy && sample.abs() > 1.0) {
            self.clipped += 1;
        }
    }

    pub fn clipped(self) -> u32 {
        self.clipped
    }
}
