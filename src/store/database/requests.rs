//! What callers left to be done, whichever backend it is kept in.

use jiff::Timestamp;

use super::{Database, each};
use crate::store::{
    Authorship, Callers, Inquiries, Inquiry, InquiryError, InquiryQuery, InquiryStatus,
    InquirySummary, LastCall, Rating, Ratings, RecordingToDelete, RecordingToFetch, StoreError,
    TextQuery, TextState, TextSummary, TextToSend, Texts, Unheard, UnheardWords, Waiting,
};

impl Inquiries for Database {
    async fn inquiries(&self, query: &InquiryQuery) -> Result<Vec<InquirySummary>, StoreError> {
        each!(self, store => store.inquiries(query).await)
    }

    async fn inquiry(&self, reference: &str) -> Result<Vec<Inquiry>, StoreError> {
        each!(self, store => store.inquiry(reference).await)
    }

    async fn inquiry_status(
        &self,
        reference: &str,
        caller: Option<&str>,
    ) -> Result<Option<InquiryStatus>, StoreError> {
        each!(self, store => store.inquiry_status(reference, caller).await)
    }

    async fn assign(
        &self,
        reference: &str,
        to: &str,
        by: Authorship<'_>,
    ) -> Result<(), InquiryError> {
        each!(self, store => store.assign(reference, to, by).await)
    }

    async fn answer(
        &self,
        reference: &str,
        text: &str,
        by: Authorship<'_>,
    ) -> Result<(), InquiryError> {
        each!(self, store => store.answer(reference, text, by).await)
    }

    async fn close_inquiry(
        &self,
        reference: &str,
        note: Option<&str>,
        by: Authorship<'_>,
    ) -> Result<(), InquiryError> {
        each!(self, store => store.close_inquiry(reference, note, by).await)
    }

    async fn claim_recordings(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> Result<Vec<RecordingToFetch>, StoreError> {
        each!(self, store => store.claim_recordings(now, until, limit).await)
    }

    async fn keep_recording(
        &self,
        id: u64,
        wav: &[u8],
        seconds: f32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        each!(self, store => store.keep_recording(id, wav, seconds, now).await)
    }

    async fn recording_failed(
        &self,
        id: u64,
        why: &str,
        again_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        each!(self, store => store.recording_failed(id, why, again_at, now).await)
    }

    async fn recordings_waiting(&self) -> Result<Waiting, StoreError> {
        each!(self, store => store.recordings_waiting().await)
    }

    async fn claim_deletions(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> Result<Vec<RecordingToDelete>, StoreError> {
        each!(self, store => store.claim_deletions(now, until, limit).await)
    }

    async fn recording_deleted(&self, id: u64, now: Timestamp) -> Result<(), StoreError> {
        each!(self, store => store.recording_deleted(id, now).await)
    }

    async fn deletion_failed(
        &self,
        id: u64,
        why: &str,
        again_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        each!(self, store => store.deletion_failed(id, why, again_at, now).await)
    }

    async fn recording(&self, id: u64) -> Result<Option<Vec<u8>>, StoreError> {
        each!(self, store => store.recording(id).await)
    }
}

impl Texts for Database {
    async fn claim_texts(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> Result<Vec<TextToSend>, StoreError> {
        each!(self, store => store.claim_texts(now, until, limit).await)
    }

    async fn text_sent(
        &self,
        key: &str,
        provider_id: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        each!(self, store => store.text_sent(key, provider_id, now).await)
    }

    async fn text_failed(
        &self,
        key: &str,
        why: &str,
        again_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        each!(self, store => store.text_failed(key, why, again_at, now).await)
    }

    async fn text_refused(&self, key: &str, why: &str, now: Timestamp) -> Result<(), StoreError> {
        each!(self, store => store.text_refused(key, why, now).await)
    }

    async fn text_status(
        &self,
        key: &str,
        state: TextState,
        why: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        each!(self, store => store.text_status(key, state, why, now).await)
    }

    async fn texts_waiting(&self) -> Result<Waiting, StoreError> {
        each!(self, store => store.texts_waiting().await)
    }

    async fn texts_to(&self, caller: &str, since: Timestamp) -> Result<u64, StoreError> {
        each!(self, store => store.texts_to(caller, since).await)
    }

    async fn texts(&self, query: &TextQuery) -> Result<Vec<TextSummary>, StoreError> {
        each!(self, store => store.texts(query).await)
    }
}

impl Callers for Database {
    async fn remembered(
        &self,
        caller: &str,
        since: Timestamp,
        except_call: &str,
    ) -> Result<Option<LastCall>, StoreError> {
        each!(self, store => store.remembered(caller, since, except_call).await)
    }
}

impl UnheardWords for Database {
    async fn unheard(&self, since: Timestamp, limit: u16) -> Result<Vec<Unheard>, StoreError> {
        each!(self, store => store.unheard(since, limit).await)
    }
}

impl Ratings for Database {
    async fn ratings(&self, since: Timestamp) -> Result<Vec<Rating>, StoreError> {
        each!(self, store => store.ratings(since).await)
    }
}
