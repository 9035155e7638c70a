//! Whole conversions, of files that real encoders made.

use ebur128::{EbuR128, Mode};
use sila::recordings::convert::{PEAK_CEILING_DB, TARGET_LUFS, convert_question};
use sila::recordings::{Concern, Converted, Refusal, convert};

use super::sounds::{file, files, level_db, samples, tone, wav};

fn refusal(file: Vec<u8>) -> Refusal {
    convert(file).unwrap_err()
}

/// Converts 8 kHz sound.
fn converted(samples: &[f32]) -> Result<Converted, Refusal> {
    convert(wav(samples, 8000, 1))
}

fn measured(sound: &[f32], mode: Mode) -> EbuR128 {
    let mut meter = EbuR128::new(1, 8000, mode).unwrap();
    meter.add_frames_f32(sound).unwrap();
    meter.add_frames_f32(&[0.0; 64]).unwrap(); // lets the meter's filter run out
    meter
}

/// Integrated loudness in LUFS.
fn loudness(sound: &[f32]) -> f64 {
    measured(sound, Mode::I).loudness_global().unwrap()
}

/// True peak in decibels of full scale.
fn peak_db(sound: &[f32]) -> f64 {
    20.0 * measured(sound, Mode::TRUE_PEAK).true_peak(0).unwrap().log10()
}

#[test]
fn every_format_becomes_a_telephone_wav_at_the_target() {
    for (name, file) in files() {
        let converted = convert(file).map_err(|why| format!("{name}: {why}")).unwrap();
        let sound = samples(&converted.wav);
        // A sound of less than a second is measured as if it were repeated.
        let loudness = loudness(&sound.repeat(8000_usize.div_ceil(sound.len())));
        assert!((loudness - TARGET_LUFS).abs() < 0.3, "{name}: {loudness} LUFS");
        let peak = peak_db(&sound);
        assert!(peak <= PEAK_CEILING_DB + 0.05, "{name}: peak {peak} dB");
        let expected = if name.starts_with("tone") { 0.3..0.301 } else { 1.0..1.4 };
        assert!(expected.contains(&converted.seconds), "{name}: {} s", converted.seconds);
        assert_eq!(converted.concerns, [], "{name}");
    }
}

#[test]
fn every_wav_encoding_holds_the_same_sound() {
    let reference = samples(&convert(file("tone-16bit.wav")).unwrap().wav);
    for kind in ["8bit", "24bit", "32bit", "float", "alaw", "mulaw"] {
        let other = samples(&convert(file(&format!("tone-{kind}.wav"))).unwrap().wav);
        let difference: Vec<f32> = reference.iter().zip(&other).map(|(a, b)| a - b).collect();
        let left = level_db(&difference) - level_db(&reference);
        assert!(left < -30.0, "{kind} differs by {left} dB");
    }
}

#[test]
fn the_same_file_gives_the_same_bytes() {
    for (name, file) in files() {
        assert_eq!(convert(file.clone()), convert(file), "{name}");
    }
}

#[test]
fn its_own_result_passes_through_almost_unchanged() {
    let once = convert(file("speech-mono-16000.flac")).unwrap();
    let twice = convert(once.wav.clone()).unwrap();
    assert!(twice.gain_db.abs() < 0.05, "{} dB", twice.gain_db);
    assert!((twice.seconds - once.seconds).abs() < 0.02);
}

#[test]
fn stereo_is_mixed() {
    let left_only: Vec<f32> =
        tone(1000.0, 44_100, 1.0).iter().flat_map(|s| [s * 0.5, 0.0]).collect();
    assert!(convert(wav(&left_only, 44_100, 2)).is_ok());
    let opposed: Vec<f32> =
        tone(1000.0, 44_100, 1.0).iter().flat_map(|s| [s * 0.5, -s * 0.5]).collect();
    assert_eq!(refusal(wav(&opposed, 44_100, 2)), Refusal::Silent);
}

#[test]
fn a_constant_offset_is_neither_loud_nor_kept() {
    assert_eq!(refusal(wav(&vec![0.5; 8000], 8000, 1)), Refusal::Silent);
    let shifted: Vec<f32> = tone(1000.0, 8000, 1.0).iter().map(|s| s * 0.2 + 0.3).collect();
    let sound = samples(&convert(wav(&shifted, 8000, 1)).unwrap().wav);
    assert!((sound.iter().sum::<f32>() / 8000.0).abs() < 0.001);
}

#[test]
fn refuses_what_is_no_sound() {
    assert_eq!(refusal(Vec::new()), Refusal::Empty);
    assert_eq!(refusal(wav(&[], 8000, 1)), Refusal::Empty);
    assert_eq!(refusal(b"prompt id,language,text\n".repeat(500)), Refusal::NotAudio);
    assert_eq!(refusal(wav(&vec![0.0; 8000], 8000, 1)), Refusal::Silent);
}

#[test]
fn names_the_kinds_that_it_does_not_read() {
    let sound = tone(1000.0, 8000, 0.5);
    assert!(matches!(refusal(wav(&sound, 2000, 1)), Refusal::UnsupportedFormat { .. }));
    assert!(matches!(refusal(wav(&sound, 384_000, 1)), Refusal::UnsupportedFormat { .. }));
    assert!(matches!(refusal(wav(&sound[..3996], 8000, 9)), Refusal::UnsupportedFormat { .. }));
}

#[test]
fn refuses_what_is_too_long_or_too_large() {
    let longest = tone(1000.0, 4000, 120.0);
    assert!(convert(wav(&longest, 4000, 1)).is_ok());
    let longer = [longest, vec![0.5; 4000]].concat();
    assert_eq!(refusal(wav(&longer, 4000, 1)), Refusal::TooLong);
    assert_eq!(refusal(vec![0; 64 * 1024 * 1024 + 1]), Refusal::TooLarge);
}

