//! The public URL: there, secure, quick, and this server behind it.

use std::time::Duration;

use http::StatusCode;
use http::header::DATE;

use super::report::{Finding, Trouble};
use super::web::WebAnswer;
use super::{Deployment, answers};
use crate::config::LineConfig;
use crate::dialects::PublicUrl;
use crate::store;

/// A caller hears silence for as long.
const SLOW: Duration = Duration::from_secs(1);

/// Asks the public URL whether the server behind it lives and is ready; also gives the `Date` of its answer,
/// empty if there is none, and nothing if there was no answer of a server of ours.
pub(super) async fn check(
    place: &Deployment<'_>,
    line: Option<&LineConfig>,
) -> (Vec<Finding>, Option<String>) {
    let name = "public url";
    let url = place.base.as_str();
    let alive = match alive(place, line).await {
        Ok(alive) => alive,
        Err(trouble) => {
            let detail = format!("{url}: {}", trouble.detail);
            return (vec![Finding::new(name, Err(Trouble { detail, ..trouble }))], None);
        }
    };
    let secure = if url.starts_with("https:") { ", its certificate is valid" } else { "" };
    let took = alive.took.as_millis();
    let detail = format!("{url} answers in {took} ms{secure}");
    let slow = "Bring the server nearer to the provider, or see what keeps the proxy busy: callers hear silence meanwhile.";
    let answers = if alive.took > SLOW { Err(Trouble::warning(detail, slow)) } else { Ok(detail) };
    let ready = Finding::new("readiness", readiness(place).await);
    (vec![Finding::new(name, answers), ready], Some(alive.header(&DATE).to_owned()))
}

/// An answer of the server: to the question whether it lives, or where that is kept from the outside, as it
/// should be, the apology of a line.
async fn alive(place: &Deployment<'_>, line: Option<&LineConfig>) -> Result<WebAnswer, Trouble> {
    let answer = place.web.get(&place.base.join("/health/live")).await?;
    if answer.status == StatusCode::OK && answer.body == b"alive\n" {
        return Ok(answer);
    }
    let is_kept = matches!(answer.status.as_u16(), 401 | 403 | 404);
    let Some(line) = line.filter(|_| is_kept) else {
        return Err(answers::explain(&answer, place));
    };
    let url = place.base.join(&format!("/fallback/{}", line.name));
    let answer = place.web.get(&url).await?;
    if answer.is_document(line.dialect) {
        return Ok(answer);
    }
    Err(answers::explain(&answer, place))
}

/// Some lines of an answer as one, short and without anything that a terminal obeys.
fn shown(lines: &[u8]) -> String {
    let text = String::from_utf8_lossy(lines);
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let text: String = lines.join("; ").chars().take(500).collect();
    store::shown(&text)
}

/// Fails if the server is not ready, asked from outside or, where that is not let through, on this machine.
async fn readiness(place: &Deployment<'_>) -> Result<String, Trouble> {
    let here = PublicUrl::of_this_machine(place.ops_listen).map(|url| url.join("/health/ready"));
    let here = here.unwrap_or_default();
    let asked_here = format!(" (asked at {here}, for the public URL does not pass it on)");
    let ways = [(place.base.join("/health/ready"), ""), (here, &asked_here)];
    for (url, how) in ways {
        let Ok(answer) = place.web.get(&url).await else {
            continue;
        };
        if answer.status == StatusCode::OK && answer.body == b"ready\n" {
            return Ok(format!("the server is ready for calls{how}"));
        }
        if !answer.has_type("text/plain") {
            continue;
        }
        match (answer.status, answer.body.strip_prefix(b"ready\n")) {
            (StatusCode::OK, Some(more)) => {
                return Err(Trouble::warning(
                    format!("the server is ready for calls, and says: {}{how}", shown(more)),
                    "Mend what it says; calls are answered and kept on the server's disk meanwhile.",
                ));
            }
            (StatusCode::SERVICE_UNAVAILABLE, _) => {
                let remedy = "Mend what it says; `/health/ready` is asked again at any time.";
                return Err(Trouble::new(answer.first_line() + how, remedy));
            }
            _ => {}
        }
    }
    Err(Trouble::warning(
        "`/health/ready` can't be asked from here",
        "Ask it where the server runs: curl http://HOST:PORT/health/ready",
    ))
}
