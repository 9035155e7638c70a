//! Twilio's REST API: text messages and recordings.
//!
//! From Twilio's pages on the Messages resource (<https://www.twilio.com/docs/messaging/api/message-resource>), the
//! Recordings resource (<https://www.twilio.com/docs/voice/api/recording>) and the API's answers
//! (<https://www.twilio.com/docs/usage/twilios-response>).

mod errors;
mod text;

use text::is_service;
pub use text::{check_sender, read_text_report};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use crate::dialects::{
    ApiAnswer, ApiError, ApiRequest, ForeignRecording, OutgoingText, ProviderApi, TakenText,
};

pub const PUBLIC_API: &str = "https://api.twilio.com";

const VERSION: &str = "2010-04-01";

/// Twilio sends it with its own webhooks; no page says that it is heeded here, so that nothing relies on it.
static IDEMPOTENCY: HeaderName = HeaderName::from_static("i-twilio-idempotency-token");

/// "The resource you requested is not (yet) available. Most likely you're fetching a Recording resource that is
/// temporarily performing some post-processing" (<https://www.twilio.com/docs/api/errors/21501>).
const NOT_YET: u32 = 21501;

#[derive(Debug, Clone)]
pub struct Account {
    /// Its SID; no secret.
    pub id: String,
    pub secret: SecretString,
    /// The API's address: scheme, host, port and the path in front of the provider's own.
    pub api: Url,
}

impl ProviderApi for Account {
    fn send_text(&self, text: &OutgoingText<'_>) -> ApiRequest {
        let mut request = request(self, Method::POST, "Messages.json");
        if let Ok(key) = HeaderValue::from_str(text.key) {
            request.headers.insert(IDEMPOTENCY.clone(), key);
        }
        let sender = if is_service(text.from) { "MessagingServiceSid" } else { "From" };
        let fields = [
            ("To", text.to),
            (sender, text.from),
            ("Body", text.body),
            ("StatusCallback", text.callback),
        ];
        let mut form = form_urlencoded::Serializer::new(String::new());
        request.body = form.extend_pairs(fields).finish().into_bytes();
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers.insert(CONTENT_TYPE, form);
        request
    }

    /// "201 CREATED" with the message as JSON.
    fn read_taken(&self, answer: &ApiAnswer<'_>) -> Result<TakenText, ApiError> {
        /// The message as Twilio has taken it.
        #[derive(Deserialize)]
        struct Message {
            sid: String,
        }
        if !matches!(answer.status, StatusCode::OK | StatusCode::CREATED) {
            return Err(errors::read(answer));
        }
        match serde_json::from_slice::<Message>(answer.body) {
            Ok(Message { sid }) if is_sid(&sid, "SM") || is_sid(&sid, "MM") => {
                Ok(TakenText { id: sid })
            }
            _ => Err(ApiError::OutcomeUnknown {
                reason: "The provider's answer can't be read.".to_owned(),
            }),
        }
    }

    /// "With a .wav, a binary WAV audio file is returned".
    fn fetch_recording(&self, recording: &str) -> Result<ApiRequest, ForeignRecording> {
        let name = recording_name(self, recording)?;
        Ok(request(self, Method::GET, &format!("Recordings/{name}.wav")))
    }

    fn read_recording(&self, answer: &ApiAnswer<'_>) -> Result<(), ApiError> {
        match answer.status {
            StatusCode::OK => Ok(()),
            status if status == StatusCode::NOT_FOUND || errors::code(answer) == Some(NOT_YET) => {
                Err(ApiError::Absent { after: answer.retry_after() })
            }
            _ => Err(errors::read(answer)),
        }
    }

    fn delete_recording(&self, recording: &str) -> Result<ApiRequest, ForeignRecording> {
        let name = recording_name(self, recording)?;
        Ok(request(self, Method::DELETE, &format!("Recordings/{name}.json")))
    }

    /// "204 (NO CONTENT)" where it was deleted now, 404 where it was before.
    fn read_deleted(&self, answer: &ApiAnswer<'_>) -> Result<(), ApiError> {
        match answer.status {
            StatusCode::NO_CONTENT | StatusCode::OK | StatusCode::NOT_FOUND => Ok(()),
            _ => Err(errors::read(answer)),
        }
    }
}

/// The name of a recording whose address came from a webhook. Nothing else of the address is used, so that it can't lead
/// anywhere else: hosts differ by region, and an ending or a query may stand behind the name.
fn recording_name<'r>(account: &Account, recording: &'r str) -> Result<&'r str, ForeignRecording> {
    let path = recording.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let (folder, name) = path.rsplit_once('/').ok_or(ForeignRecording)?;
    let name = name.split_once('.').map_or(name, |(name, _)| name);
    let is_ours = folder.ends_with(&format!("/Accounts/{}/Recordings", account.id));
    (is_ours && is_sid(name, "RE")).then_some(name).ok_or(ForeignRecording)
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
