//! Recordings of questions: fetched, converted, kept, deleted at the provider.

use jiff::SignedDuration;
use sila::config::Config;
use sila::store::{Inquiry, InquiryAct, InquiryQuery, RecordingState};

use super::{LineWithAccount, get, voice};
use crate::calls::operations::last_reference;
use crate::captured_log::CapturedLog;
use crate::providers::twilio::api::{ACCOUNT, Provider, Trouble};
use crate::providers::twilio::call::Call;
use crate::providers::twilio::heard::{RecordingEnd, Waiting};
use crate::providers::twilio::phone::Phone;
use crate::test_server::call_id;
use crate::wait::eventually_so;

fn is_kept(inquiry: &Inquiry) -> bool {
    inquiry.summary.recording == RecordingState::Here
}

/// The steps are read after the rest, which may be older.
fn is_given_up(inquiry: &Inquiry) -> bool {
    let mut steps = inquiry.steps.iter();
    inquiry.summary.trouble.is_some() && steps.any(|step| step.what == InquiryAct::RecordingGivenUp)
}

/// A call whose recordings the line's provider keeps.
fn asking(line: &LineWithAccount) -> Call {
    let mut settings = line.server.telephone();
    ACCOUNT.clone_into(&mut settings.account_id);
    let recording = line.provider.recording(1);
    let (folder, _) = recording.rsplit_once('/').unwrap();
    settings.recordings_url = format!("{folder}/").parse().unwrap();
    Phone::new(settings).unwrap().call(call_id(1), line.clock.now())
}

fn deletes(config: &mut Config) {
    config.lines[0].delete_recordings = true;
}

#[tokio::test]
async fn a_recording_is_fetched_at_once_and_kept_as_the_telephone_has_it() {
    let hour = std::time::Duration::from_hours(1);
    let line = LineWithAccount::with(|config| config.jobs.poll = hour).await;
    line.provider.has_recording(1, voice(2));
    line.leaves(1, &line.provider.recording(1)).await;
    let inquiry = line.inquiry(1, is_kept).await;
    assert_eq!(inquiry.summary.trouble, None);
    let seconds = inquiry.summary.seconds.unwrap();
    assert!((seconds - 2.0).abs() < 0.3, "{seconds}");
    let store = line.server.database().await;
    let kept = store.recording(inquiry.summary.id).await.unwrap().unwrap();
    let kept = hound::WavReader::new(kept.as_slice()).unwrap().spec();
    assert_eq!((kept.channels, kept.sample_rate, kept.bits_per_sample), (1, 8000, 16));
    assert!(line.provider.keeps(1), "nobody asked for it to be deleted");
}

#[tokio::test]
async fn a_recording_that_is_not_ready_yet_is_asked_for_again() {
    let line = LineWithAccount::open().await;
    line.provider.makes_recording(1);
    line.leaves(1, &line.provider.recording(1)).await;
    let waits = line.inquiry(1, |inquiry| inquiry.summary.trouble.is_some()).await;
    assert!(!is_kept(&waits) && !is_given_up(&waits));
    line.later(|| line.provider.asked_for(1) >= 3).await;
    line.provider.has_recording(1, voice(1));
    let _time = line.clock.run();
    let kept = line.inquiry(1, is_kept).await;
    assert_eq!(kept.summary.trouble, None);
}

#[tokio::test]
async fn a_recording_that_never_comes_is_given_up_after_more_than_a_day() {
    let line = LineWithAccount::open().await;
    let asked_at = line.clock.now();
    line.leaves(1, &line.provider.recording(1)).await;
    let lost = loop {
        let waits = |one: &Inquiry| {
            one.recordings[0].next_at.is_some_and(|next_at| next_at > line.clock.now())
        };
        let inquiry = line.inquiry(1, |one| is_given_up(one) || waits(one)).await;
        if is_given_up(&inquiry) {
            break inquiry;
        }
        line.clock.forward(SignedDuration::from_mins(15));
    };
    let hours = line.clock.now().duration_since(asked_at).as_hours();
    assert!(hours > 24, "{hours}");
    assert!(lost.summary.trouble.unwrap().contains("does not have the recording"));
    assert!(lost.number.is_some(), "the caller can be called back all the same");
}

#[tokio::test]
async fn a_provider_that_is_away_delays_a_recording_and_loses_none() {
    let mut line = LineWithAccount::open().await;
    line.provider.has_recording(1, voice(1));
    line.provider.go_away().await;
    line.leaves(1, &line.provider.recording(1)).await;
    line.inquiry(1, |inquiry| inquiry.summary.trouble.is_some()).await;
    let mut line = line.restart(|_| {}).await;
    line.provider.come_back().await;
    line.provider.is_in([Trouble::Fails(503), Trouble::Fails(500)]);
    line.later(|| line.provider.asked_for(1) > 0).await;
    line.inquiry(1, is_kept).await;
    assert_eq!(line.provider.asked_for(1), 1);
}

