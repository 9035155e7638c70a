//! Requests over the network, and failed connections in plain words.

use std::error::Error;
use std::io;
use std::time::{Duration, Instant};

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, StatusCode};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};

use super::report::Trouble;
use crate::dialects::Dialect;

/// More than any document, and than a recording of several minutes.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The time that is waited.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For a whole answer.
    pub total: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(15) }
    }
}

/// Asks over the network, follows no redirect and waits for nothing for ever.
#[derive(Debug, Clone)]
pub struct Web {
    client: Client,
    patience: Patience,
}

/// An answer.
pub struct WebAnswer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub took: Duration,
}

impl WebAnswer {
    /// A header as text; empty if there is none.
    pub fn header(&self, name: &HeaderName) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The first line of the body, short and without anything that a terminal obeys.
    pub fn first_line(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        let line = text.trim().lines().next().unwrap_or_default();
        line.chars().filter(|c| !c.is_control()).take(500).collect()
    }

    /// True if it has this content type, whatever its parameters.
    pub fn has_type(&self, kind: &str) -> bool {
        let essence =
            |kind: &str| kind.split(';').next().map(|kind| kind.trim().to_ascii_lowercase());
        essence(self.header(&CONTENT_TYPE)) == essence(kind)
    }

    /// True if it is a document in this dialect.
    pub(super) fn is_document(&self, dialect: &dyn Dialect) -> bool {
        self.status == StatusCode::OK
            && self.has_type(dialect.profile().content_type)
            && dialect.follow().read_document(&self.body).is_ok()
    }
}

impl Web {
    /// A client with so much patience. Fails if the system offers no TLS.
    pub fn new(patience: Patience) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .connect_timeout(patience.connect)
            .timeout(patience.total)
            .redirect(Policy::none())
            .no_proxy()
            .user_agent(concat!("sila/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, patience })
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    pub(super) async fn get(&self, url: &str) -> Result<WebAnswer, Trouble> {
        self.send(self.client.get(url)).await
    }

    /// Sends a request and takes the whole answer.
    pub async fn send(&self, request: RequestBuilder) -> Result<WebAnswer, Trouble> {
        let began = Instant::now();
        let failed = |error| self.trouble(&error);
        let mut answer = request.send().await.map_err(failed)?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            body.extend_from_slice(&chunk);
            if body.len() > MOST_BYTES {
                let remedy = "See what answers at this address: it is not this server.";
                return Err(Trouble::new("the answer has no end", remedy));
            }
        }
        Ok(WebAnswer {
            status: answer.status(),
            headers: answer.headers().clone(),
            body,
            took: began.elapsed(),
        })
    }

    fn trouble(&self, error: &reqwest::Error) -> Trouble {
        let chain =
            std::iter::successors(Some(error as &(dyn Error + 'static)), |cause| (*cause).source());
        let causes: Vec<_> = chain.clone().skip(1).map(ToString::to_string).collect();
        if let Some(trouble) = known(&causes) {
            return trouble;
        }
        let io = chain.filter_map(|cause| cause.downcast_ref::<io::Error>()).last();
        if io.is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
            return Trouble::new(
                "nothing listens at this address",
                "Start the proxy and the server, and check the port.",
            );
        }
        if error.is_timeout() {
            let seconds = self.patience.total.as_secs();
            return Trouble::new(
                format!("there is no answer within {seconds} s"),
                "Check that the firewall lets requests to this port through, and that the server is not stuck.",
            );
        }
        let last = causes.last().map(String::as_str).unwrap_or_default();
        Trouble::new(
            format!("the connection failed: {last}"),
            "See the logs of the proxy and the server at this time.",
        )
    }
}

/// Words in the causes of a failed connection, what they mean, and what to do; the first that fit hold.
const KNOWN: [(&[&str], &str, &str); 7] = [
    (
        &["UnknownIssuer", "CaUsedAsEndEntity"],
        "the TLS certificate is not from an authority that is known here",
        "Use a certificate of a public authority, and let the proxy send its intermediate certificates too.",
    ),
    (
        &["NotValidForName", "not valid for name"],
        "the TLS certificate is for another name",
        "Get a certificate for the host of public_url, or set public_url to the certificate's name.",
    ),
    (
        &["NotValidYet", "not valid yet"],
        "the TLS certificate is not valid yet",
        "Check this machine's clock, then the certificate's first day.",
    ),
    (
        &["Expired", "certificate expired"],
        "the TLS certificate has expired",
        "Renew the certificate and reload the proxy; check this machine's clock too.",
    ),
    (
        &["certificate"],
        "the TLS certificate is not valid",
        "Look at it with: openssl s_client -connect HOST:443",
    ),
    (
        &["InvalidContentType", "corrupt message"],
        "what answers there does not speak TLS",
        "Let the proxy end TLS at this port, or correct scheme and port of public_url.",
    ),
    (
        &["dns error", "failed to lookup"],
        "the host's name does not resolve",
        "Check the spelling in public_url and the name's DNS records.",
    ),
];

fn known(causes: &[String]) -> Option<Trouble> {
    let fits = |words: &[&str]| {
        let mut words = words.iter();
        words.any(|word| causes.iter().any(|cause| cause.contains(word)))
    };
    let (_, detail, remedy) = KNOWN.iter().find(|(words, ..)| fits(words))?;
    Some(Trouble::new(*detail, *remedy))
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn what_is_wrong_with_a_certificate_is_told_apart() {
        // As the TLS library writes them.
        let table = [
            ("invalid peer certificate: Expired", "expired"),
            (
                "invalid peer certificate: certificate expired: verification time 1795000000 (UNIX), \
                 but certificate is not valid after 1790000000 (5000000 seconds ago)",
                "expired",
            ),
            (
                "invalid peer certificate: certificate not valid yet: verification time 1795000000 (UNIX), \
                 but certificate is not valid before 1799000000 (4000000 seconds in future)",
                "not valid yet",
            ),
            (
                "invalid peer certificate: certificate not valid for name \"a.example.bh\"; certificate \
                 is only valid for DnsName(\"b.example.bh\")",
                "for another name",
            ),
            ("invalid peer certificate: UnknownIssuer", "not from an authority"),
            ("invalid peer certificate: Revoked", "is not valid"),
        ];
        for (cause, expected) in table {
            let trouble = known(&[cause.to_owned()]).unwrap();
            assert!(trouble.detail.contains(expected), "{cause}: {}", trouble.detail);
        }
        assert_eq!(known(&["connection reset by peer".to_owned()]), None);
    }
}
