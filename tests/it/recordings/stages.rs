//! The stages of a conversion, each by itself.

use sila::recordings::convert::clipping::ClippingMeter;
use sila::recordings::convert::resample::to_telephone_rate;
use sila::recordings::convert::wav::write;

use super::sounds::{level_db, tone};

fn clipped(samples: impl IntoIterator<Item = f32>, lossy: bool) -> u32 {
    let mut meter = ClippingMeter::default();
    samples.into_iter().for_each(|sample| meter.add(sample, lossy));
    meter.clipped()
}

fn loud(hertz: f32, amplitude: f32) -> impl Iterator<Item = f32> {
    tone(hertz, 44_100, 1.0).into_iter().map(move |sample| sample * amplitude)
}

#[test]
fn a_full_scale_tone_is_not_clipped() {
    for hertz in [100.0, 440.0, 3000.0] {
        assert_eq!(clipped(loud(hertz, 1.0), false), 0, "{hertz} Hz");
    }
}

#[test]
fn a_tone_cut_off_at_full_scale_is() {
    let cut = loud(440.0, 1.5).map(|sample| sample.clamp(-1.0, 1.0));
    assert!(clipped(cut, false) > 15_000);
}

#[test]
fn headroom_above_full_scale_is_clipping_only_in_lossy_files() {
    assert_eq!(clipped(loud(440.0, 1.5), false), 0);
    assert!(clipped(loud(440.0, 1.5), true) > 15_000);
}

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
    for rate in [22_050, 44_100, 44_101, 48_000, 96_000] {
        let level = level_after(3700.0, rate);
        assert!((level - -3.01).abs() < 0.1, "{level} dB from {rate} Hz");
    }
}

#[test]
fn a_tone_that_does_not_fit_is_gone() {
    for rate in [22_050, 44_100, 44_101, 48_000, 96_000] {
        for hertz in [4010.0, 4050.0, 4100.0, 5000.0, 7000.0] {
            let level = level_after(hertz, rate);
            assert!(level < -80.0, "{hertz} Hz is left at {level} dB from {rate} Hz");
        }
    }
}

#[test]
fn a_sound_stays_where_it_is() {
    for rate in [6000, 22_050, 44_100, 44_101, 48_000] {
        let mut click = vec![0.0; rate as usize];
        click[rate as usize / 2] = 1.0;
        let output = to_telephone_rate(click, rate).unwrap();
        let (loudest, _) = output.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
        assert!(loudest.abs_diff(4000) <= 1, "at sample {loudest} from {rate} Hz");
    }
}

#[test]
fn the_length_in_seconds_stays() {
    for rate in [4000, 11_025, 44_100, 48_000] {
        let output = to_telephone_rate(tone(1000.0, rate, 1.0), rate).unwrap();
        assert!(output.len().abs_diff(8000) <= 1, "{} samples from {rate} Hz", output.len());
    }
}

#[test]
fn the_header_is_the_canonical_one() {
    let file = write(&[0.0, 0.5, -1.0, 1.0]).unwrap();
    let header = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x08\0\0\0";
    assert_eq!(file[..44], header[..]);
    assert_eq!(file[44..], [0, 0, 0, 0x40, 0, 0x80, 0xff, 0x7f]);
}