#[tokio::test]
async fn recordings_outlast_a_line_that_waits_for_longer_than_a_day() {
    let line = LineWithAccount::with(|config| config.jobs.at_once = 1).await;
    for call in 1..=3 {
        line.provider.has_recording(call, voice(1));
    }
    line.provider.has_token("changed");
    line.leaves(1, &line.provider.recording(1)).await;
    line.inquiry(1, |inquiry| inquiry.summary.trouble.is_some()).await;
    line.clock.forward(SignedDuration::from_hours(30));
    for call in 2..=3 {
        line.leaves(call, &line.provider.recording(call)).await;
        line.inquiry(call, |inquiry| inquiry.summary.trouble.is_some()).await;
    }
    let waits = line.inquiry(1, |_| true).await;
    assert_eq!(waits.summary.recording, RecordingState::ToCome, "{waits:?}");
    line.provider.has_token(crate::test_server::TOKEN);
    line.clock.forward(SignedDuration::from_hours(30));
    for call in 1..=3 {
        line.inquiry(call, is_kept).await;
    }
}

#[tokio::test]
async fn a_recording_that_fails_by_itself_holds_no_other_up() {
    let line = LineWithAccount::open().await;
    line.provider.has_recording(1, vec![0; 9 * 1024 * 1024]);
    line.leaves(1, &line.provider.recording(1)).await;
    line.inquiry(1, |inquiry| inquiry.summary.trouble.is_some()).await;
    line.provider.has_recording(2, voice(1));
    line.leaves(2, &line.provider.recording(2)).await;
    line.inquiry(2, is_kept).await;
    let (_, ready) = get(&line.server, "/health/ready").await;
    assert_eq!(ready, "ready\n");
}

#[tokio::test]
async fn a_recording_that_its_caller_withdraws_is_deleted_at_the_provider() {
    let line = LineWithAccount::with(deletes).await;
    let mut call = asking(&line);
    call.start().await.unwrap();
    for keys in ["2", "8"] {
        call.press(keys).await.unwrap();
    }
    call.record(9, RecordingEnd::Key('*')).await.unwrap();
    assert_eq!(call.faults(), []);
    let asked = &call.last_document().unwrap().request.params;
    let (_, address) = asked.iter().find(|(name, _)| name == "RecordingUrl").unwrap();
    line.provider.has_recording_at(address, voice(1));
    let keeps = || line.provider.keeps_at(address);
    line.later(|| !keeps()).await;
    let store = line.server.database().await;
    assert!(store.inquiries(&InquiryQuery::newest(9)).await.unwrap().is_empty());
    store.close().await;
}

#[tokio::test]
async fn a_line_takes_so_many_questions_in_a_day_and_says_when_it_has() {
    let (log, _guard) = CapturedLog::start();
    let line = LineWithAccount::with(|config| config.question_limits.line_a_day = 2).await;
    for call in 1..=2 {
        line.leaves(call, &line.provider.recording(call)).await;
    }
    assert_eq!(log.errors(), [""; 0]);
    let mut call = asking(&line);
    call.start().await.unwrap();
    call.press("2").await.unwrap();
    let heard = call.press("8").await.unwrap();
    assert!(matches!(heard.waiting, Waiting::Key { .. }), "{heard:?}");
    let [error] = &log.errors()[..] else { panic!("one error: {:?}", log.errors()) };
    assert!(
        error.contains("all the questions of a day that line_questions_a_day allows"),
        "{error}"
    );
    line.clock.forward(SignedDuration::from_hours(25));
    let mut call = asking(&line);
    call.start().await.unwrap();
    call.press("2").await.unwrap();
    let heard = call.press("8").await.unwrap();
    assert!(matches!(heard.waiting, Waiting::Recording { .. }), "{heard:?}");
}

#[tokio::test]
async fn a_reference_that_is_taken_is_drawn_again() {
    let key =
        |config: &mut Config| config.address_key = Some(format!("{}=", "A".repeat(43)).into());
    let mut references: Vec<String> = Vec::new();
    for taken in [None, Some(2)] {
        let line = LineWithAccount::with(key).await;
        if let Some(call) = taken {
            line.leaves_as(call, &references[0], &line.provider.recording(call)).await;
        }
        let mut call = asking(&line);
        call.start().await.unwrap();
        for keys in ["2", "8"] {
            call.press(keys).await.unwrap();
        }
        call.record(9, RecordingEnd::Key('#')).await.unwrap();
        let heard = call.last_document().unwrap().body.clone();
        assert_eq!(call.replay_last().await.unwrap().body, heard, "a retry is answered alike");
        references.push(last_reference(&line.server).await);
    }
    assert_ne!(references[0], references[1]);
}

#[tokio::test]
async fn what_is_no_sound_is_given_up_with_the_reason_and_stays_at_the_provider() {
    let line = LineWithAccount::with(deletes).await;
    let mut cut = voice(2);
    cut.truncate(30);
    for (call, bytes, why) in [
        (1, b"<html>".to_vec(), "The recording is not a sound file."),
        (2, Vec::new(), "Nothing is heard in the recording."),
        (3, cut, "The recording is damaged or cut short: its description"),
    ] {
        line.provider.has_recording(call, bytes);
        line.leaves(call, &line.provider.recording(call)).await;
        line.later(|| line.provider.asked_for(call) == 3).await;
        let lost = line.inquiry(call, is_given_up).await;
        assert!(!is_kept(&lost));
        let said = lost.summary.trouble.unwrap();
        assert!(said.starts_with(why), "{said}");
        assert!(line.provider.keeps(call), "somebody may still listen to it there");
    }
}

