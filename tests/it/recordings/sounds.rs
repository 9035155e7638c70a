//! Sounds and files that the tests share.

use std::path::{Path, PathBuf};

/// A full-scale tone.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
#[expect(clippy::cast_possible_truncation, reason = "small numbers")]
#[expect(clippy::cast_sign_loss, reason = "lengths are positive")]
pub fn tone(hertz: f32, rate: u32, seconds: f32) -> Vec<f32> {
    let step = f64::from(hertz) / f64::from(rate) * std::f64::consts::TAU;
    let samples = (seconds * rate as f32) as u32;
    (0..samples).map(|i| (f64::from(i) * step).sin() as f32).collect()
}

/// RMS level in decibels of full scale.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
pub fn level_db(samples: &[f32]) -> f32 {
    let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32;
    10.0 * power.log10()
}

/// A 16-bit WAV file of interleaved samples.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
pub fn wav(samples: &[f32], rate: u32, channels: u16) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = std::io::Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut file, spec).unwrap();
    for sample in samples {
        writer.write_sample((sample * 32_767.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
    file.into_inner()
}

/// The samples of a telephone WAV.
pub fn samples(wav: &[u8]) -> Vec<f32> {
    let mut reader = hound::WavReader::new(wav).unwrap();
    let spec = reader.spec();
    assert_eq!((spec.channels, spec.sample_rate, spec.bits_per_sample), (1, 8000, 16));
    reader.samples::<i16>().map(|sample| f32::from(sample.unwrap()) / 32_768.0).collect()
}

/// The committed sound files, by name: real encoders made them, see `make.sh` beside them.
pub fn files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "sh"))
        .map(|path| (name(&path), std::fs::read(path).unwrap()))
        .collect();
    files.sort();
    assert!(files.len() >= 11, "the sound files of {} are missing", folder().display());
    files
}

/// One of the committed sound files.
pub fn file(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio")
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}
