//! ffmpeg that is not there, hangs, floods or complains.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sila::recordings::{Converted, Ffmpeg, Refusal};

use super::sounds::file;

/// Two frames of AAC without sound.
const AAC: [u8; 14] = *b"\xff\xf1\x50\x80\x00\xff\xfc\xff\xf1\x50\x80\x00\xff\xfc";

/// A program in place of ffmpeg; they lie beside the other fixtures.
fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/programs").join(name)
}

async fn converted(program: PathBuf, file: &[u8]) -> Result<Converted, Refusal> {
    Ffmpeg::new(program, "/usr/bin:/bin", Duration::from_secs(2)).convert(file.to_vec()).await
}

/// Why a program did not make sound of a file.
async fn failure(name: &str) -> String {
    match converted(program(name), &AAC).await {
        Err(Refusal::FfmpegFailed { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn without_it_the_file_is_named_and_what_to_save() {
    let nowhere = PathBuf::from("/nowhere/ffmpeg");
    let refused = converted(nowhere.clone(), &AAC).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "The file is an AAC file, which is read with ffmpeg, and that is not installed here (No such file or \
         directory (os error 2)). Install it, or save the file as uncompressed WAV (PCM), FLAC, MP3 or Ogg Vorbis."
    );
    assert!(converted(nowhere, &file("tone-16bit.wav")).await.is_ok());
}

#[tokio::test]
async fn one_that_hangs_is_stopped() {
    assert_eq!(failure("hangs").await, "it was stopped after 2 seconds");
}

#[tokio::test]
async fn one_that_floods_is_cut_off() {
    assert_eq!(converted(program("floods"), &AAC).await, Err(Refusal::TooLarge));
}

#[tokio::test]
async fn its_complaint_is_one_line_that_can_be_shown() {
    assert_eq!(failure("complains").await, "�[31mInvalid data found");
}

#[tokio::test]
async fn it_learns_nothing_of_the_environment_and_writes_no_file() {
    assert_eq!(failure("tells").await, "PATH=/usr/bin:/bin, nothing written");
}
