//! `sila inquiries`: from the question to its answer.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use sila::catalogue::EditionNumber;
use sila::store::{InquiryState, Location, NewJob, TurnLog as _};

use super::desk::{REFERENCE, fetch, late, question, store, with, with_in_database};
use super::sandbox::{Sandbox, assert_transcript, without_times};
use crate::store::suite::written::written;
use crate::store::turn;
use crate::test_server::TestServer;

/// Another reference.
const OTHER: &str = "20000006";

/// Transcript of `sila inquiries`, without times.
fn said(sandbox: &Sandbox, arguments: &[&str]) -> String {
    without_times(&sandbox.transcript(&[&["inquiries"], arguments].concat()))
}

/// Four questions, each as far as it can be: played, tried in vain, given up, and in English about nothing.
async fn four() -> Sandbox {
    let mut english = question("CA4", "30000004", 30);
    english.language = Some("en".to_owned());
    let mut plain = english.clone();
    if let [sila::store::NewJob::Inquiry(inquiry), ..] = plain.jobs.as_mut_slice() {
        (inquiry.service, inquiry.number, inquiry.seconds) = (None, None, None);
    }
    let sandbox = with(&[
        question("CA1", REFERENCE, 0),
        question("CA2", OTHER, 10),
        question("CA3", "40000002", 20),
        plain,
    ])
    .await;
    let store = store(&sandbox).await;
    fetch(&store, late(0)).await;
    let claimed = store.claim_recordings(late(20), late(21), 10).await.unwrap();
    for (recording, again_at) in claimed.iter().zip([Some(late(25)), None]) {
        store
            .recording_failed(recording.id, "the provider says 404", again_at, late(20))
            .await
            .unwrap();
    }
    store.close().await;
    sandbox
}

#[tokio::test]
async fn questions_are_listed_and_shown() {
    let sandbox = four().await;
    let assigned = sandbox.run(&["inquiries", "assign", OTHER, "هدى"]);
    assert!(assigned.status.success(), "{assigned:?}");
    let closed = sandbox.run(&["inquiries", "close", "40000002"]);
    assert!(closed.status.success(), "{closed:?}");
    let seen = [
        said(&sandbox, &[]),
        said(&sandbox, &["--all"]),
        said(&sandbox, &["--state", "assigned,closed"]),
        said(&sandbox, &["--assignee", "هدى"]),
        said(&sandbox, &["--service", "111", "--limit", "1"]),
        said(&sandbox, &["--service", "112"]),
        said(&sandbox, &["--state", "lost"]),
        said(&sandbox, &["--limit", "1", "--json", "--state", "new", "--service", "111"]),
        said(&sandbox, &["show", "1234 5674"]),
        said(&sandbox, &["show", "٢٠٠٠٠٠٠٦"]),
        said(&sandbox, &["show", "4000", "0002"]),
        said(&sandbox, &["show", "30-00-00-04"]),
    ];
    assert_transcript!("inquiries", seen.join("\n"));
}

#[tokio::test]
async fn a_question_is_assigned_answered_and_closed() {
    let sandbox = with(&[question("CA1", REFERENCE, 0)]).await;
    let opened = store(&sandbox).await;
    fetch(&opened, late(1)).await;
    opened.close().await;
    fs::write(sandbox.path("answer.txt"), "\u{feff}الرسم خمسة دنانير.\nوالمدة ثلاثة أيام.\n")
        .unwrap();
    let first = "الرسم خمسة دنانير.";
    let seen = [
        said(&sandbox, &["assign", REFERENCE, "Ali", "--author", "Huda"]),
        said(&sandbox, &["assign", "1234", "5674", "Sara", "--author", "Huda"]),
        said(&sandbox, &["answer", REFERENCE, "--text", first, "--dry-run"]),
        said(&sandbox, &["answer", REFERENCE, "--text", first, "--author", "Sara"]),
        said(&sandbox, &["answer", REFERENCE, "--file", "answer.txt", "--dry-run"]),
        said(&sandbox, &["answer", REFERENCE, "--file", "answer.txt", "--author", "Ali"]),
        said(&sandbox, &["show", REFERENCE]),
        said(&sandbox, &["close", REFERENCE, "--note", "Called back", "--author", "Huda"]),
        said(&sandbox, &["show", REFERENCE]),
        said(&sandbox, &[]),
    ];
    assert_transcript!("inquiries_answered", seen.join("\n"));
    assert!(!seen[8].contains("+97317001234"), "{}", seen[8]);
    let store = store(&sandbox).await;
    let status = store.inquiry_status(REFERENCE, None).await.unwrap();
    let heard = status.unwrap().answer;
    assert_eq!(heard.as_deref(), Some("الرسم خمسة دنانير. والمدة ثلاثة أيام."));
}

