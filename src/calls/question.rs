//! Recordings of questions that a transport has at hand.

use super::Calls;
use crate::dialects::CallId;
use crate::store::{InquiryQuery, StoreError};

/// Inquiries among which that of a call that just left one is looked for.
const LATEST: u16 = 100;

impl Calls {
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
