//! Recordings: not there yet, there, deleted.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::{ACCOUNT, Everything, Provider, error};

/// A recording that the provider knows of.
pub struct Recording {
    /// The sound, once it is ready.
    pub sound: Option<Vec<u8>>,
    /// Number of requests for it.
    pub asked: u32,
}

/// The attempts to delete a recording, and the status with which they fail.
#[derive(Default)]
pub struct Deletions {
    attempts: u32,
    fails: Option<StatusCode>,
}

/// The provider's name for a recording.
pub fn sid(number: u32) -> String {
    format!("RE{number:032x}")
}

impl Provider {
    /// The address of the recording with this number, as the provider's webhooks tell it.
    pub fn recording(&self, number: u32) -> String {
        let (url, sid) = (self.url(), sid(number));
        format!("{url}/2010-04-01/Accounts/{ACCOUNT}/Recordings/{sid}")
    }

    /// Has this sound ready from now on.
    pub fn has_recording(&self, number: u32, sound: Vec<u8>) {
        self.has_recording_at(&self.recording(number), sound);
    }

    /// The same under an address of the account's own.
    pub fn has_recording_at(&self, address: &str, sound: Vec<u8>) {
        let sid = address.rsplit('/').next().unwrap_or_default();
        let mut inner = self.state.lock();
        let recording = inner.recordings.entry(sid.to_owned());
        let recording = recording.or_insert(Recording { sound: None, asked: 0 });
        recording.sound = Some(sound);
    }

    /// Works on a recording that is not ready yet.
    pub fn makes_recording(&self, number: u32) {
        let recording = Recording { sound: None, asked: 0 };
        self.state.lock().recordings.insert(sid(number), recording);
    }

    /// Number of requests for a recording.
    pub fn asked_for(&self, number: u32) -> u32 {
        let inner = self.state.lock();
        inner.recordings.get(&sid(number)).map_or(0, |r| r.asked)
    }

    /// Fails with this status whenever it is to delete the recording; deletes it again where that is one of success.
    pub fn fails_to_delete(&self, number: u32, status: u16) {
        let status = StatusCode::from_u16(status).unwrap();
        let mut inner = self.state.lock();
        let deletions = inner.deletions.entry(sid(number)).or_default();
        deletions.fails = Some(status).filter(|status| !status.is_success());
    }

    /// Number of attempts to delete a recording.
    pub fn deletions_of(&self, number: u32) -> u32 {
        self.state.lock().deletions.get(&sid(number)).map_or(0, |deletions| deletions.attempts)
    }

    /// True if it still has the recording.
    pub fn keeps(&self, number: u32) -> bool {
        self.keeps_at(&self.recording(number))
    }

    /// The same under an address of the account's own.
    pub fn keeps_at(&self, address: &str) -> bool {
        let sid = address.rsplit('/').next().unwrap_or_default();
        self.state.lock().recordings.contains_key(sid)
    }
}

/// `GET /2010-04-01/Accounts/{account}/Recordings/{sid}.wav`
pub async fn fetch(
    State(state): State<Arc<Everything>>,
    Path(parameters): Path<HashMap<String, String>>,
) -> Response {
    let name = &parameters["name"];
    let Some(sid) = name.strip_suffix(".wav") else {
        return absent();
    };
    let mut inner = state.lock();
    let Some(recording) = inner.recordings.get_mut(sid) else {
        return absent();
    };
    recording.asked += 1;
    match &recording.sound {
        Some(sound) => ([(CONTENT_TYPE, "audio/x-wav")], sound.clone()).into_response(),
        None => absent(),
    }
}

/// `DELETE /2010-04-01/Accounts/{account}/Recordings/{sid}.json`
pub async fn delete(
    State(state): State<Arc<Everything>>,
    Path(parameters): Path<HashMap<String, String>>,
) -> Response {
    let name = &parameters["name"];
    let sid = name.strip_suffix(".json").unwrap_or(name);
    let mut inner = state.lock();
    let deletions = inner.deletions.entry(sid.to_owned()).or_default();
    deletions.attempts += 1;
    if let Some(status) = deletions.fails {
        return status.into_response();
    }
    match inner.recordings.remove(sid) {
        Some(_) => StatusCode::NO_CONTENT.into_response(),
        None => absent(),
    }
}

fn absent() -> Response {
    let message = "The requested resource was not found";
    error(StatusCode::NOT_FOUND, 20404, message)
}