#[tokio::test]
async fn a_recording_without_end_is_not_held() {
    let line = LineWithAccount::open().await;
    line.provider.has_recording(1, vec![0; 9 * 1024 * 1024]);
    line.leaves(1, &line.provider.recording(1)).await;
    let waits = line.inquiry(1, |inquiry| inquiry.summary.trouble.is_some()).await;
    assert!(waits.summary.trouble.unwrap().contains("longer than is read"));
}

#[tokio::test]
async fn a_question_that_was_shouted_is_kept() {
    let line = LineWithAccount::open().await;
    let mut loud = voice(2);
    for sample in loud[44..].chunks_exact_mut(2) {
        let value = i16::from_le_bytes([sample[0], sample[1]]).saturating_mul(100);
        sample.copy_from_slice(&value.to_le_bytes());
    }
    line.provider.has_recording(1, loud);
    line.leaves(1, &line.provider.recording(1)).await;
    line.inquiry(1, is_kept).await;
}

#[tokio::test]
async fn a_recording_that_is_kept_is_deleted_at_the_provider_if_that_is_wanted() {
    let line = LineWithAccount::with(deletes).await;
    line.provider.has_recording(1, voice(1));
    line.leaves(1, &line.provider.recording(1)).await;
    let gone = line.inquiry(1, |inquiry| inquiry.deleted_at_provider.is_some()).await;
    assert!(is_kept(&gone) && !line.provider.keeps(1));
}

#[tokio::test]
async fn a_deletion_is_tried_again_on_its_own() {
    let line = LineWithAccount::with(deletes).await;
    line.provider.has_recording(1, voice(1));
    let fails = [Trouble::Fails(500), Trouble::Fails(503)];
    line.provider.is_in([Trouble::None].into_iter().chain(fails));
    line.leaves(1, &line.provider.recording(1)).await;
    let kept = line.inquiry(1, is_kept).await;
    assert_eq!(kept.deleted_at_provider, None);
    line.later(|| !line.provider.keeps(1)).await;
    let gone = line.inquiry(1, |inquiry| inquiry.deleted_at_provider.is_some()).await;
    assert!(is_kept(&gone));
    assert_eq!(line.provider.requests(), 4);
}

#[tokio::test]
async fn a_deletion_that_fails_by_itself_holds_no_other_up() {
    let line = LineWithAccount::with(deletes).await;
    for call in 1..=3 {
        line.provider.has_recording(call, voice(1));
    }
    line.provider.fails_to_delete(1, 500);
    line.leaves(1, &line.provider.recording(1)).await;
    line.inquiry(1, is_kept).await;
    let has_failed = || line.provider.deletions_of(1) > 0;
    eventually_so("an attempt to delete the first", has_failed).await;
    for call in 2..=3 {
        line.leaves(call, &line.provider.recording(call)).await;
        line.inquiry(call, |inquiry| inquiry.deleted_at_provider.is_some()).await;
    }
    let (_, ready) = get(&line.server, "/health/ready").await;
    assert_eq!(ready, "ready\n");
    // It is tried again alone, after pauses of its own, and done once that is possible.
    line.later(|| line.provider.deletions_of(1) >= 3).await;
    assert_eq!((line.provider.deletions_of(2), line.provider.deletions_of(3)), (1, 1));
    line.provider.fails_to_delete(1, 204);
    line.later(|| !line.provider.keeps(1)).await;
}

#[tokio::test]
async fn nothing_is_fetched_from_anywhere_else() {
    let line = LineWithAccount::open().await;
    let elsewhere = Provider::open().await;
    elsewhere.has_recording(1, voice(1));
    let other_account = line.provider.recording(2).replace(ACCOUNT, &ACCOUNT.replace("AC0", "AC1"));
    let metadata = "http://169.254.169.254/latest/meta-data/".to_owned();
    let addresses = [other_account, metadata];
    for (call, address) in (1..).zip(addresses) {
        line.leaves(call, &address).await;
        let refused = line.inquiry(call, is_given_up).await;
        assert!(refused.summary.trouble.unwrap().contains("none of the line's account"));
    }
    assert_eq!((elsewhere.requests(), line.provider.requests()), (0, 0));
    // A recording of the line's account is asked for at the line's own provider, whatever host its address names.
    line.provider.has_recording(3, voice(3));
    let path = |address: &str| address[address.find("/2010").unwrap()..].to_owned();
    let there = elsewhere
        .recording(1)
        .replace(&path(&elsewhere.recording(1)), &path(&line.provider.recording(3)));
    line.leaves(3, &there).await;
    line.inquiry(3, is_kept).await;
    assert_eq!(elsewhere.requests(), 0);
    let (status, ready) = get(&line.server, "/health/ready").await;
    assert_eq!((status, ready.as_str()), (200, "ready\n"));
}
