//! A line: it takes what its provider signs, and nothing else.

use super::report::{Finding, Outcome, Trouble};
use super::variants::{Difference, Probe, Variant};
use super::web::WebAnswer;
use super::{Deployment, answers};
use crate::config::LineConfig;
use crate::dialects::{Access, Auth, NamedSecret, Rejection};

/// No line has this secret.
const WRONG: &str = "a token that no line has";

/// The server's verdict on a request.
enum Verdict {
    /// It is the provider's.
    Taken(WebAnswer),
    /// It is not signed at all, or not with what the server knows.
    Refused(Rejection),
    /// It did not come to that.
    Lost(Trouble),
}

/// A line as it is looked at.
struct LineCheck<'c> {
    place: &'c Deployment<'c>,
    line: &'c LineConfig,
    probe: Probe,
}

/// Sends a line what its provider would send.
pub(super) async fn check(place: &Deployment<'_>, line: &LineConfig) -> Vec<Finding> {
    let Some(probe) = Probe::to(place, &line.name) else {
        return Vec::new();
    };
    let check = LineCheck { place, line, probe };
    match &line.access {
        Access::Signed(auth) => check.signed(&**auth).await,
        Access::UnsignedFromHere => vec![check.finding(Err(check.unsigned().await))],
        Access::Nobody => Vec::new(),
    }
}