#[test]
fn a_callers_question_is_cut_and_never_refused_for_its_length() {
    for (seconds, kept) in [(120.02_f32, 120.0), (149.0, 149.0), (151.0, 150.0), (400.0, 150.0)] {
        let question = convert_question(wav(&tone(1000.0, 4000, seconds), 4000, 1)).unwrap();
        assert!((question.seconds - kept).abs() < 0.5, "{seconds}: {}", question.seconds);
    }
}

#[test]
fn a_refusal_of_a_question_asks_nobody_to_record_it_again() {
    let m4a = b"\0\0\0\x20ftypM4A \0\0\0\0".repeat(100);
    let mut cut = wav(&tone(1000.0, 8000, 1.0), 8000, 1);
    cut.truncate(2000);
    let silence = wav(&vec![0.0; 8000], 8000, 1);
    let all = [m4a, cut, silence, Vec::new(), b"<html>".to_vec(), vec![0; 64 * 1024 * 1024 + 1]];
    for file in all {
        let why = convert_question(file).unwrap_err().to_string();
        for studio in ["Save", "xport", "microphone", "Record it", "Cut it"] {
            assert!(!why.contains(studio), "{why}");
        }
    }
}

#[test]
fn refuses_clipped_sound() {
    let overdriven: Vec<f32> =
        tone(440.0, 44_100, 1.0).iter().map(|s| (s * 3.0).clamp(-1.0, 1.0)).collect();
    assert!(
        matches!(refusal(wav(&overdriven, 44_100, 1)), Refusal::Clipped { percent } if percent > 50.0)
    );
    assert_eq!(convert(wav(&tone(440.0, 44_100, 1.0), 44_100, 1)).unwrap().concerns, []);
}

#[test]
fn tells_of_a_soft_recording_and_of_loud_moments() {
    let soft: Vec<f32> = tone(1000.0, 8000, 2.0).iter().map(|s| s * 0.008).collect();
    assert!(matches!(convert(wav(&soft, 8000, 1)).unwrap().concerns[..], [Concern::Quiet { .. }]));
    let mut knocked: Vec<f32> = tone(1000.0, 8000, 2.0).iter().map(|s| s * 0.03).collect();
    knocked[8000] = 0.9;
    assert!(matches!(
        convert(wav(&knocked, 8000, 1)).unwrap().concerns[..],
        [Concern::HeldBackByPeaks { .. }]
    ));
}

#[test]
fn refuses_a_file_that_ends_early() {
    for name in ["tone-16bit.wav", "tone-mulaw.wav", "speech-mono-16000.flac"] {
        let whole = file(name);
        let cut = whole[..whole.len() / 2].to_vec();
        assert!(matches!(refusal(cut), Refusal::Damaged { .. }), "{name}");
    }
}

#[test]
fn a_wav_from_a_pipe_is_read_to_its_last_sample() {
    let mut piped = wav(&tone(1000.0, 8000, 0.5), 8000, 1);
    let whole = convert(piped.clone());
    piped[40..44].copy_from_slice(&0x7fff_f000_u32.to_le_bytes());
    assert_eq!(convert(piped), whole);
}

fn scaled(samples: &[f32], gain: f32) -> Vec<f32> {
    samples.iter().map(|sample| sample * gain).collect()
}

#[test]
fn loud_and_soft_come_out_alike() {
    for amplitude in [0.01, 0.1, 1.0] {
        let sound = scaled(&tone(1000.0, 8000, 2.0), amplitude);
        let reached = loudness(&samples(&converted(&sound).unwrap().wav));
        assert!((reached - TARGET_LUFS).abs() < 0.05, "{amplitude} became {reached} LUFS");
    }
}

#[test]
fn a_click_keeps_the_gain_down_instead_of_being_clipped() {
    let mut sound = scaled(&tone(1000.0, 8000, 2.0), 0.01);
    sound[8000] = 0.9;
    let converted = converted(&sound).unwrap();
    let peak = peak_db(&samples(&converted.wav));
    assert!((peak - PEAK_CEILING_DB).abs() < 0.05, "{peak} dB");
    let [Concern::HeldBackByPeaks { shortfall_db }] = converted.concerns[..] else {
        panic!("{:?}", converted.concerns);
    };
    assert!(shortfall_db > 10.0);
}

#[test]
fn a_sound_too_short_to_measure_is_as_loud_as_its_long_version() {
    let level = |seconds| {
        let converted = converted(&tone(1000.0, 8000, seconds)).unwrap();
        level_db(&samples(&converted.wav))
    };
    let (long, short) = (level(2.0), level(0.1));
    assert!((long - short).abs() < 0.2, "{} dB apart", long - short);
}

#[test]
fn the_voice_keeps_a_margin_and_its_pauses() {
    let quiet = |seconds| scaled(&tone(300.0, 8000, seconds), 0.001);
    let word = tone(1000.0, 8000, 0.5);
    let seconds = |sound: Vec<f32>| converted(&sound).unwrap().seconds;
    // 50 ms before it and 150 after.
    let trimmed = seconds([quiet(1.0), word.clone(), quiet(2.0)].concat());
    assert!((trimmed - 0.7).abs() < 1e-6, "{trimmed} s");
    let paused = seconds([word.clone(), vec![0.0; 16_000], word].concat());
    assert!((paused - 3.0).abs() < 1e-6, "{paused} s");
    assert_eq!(converted(&quiet(1.0)), Err(Refusal::Silent));
}
