//! WAV files whose headers are unusual, or wrong.

use sila::recordings::{Concern, Converted, Refusal, convert};

use super::studio::Studio;
use crate::recordings::sounds::{tone, wav};

/// A WAV file of one second, its header of 44 bytes changed.
fn changed(change: impl Fn(&mut Vec<u8>)) -> Result<Converted, Refusal> {
    let mut file = wav(&tone(1000.0, 8000, 1.0), 8000, 1);
    change(&mut file);
    convert(file)
}

fn put(file: &mut [u8], at: usize, value: u32) {
    file[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

/// The file with another `fmt ` chunk.
fn with_format(chunk: &[u8]) -> impl Fn(&mut Vec<u8>) {
    move |file| {
        file.splice(20..36, chunk.iter().copied());
        put(file, 16, u32::try_from(chunk.len()).unwrap());
    }
}

#[test]
fn lengths_that_say_nothing_are_passed_over() {
    let whole = changed(|_| {}).unwrap();
    for riff in [0, 36, 1000, 0x7fff_ffff, u32::MAX] {
        assert_eq!(changed(|file| put(file, 4, riff)), Ok(whole.clone()), "RIFF {riff}");
        for data in [0, 0x7fff_0000, 0x7fff_f000, u32::MAX] {
            let sound = changed(|file| {
                put(file, 4, riff);
                put(file, 40, data);
            });
            assert_eq!(sound, Ok(whole.clone()), "RIFF {riff}, data {data}");
        }
    }
}

#[test]
fn sound_behind_the_stated_length_is_taken_and_it_is_said() {
    let whole = changed(|_| {}).unwrap();
    let sound = changed(|file| put(file, 40, 8000)).unwrap();
    assert_eq!(sound.wav, whole.wav);
    assert_eq!(sound.concerns, [Concern::LongerThanStated { seconds: 1.0, stated: 0.5 }]);
}

#[test]
fn chunks_around_the_sound_are_no_sound() {
    let whole = changed(|_| {});
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        [name, &length[..], body, &[0][..body.len() % 2]].concat()
    };
    let list = chunk(b"LIST", b"INFOINAM\x04\0\0\0Fee\0");
    let odd = chunk(b"junk", b"odd");
    let behind = |file: &mut Vec<u8>| file.extend([&list[..], &odd].concat());
    assert_eq!(changed(behind), whole);
    assert_eq!(changed(|file| file.extend(&list[..list.len() - 3])), whole, "cut within it");
    assert_eq!(changed(|file| drop(file.splice(12..12, odd.iter().copied()))), whole);
    assert_eq!(changed(|file| drop(file.splice(36..36, list.iter().copied()))), whole);
}

#[test]
fn descriptions_of_unusual_lengths_are_read() {
    let whole = changed(|_| {});
    let plain: Vec<u8> = wav(&[], 8000, 1)[20..36].to_vec();
    for length in [18, 20, 24, 28, 40, 50] {
        let mut chunk = plain.clone();
        chunk.resize(length, 0);
        assert_eq!(changed(with_format(&chunk)), whole, "{length} bytes");
    }
    // Its bytes of a frame and a second are nobody's to get right.
    let mut chunk = plain.clone();
    chunk[8..14].fill(0);
    assert_eq!(changed(with_format(&chunk)), whole);
    assert!(matches!(changed(with_format(&plain[..12])), Err(Refusal::Damaged { .. })));
}

#[test]
fn a_law_is_read_under_each_of_its_names() {
    let Some(studio) = Studio::open() else { return };
    let plain = studio.ffmpeg("-c:a pcm_alaw -ac 1 -ar 8000 -fflags +bitexact", "plain.wav");
    let whole = convert(plain.clone());
    assert!(whole.is_ok());
    assert_eq!(plain[16..22], [18, 0, 0, 0, 6, 0]);
    let mut extensible = plain.clone();
    let name = b"\x06\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71";
    let extension = [&[22, 0, 8, 0, 4, 0, 0, 0][..], name].concat();
    extensible[20..22].copy_from_slice(&[0xfe, 0xff]);
    extensible.splice(36..38, extension);
    put(&mut extensible, 16, 40);
    assert_eq!(convert(extensible), whole);
    let mut short = plain;
    short.drain(36..38);
    put(&mut short, 16, 16);
    assert_eq!(convert(short), whole);
}

#[test]
fn a_file_from_a_pipe_is_read_to_its_last_sample() {
    let Some(studio) = Studio::open() else { return };
    for options in
        ["-f wav", "-f wav -rf64 always", "-f w64", "-f flac", "-f mp3", "-f ogg -c:a libvorbis"]
    {
        let sound = convert(studio.ffmpeg_piped(options));
        let sound = sound.unwrap_or_else(|why| panic!("{options}: {why}"));
        assert!((sound.seconds - 1.5).abs() < 0.15, "{options}: {} s", sound.seconds);
        assert_eq!(sound.concerns, [], "{options}");
    }
}
