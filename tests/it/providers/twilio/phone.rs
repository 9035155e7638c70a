//! The telephone: which server it calls, and how.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use reqwest::redirect::Policy;
use url::Url;

use super::{
    call::Call,
    document::{Method, Strictness},
    sign::Signing,
};

/// The telephone's settings: how it calls, and what it puts up with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Asked first when the telephone rings. A fragment of `rc=` and `rp=` says how often and after
    /// which failures it is asked again.
    pub voice_url: Url,
    /// The method for `voice_url`.
    pub method: Method,
    /// Asked when another address fails.
    pub fallback_url: Option<Url>,
    /// Told when the call has ended.
    pub status_url: Option<Url>,
    /// With what requests are signed.
    pub signing: Signing,
    /// A header names each request, the same when it is asked again; what is not the provider sends none.
    pub names_attempts: bool,
    /// The caller's number.
    pub from: String,
    /// The number that was called.
    pub to: String,
    /// Further numbers that the account may show to whom it calls.
    pub verified: Vec<String>,
    /// The account at the provider.
    pub account_id: String,
    /// Sent along with every request, such as `FromCountry`.
    pub extra: Vec<(String, String)>,
    /// The address at which recordings of callers appear to lie; ends with a slash.
    pub recordings_url: Url,
    pub strictness: Strictness,
    pub habits: Habits,
    pub limits: Limits,
}

impl Settings {
    /// A strict telephone that calls `voice_url` by POST, unsigned.
    pub fn new(voice_url: Url, from: impl Into<String>, to: impl Into<String>) -> Self {
        let mut recordings_url = voice_url.clone();
        recordings_url.set_fragment(None);
        recordings_url.set_query(None);
        recordings_url.set_path("/recordings/");
        Self {
            voice_url,
            method: Method::Post,
            fallback_url: None,
            status_url: None,
            signing: Signing::Unsigned,
            names_attempts: true,
            from: from.into(),
            to: to.into(),
            verified: Vec::new(),
            account_id: "AC00000000000000000000000000000000".into(),
            extra: Vec::new(),
            recordings_url,
            strictness: Strictness::STRICT,
            habits: Habits::default(),
            limits: Limits::default(),
        }
    }
}

/// Behaviour that the provider's pages leave open, and in which its kin differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Habits {
    /// The report of silence where `actionOnEmptyResult` asks for it.
    pub silence: Silence,
    /// The effect of a finishing key alone.
    pub lone_finish_key: LoneFinishKey,
}

/// The way in which silence is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Silence {
    /// With an empty `Digits`.
    #[default]
    EmptyDigits,
    /// Without any `Digits`.
    NoDigits,
}

/// The effect of a finishing key before which no other was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LoneFinishKey {
    /// As good as silence: "if the caller enters the finishOnKey value before entering any other
    /// digits, Twilio will not make a request to the action URL" (twiml/gather).
    #[default]
    Silence,
    /// Reported as the key itself.
    Key,
    /// Overlooked: "finishOnKey only works when a digit sequence precedes it" (twiml/gather).
    Nothing,
}

/// Limits at which the telephone gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For a connection. The provider's is 5 seconds
    /// (<https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides>).
    pub connect: Duration,
    /// For a whole answer. The provider's is 15 seconds (same page).
    pub answer: Duration,
    /// Documents that may follow each other before the caller presses a key.
    pub documents_without_input: usize,
    /// Documents in one call.
    pub documents: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(15),
            documents_without_input: 25,
            documents: 1000,
        }
    }
}

/// A telephone, ready to call. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Phone {
    pub(super) settings: Arc<Settings>,
    pub(super) http: reqwest::Client,
}

impl Phone {
    /// A telephone with these settings. Fails if the system offers no TLS.
    pub fn new(settings: Settings) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .connect_timeout(settings.limits.connect)
            .redirect(Policy::none())
            .no_proxy()
            .user_agent("TwilioProxy/1.1")
            .build()?;
        Ok(Self { settings: Arc::new(settings), http })
    }

    /// A call of this id (at the provider: `CA` and 32 hexadecimal digits) that begins at `began`.
    pub fn call(&self, id: impl Into<String>, began: Timestamp) -> Call {
        Call::new(self.clone(), id.into(), began)
    }
}