#[tokio::test]
async fn an_answer_comes_by_the_input() {
    let mut english = question("CA1", REFERENCE, 0);
    english.language = Some("en".to_owned());
    let sandbox = with(&[english]).await;
    let command = ["inquiries", "answer", REFERENCE, "--author", "Sara"];
    let long = "word ".repeat(31);
    let seen = [
        sandbox.transcript_with_input(&command, b"The fee is five dinars.\nIt is paid at once.\n"),
        sandbox.transcript_with_input(&command, format!("{}.", long.trim()).as_bytes()),
        sandbox.transcript_with_input(&command, b"Bring the CPR card."),
        sandbox.transcript_with_input(&command, b""),
        sandbox.transcript_with_input(&command, b"caf\xe9"),
    ];
    assert_transcript!("inquiries_answered_by_the_input", without_times(&seen.join("\n")));
}

#[tokio::test]
async fn what_can_not_be_spoken_is_refused_with_how_to_mend_it() {
    let mut unknown = question("CA2", OTHER, 1);
    unknown.language = Some("ur".to_owned());
    let sandbox = with(&[question("CA1", REFERENCE, 0), unknown]).await;
    let long = "نعم ".repeat(200);
    let answer = |text| said(&sandbox, &["answer", REFERENCE, "--text", text]);
    let seen = [
        answer("الرسم 5 دنانير."),
        answer("The fee is five dinars."),
        answer("راجع <b>البلدية</b>."),
        answer(long.trim()),
        answer(" "),
        said(&sandbox, &["answer", REFERENCE, "--file", "nowhere.txt"]),
        said(&sandbox, &["answer", REFERENCE, "--text", "نعم.", "--author", "a\u{202e}b"]),
        said(&sandbox, &["answer", OTHER, "--text", "نعم."]),
    ];
    assert_transcript!("inquiries_not_spoken", seen.join("\n"));
    let store = store(&sandbox).await;
    let inquiries = store.inquiry(REFERENCE).await.unwrap();
    assert_eq!(inquiries[0].summary.state, InquiryState::New);
    assert!(inquiries[0].steps.is_empty());
}

#[tokio::test]
async fn a_question_from_the_website_is_listed_shown_answered_and_closed() {
    let sandbox = with(&[question("CA1", OTHER, 0)]).await;
    let opened = store(&sandbox).await;
    let question = written("form", &[REFERENCE], late(5));
    assert!(opened.take_question(&question, late(0), 9).await.unwrap().is_some());
    opened.close().await;
    let answer = ["answer", REFERENCE, "--text", "نعم.", "--author", "Ali"];
    let seen = [
        said(&sandbox, &[]),
        said(&sandbox, &["--limit", "1", "--json"]),
        said(&sandbox, &["show", REFERENCE]),
        said(&sandbox, &["play", REFERENCE]),
        said(&sandbox, &["assign", REFERENCE, "Ali", "--author", "Huda"]),
        said(&sandbox, &[&answer[..], &["--dry-run"]].concat()),
        said(&sandbox, &answer),
        said(&sandbox, &["close", REFERENCE, "--author", "Huda"]),
        said(&sandbox, &["show", REFERENCE]),
    ];
    assert_transcript!("inquiries_written", seen.join("\n"));
    // The words stand where they are asked for, one inquiry at a time, and nowhere else.
    for (number, seen) in seen.iter().enumerate() {
        assert_eq!(seen.contains("متى تنتهي"), [2, 8].contains(&number), "{seen}");
    }
    let store = store(&sandbox).await;
    assert_eq!(store.clear_inquiries(late(6)).await.unwrap(), 2);
    store.close().await;
    let shown = said(&sandbox, &["show", REFERENCE]);
    assert!(shown.contains("erased: its time is over") && !shown.contains("متى"), "{shown}");
}

