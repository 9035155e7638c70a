//! Files that lost their end.

use sila::recordings::{Refusal, convert};

use super::studio::{Studio, convert_with_ffmpeg};

#[test]
fn a_file_that_lost_its_end_is_refused() {
    let Some(studio) = Studio::open() else { return };
    for (options, name) in [
        ("", "x.wav"),
        ("-rf64 always", "x.wav"),
        ("-c:a adpcm_ms", "x.wav"),
        ("-c:a libmp3lame", "x.wav"),
        ("", "x.w64"),
        ("", "x.mp3"),
        ("-q:a 4", "x.mp3"),
        ("-write_xing 0", "x.mp3"),
        ("", "x.mp2"),
        ("", "x.flac"),
        ("-c:a libvorbis", "x.ogg"),
        ("-c:a flac", "x.ogg"),
        ("-c:a libopus", "x.opus"),
        ("-c:a gsm_ms -ar 8000 -ac 1", "x.wav"),
        ("-c:a aac", "x.m4a"),
        ("-c:a aac -movflags +faststart", "x.m4a"),
        ("-c:a libopus", "x.webm"),
        ("-c:a libvorbis", "x.mka"),
        ("-c:a aac", "x.aac"),
        ("-c:a pcm_s16be", "x.aiff"),
        ("-c:a pcm_s16be", "x.au"),
        ("-c:a pcm_s16be", "x.caf"),
        ("-c:a wmav2", "x.wma"),
        ("", "x.wv"),
    ] {
        let whole = studio.ffmpeg(options, name);
        for cut in [whole.len() / 2 + 5, whole.len() * 3 / 5 / 4 * 4] {
            match convert_with_ffmpeg(&whole[..cut]).map(|sound| sound.seconds) {
                Err(Refusal::Damaged { .. } | Refusal::FfmpegFailed { .. }) => {}
                other => panic!("{options} {name} at {cut}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_file_that_lost_its_middle_is_refused() {
    let Some(studio) = Studio::open() else { return };
    for (options, name) in [
        ("", "x.mp3"),
        ("-write_xing 0", "x.mp3"),
        ("", "x.mp2"),
        ("", "x.flac"),
        ("-c:a libvorbis -page_duration 100000", "x.ogg"),
        ("-c:a libopus -page_duration 100000", "x.opus"),
    ] {
        let mut file = studio.ffmpeg(options, name);
        let middle = file.len() / 2;
        file.drain(middle..middle + 700);
        let refused = convert(file).map(|sound| sound.seconds);
        assert!(matches!(refused, Err(Refusal::Damaged { .. })), "{options} {name}: {refused:?}");
    }
}
