//! Answers that are not the ones that were awaited.

use http::header::{CONTENT_TYPE, LOCATION};
use url::Url;

use super::Deployment;
use super::report::Trouble;
use super::web::WebAnswer;

/// Explains an unexpected answer of the public URL.
pub(super) fn explain(answer: &WebAnswer, place: &Deployment<'_>) -> Trouble {
    let status = answer.status;
    let is_page = answer.header(&CONTENT_TYPE).starts_with("text/html");
    if status.is_redirection() {
        return redirected(answer, place);
    }
    let listen = place.listen;
    let (what, remedy) = match status.as_u16() {
        401 => (
            "a login is asked for",
            "Let the proxy ask the provider for no login: the signature takes its place."
                .to_owned(),
        ),
        404 if is_page => not_ours(),
        404 => return not_found(answer, place),
        405 => (
            "this method is not let through",
            "Let the proxy pass GET, HEAD and POST on.".to_owned(),
        ),
        403 => (
            "something before the server refuses the request",
            "Let the proxy's and the firewall's rules pass the provider's requests on.".to_owned(),
        ),
        408 | 504 => (
            "the request did not reach the server in time",
            format!(
                "Check that the proxy's way to {listen} is open and its time limits are above 15 s."
            ),
        ),
        411 | 413 | 414 | 431 => (
            "a limit of the proxy's is below what a provider sends",
            "Let the proxy take heads of 32 KiB and bodies of 64 KiB.".to_owned(),
        ),
        429 => (
            "the proxy limits how often may be asked",
            "Take the limit off for /voice: all calls come from few of the provider's addresses."
                .to_owned(),
        ),
        502 | 503 => (
            "the proxy answers, but not the server behind it",
            format!(
                "Start the server, and check that the proxy passes requests on to {listen}, where it listens."
            ),
        ),
        500.. => ("the proxy or the server failed", "See their logs at this time.".to_owned()),
        _ => not_ours(),
    };
    let page = if is_page { " with a web page" } else { "" };
    Trouble::new(format!("{what} (status {}{page})", status.as_u16()), remedy)
}

fn not_ours() -> (&'static str, String) {
    let remedy = "Check that public_url leads to this server, and that the proxy passes /voice, /audio and /fallback on to it.";
    ("something else answers here", remedy.to_owned())
}

fn not_found(answer: &WebAnswer, place: &Deployment<'_>) -> Trouble {
    if answer.first_line().starts_with("there is no such line") {
        return Trouble::new(
            "the running server does not have this line",
            "Start the server again with this configuration.",
        );
    }
    let prefix = Url::parse(place.base.as_str()).map(|url| url.path().to_owned());
    let prefix = prefix.unwrap_or_default();
    let remedy = if prefix.len() > 1 {
        format!(
            "Let the proxy cut `{prefix}` off before it passes requests on: the server's own paths begin with /voice."
        )
    } else {
        "Let the proxy pass the path on as it is, without anything put before it or after it."
            .to_owned()
    };
    Trouble::new("the path is not known where the request arrives (status 404)", remedy)
}

fn redirected(answer: &WebAnswer, place: &Deployment<'_>) -> Trouble {
    let status = answer.status.as_u16();
    let from = Url::parse(place.base.as_str()).ok();
    let to = from.as_ref().and_then(|from| from.join(answer.header(&LOCATION)).ok());
    let (Some(from), Some(to)) = (from, to) else {
        let remedy = "Let the proxy answer itself rather than redirect.";
        return Trouble::new(format!("a redirect to nowhere (status {status})"), remedy);
    };
    let mut better = from.clone();
    let changed = better.set_scheme(to.scheme()).is_ok()
        && better.set_host(to.host_str()).is_ok()
        && better.set_port(to.port()).is_ok();
    let better = better.as_str().trim_end_matches('/');
    if changed && better != place.base.as_str() {
        return Trouble::new(
            format!(
                "the public URL redirects to {better} (status {status}), and no signature survives that"
            ),
            format!("Set public_url = \"{better}\", and the same at the provider."),
        );
    }
    let path = to.path();
    Trouble::new(
        format!(
            "the request is redirected to the path {path} (status {status}), and no signature survives that"
        ),
        "Let the proxy pass /voice on instead of redirecting it; a login page or a slash at the end is usually the cause.",
    )
}
