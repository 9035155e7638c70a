//! File names of recordings, and the prompts that they stand for.

use sila::recordings::{FileNames, Refusal, file_name};

use super::prompt;

fn resolve(path: &str) -> Result<(String, String), Refusal> {
    let prompts = [
        prompt("114.fee", "ar", "ثلاثون"),
        prompt("114.fee", "en", "Thirty"),
        prompt("gate.en", "en", "For English, press 2"),
        prompt("gate.en", "ar", "For English, press 2"),
        prompt("114.who", "en", "Owners"),
    ];
    let found = FileNames::of(&prompts).prompt(path)?;
    Ok((found.id.clone(), found.language.clone()))
}

fn found(id: &str, language: &str) -> (String, String) {
    (id.to_owned(), language.to_owned())
}

#[test]
fn the_language_stands_in_the_name_or_in_a_folder() {
    assert_eq!(resolve("114.fee.ar.wav"), Ok(found("114.fee", "ar")));
    assert_eq!(resolve("ar/114.fee.wav"), Ok(found("114.fee", "ar")));
    assert_eq!(resolve("Studio/EN/take 2/114.FEE.WAV"), Ok(found("114.fee", "en")));
    assert_eq!(resolve("en\\114.fee.mp3"), Ok(found("114.fee", "en")));
    assert_eq!(resolve("en/114.fee.en.flac"), Ok(found("114.fee", "en")));
}

#[test]
fn an_id_may_end_like_a_language() {
    assert_eq!(resolve("gate.en.ar.wav"), Ok(found("gate.en", "ar")));
    assert_eq!(resolve("ar/gate.en.wav"), Ok(found("gate.en", "ar")));
}

#[test]
fn a_name_and_a_folder_that_disagree_are_refused() {
    assert!(matches!(resolve("en/114.fee.ar.wav"), Err(Refusal::UnreadableName { .. })));
}

#[test]
fn each_wrong_name_is_told_what_is_wrong() {
    let unreadable = |name: &str| matches!(resolve(name), Err(Refusal::UnreadableName { .. }));
    assert!(unreadable("114.fee.wav"));
    assert!(unreadable("README"));
    assert!(unreadable(""));
    assert_eq!(
        resolve("114.fee.fr.wav"),
        Err(Refusal::UnknownLanguage { id: "114.fee".into(), language: "fr".into() })
    );
    assert_eq!(
        resolve("ar/114.who.wav"),
        Err(Refusal::UnknownLanguage { id: "114.who".into(), language: "ar".into() })
    );
    assert_eq!(
        resolve("114.fees.en.wav"),
        Err(Refusal::UnknownId { id: "114.fees".into(), nearest: Some("114.fee".into()) })
    );
    assert_eq!(
        resolve("holiday song.mp3"),
        Err(Refusal::UnknownId { id: "holiday song".into(), nearest: None })
    );
}

#[test]
fn marks_that_are_not_seen_do_not_count() {
    for name in ["\u{200f}114.fee.ar.wav", "114.fee.ar\u{200e}.wav", "ar/114.f\u{200b}ee.wav"] {
        assert_eq!(resolve(name), Ok(found("114.fee", "ar")), "{name:?}");
    }
    let refused = resolve("114.\u{1b}[31mfees.ar.wav").unwrap_err();
    assert!(!refused.to_string().contains(char::is_control), "{refused:?}");
}

#[test]
fn another_services_prompt_is_never_what_was_meant() {
    let unknown = |id: &str| Err(Refusal::UnknownId { id: id.into(), nearest: None });
    assert_eq!(resolve("115.fee.en.wav"), unknown("115.fee"));
    assert_eq!(resolve("11.fee.en.wav"), unknown("11.fee"));
    assert_eq!(resolve("114.documents.en.wav"), unknown("114.documents"));
}

#[test]
fn a_name_longer_than_any_system_writes_is_refused_as_that() {
    let refused = resolve(&format!("{}.wav", "114.fee.".repeat(10_000))).unwrap_err();
    assert!(matches!(refused, Refusal::UnreadableName { .. }), "{refused:?}");
}

#[test]
fn the_name_of_the_script_is_found() {
    let prompt = prompt("gate.en", "ar", "For English, press 2");
    assert_eq!(resolve(&file_name(&prompt)), Ok(found("gate.en", "ar")));
}
