//! Drafts, by real programs. These tests need espeak-ng.

use std::num::NonZeroUsize;
use std::time::Duration;

use sila::catalogue::Prompt;
use sila::operate::OperateError;
use sila::operate::recordings::{DraftReport, Library, draft};
use sila::recordings::{DraftFailure, Refusal, Voice};
use sila::store::Database;

use super::import::by;
use super::{TestStore, record};
use crate::recordings::prompt;
use crate::wait::eventually_so;

fn prompts() -> Vec<Prompt> {
    vec![
        prompt("114.fee", "ar", "رسوم رخصة الهدم ثلاثون ريالا"),
        prompt("114.fee", "en", "The fee is thirty riyals; -5 % \"if early\"."),
        prompt("phrase.dash", "en", "--help is on its way"),
    ]
}

async fn run(
    database: &Database,
    prompts: &[Prompt],
    command: &str,
) -> Result<DraftReport, OperateError> {
    run_within(database, prompts, command, Duration::from_mins(1)).await
}

async fn run_within(
    database: &Database,
    prompts: &[Prompt],
    command: &str,
    limit: Duration,
) -> Result<DraftReport, OperateError> {
    let voice = Voice::parse(command, limit).unwrap();
    let at_once = NonZeroUsize::new(2).unwrap();
    draft(database, prompts, voice, at_once, by("Huda")).await
}

/// Has espeak-ng speak everything.
async fn spoken_by(command: &str) {
    let store = TestStore::new().await;
    let database = &store.database;
    let prompts = prompts();
    let report = run(database, &prompts, command).await.expect("these tests need espeak-ng");
    assert_eq!(report.failed, [], "{command}");
    assert_eq!(report.made.len(), 3);
    let library = Library::open(database).await.unwrap();
    for prompt in &prompts {
        let recording = library.recording_for(prompt).unwrap();
        assert!(recording.draft);
        assert!(recording.seconds > 0.8, "{}: {} s", prompt.id, recording.seconds);
        let wav = database.bytes(&recording.hash.to_string()).await.unwrap().unwrap();
        let wav = hound::WavReader::new(wav.as_slice()).unwrap();
        assert_eq!((wav.spec().channels, wav.spec().sample_rate), (1, 8000));
        assert!(wav.duration() > 6400);
    }
}

#[tokio::test]
async fn a_program_may_be_given_the_text_by_standard_input_and_answer_by_standard_output() {
    spoken_by("espeak-ng -v {language} --stdout").await;
}

#[tokio::test]
async fn a_program_may_be_given_the_text_as_a_word_and_write_a_file() {
    spoken_by("espeak-ng -v {language} -w {out} {text}").await;
}

#[tokio::test]
async fn what_a_person_recorded_is_not_spoken() {
    let store = TestStore::new().await;
    let database = &store.database;
    let prompts = prompts();
    record(database, &prompts[0], "a person").await;
    let report = run(database, &prompts, "espeak-ng -v {language} --stdout").await.unwrap();
    assert_eq!(report.made.len(), 2);
    let library = Library::open(database).await.unwrap();
    assert!(!library.recording_for(&prompts[0]).unwrap().draft);
    let again = run(database, &prompts, "espeak-ng -v {language} --stdout").await.unwrap();
    assert_eq!(again.made, []);
}

#[tokio::test]
async fn one_prompt_that_fails_does_not_keep_the_others_back() {
    let store = TestStore::new().await;
    let database = &store.database;
    let mut prompts = prompts();
    prompts[0].language = "xx-unknown".into();
    let report = run(database, &prompts, "espeak-ng -v {language} --stdout").await.unwrap();
    assert_eq!(report.made.len(), 2);
    assert_eq!(report.failed.len(), 1);
    assert_eq!(report.failed[0].language, "xx-unknown");
    let why = &report.failed[0].why;
    assert!(
        matches!(why, DraftFailure::Failed { complaint, .. } if complaint.contains("voice")),
        "{why}"
    );
}

async fn failure(command: &str, limit: Duration) -> DraftFailure {
    let store = TestStore::new().await;
    let database = &store.database;
    let prompts = [prompt("114.fee", "en", "Thirty riyals.")];
    let report = run_within(database, &prompts, command, limit).await.unwrap();
    assert_eq!(report.made, []);
    report.failed[0].why.clone()
}

#[tokio::test]
async fn each_failure_says_what_happened() {
    let minute = Duration::from_mins(1);
    assert!(matches!(failure("true", minute).await, DraftFailure::NoSound { .. }));
    assert!(matches!(failure("true {out}", minute).await, DraftFailure::NoSound { .. }));
    assert_eq!(failure("cat", minute).await, DraftFailure::Refused(Refusal::NotAudio));
    assert_eq!(
        failure("sh -c 'echo no voice today >&2; exit 3'", minute).await,
        DraftFailure::Failed {
            status: "exit status: 3".into(),
            complaint: "no voice today".into()
        }
    );
}

#[tokio::test]
async fn a_program_that_hangs_is_stopped() {
    let (program, argument) = ("sleep", "1000.25");
    let why = failure(&format!("{program} {argument}"), Duration::from_millis(50)).await;
    assert!(matches!(why, DraftFailure::TimedOut { .. }));
    let words = format!("{program}\0{argument}\0").into_bytes();
    let runs = || {
        let processes = std::fs::read_dir("/proc").unwrap();
        let mut commands = processes.map(|process| process.unwrap().path().join("cmdline"));
        commands.any(|command| std::fs::read(command).is_ok_and(|command| command == words))
    };
    eventually_so("the program gone", || !runs()).await;
}

#[tokio::test]
async fn a_program_that_never_stops_talking_is_cut_off() {
    let minute = Duration::from_mins(1);
    let why = failure("cat /dev/zero", minute).await;
    assert!(matches!(why, DraftFailure::Failed { .. }), "its pipe breaks: {why}");
    let why = failure("sh -c 'head -c 1000000 /dev/zero | tr \"\\0\" x >&2'", minute).await;
    assert_eq!(why, DraftFailure::NoSound { complaint: "x".repeat(2000) });
}

#[tokio::test]
async fn a_program_that_is_not_there_ends_the_run() {
    let store = TestStore::new().await;
    let database = &store.database;
    let error = run(database, &prompts(), "no-such-voice {text}").await.unwrap_err();
    assert!(
        error.to_string().starts_with("The program no-such-voice cannot be started"),
        "{error}"
    );
}
