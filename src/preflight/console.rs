//! The console: served only where passwords cross no network in clear, and reached by those who work there.

use http::StatusCode;
use http::header::CACHE_CONTROL;

use super::Deployment;
use super::report::{Finding, Trouble};
use crate::config::Config;

/// Asks for the page to sign in on; nothing where the console is not to be served.
pub(super) async fn check(place: &Deployment<'_>, config: &Config) -> Option<Finding> {
    let url = place.base.join("/console/sign-in");
    config.serves_console.then_some(())?;
    if !place.base.is_secure() && !config.listen.ip().is_loopback() {
        let trouble = Trouble::warning(
            "it is not served: passwords would cross a network in clear",
            "Set public_url to an https address, or `serve = false` under [console].",
        );
        return Some(Finding::new("console", Err(trouble)));
    }
    let found = match place.web.get(&url).await {
        Err(trouble) => Err(trouble),
        Ok(answer) if answer.header(&CACHE_CONTROL) == "no-store" => match answer.status {
            StatusCode::OK => Ok(format!("operators sign in at {}", place.base.join("/console"))),
            status => Err(Trouble::unclear(format!("{url} answers with {}", status.as_u16()))),
        },
        // Whether it is to be reached from everywhere is for whoever runs the proxy.
        Ok(answer) => Err(Trouble::unclear(format!(
            "{url} is not the server's page (status {}): the proxy keeps it, or sends something else",
            answer.status.as_u16()
        ))),
    };
    Some(Finding::new("console", found))
}
