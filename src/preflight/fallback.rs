//! The apology for when nothing else works: from this server, and from where it is kept outside.

use http::StatusCode;
use http::header::CONTENT_TYPE;
use reqwest::RequestBuilder;

use super::report::{Finding, Trouble};
use super::{Deployment, answers};
use crate::catalogue::Hotline;
use crate::config::LineConfig;
use crate::web::fallback_document;

/// Fetches the apology of a line from both places. `files` is the hotline of the files, which `sila fallback`
/// prints from, or why there is none.
pub(super) async fn check<E: std::fmt::Display>(
    place: &Deployment<'_>,
    line: &LineConfig,
    files: Result<&Hotline, &E>,
) -> [Finding; 2] {
    [
        Finding::new(format!("fallback {}", line.name), ours(place, line).await),
        Finding::new(format!("fallback_url {}", line.name), outside(place, line, files).await),
    ]
}

async fn ours(place: &Deployment<'_>, line: &LineConfig) -> Result<String, Trouble> {
    let url = place.base.join(&format!("/fallback/{}", line.name));
    let answer = place.web.get(&url).await?;
    if !answer.is_document(line.dialect) {
        return Err(answers::explain(&answer, place));
    }
    Ok("the server's own apology is a valid document".to_owned())
}

async fn outside<E: std::fmt::Display>(
    place: &Deployment<'_>,
    line: &LineConfig,
    files: Result<&Hotline, &E>,
) -> Result<String, Trouble> {
    let name = &line.name;
    let Some(url) = &line.fallback_url else {
        return Err(Trouble::warning(
            "none is set: while this server is away, callers hear the provider's error message",
            format!(
                "Run `sila fallback {name} > fallback.xml`, keep the file at an address that works without this server, \
                 set fallback_url to it, and at the provider as what the number does when its primary handler fails."
            ),
        ));
    };
    let bodies = fetch(place, line, url.as_str()).await?;
    let hotline = files.map_err(|error| {
        Trouble::warning(
            format!("{url} answers; it can't be compared, for the hotline's files can't be used: {error}"),
            "Mend the files; `sila check` shows what is wrong.",
        )
    })?;
    let expected = fallback_document(line.dialect, hotline);
    // Who edits or uploads a file may add a line break at its end.
    if bodies.iter().all(|body| body.trim_ascii_end() == expected.trim_ascii_end()) {
        return Ok(format!("{url} answers with the apology of today"));
    }
    Err(Trouble::warning(
        format!("{url} answers with another document than `sila fallback {name}` prints"),
        renew(name),
    ))
}

fn renew(line: &str) -> String {
    format!("Renew it: sila fallback {line} > fallback.xml, and put the file there.")
}

/// The answers of an address to POST, as a provider asks, and to GET.
async fn fetch(
    place: &Deployment<'_>,
    line: &LineConfig,
    url: &str,
) -> Result<[Vec<u8>; 2], Trouble> {
    let client = place.web.client();
    let form = "application/x-www-form-urlencoded";
    let post = client.post(url).header(CONTENT_TYPE, form).body("ErrorCode=11200");
    let post = fetch_by(place, line, &format!("POST {url}"), post).await?;
    Ok([post, fetch_by(place, line, &format!("GET {url}"), client.get(url)).await?])
}

async fn fetch_by(
    place: &Deployment<'_>,
    line: &LineConfig,
    what: &str,
    request: RequestBuilder,
) -> Result<Vec<u8>, Trouble> {
    let answer = place.web.send(request).await;
    let answer = answer
        .map_err(|trouble| Trouble { detail: format!("{what}: {}", trouble.detail), ..trouble })?;
    if answer.status != StatusCode::OK {
        return Err(Trouble::new(
            format!("{what} is answered with status {}", answer.status.as_u16()),
            "Keep the apology where GET and POST are answered with it; many file stores refuse POST: then \
             set GET at the provider, and choose a store that takes both.",
        ));
    }
    let kind = answer.header(&CONTENT_TYPE);
    if !kind.contains("xml") {
        let remedy = format!("Serve the file as {}.", line.dialect.profile().content_type);
        return Err(Trouble::new(format!("{what} has the content type `{kind}`"), remedy));
    }
    if let Err(fault) = line.dialect.follow().read_document(&answer.body) {
        let detail = format!("{what} answers with no valid document: {fault}");
        return Err(Trouble::new(detail, renew(&line.name)));
    }
    Ok(answer.body)
}
