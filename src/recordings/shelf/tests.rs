use super::super::fixtures::prompt;
use super::*;

fn sound(seconds: f32) -> Converted {
    let wav = seconds.to_le_bytes().to_vec();
    Converted {
        wav,
        seconds,
        gain_db: 0.0,
        concerns: Vec::new(),
    }
}

fn put(shelf: &mut Shelf, prompt: &Prompt, seconds: f32, draft: bool) -> Placed {
    shelf
        .put(&[Arrival {
            prompt,
            sound: sound(seconds),
            draft,
        }])
        .unwrap()[0]
}

fn shelf() -> (tempfile::TempDir, Shelf) {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::open(folder.path().join("recordings")).unwrap();
    (folder, shelf)
}

#[test]
fn what_was_put_is_there_after_opening_again() {
    let (_folder, mut shelf) = shelf();
    let fee = prompt("114.fee", "ar", "ثلاثون ريالا");
    assert_eq!(put(&mut shelf, &fee, 2.0, false), Placed::New);
    let again = Shelf::open(&shelf.folder).unwrap();
    let recording = again.recording_for(&fee).unwrap();
    assert_eq!((recording.seconds, recording.draft), (2.0, false));
    assert_eq!(again.read(recording.hash).unwrap(), sound(2.0).wav);
    assert!(
        again
            .recording_for(&prompt("114.fee", "en", "ثلاثون ريالا"))
            .is_none()
    );
}

#[test]
fn a_changed_text_has_no_recording_and_the_old_text_has_its_old_one() {
    let (_folder, mut shelf) = shelf();
    let before = prompt("114.fee", "en", "Thirty riyals.");
    let after = prompt("114.fee", "en", "Forty riyals.");
    put(&mut shelf, &before, 2.0, false);
    assert_eq!(shelf.recording_for(&after), None);
    assert_eq!(shelf.stale(std::slice::from_ref(&after)), [&after]);
    put(&mut shelf, &after, 3.0, false);
    assert_eq!(
        shelf.stale(std::slice::from_ref(&after)),
        [] as [&Prompt; 0]
    );
    assert_eq!(
        shelf.recording_for(&before).unwrap().seconds.to_bits(),
        2.0_f32.to_bits()
    );
    assert_eq!(
        shelf.recording_for(&after).unwrap().seconds.to_bits(),
        3.0_f32.to_bits()
    );
}

#[test]
fn a_person_replaces_a_draft_and_never_the_other_way_round() {
    let (_folder, mut shelf) = shelf();
    let fee = prompt("114.fee", "en", "Thirty riyals.");
    assert_eq!(put(&mut shelf, &fee, 1.0, true), Placed::New);
    assert_eq!(put(&mut shelf, &fee, 1.5, true), Placed::Replaced);
    assert_eq!(put(&mut shelf, &fee, 2.0, false), Placed::Replaced);
    assert_eq!(put(&mut shelf, &fee, 1.0, true), Placed::NotNeeded);
    assert_eq!(put(&mut shelf, &fee, 2.0, false), Placed::Unchanged);
    assert!(!shelf.recording_for(&fee).unwrap().draft);
}

#[test]
fn orphans_are_what_no_prompt_wants() {
    let (_folder, mut shelf) = shelf();
    let fee = prompt("114.fee", "en", "Thirty riyals.");
    let gone = prompt("115.fee", "en", "Free.");
    put(&mut shelf, &fee, 1.0, true);
    put(&mut shelf, &fee, 2.0, false);
    put(&mut shelf, &gone, 3.0, false);
    let orphans = shelf.orphans(&[fee]);
    assert_eq!(orphans.files, [RecordingHash::of(&sound(1.0).wav)]);
    assert_eq!(orphans.recordings.len(), 1);
    assert_eq!(orphans.recordings[0].0, "115.fee");
}

#[test]
fn a_lost_file_is_no_recording_and_a_changed_one_is_not_read() {
    let (_folder, mut shelf) = shelf();
    let fee = prompt("114.fee", "en", "Thirty riyals.");
    put(&mut shelf, &fee, 2.0, false);
    let hash = shelf.recording_for(&fee).unwrap().hash;
    fs::write(shelf.path(hash), b"else").unwrap();
    assert!(matches!(shelf.read(hash), Err(ShelfError::Damaged { .. })));
    fs::remove_file(shelf.path(hash)).unwrap();
    assert_eq!(
        Shelf::open(&shelf.folder).unwrap().recording_for(&fee),
        None
    );
    assert_eq!(put(&mut shelf, &fee, 2.0, false), Placed::New);
    assert!(shelf.read(hash).is_ok());
}

#[test]
fn a_damaged_index_is_an_error_that_says_what_to_do() {
    let (_folder, shelf) = shelf();
    fs::create_dir(&shelf.folder).unwrap();
    for content in [
        "",
        "{",
        r#"{"format":2,"recordings":[]}"#,
        r#"{"format":1,"recordings":[{}]}"#,
    ] {
        fs::write(shelf.folder.join("index.json"), content).unwrap();
        let error = Shelf::open(&shelf.folder).unwrap_err();
        assert!(
            matches!(error, ShelfError::Corrupt { .. }),
            "{content}: {error}"
        );
        assert!(error.to_string().contains("index.json"));
    }
}

#[test]
fn importers_at_the_same_time_lose_nothing() {
    let (_folder, shelf) = shelf();
    let prompts: Vec<_> = (0..40_u8)
        .map(|n| prompt(&format!("{n}.fee"), "en", "Thirty riyals."))
        .collect();
    std::thread::scope(|scope| {
        for mine in prompts.chunks(10) {
            let folder = shelf.folder.clone();
            scope.spawn(move || {
                let mut shelf = Shelf::open(folder).unwrap();
                for (prompt, seconds) in mine.iter().zip([1.0, 2.0, 3.0].into_iter().cycle()) {
                    put(&mut shelf, prompt, seconds, false);
                }
            });
        }
    });
    let shelf = Shelf::open(&shelf.folder).unwrap();
    assert!(
        prompts
            .iter()
            .all(|prompt| shelf.recording_for(prompt).is_some())
    );
    let left_over = fs::read_dir(&shelf.folder)
        .unwrap()
        .filter(|item| {
            item.as_ref()
                .unwrap()
                .file_name()
                .to_str()
                .unwrap()
                .starts_with(".new-")
        })
        .count();
    assert_eq!(left_over, 0);
}
