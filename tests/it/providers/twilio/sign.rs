//! Signs requests as the provider does.
//!
//! "Twilio assembles your request's URL and, for POST, each parameter name and value in alphabetical
//! order, signs the result with HMAC-SHA1 and your auth token, and sends it base64-encoded"
//! (<https://www.twilio.com/docs/usage/security>). A newer scheme signs the same text with
//! HMAC-SHA256 and a shared key, and names key and algorithm in a second header.

use std::collections::BTreeSet;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// The header that carries the signature.
pub const SIGNATURE: &str = "X-Twilio-Signature";
/// The header that names the shared key and the algorithm.
pub const SETTINGS: &str = "X-Twilio-Webhooks-Signature-Settings";

/// With what requests are signed.
#[derive(Debug, Clone, Default)]
pub enum Signing {
    /// Not at all.
    #[default]
    Unsigned,
    /// HMAC-SHA1 with the account's auth token.
    AuthToken(SecretString),
    /// HMAC-SHA256 with a shared key.
    SharedKey {
        /// The key's name, sent along.
        id: String,
        /// The key itself.
        secret: SecretString,
    },
}

impl Signing {
    /// The headers for a request to `url`, which carries everything that is asked in its query.
    /// `form` is what a POST sends in its body; empty for GET.
    pub fn headers(&self, url: &Url, form: &[(String, String)]) -> Vec<(String, String)> {
        let message = message(&signed_url(url), form);
        match self {
            Self::Unsigned => Vec::new(),
            Self::AuthToken(token) => {
                let signature = code::<Hmac<sha1::Sha1>>(token, &message);
                vec![(SIGNATURE.into(), signature)]
            }
            Self::SharedKey { id, secret } => {
                let signature = code::<Hmac<sha2::Sha256>>(secret, &message);
                let settings = format!("key={id},algorithm=HMAC_SHA256");
                vec![(SIGNATURE.into(), signature), (SETTINGS.into(), settings)]
            }
        }
    }
}

/// The address as it is signed: without fragment and credentials, and for https without port.
///
/// "If your URL uses https, Twilio drops the username, the password and the port; if http, it keeps
/// the port" (<https://www.twilio.com/docs/usage/security>).
pub fn signed_url(url: &Url) -> String {
    let scheme = url.scheme();
    let host = url.host_str().unwrap_or_default();
    let port = match url.port() {
        Some(port) if scheme != "https" => format!(":{port}"),
        _ => String::new(),
    };
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{scheme}://{host}{port}{path}{query}", path = url.path())
}

/// Names in order, each followed by its value; a name's several values in order and each once.
fn message(url: &str, form: &[(String, String)]) -> String {
    let pairs: BTreeSet<_> = form.iter().map(|(name, value)| (name, value)).collect();
    pairs.into_iter().fold(url.to_owned(), |message, (name, value)| message + name + value)
}

fn code<M: Mac + KeyInit>(secret: &SecretString, message: &str) -> String {
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(secret.expose_secret().as_bytes()) else {
        return String::new(); // not reached: HMAC takes a key of any length
    };
    mac.update(message.as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}
