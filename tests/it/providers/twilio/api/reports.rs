//! Reports on messages, signed by the account's token: written from the provider's page on security alone, and not
//! with the server's own code.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use sha1::Sha1;

use super::{ACCOUNT, Message, Provider};
use crate::test_server::TOKEN;

impl Provider {
    /// Reports a message's status, and returns the answer's.
    pub async fn reports(&self, message: &Message, status: &str, code: Option<u32>) -> StatusCode {
        let form = form(message, status, code);
        let signature = signature(TOKEN, &message.callback, &form);
        send(&message.callback, &form, &signature).await
    }

    /// The same report by somebody who does not know the token.
    pub async fn forges(&self, message: &Message, status: &str) -> StatusCode {
        let form = form(message, status, None);
        let signature = signature("guessed", &message.callback, &form);
        send(&message.callback, &form, &signature).await
    }
}

type Form = Vec<(&'static str, String)>;

fn form(message: &Message, status: &str, code: Option<u32>) -> Form {
    let mut form = vec![
        ("SmsSid", message.sid.clone()),
        ("SmsStatus", status.to_owned()),
        ("MessageSid", message.sid.clone()),
        ("MessageStatus", status.to_owned()),
        ("To", message.to.clone()),
        ("From", message.from.clone()),
        ("AccountSid", ACCOUNT.to_owned()),
        ("ApiVersion", "2010-04-01".to_owned()),
    ];
    form.extend(code.map(|code| ("ErrorCode", code.to_string())));
    form
}

/// The address, and every name and value in the names' order, under the token.
fn signature(token: &str, url: &str, form: &Form) -> String {
    let mut sorted = form.clone();
    sorted.sort();
    let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(token.as_bytes()).unwrap();
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    STANDARD.encode(mac.finalize().into_bytes())
}

async fn send(url: &str, form: &Form, signature: &str) -> StatusCode {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let sent = http
        .post(url)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("X-Twilio-Signature", signature)
        .body(body)
        .send();
    sent.await.unwrap().status()
}
