//! The apology for when nothing else works: from this server, and from where it is kept outside.

use http::StatusCode;

use super::documents::is_document;
use super::report::{Finding, Trouble};
use super::{Place, answers};
use crate::catalogue::Hotline;
use crate::config::LineConfig;
use crate::web::fallback_document;

/// Fetches the apology of a line from both places. `files` is the hotline of the files, which `sila fallback`
/// prints from, or why there is none.
pub(super) async fn check<E: std::fmt::Display>(
    place: &Place<'_>,
    line: &LineConfig,
    files: Result<&Hotline, &E>,
) -> Vec<Finding> {
    vec![ours(place, line).await, outside(place, line, files).await]
}

async fn ours(place: &Place<'_>, line: &LineConfig) -> Finding {
    let name = format!("fallback {}", line.name);
    let url = place.base.join(&format!("/fallback/{}", line.name));
    match place.web.get(&url).await {
        Ok(answer) if is_document(&answer, line.dialect) => {
            Finding::ok(name, "the server's own apology is a valid document")
        }
        Ok(answer) => Finding::trouble(name, answers::explain(&answer, place)),
        Err(trouble) => Finding::trouble(name, trouble),
    }
}

async fn outside<E: std::fmt::Display>(
    place: &Place<'_>,
    line: &LineConfig,
    files: Result<&Hotline, &E>,
) -> Finding {
    let name = format!("fallback_url {}", line.name);
    let host_it = format!(
        "Run `sila fallback {} > fallback.xml`, keep the file at an address that works without this server, set \
         fallback_url to it, and at the provider as what the number does when its primary handler fails.",
        line.name
    );
    let Some(url) = &line.fallback_url else {
        let detail =
            "none is set: while this server is away, callers hear the provider's error message";
        return Finding::warning(name, detail, Some(&host_it));
    };
    let bodies = match fetch(place, line, url.as_str()).await {
        Ok(bodies) => bodies,
        Err(trouble) => return Finding::trouble(name, trouble),
    };
    let expected = match files {
        Ok(hotline) => fallback_document(line.dialect, hotline),
        Err(error) => {
            let detail = format!(
                "{url} answers; it can't be compared, for the hotline's files can't be used: {error}"
            );
            return Finding::warning(
                name,
                detail,
                Some("Mend the files; `sila check` shows what is wrong."),
            );
        }
    };
    // Who edits or uploads a file may add a line break at its end.
    if bodies.iter().all(|body| body.trim_ascii_end() == expected.trim_ascii_end()) {
        return Finding::ok(name, format!("{url} answers with the apology of today"));
    }
    let detail =
        format!("{url} answers with another document than `sila fallback {}` prints", line.name);
    let remedy =
        format!("Renew it: sila fallback {} > fallback.xml, and put the file there.", line.name);
    Finding::warning(name, detail, Some(&remedy))
}

/// What the address answers by POST, as a provider asks, and by GET.
async fn fetch(place: &Place<'_>, line: &LineConfig, url: &str) -> Result<[Vec<u8>; 2], Trouble> {
    let client = place.web.client();
    let form = "application/x-www-form-urlencoded";
    let post = client.post(url).header(http::header::CONTENT_TYPE, form).body("ErrorCode=11200");
    let mut bodies = Vec::new();
    for (method, request) in [("POST", post), ("GET", client.get(url))] {
        let answer = place.web.send(request).await.map_err(|trouble| {
            Trouble::new(format!("{method} {url}: {}", trouble.detail), trouble.remedy)
        })?;
        if answer.status != StatusCode::OK {
            let detail =
                format!("{method} {url} is answered with status {}", answer.status.as_u16());
            let remedy = "Keep the apology where GET and POST are answered with it; many file stores refuse POST: then \
                          set GET at the provider, and choose a store that takes both.";
            return Err(Trouble::new(detail, remedy));
        }
        let kind = answer.header(&http::header::CONTENT_TYPE);
        if !kind.contains("xml") {
            let detail = format!("{method} {url} has the content type `{kind}`");
            let remedy = format!("Serve the file as {}.", line.dialect.content_type());
            return Err(Trouble::new(detail, remedy));
        }
        if let Err(fault) = line.dialect.follow().read_document(&answer.body) {
            let detail = format!("{method} {url} answers with no valid document: {fault}");
            let remedy = format!(
                "Renew it: sila fallback {} > fallback.xml, and put the file there.",
                line.name
            );
            return Err(Trouble::new(detail, remedy));
        }
        bodies.push(answer.body);
    }
    match <[Vec<u8>; 2]>::try_from(bodies) {
        Ok(bodies) => Ok(bodies),
        Err(_) => Err(Trouble::new("nothing came", "Try again.")),
    }
}
