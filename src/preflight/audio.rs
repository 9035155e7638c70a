//! Recordings, as players and caches fetch them.

use std::collections::BTreeSet;

use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, RANGE,
};
use http::{HeaderName, StatusCode};

use super::report::Trouble;
use super::web::WebAnswer;
use super::{Deployment, answers};
use crate::catalogue::RecordingHash;

const PASS_ON: &str = "Let the proxy pass /audio on as it is: no compression, no rewriting of headers, HEAD and Range let through.";

/// Fetches one recording of the active edition in every way.
pub(super) async fn check(
    place: &Deployment<'_>,
    recordings: Option<&BTreeSet<RecordingHash>>,
) -> Result<String, Trouble> {
    let recordings =
        recordings.ok_or_else(|| Trouble::unclear("not checked: no edition is known here"))?;
    let Some(hash) = recordings.first() else {
        let spoken =
            "the active edition has no recordings: everything is spoken by the provider's voice";
        return Ok(spoken.to_owned());
    };
    let bytes = fetch(place, *hash).await?;
    Ok(format!("{hash}.wav comes whole ({bytes} bytes), in ranges and as headers alone"))
}

async fn fetch(place: &Deployment<'_>, hash: RecordingHash) -> Result<usize, Trouble> {
    let url = place.base.join(&format!("/audio/{hash}.wav"));
    let whole = place.web.get(&url).await?;
    if whole.status == StatusCode::NOT_FOUND {
        let remedy =
            "Compare database_url and data_dir with the running server's, and see its log.";
        return Err(Trouble::new(
            "the server does not have the active edition's recording (status 404)",
            remedy,
        ));
    }
    if whole.status != StatusCode::OK {
        return Err(answers::explain(&whole, place));
    }
    expect(&whole, &CONTENT_TYPE, |kind| kind == "audio/wav")?;
    if RecordingHash::of(&whole.body) != hash {
        let detail = "the bytes that arrive are not those of the recording";
        return Err(Trouble::new(detail, PASS_ON));
    }
    let length = whole.body.len();
    expect(&whole, &CONTENT_LENGTH, |value| value.parse() == Ok(length))?;
    expect(&whole, &ETAG, |tag| tag == format!("\"{hash}\""))?;
    expect(&whole, &CACHE_CONTROL, |value| value.contains("immutable"))?;
    let head = place.web.send(place.web.client().head(&url)).await?;
    if head.status != StatusCode::OK {
        let detail = format!("HEAD is answered with status {}", head.status.as_u16());
        return Err(Trouble::new(detail, PASS_ON));
    }
    expect(&head, &CONTENT_LENGTH, |value| value.parse() == Ok(length))?;
    let part = place.web.client().get(&url).header(RANGE, "bytes=0-43");
    let part = place.web.send(part).await?;
    if part.status != StatusCode::PARTIAL_CONTENT || part.body != whole.body[..length.min(44)] {
        let detail = format!(
            "Range is answered with status {} and {} bytes",
            part.status.as_u16(),
            part.body.len()
        );
        return Err(Trouble::new(detail, PASS_ON));
    }
    expect(&part, &CONTENT_RANGE, |range| range.ends_with(&format!("/{length}")))?;
    expect(&whole, &ACCEPT_RANGES, |ranges| ranges == "bytes")?;
    Ok(length)
}

fn expect(
    answer: &WebAnswer,
    name: &HeaderName,
    fits: impl Fn(&str) -> bool,
) -> Result<(), Trouble> {
    let value = answer.header(name);
    if fits(value) {
        return Ok(());
    }
    let detail = match value {
        "" => format!("the recording comes without the header {name}"),
        value => format!("the recording comes with {name}: {value}"),
    };
    Err(Trouble::new(detail, PASS_ON))
}
