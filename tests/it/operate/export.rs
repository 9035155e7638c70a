//! Editions as files again.

use std::fs;

use camino::Utf8Path;
use sila::catalogue::{self, EditionNumber, SourceFile, source};
use sila::operate::{self, OperateError, Published};

use super::{TestStore, menus, prompt, record};

#[test]
fn hours_and_holidays_are_among_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap().join("menus");
    let mut files = menus();
    let holiday = "[[holiday]]\ndate = 2026-12-16\n[holiday.name]\nar = \"عيد\"\nen = \"A day\"\n";
    files.push(SourceFile::new("hours.toml", "# Not known yet.\n"));
    files.push(SourceFile::new("holidays.toml", holiday));
    operate::export(&files, &folder).unwrap();
    let (hotline, _) = catalogue::load(&source::read_folder(&folder).unwrap()).unwrap();
    assert_eq!(hotline.hours.holidays.len(), 1);
}

#[tokio::test]
async fn what_is_brought_out_is_the_same_edition() {
    let store = TestStore::with_an_edition().await;
    let edition = store.load(1).await;
    let contents = store.contents(EditionNumber::new(1)).await;
    let files = store.path("out/menus");
    operate::export(&contents.files, &files).unwrap();

    // In another server they are the same edition.
    let other = TestStore::new().await;
    let files = source::read_folder(&files).unwrap();
    let Published::New(new) = other.publish(files, None).await.unwrap() else {
        panic!("nothing was there");
    };
    assert_eq!(new.edition.id, edition.id);
    assert_eq!(other.contents(EditionNumber::new(1)).await, contents);
}

#[tokio::test]
async fn recordings_are_brought_out_under_the_sheets_names() {
    let store = TestStore::new().await;
    for (id, language) in [("111.fee", "en"), ("gate.1", "ar")] {
        let sound = format!("{id} {language}");
        record(&store.database, &prompt(&menus(), id, language), &sound).await;
    }
    store.publish(menus(), None).await.unwrap();
    let folder = store.path("out/recordings");
    let written = operate::export_recordings(&store.database, &store.load(1).await, &folder).await;
    assert_eq!(written.unwrap(), 2);
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(read("111.fee.en.wav"), "111.fee en");
    assert_eq!(read("gate.1.ar.wav"), "gate.1 ar");
}

#[tokio::test]
async fn nothing_is_written_over() {
    let store = TestStore::with_an_edition().await;
    let contents = store.contents(EditionNumber::new(1)).await;
    let folder = store.path("out");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("notes.txt"), "mine").unwrap();
    let result = operate::export(&contents.files, &folder);
    assert!(matches!(result, Err(OperateError::NotEmpty(_))), "{result:?}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[tokio::test]
async fn a_path_that_leads_out_of_the_folder_is_not_written() {
    let store = TestStore::with_an_edition().await;
    let mut contents = store.contents(EditionNumber::new(1)).await;
    contents.files[0].path = "../outside.toml".to_owned();
    let folder = store.path("inside/out");
    let result = operate::export(&contents.files, &folder);
    assert!(matches!(result, Err(OperateError::Path(_))), "{result:?}");
    assert!(!store.path("inside").exists());
}
