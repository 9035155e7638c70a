//! Fetching recordings and deleting them.

use http::{Method, StatusCode};
use url::Url;

use super::{Account, address, errors, is_sid, request};
use crate::dialects::{ApiAnswer, ApiError, ApiRequest, ForeignRecording};

/// "The resource you requested is not (yet) available. Most likely you're fetching a Recording resource that is
/// temporarily performing some post-processing" (<https://www.twilio.com/docs/api/errors/21501>).
const NOT_YET: u32 = 21501;

/// The request for a recording's sound: "with a .wav, a binary WAV audio file is returned".
///
/// The address comes from a webhook. Nothing of it is used but the recording's name, and only where all the rest is
/// the configured account's own, so that it can't lead anywhere else.
pub fn fetch_recording(account: &Account, recording: &str) -> Result<ApiRequest, ForeignRecording> {
    let name = name(account, recording)?;
    let path = format!("Recordings/{name}.wav");
    Ok(request(account, Method::GET, &path))
}

/// The request that deletes a recording.
pub fn delete_recording(
    account: &Account,
    recording: &str,
) -> Result<ApiRequest, ForeignRecording> {
    let name = name(account, recording)?;
    let path = format!("Recordings/{name}.json");
    Ok(request(account, Method::DELETE, &path))
}

fn name<'r>(account: &Account, recording: &'r str) -> Result<&'r str, ForeignRecording> {
    let (folder, name) = recording.rsplit_once('/').ok_or(ForeignRecording)?;
    let name = name.strip_suffix(".wav").unwrap_or(name);
    let folder = Url::parse(folder).map_err(|_| ForeignRecording)?;
    let is_ours = is_sid(name, "RE") && folder == address(account, "Recordings");
    is_ours.then_some(name).ok_or(ForeignRecording)
}

/// Reads whether an answer is a recording's sound.
pub fn read_recording(answer: &ApiAnswer<'_>) -> Result<(), ApiError> {
    let is_absent = || matches!(errors::code(answer), Some(NOT_YET));
    match answer.status {
        StatusCode::OK => Ok(()),
        StatusCode::NOT_FOUND => Err(absent(answer)),
        _ if is_absent() => Err(absent(answer)),
        _ => Err(errors::read(answer, false)),
    }
}

fn absent(answer: &ApiAnswer<'_>) -> ApiError {
    ApiError::Absent { after: answer.retry_after() }
}

/// Reads whether a recording is gone: "204 (NO CONTENT)" where it was deleted now, 404 where it was before.
pub fn read_deleted(answer: &ApiAnswer<'_>) -> Result<(), ApiError> {
    match answer.status {
        StatusCode::NO_CONTENT | StatusCode::OK | StatusCode::NOT_FOUND => Ok(()),
        _ => Err(errors::read(answer, false)),
    }
}
