//! Deliveries that hold nothing, or hold it in a way that is not read.

use std::fs;

use sila::operate::OperateError;
use sila::operate::recordings::import;
use sila::recordings::{DeliveryError, Refusal};

use super::TestStore;
use super::import::{by, prompts, write_zip};
use crate::recordings::ffmpeg;
use crate::recordings::sounds::file;

#[tokio::test]
async fn an_empty_delivery_is_an_error_that_says_so() {
    let root = tempfile::tempdir().unwrap();
    let store = TestStore::new().await;
    let folder = root.path().join("studio");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(".DS_Store"), "").unwrap();
    for path in [write_zip(root.path(), &[]), folder] {
        let error = import(&store.database, &prompts(), &path, &ffmpeg(), by("Huda")).await;
        let error = error.unwrap_err();
        assert!(matches!(error, OperateError::Delivery(DeliveryError::NoFiles { .. })), "{error}");
    }
}

/// Changes two bytes of both headers of a ZIP file's only file, at this place in the one and two bytes later in the
/// other.
fn change(zip: &mut [u8], at: usize, change: impl Fn(u8) -> u8) {
    let central = zip.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    for at in [at, central + at + 2] {
        zip[at] = change(zip[at]);
    }
}

#[tokio::test]
async fn what_is_packed_in_another_way_is_refused_with_the_way_out() {
    let root = tempfile::tempdir().unwrap();
    let store = TestStore::new().await;
    let path = write_zip(root.path(), &[("114.fee.en.wav", file("tone-16bit.wav"))]);
    let zip = fs::read(&path).unwrap();
    let (mut locked, mut deflate64) = (zip.clone(), zip);
    change(&mut locked, 6, |flags| flags | 1);
    change(&mut deflate64, 8, |_| 9);
    for (zip, how) in [(locked, "a password"), (deflate64, "Deflate64")] {
        fs::write(&path, zip).unwrap();
        let report = import(&store.database, &prompts(), &path, &ffmpeg(), by("Huda")).await;
        let report = report.unwrap();
        let [refused] = &report.refused[..] else { panic!("{report:?}") };
        assert!(matches!(refused.why, Refusal::Packed { .. }), "{refused:?}");
        let said = refused.why.to_string();
        assert!(said.contains(how) && said.contains("Unpack the ZIP file"), "{said}");
    }
}

#[tokio::test]
async fn names_are_shown_without_what_a_terminal_obeys() {
    let root = tempfile::tempdir().unwrap();
    let store = TestStore::new().await;
    let names = ["\u{200f}114.fee.en.wav", "114.fee.\u{1b}[31men.wav", "\u{202e}114.fee.ar.wav"];
    let files = names.map(|name| (name, file("tone-16bit.wav")));
    let path = write_zip(root.path(), &files);
    let report = import(&store.database, &prompts(), &path, &ffmpeg(), by("Huda")).await.unwrap();
    let mut taken: Vec<_> = report.accepted.iter().map(|taken| taken.file.as_str()).collect();
    taken.sort_unstable();
    assert_eq!(taken, ["�114.fee.ar.wav", "�114.fee.en.wav"]);
    assert_eq!(report.refused[0].file, "114.fee.�[31men.wav");
}
