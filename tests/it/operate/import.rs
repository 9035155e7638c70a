//! Whole deliveries, in folders and ZIP files.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sila::catalogue::{Prompt, RecordingHash};
use sila::operate::OperateError;
use sila::operate::recordings::{ImportReport, Library, import};
use sila::recordings::{Concern, DeliveryError, Refusal, convert};
use sila::store::{Authorship, Database};
use zip::write::{SimpleFileOptions, ZipWriter};

use super::{TestStore, minute};
use crate::recordings::sounds::{file, tone, wav};
use crate::recordings::{ffmpeg, prompt};

pub fn by(author: &str) -> Authorship<'_> {
    crate::store::by(author, minute(0))
}

pub fn prompts() -> Vec<Prompt> {
    vec![
        prompt("114.fee", "ar", "ثلاثون ريالا"),
        prompt("114.fee", "en", "Thirty riyals."),
        prompt("114.summary", "en", "Applying for a demolition permit."),
        prompt("phrase.goodbye", "en", "Goodbye."),
    ]
}

fn delivery() -> Vec<(&'static str, Vec<u8>)> {
    let sound = || file("speech-mono-16000.flac");
    vec![
        ("114.fee.en.flac", sound()),
        ("ar/114.fee.ogg", file("speech-stereo-44100.ogg")),
        ("phrase.goodbye.en.wav", wav(&tone(500.0, 8000, 9.0), 8000, 1)),
        ("114.summary.en.wav", sound()),
        ("second takes/114.summary.en.mp3", sound()),
        ("999.fee.en.wav", sound()),
        ("script.csv", b"prompt id,language".to_vec()),
        ("notes", b"please hurry".to_vec()),
        (".DS_Store", vec![0; 10]),
        ("__MACOSX/._114.fee.en.flac", vec![0; 10]),
        ("ar/._114.fee.ogg", vec![0; 10]),
    ]
}

