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
pub(super) struct ClippingMeter {
    last: f32,
    run: u32,
    clipped: u32,
}

impl ClippingMeter {
    /// Takes the next sample. `lossy`: MP3 and Vorbis do not keep a clipped top level, but make
    /// it overshoot, so there every sample beyond full scale counts.
    pub(super) fn add(&mut self, sample: f32, lossy: bool) {
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

    /// The number of clipped samples.
    pub(super) fn clipped(self) -> u32 {
        self.clipped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clipped(samples: impl IntoIterator<Item = f32>, lossy: bool) -> u32 {
        let mut meter = ClippingMeter::default();
        samples.into_iter().for_each(|sample| meter.add(sample, lossy));
        meter.clipped()
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn tone(hertz: f32, amplitude: f32) -> impl Iterator<Item = f32> {
        (0..44_100)
            .map(move |i| (i as f32 / 44_100.0 * hertz * std::f32::consts::TAU).sin() * amplitude)
    }

    #[test]
    fn a_full_scale_tone_is_not_clipped() {
        for hertz in [100.0, 440.0, 3000.0] {
            assert_eq!(clipped(tone(hertz, 1.0), false), 0, "{hertz} Hz");
        }
    }

    #[test]
    fn a_tone_cut_off_at_full_scale_is() {
        let cut = tone(440.0, 1.5).map(|sample| sample.clamp(-1.0, 1.0));
        assert!(clipped(cut, false) > 15_000);
    }

    #[test]
    fn headroom_above_full_scale_is_clipping_only_in_lossy_files() {
        assert_eq!(clipped(tone(440.0, 1.5), false), 0);
        assert!(clipped(tone(440.0, 1.5), true) > 15_000);
    }
}
