//! Files that were put one after the other, as `cat` does and some editors.

use sila::recordings::{Concern, Refusal, convert};

use super::studio::Studio;

#[test]
fn joined_mp3_and_ogg_files_are_taken_whole() {
    let Some(studio) = Studio::open() else { return };
    for (options, name) in [
        ("", "x.mp3"),
        ("-q:a 4", "x.mp3"),
        ("-write_xing 0", "x.mp3"),
        ("-write_id3v1 1 -metadata title=Fee", "x.mp3"),
        ("-b:a 16k -ar 8000 -ac 1", "x.mp3"),
        ("", "x.mp2"),
        ("-c:a libvorbis", "x.ogg"),
    ] {
        let file = studio.ffmpeg(options, name).repeat(3);
        let sound = convert(file.clone()).unwrap_or_else(|why| panic!("{options} {name}: {why}"));
        // What encoders add before and after stays between the joined ones.
        assert!((4.4..5.0).contains(&sound.seconds), "{options} {name}: {} s", sound.seconds);
        let by_ffmpeg = studio.seconds_by_ffmpeg(&file);
        assert!(
            (sound.seconds - by_ffmpeg).abs() < 0.15,
            "{options} {name}: {by_ffmpeg} s by ffmpeg"
        );
        assert_eq!(sound.concerns, [], "{options} {name}");
    }
}

#[test]
fn an_mp3_that_states_less_than_it_holds_is_taken_whole_and_it_is_said() {
    let Some(studio) = Studio::open() else { return };
    let stating = studio.ffmpeg("", "stating.mp3");
    let silent_on_it = studio.ffmpeg("-write_xing 0 -id3v2_version 0", "silent.mp3");
    let sound = convert([stating, silent_on_it].concat()).unwrap();
    assert!((sound.seconds - 3.0).abs() < 0.15, "{} s", sound.seconds);
    let [Concern::LongerThanStated { seconds, stated }] = sound.concerns[..] else {
        panic!("{:?}", sound.concerns);
    };
    assert!((seconds - 3.0).abs() < 0.2 && (stated - 1.5).abs() < 0.1, "{seconds}, {stated}");
}

#[test]
fn an_mp3_that_was_cut_within_a_join_is_refused() {
    let Some(studio) = Studio::open() else { return };
    let whole = studio.ffmpeg("", "x.mp3");
    let joined = [&whole[..whole.len() * 2 / 3], &whole].concat();
    assert!(matches!(convert(joined), Err(Refusal::Damaged { .. })));
}

#[test]
fn files_of_which_a_reader_would_take_the_first_alone_are_refused() {
    let Some(studio) = Studio::open() else { return };
    for (options, name) in [("", "x.wav"), ("", "x.w64"), ("", "x.flac")] {
        let joined = studio.ffmpeg(options, name).repeat(2);
        let refused = convert(joined).map(|sound| sound.seconds);
        assert!(
            matches!(refused, Err(Refusal::UnsupportedFormat { .. } | Refusal::Damaged { .. })),
            "{name}: {refused:?}"
        );
    }
}
