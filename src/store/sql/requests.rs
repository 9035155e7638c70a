//! What callers left to be done: the traits, on every backend.

use jiff::Timestamp;

use super::super::Store;
use super::answering::{Acted, Change};
use super::{answer, answering, callers, counts, fetching, inquiries, retrying, texts};
use crate::store::words::{check_answer, check_assignee, check_author, check_note};
use crate::store::{
    Authorship, Callers, Inquiries, Inquiry, InquiryError, InquiryQuery, InquiryStatus,
    InquirySummary, LastCall, Rating, Ratings, RecordingToDelete, RecordingToFetch, StoreError,
    TextQuery, TextState, TextSummary, TextToSend, Texts, Unheard, UnheardWords, Waiting,
};

impl Inquiries for Store {
    async fn inquiries(&self, query: &InquiryQuery) -> Result<Vec<InquirySummary>, StoreError> {
        answer(self, inquiries::list(self.reading(), query)).await
    }

    async fn inquiry(&self, reference: &str) -> Result<Vec<Inquiry>, StoreError> {
        answer(self, inquiries::whole(self.reading(), reference)).await
    }

    async fn inquiry_status(
        &self,
        reference: &str,
        caller: Option<&str>,
    ) -> Result<Option<InquiryStatus>, StoreError> {
        answer(self, inquiries::status(self.reading(), reference, caller)).await
    }

    async fn assign(
        &self,
        reference: &str,
        to: &str,
        by: Authorship<'_>,
    ) -> Result<(), InquiryError> {
        check_assignee(to)?;
        act(self, reference, Change::Assign(to), by).await
    }

    async fn answer(
        &self,
        reference: &str,
        text: &str,
        by: Authorship<'_>,
    ) -> Result<(), InquiryError> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        check_answer(&text)?;
        act(self, reference, Change::Answer(&text), by).await
    }

    async fn close_inquiry(
        &self,
        reference: &str,
        note: Option<&str>,
        by: Authorship<'_>,
    ) -> Result<(), InquiryError> {
        note.map(check_note).transpose()?;
        act(self, reference, Change::Close(note), by).await
    }

    async fn claim_recordings(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> Result<Vec<RecordingToFetch>, StoreError> {
        let claim = fetching::claim_recordings(self.writing(), (now, until), limit);
        answer(self, claim).await
    }

    async fn keep_recording(
        &self,
        id: u64,
        wav: &[u8],
        seconds: f32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let keep = || fetching::keep(self.writing(), id, (wav, seconds), now);
        answer(self, retrying(keep)).await
    }

    async fn recording_failed(
        &self,
        id: u64,
        why: &str,
        again_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let failed = || fetching::failed(self.writing(), id, (why, again_at), now);
        answer(self, retrying(failed)).await
    }

    async fn recordings_waiting(&self) -> Result<Waiting, StoreError> {
        answer(self, fetching::waiting(self.reading(), "inquiry")).await
    }

    async fn claim_deletions(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> Result<Vec<RecordingToDelete>, StoreError> {
        let claim = fetching::claim_deletions(self.writing(), (now, until), limit);
        answer(self, claim).await
    }

    async fn recording_deleted(&self, id: u64, now: Timestamp) -> Result<(), StoreError> {
        let deleted = || fetching::deleted(self.writing(), id, now);
        answer(self, retrying(deleted)).await
    }

    async fn deletion_failed(
        &self,
        id: u64,
        why: &str,
        again_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let failed = || fetching::deletion_failed(self.writing(), id, (why, again_at), now);
        answer(self, retrying(failed)).await
    }

    async fn recording(&self, id: u64) -> Result<Option<Vec<u8>>, StoreError> {
        answer(self, inquiries::recording(self.reading(), id)).await
    }
}

/// Does something about the inquiry that is meant.
async fn act(
    store: &Store,
    reference: &str,
    act: Change<'_>,
    by: Authorship<'_>,
) -> Result<(), InquiryError> {
    check_author(by.author)?;
    let acting = || answering::act(store.writing(), reference, act, by);
    match answer(store, retrying(acting)).await? {
        Acted::Done => Ok(()),
        Acted::Unknown => Err(InquiryError::Unknown(reference.to_owned())),
        Acted::Closed => Err(InquiryError::Closed(reference.to_owned())),
        Acted::Ambiguous(numbers) => Err(InquiryError::Ambiguous {
            reference: reference.to_owned(),
            candidates: numbers
                .iter()
                .map(|number| format!("{reference}/{number}"))
                .collect(),
        }),
    }
}

impl Texts for Store {
    async fn claim_texts(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> Result<Vec<TextToSend>, StoreError> {
        let claim = texts::claim_some(self.writing(), (now, until), limit);
        answer(self, claim).await
    }

    async fn text_sent(
        &self,
        key: &str,
        provider_id: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        answer(self, texts::sent(self.writing(), key, provider_id, now)).await
    }

    async fn text_failed(
        &self,
        key: &str,
        why: &str,
        again_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if let Some(again_at) = again_at {
            return answer(self, texts::failed(self.writing(), key, why, again_at)).await;
        }
        let end = (TextState::Failed, Some(why));
        answer(self, texts::finish(self.writing(), key, end, now)).await
    }

    async fn text_refused(&self, key: &str, why: &str, now: Timestamp) -> Result<(), StoreError> {
        let end = (TextState::Refused, Some(why));
        answer(self, texts::finish(self.writing(), key, end, now)).await
    }

    async fn text_status(
        &self,
        key: &str,
        state: TextState,
        why: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let reported = texts::reported(self.writing(), key, (state, why), now);
        answer(self, reported).await
    }

    async fn texts_waiting(&self) -> Result<Waiting, StoreError> {
        answer(self, fetching::waiting(self.reading(), "message")).await
    }

    async fn texts_to(&self, caller: &str, since: Timestamp) -> Result<u64, StoreError> {
        answer(self, texts::asked_by(self.reading(), caller, since)).await
    }

    async fn texts(&self, query: &TextQuery) -> Result<Vec<TextSummary>, StoreError> {
        answer(self, texts::list(self.reading(), query)).await
    }
}

impl Callers for Store {
    async fn remembered(
        &self,
        caller: &str,
        since: Timestamp,
        except_call: &str,
    ) -> Result<Option<LastCall>, StoreError> {
        let last = callers::remembered(self.reading(), caller, since, except_call);
        answer(self, last).await
    }
}

impl UnheardWords for Store {
    async fn unheard(&self, since: Timestamp, limit: u16) -> Result<Vec<Unheard>, StoreError> {
        answer(self, callers::unheard(self.reading(), since, limit)).await
    }
}

impl Ratings for Store {
    async fn ratings(&self, since: Timestamp) -> Result<Vec<Rating>, StoreError> {
        answer(self, counts::ratings(self.reading(), since)).await
    }
}