impl LineCheck<'_> {
    async fn signed(&self, auth: &dyn Auth) -> Vec<Finding> {
        let mut taken = Vec::new();
        let mut refused = Vec::new();
        let mut took = None;
        for secret in auth.secrets() {
            match self.send(Some(&secret), &self.probe.plain()).await {
                Verdict::Taken(answer) => {
                    took = Some(answer.took.as_millis());
                    taken.push(secret.name);
                }
                Verdict::Refused(
                    Rejection::Mismatch | Rejection::UnknownKey | Rejection::UnknownMethod,
                ) => refused.push(secret),
                Verdict::Refused(why) => return vec![self.finding(Err(unread(why)))],
                Verdict::Lost(trouble) => return vec![self.finding(Err(trouble))],
            }
        }
        let mut findings = Vec::new();
        if let Some(took) = took {
            let names = taken.join(" and ");
            let detail = format!("a request signed with {names} is answered in {took} ms");
            findings.push(self.finding(Ok(detail)));
            findings.extend(refused.iter().map(|secret| {
                self.finding(Err(Trouble::new(
                    format!("{} of this configuration is not the running server's", secret.name),
                    "Start the server again with this configuration, before the provider signs with that secret.",
                )))
            }));
        } else {
            findings.push(self.finding(Err(self.diagnosis(&refused).await)));
        }
        findings.push(self.finding(self.closed().await));
        findings
    }

    /// Finds out what the server checks instead of what the provider signs.
    async fn diagnosis(&self, secrets: &[NamedSecret]) -> Trouble {
        for variant in self.probe.variants(self.place) {
            for secret in secrets {
                match self.send(Some(secret), &variant).await {
                    Verdict::Taken(_) => return self.mend(&variant.difference),
                    Verdict::Refused(_) => {}
                    Verdict::Lost(trouble) => return trouble,
                }
            }
        }
        let (what, verb) = match secrets {
            [only] => (only.name.clone(), "differs"),
            several => {
                let names = several.iter().map(|secret| secret.name.as_str());
                (names.collect::<Vec<_>>().join(" and "), "differ")
            }
        };
        Trouble::new(
            format!("{what} of the running server {verb} from this configuration's"),
            "Start the server again with this configuration, and compare the secret with the one in the \
             provider's console. If they are the same, the server was started with a public_url of another host.",
        )
    }

    fn mend(&self, difference: &Difference) -> Trouble {
        let base = self.place.base.as_str();
        match difference {
            Difference::Base { parts, server } => Trouble::new(
                format!(
                    "the server checks against {server}, the provider signs {base}: the {} differs",
                    parts.join(" and the ")
                ),
                format!("Set public_url = \"{base}\" where the server runs, and start it again."),
            ),
            Difference::None | Difference::NoQuery => Trouble::new(
                "the proxy drops the query, from `?` on, before the request reaches the server",
                "Let the proxy pass path and query on as they came: where a call stands rides in the query.",
            ),
            Difference::Query => Trouble::new(
                "the proxy writes the query in other characters before the request reaches the server",
                "Let the proxy pass path and query on as they came, neither decoded nor encoded anew.",
            ),
            Difference::NoForm => Trouble::new(
                "the proxy drops the form in the body before the request reaches the server",
                "Let the proxy pass the bodies of POST requests on, and follow no redirect for them.",
            ),
        }
    }

    /// Fails if requests are taken that are not the provider's.
    async fn closed(&self) -> Result<String, Trouble> {
        let forged = NamedSecret { name: String::new(), id: None, secret: WRONG.into() };
        for (what, secret) in [("unsigned", None), ("wrongly signed", Some(&forged))] {
            match self.send(secret, &self.probe.plain()).await {
                Verdict::Refused(_) => {}
                Verdict::Taken(_) => {
                    return Err(Trouble::new(
                        format!("{what} requests are taken: anybody can play the provider"),
                        "Let no cache answer for /voice, and see that this server's program is what answers there.",
                    ));
                }
                Verdict::Lost(trouble) => {
                    let detail = format!("{what} requests: {}", trouble.detail);
                    return Err(Trouble { outcome: Outcome::Warning, detail, ..trouble });
                }
            }
        }
        Ok("unsigned and wrongly signed requests are refused".to_owned())
    }

    /// The trouble with a line for development.
    async fn unsigned(&self) -> Trouble {
        match self.send(None, &self.probe.plain()).await {
            Verdict::Taken(_) => Trouble::warning(
                "takes unsigned requests from this machine, and no provider's",
                "Before going live, give the line the provider's secret in [line.auth].",
            ),
            Verdict::Refused(why) => Trouble::new(
                "takes no provider's requests",
                format!(
                    "Give the line the provider's secret in [line.auth]. The server says: {why}"
                ),
            ),
            Verdict::Lost(trouble) => trouble,
        }
    }

    /// Sends the request with the signature of a variant of it.
    async fn send(&self, secret: Option<&NamedSecret>, signed: &Variant) -> Verdict {
        let (url, follow) = (&self.probe.url, self.line.dialect.follow());
        let mut request = self
            .place
            .web
            .client()
            .post(url.clone())
            .header(http::header::CONTENT_TYPE, follow.request_type())
            .body(self.probe.body.clone());
        if let Some(secret) = secret {
            let now = (self.place.clock)();
            let headers = follow.sign(&signed.url, signed.body.as_bytes(), secret, now);
            request = request.headers(headers);
        }
        let answer = match self.place.web.send(request).await {
            Ok(answer) => answer,
            Err(trouble) => return Verdict::Lost(trouble),
        };
        if answer.is_document(self.line.dialect) {
            return Verdict::Taken(answer);
        }
        match Rejection::told(answer.status, &answer.first_line()) {
            Some(rejection) => Verdict::Refused(rejection),
            None => Verdict::Lost(answers::explain(&answer, self.place)),
        }
    }

    fn finding(&self, found: Result<String, Trouble>) -> Finding {
        Finding::new(format!("line {}", self.line.name), found)
    }
}

/// The reason why a signature was not even looked at.
fn unread(why: Rejection) -> Trouble {
    match why {
        Rejection::Missing => Trouble::new(
            "the signature does not arrive with the request",
            "Let the proxy pass every header on that begins with X-.",
        ),
        Rejection::NotFromHere => Trouble::new(
            "the running server has this line unsigned, for development",
            "Start the server again with this configuration.",
        ),
        _ => {
            let told = why.to_string();
            let (what, remedy) = told.split_once(". ").unwrap_or((&told, ""));
            Trouble::new(format!("the server says: {what}"), remedy)
        }
    }
}