fn write_folder(root: &Path, files: &[(&str, Vec<u8>)]) -> PathBuf {
    let folder = root.join("delivery");
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

pub fn write_zip(root: &Path, files: &[(&str, Vec<u8>)]) -> PathBuf {
    let path = root.join("delivery.zip");
    let mut zip = ZipWriter::new(fs::File::create(&path).unwrap());
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    path
}

fn check(report: &ImportReport) {
    let taken: Vec<_> = report.accepted.iter().map(|accepted| accepted.file.as_str()).collect();
    assert_eq!(taken, ["114.fee.en.flac", "ar/114.fee.ogg", "phrase.goodbye.en.wav"]);
    assert!(matches!(report.accepted[2].concerns[..], [Concern::UnexpectedLength { .. }]));
    let refused: Vec<_> = report.refused.iter().map(|r| (r.file.as_str(), r.why.clone())).collect();
    let two = |other: &str| Refusal::TwoFiles { other: other.into() };
    let near = Some("114.fee".to_owned());
    assert_eq!(refused[0], ("114.summary.en.wav", two("second takes/114.summary.en.mp3")));
    assert_eq!(refused[1].0, "999.fee.en.wav");
    assert!(
        matches!(&refused[1].1, Refusal::UnknownId { id, nearest } if id == "999.fee" && (nearest.is_none() || *nearest == near))
    );
    assert!(matches!(&refused[2], ("notes", Refusal::UnreadableName { .. })));
    assert!(matches!(&refused[3], ("script.csv", Refusal::UnknownId { .. })));
    assert_eq!(refused[4], ("second takes/114.summary.en.mp3", two("114.summary.en.wav")));
    assert_eq!(refused.len(), 5);
    let missing: Vec<_> = report.missing.iter().map(|m| (&*m.id, &*m.language, m.draft)).collect();
    assert_eq!(missing, [("114.summary", "en", false)]);
}

/// The state of each prompt: whether it is recorded, and by a machine.
async fn states(database: &Database) -> Vec<Option<bool>> {
    let library = Library::open(database).await.unwrap();
    let states = prompts().into_iter().map(|prompt| {
        let recording = library.recording_for(&prompt);
        recording.map(|recording| recording.draft)
    });
    states.collect()
}

#[tokio::test]
async fn a_folder_is_taken_in() {
    let root = tempfile::tempdir().unwrap();
    let store = TestStore::new().await;
    let database = &store.database;
    let folder = write_folder(root.path(), &delivery());
    let first = import(database, &prompts(), &folder, &ffmpeg(), by("Huda")).await;
    check(&first.unwrap());
    let library = database.recordings().await.unwrap();
    assert_eq!(library.len(), 3);
    let again = import(database, &prompts(), &folder, &ffmpeg(), by("Huda")).await;
    check(&again.unwrap());
    assert_eq!(database.recordings().await.unwrap(), library);
    assert_eq!(states(database).await, [Some(false), Some(false), None, Some(false)]);
}

#[tokio::test]
async fn a_zip_file_is_taken_in_alike() {
    let root = tempfile::tempdir().unwrap();
    let store = TestStore::new().await;
    let database = &store.database;
    let zip = write_zip(root.path(), &delivery());
    let report = import(database, &prompts(), &zip, &ffmpeg(), by("Huda")).await;
    check(&report.unwrap());
}

#[tokio::test]
async fn a_text_that_two_prompts_share_is_delivered_once() {
    let root = tempfile::tempdir().unwrap();
    let store = TestStore::new().await;
    let database = &store.database;
    let mut prompts = prompts();
    prompts.push(prompt("115.fee", "en", "Thirty riyals."));
    let sound = || file("speech-mono-16000.flac");
    let one = write_zip(root.path(), &[("115.fee.en.flac", sound())]);
    let report = import(database, &prompts, &one, &ffmpeg(), by("Huda")).await.unwrap();
    assert_eq!(report.accepted.len(), 1);
    let missing: Vec<_> = report.missing.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(missing, ["114.fee", "114.summary", "phrase.goodbye"]);
    assert_eq!(report.missing[0].language, "ar");
    let two = [("114.fee.en.flac", sound()), ("115.fee.en.flac", sound())];
    let two = write_zip(root.path(), &two);
    let report = import(database, &prompts, &two, &ffmpeg(), by("Huda")).await.unwrap();
    assert_eq!((report.accepted.len(), report.refused.len()), (0, 2));
}

#[tokio::test]
async fn a_machines_voice_is_taken_for_a_draft() {
    let root = tempfile::tempdir().unwrap();
    let store = TestStore::new().await;
    let database = &store.database;
    let (fast, slow) = (file("speech-mono-16000.flac"), file("speech-stereo-44100.ogg"));
    let taken = |file: &str| (vec![file.to_owned()], Vec::new());
    let refused = |file: &str| (Vec::new(), vec![(file.to_owned(), Refusal::Recorded)]);
    for (file, sound, expected, state) in [
        ("drafts/114.fee.en.ogg", &slow, taken("drafts/114.fee.en.ogg"), Some(true)),
        ("114.fee.en.flac", &fast, taken("114.fee.en.flac"), Some(false)),
        ("drafts/en/114.fee.ogg", &slow, refused("drafts/en/114.fee.ogg"), Some(false)),
    ] {
        let zip = write_zip(root.path(), &[(file, sound.clone())]);
        let report = import(database, &prompts(), &zip, &ffmpeg(), by("Huda")).await.unwrap();
        let accepted: Vec<_> = report.accepted.into_iter().map(|taken| taken.file).collect();
        let refused: Vec<_> = report.refused.into_iter().map(|one| (one.file, one.why)).collect();
        assert_eq!((accepted, refused), expected);
        assert_eq!(states(database).await[1], state, "{file}");
    }
}

#[tokio::test]
async fn an_import_that_is_interrupted_leaves_the_library_as_it_was() {
    let root = tempfile::tempdir().unwrap();
    let store = TestStore::new().await;
    let database = &store.database;
    // Two of them are more than is brought in one commit.
    let long = |hertz| wav(&tone(hertz, 8000, 40.0), 8000, 1);
    let files = [
        ("114.fee.ar.wav", long(400.0)),
        ("114.fee.en.wav", long(500.0)),
        ("114.summary.en.wav", long(600.0)),
        ("phrase.goodbye.en.wav", long(700.0)),
    ];
    let folder = write_folder(root.path(), &files);
    let prompts = prompts();
    let first = convert(files[0].1.clone()).unwrap();
    let first = RecordingHash::of(&first.wav).to_string();
    let brought = async {
        while database.bytes(&first).await.unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let ffmpeg = ffmpeg();
    tokio::select! {
        () = brought => {}
        _ = import(database, &prompts, &folder, &ffmpeg, by("Huda")) => panic!("it was not interrupted"),
    }
    assert_eq!(states(database).await, [None; 4]);
    let report = import(database, &prompts, &folder, &ffmpeg, by("Huda")).await;
    assert_eq!(report.unwrap().accepted.len(), 4);
    assert_eq!(states(database).await, [Some(false); 4]);
}

#[tokio::test]
async fn names_that_lead_outside_write_nothing_there() {
    // Files in folders whose names begin with a dot are not taken.
    let root = tempfile::Builder::new().prefix("delivered").tempdir().unwrap();
    let store = TestStore::new().await;
    let database = &store.database;
    // Above the ZIP file, beside it, and by a path from the root.
    let folder = root.path().join("a/b");
    fs::create_dir_all(&folder).unwrap();
    let absolute = root.path().join("114.fee.ar.wav");
    let sound = || file("tone-16bit.wav");
    let files = [
        ("../../114.fee.en.wav", sound()),
        ("phrase.goodbye.en.wav", sound()),
        (absolute.to_str().unwrap(), sound()),
    ];
    let report =
        import(database, &prompts(), &write_zip(&folder, &files), &ffmpeg(), by("Huda")).await;
    assert_eq!(report.unwrap().accepted.len(), 3);
    let left = walkdir::WalkDir::new(root.path()).into_iter().map(Result::unwrap);
    let left = left.filter(|entry| entry.file_type().is_file());
    let left: Vec<_> = left.map(walkdir::DirEntry::into_path).collect();
    assert_eq!(left, [folder.join("delivery.zip")]);
}

#[tokio::test]
async fn a_zip_bomb_is_refused_by_what_it_unpacks_to() {
    let root = tempfile::tempdir().unwrap();
    let store = TestStore::new().await;
    let database = &store.database;
    let files = [
        ("114.fee.en.wav", vec![0; 70 * 1024 * 1024]),
        ("phrase.goodbye.en.wav", file("tone-16bit.wav")),
    ];
    let path = write_zip(root.path(), &files);
    // The bomb also lies: it claims a few bytes, in both of its headers.
    let mut bytes = fs::read(&path).unwrap();
    assert!(bytes.len() < 200_000);
    let size = u32::try_from(files[0].1.len()).unwrap().to_le_bytes();
    let places: Vec<_> = (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    for (name, bytes) in [("honest.zip", fs::read(&path).unwrap()), ("lying.zip", bytes)] {
        let path = root.path().join(name);
        fs::write(&path, bytes).unwrap();
        let report = import(database, &prompts(), &path, &ffmpeg(), by("Huda")).await.unwrap();
        assert_eq!(report.refused.len(), 1, "{name}");
        assert_eq!(report.accepted.len(), 1, "{name}");
    }
}

#[tokio::test]
async fn damaged_zip_files_get_an_answer() {
    let root = tempfile::tempdir().unwrap();
    let store = TestStore::new().await;
    let database = &store.database;
    let files =
        [("114.fee.en.wav", file("tone-mulaw.wav")), ("ar/114.fee.wav", file("tone-8bit.wav"))];
    let whole = fs::read(write_zip(root.path(), &files)).unwrap();
    let path = root.path().join("damaged.zip");
    for at in (0..whole.len()).rev().take(250).chain(0..80) {
        for value in [0, 0xff] {
            let mut damaged = whole.clone();
            damaged[at..].iter_mut().take(2).for_each(|byte| *byte = value);
            fs::write(&path, damaged).unwrap();
            if let Ok(report) = import(database, &prompts(), &path, &ffmpeg(), by("Huda")).await {
                assert!(report.accepted.len() + report.refused.len() <= 2);
            }
        }
    }
    for end in (0..whole.len()).step_by(97) {
        fs::write(&path, &whole[..end]).unwrap();
        assert!(import(database, &prompts(), &path, &ffmpeg(), by("Huda")).await.is_err());
    }
}

#[tokio::test]
async fn what_is_neither_folder_nor_zip_is_an_error_that_says_so() {
    let root = tempfile::tempdir().unwrap();
    let store = TestStore::new().await;
    let database = &store.database;
    let error = import(database, &prompts(), &root.path().join("nowhere"), &ffmpeg(), by("Huda"))
        .await
        .unwrap_err();
    assert!(matches!(error, OperateError::Delivery(DeliveryError::Io { .. })), "{error}");
    let path = root.path().join("114.fee.en.wav");
    fs::write(&path, file("tone-16bit.wav")).unwrap();
    let error = import(database, &prompts(), &path, &ffmpeg(), by("Huda")).await.unwrap_err();
    assert!(matches!(error, OperateError::Delivery(DeliveryError::NotZip { .. })), "{error}");
}

#[test]
fn every_refusal_is_a_sentence() {
    let report = |refusal: Refusal| refusal.to_string();
    assert_eq!(
        report(Refusal::UnknownId { id: "114.fees".into(), nearest: Some("114.fee".into()) }),
        "No prompt is called \"114.fees\" (the nearest is \"114.fee\"). Use the file names of the \
         sheet."
    );
    assert_eq!(
        report(Refusal::TooLarge),
        "The file is larger than 64 MiB. Save it as FLAC, or as WAV at 48 kHz or less."
    );
    assert_eq!(
        report(Refusal::TooLong),
        "The recording is longer than 120 seconds. Cut it, or split the text."
    );
}
