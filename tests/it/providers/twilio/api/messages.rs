//! Messages: checked and taken.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::{ACCOUNT, Everything, Provider, SENDER, error};

/// A message that the provider has taken.
#[derive(Debug, Clone)]
pub struct Message {
    /// The provider's name for it.
    pub sid: String,
    /// Whom it goes to.
    pub to: String,
    /// Whom it comes from.
    pub from: String,
    pub body: String,
    /// The address that its reports go to.
    pub callback: String,
    /// The idempotency token of the request that it came with.
    pub token: Option<String>,
}

impl Provider {
    /// The messages that it has taken.
    pub fn messages(&self) -> Vec<Message> {
        self.state.lock().messages.clone()
    }

    /// Notes that somebody does not want messages of this account.
    pub fn unsubscribe(&self, number: &str) {
        self.refuses(number, 21610);
    }

    /// Answers a message to this number with this code from now on.
    pub fn refuses(&self, number: &str, code: u32) {
        self.state.lock().refused.insert(number.to_owned(), code);
    }

    /// Number of requests that it refused with a code of [`Provider::refuses`].
    pub fn refusals(&self) -> u32 {
        self.state.lock().refusals
    }
}

/// `POST /2010-04-01/Accounts/{account}/Messages.json`
pub async fn create(
    State(state): State<Arc<Everything>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    let field = |name: &str| form.get(name).filter(|value| !value.is_empty());
    let mut inner = state.lock();
    let refuse = |code, message| error(StatusCode::BAD_REQUEST, code, message);
    let Some(to) = field("To") else {
        return refuse(21604, "A 'To' phone number is required.");
    };
    let Some(from) = field("From").or_else(|| field("MessagingServiceSid")) else {
        return refuse(21603, "A 'From' phone number is required.");
    };
    let Some(body) = field("Body") else {
        return refuse(21602, "Message body is required.");
    };
    let callback = field("StatusCallback").cloned().unwrap_or_default();
    let digits = to.strip_prefix('+').unwrap_or_default();
    if !(8..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let message = format!("The 'To' number {to} is not a valid phone number.");
        return refuse(21211, &message);
    }
    if to.starts_with("+9731") {
        return refuse(21635, &format!("'To' number {to} cannot be a landline"));
    }
    if !to.starts_with("+973") {
        let message = format!("Permission to send an SMS has not been enabled for {to}");
        return refuse(21408, &message);
    }
    if let Some(code) = inner.refused.get(to).copied() {
        inner.refusals += 1;
        return refuse(code, &format!("No message can go to {to}"));
    }
    if from != SENDER {
        return refuse(21606, &format!("The 'From' phone number {from} is not yours."));
    }
    if body.chars().count() > 1600 {
        return refuse(21617, "The concatenated message body exceeds the 1600 character limit");
    }
    if !callback.starts_with("http://") && !callback.starts_with("https://") {
        return refuse(21609, "The StatusCallback URL is not a valid URL.");
    }
    let token = headers.get("i-twilio-idempotency-token");
    let message = Message {
        sid: format!("SM{:032x}", inner.messages.len() + 1),
        to: to.clone(),
        from: from.clone(),
        body: body.clone(),
        callback,
        token: token.map(|token| token.to_str().unwrap().to_owned()),
    };
    let resource = resource(&message);
    inner.messages.push(message);
    let kind = [(CONTENT_TYPE, "application/json")];
    (StatusCode::CREATED, kind, resource).into_response()
}

fn resource(message: &Message) -> String {
    let Message { sid, to, from, body, .. } = message;
    json!({
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "body": body,
        "date_created": "Thu, 01 Jan 2026 00:00:00 +0000",
        "date_sent": null,
        "date_updated": "Thu, 01 Jan 2026 00:00:00 +0000",
        "direction": "outbound-api",
        "error_code": null,
        "error_message": null,
        "from": from,
        "messaging_service_sid": null,
        "num_media": "0",
        "num_segments": "1",
        "price": null,
        "price_unit": "USD",
        "sid": sid,
        "status": "queued",
        "subresource_uris": {
            "media": format!("/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}/Media.json")
        },
        "to": to,
        "uri": format!("/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json"),
    })
    .to_string()
}
