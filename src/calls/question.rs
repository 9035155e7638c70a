//! Recordings of questions: those that a transport has at hand, and those that a provider reports later.

use super::token::split_count;
use super::{CallLine, Calls};
use crate::dialects::{CallId, RecordingReady};
use crate::dialogue::{Answer, CallState, EventKind};
use crate::store::{NewJob, NewRecording, Source, StoreError, TurnId};

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

    /// Puts a recording into the inquiry that a call has left with an answer, in the telephone's format: where there is
    /// no provider to fetch it from. Returns whether it did.
    pub async fn keep_question(
        &self,
        call: &CallId,
        answer: &Answer,
        (wav, seconds): (&[u8], f32),
    ) -> Result<bool, StoreError> {
        let (restart, turn) = answer.turn;
        let turn =
            TurnId { call: call.as_str().to_owned(), source: Source::Turn { restart, turn } };
        let store = self.database.get().await?;
        store.keep_question(&turn, wav, seconds, (self.clock)()).await
    }
}
