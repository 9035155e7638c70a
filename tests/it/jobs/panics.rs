//! The program fails at one job: that is a failed attempt, and the others are done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::SignedDuration;
use sila::dialects::{
    ApiAnswer, ApiError, ApiRequest, ForeignRecording, OutgoingText, ProviderApi, TakenText,
};
use sila::store::TextState;

use super::{LineWithAccount, MOBILE, metrics, voice};

/// A provider's API at which the program fails for one number, as long as it is broken.
#[derive(Debug)]
struct Fragile {
    api: Box<dyn ProviderApi>,
    broken: Arc<AtomicBool>,
}

impl ProviderApi for Fragile {
    fn send_text(&self, text: &OutgoingText<'_>) -> ApiRequest {
        let fails = text.to == MOBILE && self.broken.load(Ordering::SeqCst);
        assert!(!fails, "as asked");
        self.api.send_text(text)
    }

    fn read_taken(&self, answer: &ApiAnswer<'_>) -> Result<TakenText, ApiError> {
        self.api.read_taken(answer)
    }

    fn fetch_recording(&self, recording: &str) -> Result<ApiRequest, ForeignRecording> {
        assert!(!self.broken.load(Ordering::SeqCst), "as asked");
        self.api.fetch_recording(recording)
    }

    fn read_recording(&self, answer: &ApiAnswer<'_>) -> Result<(), ApiError> {
        self.api.read_recording(answer)
    }

    fn delete_recording(&self, recording: &str) -> Result<ApiRequest, ForeignRecording> {
        self.api.delete_recording(recording)
    }

    fn read_deleted(&self, answer: &ApiAnswer<'_>) -> Result<(), ApiError> {
        self.api.read_deleted(answer)
    }
}

async fn fragile() -> (LineWithAccount, Arc<AtomicBool>) {
    let broken = Arc::new(AtomicBool::new(true));
    let is_broken = Arc::clone(&broken);
    let line = LineWithAccount::with(|config| {
        config.jobs.shortest_pause = SignedDuration::from_mins(1);
        let api = config.lines[0].api.take().unwrap();
        config.lines[0].api = Some(Box::new(Fragile { api, broken: is_broken }));
    });
    (line.await, broken)
}

#[tokio::test]
async fn a_message_at_which_the_program_fails_is_tried_again_after_a_pause() {
    let (line, broken) = fragile().await;
    line.asks(1, MOBILE).await;
    let failed = line.text(1, |text| text.trouble.is_some()).await;
    assert_eq!((failed.state, failed.attempts), (TextState::Waiting, 1));
    assert_eq!(failed.trouble.unwrap(), "The program failed at this. Please report it.");
    line.asks(2, "+97333007777").await;
    line.text(2, |text| text.state == TextState::Sent).await;
    assert_eq!(line.text(1, |_| true).await.attempts, 1, "not before its pause");
    let counted = metrics(&line.server).await;
    assert!(counted.contains("sila_task_failures_total{task=\"job\"}"), "{counted}");
    broken.store(false, Ordering::SeqCst);
    line.clock.forward(SignedDuration::from_mins(2));
    line.text(1, |text| text.state == TextState::Sent).await;
    assert_eq!(line.provider.messages().len(), 2);
}

#[tokio::test]
async fn a_recording_at_which_the_program_fails_is_fetched_later() {
    let (line, broken) = fragile().await;
    let recording = line.provider.recording(1);
    line.provider.has_recording(1, voice(2));
    line.leaves(1, &recording).await;
    let failed = line.inquiry(1, |inquiry| inquiry.summary.trouble.is_some()).await;
    assert_eq!(failed.recordings[0].attempts, 1);
    assert!(failed.recordings[0].next_at.is_some());
    broken.store(false, Ordering::SeqCst);
    line.clock.forward(SignedDuration::from_mins(2));
    line.inquiry(1, |inquiry| inquiry.fetched_at.is_some()).await;
}