#[tokio::test]
async fn a_recording_is_played_or_written_into_a_file() {
    let sandbox = four().await;
    let play = |more: &[&str]| said(&sandbox, &[&["play"], more].concat());
    let seen = [
        play(&[REFERENCE, "--with", "cp {file} heard.wav"]),
        play(&[REFERENCE, "--to", "written.wav"]),
        play(&[REFERENCE, "--to", "written.wav"]),
        play(&[REFERENCE, "--to", "nowhere/written.wav"]),
        play(&[REFERENCE, "--with", "false"]),
        play(&[REFERENCE, "--with", "no-such-player {file}"]),
        play(&[OTHER]),
        play(&["40000002"]),
        play(&["30000004"]),
    ];
    assert_transcript!("inquiries_played", seen.join("\n"));
    for file in ["heard.wav", "written.wav"] {
        assert_eq!(fs::read(sandbox.path(file)).unwrap(), b"RIFF and sound");
        let mode = fs::metadata(sandbox.path(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[tokio::test]
async fn all_that_was_said_about_a_question_is_played_in_order() {
    let more = |number| {
        let mut record = question("CA1", REFERENCE, i64::from(number));
        record.id = turn("CA1", number).id;
        for job in &mut record.jobs {
            match job {
                NewJob::Inquiry(inquiry) => inquiry.continues = Some(4),
                NewJob::Recording(recording) => recording.turn = number,
                _ => {}
            }
        }
        record
    };
    let sandbox = with(&[question("CA1", REFERENCE, 0), more(6), more(8)]).await;
    let store = store(&sandbox).await;
    let claimed = store.claim_recordings(late(20), late(21), 10).await.unwrap();
    for (recording, seconds) in claimed.iter().zip([2_u8, 3]) {
        let samples = vec![f32::from(seconds) / 10.0; usize::from(seconds) * 8000];
        let wav = sila::recordings::convert::wav::write(&samples).unwrap();
        let kept = store.keep_recording(recording.id, &wav, f32::from(seconds), late(20));
        assert!(kept.await.unwrap());
    }
    store.close().await;
    let seen = [
        said(&sandbox, &[]),
        said(&sandbox, &["show", REFERENCE]),
        said(&sandbox, &["play", REFERENCE, "--to", "all.wav"]),
        said(&sandbox, &["play", REFERENCE, "--with", "cp {file} heard.wav"]),
    ];
    assert_transcript!("inquiries_continued", seen.join("\n"));
    for file in ["all.wav", "heard.wav"] {
        let mut wav = hound::WavReader::open(sandbox.path(file)).unwrap();
        assert_eq!(wav.duration(), 5 * 8000 + 4000, "half a second between them");
        let samples: Vec<i16> = wav.samples().map(Result::unwrap).collect();
        assert_eq!([samples[15_999], samples[16_000], samples[20_000]], [6554, 0, 9830]);
    }
}

#[tokio::test]
async fn what_is_meant_is_said_where_it_is_not_clear() {
    let sandbox = with(&[question("CA1", REFERENCE, 0), question("CA2", REFERENCE, 5)]).await;
    let seen = [
        said(&sandbox, &[]),
        said(&sandbox, &["show", REFERENCE]),
        said(&sandbox, &["close", REFERENCE]),
        said(&sandbox, &["close", "12345674/1", "--author", "Huda"]),
        said(&sandbox, &["show", REFERENCE]),
        said(&sandbox, &["show", "1234 5674/1"]),
        said(&sandbox, &["assign", "12345674/1", "Ali"]),
        said(&sandbox, &["answer", "12345674/1", "--text", "نعم."]),
        said(&sandbox, &["assign", REFERENCE, ""]),
        said(&sandbox, &["close", REFERENCE, "--note", ""]),
        said(&sandbox, &["show", "12345674/9"]),
        said(&sandbox, &["show", OTHER]),
        said(&sandbox, &["show", "1234567"]),
        said(&sandbox, &["show", "12345675"]),
        said(&sandbox, &["show", "the first"]),
        said(&sandbox, &["show"]),
    ];
    assert_transcript!("inquiries_unclear", seen.join("\n"));
}

#[tokio::test]
async fn no_questions_and_no_store_are_two_things() {
    let sandbox = Sandbox::new();
    let mut seen = vec![said(&sandbox, &[]), said(&sandbox, &["close", REFERENCE])];
    assert!(!sandbox.path("sila-data").exists(), "nothing is made");
    store(&sandbox).await.close().await;
    seen.push(said(&sandbox, &[]));
    seen.push(said(&sandbox, &["--all"]));
    assert_transcript!("inquiries_none", seen.join("\n"));
}

#[tokio::test]
async fn for_ever_is_said_where_nothing_is_erased() {
    let sandbox = with(&[question("CA1", REFERENCE, 0)]).await;
    sandbox.configure("[keep]\ninquiries_days = 0\n");
    let shown = said(&sandbox, &["show", REFERENCE]);
    assert!(!shown.contains("at the latest"), "{shown}");
    let closed = said(&sandbox, &["close", REFERENCE]);
    assert!(closed.contains("All else stays"), "{closed}");
}

#[tokio::test]
async fn what_is_erased_by_its_time_is_said() {
    let sandbox = with(&[question("CA1", REFERENCE, 0)]).await;
    let store = store(&sandbox).await;
    fetch(&store, late(0)).await;
    assert_eq!(store.clear_inquiries(late(1)).await.unwrap(), 1);
    store.close().await;
    let seen = [
        said(&sandbox, &[]),
        said(&sandbox, &["show", REFERENCE]),
        said(&sandbox, &["play", REFERENCE]),
        said(&sandbox, &["close", REFERENCE]),
    ];
    assert_transcript!("inquiries_erased", seen.join("\n"));
}

// Several threads: this one waits for the command while the server goes on.
#[tokio::test(flavor = "multi_thread")]
async fn questions_are_answered_while_the_server_runs() {
    let sandbox = Sandbox::new();
    let server = TestServer::with(|config| {
        config.data_dir = sandbox.path("sila-data");
        config.database = Location::File(sandbox.path("sila-data/sila.db"));
        config.menus = Some(sandbox.path("menus"));
    })
    .await;
    let store = server.database().await;
    store.append(&[question("CA1", REFERENCE, 0)]).await.unwrap();
    let answered = said(&sandbox, &["answer", REFERENCE, "--text", "نعم."]);
    assert!(answered.contains("is answered"), "{answered}");
    // Services have the names that callers hear, whatever stands in the files.
    fs::remove_dir_all(sandbox.path("menus")).unwrap();
    let active = store.active().await.unwrap().unwrap();
    assert_eq!(active.edition, EditionNumber::new(1));
    let listed = said(&sandbox, &[]);
    assert!(listed.contains("answered") && listed.contains("رخصة سور"), "{listed}");
    store.close().await;
    server.running.stop().await;
}

#[tokio::test]
async fn questions_in_a_database_are_answered_as_those_in_a_file() {
    let (sandbox, store) = with_in_database(&[question("CA1", REFERENCE, 0)]).await;
    fetch(&store, late(0)).await;
    for arguments in [
        &["assign", REFERENCE, "Ali"][..],
        &["answer", REFERENCE, "--text", "نعم."],
        &["play", REFERENCE, "--to", "question.wav"],
        &["close", REFERENCE],
        &["show", REFERENCE],
        &["--all"],
    ] {
        let said = said(&sandbox, arguments);
        assert!(!said.contains("exit code"), "{said}");
    }
    let inquiries = store.inquiry(REFERENCE).await.unwrap();
    assert_eq!(inquiries[0].summary.state, InquiryState::Closed);
    assert_eq!(inquiries[0].steps.len(), 3);
    assert!(!sandbox.path("sila-data").exists(), "no lock is made");
    store.close().await;
}
