//! Twilio's REST API: text messages and recordings.
//!
//! From Twilio's pages on the Messages resource (<https://www.twilio.com/docs/messaging/api/message-resource>), the
//! Recordings resource (<https://www.twilio.com/docs/voice/api/recording>) and the API's answers
//! (<https://www.twilio.com/docs/usage/twilios-response>).

mod errors;
mod recording;
mod text;

pub use text::{check_sender, read_text_report};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderMap, HeaderValue, Method};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::dialects::{
    ApiAnswer, ApiError, ApiRequest, ForeignRecording, OutgoingText, ProviderApi, TakenText,
};

/// The public API.
pub const PUBLIC_API: &str = "https://api.twilio.com";

const VERSION: &str = "2010-04-01";

/// A line's account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its SID; no secret.
    pub id: String,
    /// Its auth token.
    pub secret: SecretString,
    /// The API's address: scheme, host, port and the path in front of the provider's own.
    pub api: Url,
}

impl ProviderApi for Account {
    fn send_text(&self, text: &OutgoingText<'_>) -> ApiRequest {
        text::send_text(self, text)
    }

    fn read_taken(&self, answer: &ApiAnswer<'_>) -> Result<TakenText, ApiError> {
        text::read_taken(answer)
    }

    fn fetch_recording(&self, recording: &str) -> Result<ApiRequest, ForeignRecording> {
        recording::fetch_recording(self, recording)
    }

    fn read_recording(&self, answer: &ApiAnswer<'_>) -> Result<(), ApiError> {
        recording::read_recording(answer)
    }

    fn delete_recording(&self, recording: &str) -> Result<ApiRequest, ForeignRecording> {
        recording::delete_recording(self, recording)
    }

    fn read_deleted(&self, answer: &ApiAnswer<'_>) -> Result<(), ApiError> {
        recording::read_deleted(answer)
    }
}

/// Checks that a text may be an account's id: "Pattern: ^AC[0-9a-fA-F]{32}$" (the Recordings resource's page).
pub fn check_account(text: &str) -> Result<(), &'static str> {
    if is_sid(text, "AC") {
        return Ok(());
    }
    Err("write the account's SID as the provider's console shows it: AC and 32 hexadecimal digits")
}

/// Says if a text is the name of something at Twilio: two letters for its kind and 32 hexadecimal digits.
fn is_sid(text: &str, kind: &str) -> bool {
    let digits = text.strip_prefix(kind);
    digits.is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A request for something of the account, signed in.
fn request(account: &Account, method: Method, path: &str) -> ApiRequest {
    ApiRequest {
        method,
        url: address(account, path),
        headers: signed_in(account),
        body: Vec::new(),
    }
}

fn address(account: &Account, path: &str) -> Url {
    let mut url = account.api.clone();
    let before = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{before}/{VERSION}/Accounts/{}/{path}", account.id));
    url
}

/// "Authenticate using your Account SID as the username, and your Auth Token as the password"
/// (<https://www.twilio.com/docs/api/errors/20003>).
fn signed_in(account: &Account) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    let pair = format!("{}:{}", account.id, account.secret.expose_secret());
    if let Ok(mut value) = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair))) {
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    headers
}

#[cfg(test)]
mod tests;
