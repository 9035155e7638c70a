//! Recordings of questions: those that a transport has at hand, and those that a provider reports later.

use super::token::split_count;
use super::{CallLine, Calls};
use crate::dialects::{CallId, RecordingReady};
use crate::dialogue::{CallState, EventKind};
use crate::store::{InquiryQuery, NewJob, NewRecording, StoreError};

/// Inquiries among which that of a call that just left one is looked for.
const LATEST: u16 = 100;

impl Calls {
    /// Writes down that the recording of a question can be fetched, for the inquiry of the turn that the token was made
    /// for; returns whether it is on disk. None where the call has no such turn. A report may come before that turn, and
    /// twice.
    pub async fn take_recording(
        &self,
        line: &CallLine,
        ready: RecordingReady,
        token: &str,
    ) -> Option<bool> {
        let RecordingReady { call, address } = ready;
        let (sealed, _) = split_count(token);
        let opened = self.seal.open(&line.name, call.as_str(), sealed)?;
        let (restart, turn) = CallState::recording_turn(opened)?;
        let name = format!("recording-{restart}.{turn}");
        let mut record = self.report_record(line, &call, (&name, EventKind::RecordingReported));
        record.jobs.push(NewJob::Recording(NewRecording { restart, turn, address }));
        Some(self.write_down(line, &call, record).await)
    }

    /// Puts a recording into the inquiry that a call has just left, in the telephone's format: where there is no
    /// provider to fetch it from. Returns whether there was such an inquiry.
    pub async fn keep_question(
        &self,
        call: &CallId,
        wav: &[u8],
        seconds: f32,
    ) -> Result<bool, StoreError> {
        let store = self.database.get().await?;
        for inquiry in store.inquiries(&InquiryQuery::newest(LATEST)).await? {
            let found = store.inquiry(&inquiry.address()).await?;
            let is_of_call = |call_of: &Option<String>| call_of.as_deref() == Some(call.as_str());
            if found.iter().any(|found| found.summary.id == inquiry.id && is_of_call(&found.call)) {
                return store.keep_recording(inquiry.id, wav, seconds, (self.clock)()).await;
            }
        }
        Ok(false)
    }
}
