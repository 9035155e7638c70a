//! What a line asks of its provider's own API, and what it can do with it.

use url::Url;

use super::raw::{OneOrMore, RawLimits, RawLine};
use super::{Access, ConfigError, LineConfig, advice};
use crate::dialects::{Account, Dialect, PhoneNumber};
use crate::dialogue::Abilities;

/// The keys of `[limits]`.
pub const LIMITS: [&str; 1] = ["texts_a_day"];

/// Text messages for one caller in a day, where nothing is written.
pub const TEXTS_A_DAY: u16 = 5;

/// More than anybody reads, so that a slip of the finger is found.
const MOST_TEXTS_A_DAY: i64 = 100;

/// What a line asks of its provider's own API.
#[derive(Debug, Default)]
pub struct Provider {
    /// The account's id, and where the API is; without it nothing is asked.
    pub account: Option<(String, Url)>,
    /// Whom text messages come from; without it none are sent.
    pub text_from: Option<String>,
    /// Whether recordings are deleted at the provider once they are kept here.
    pub delete_recordings: bool,
    /// The number that a person sees when a call is put through.
    pub caller_id: Option<PhoneNumber>,
    /// Whether callers may speak instead of pressing keys.
    pub listen: bool,
}

impl LineConfig {
    /// What the line can do besides menus.
    pub fn abilities(&self) -> Abilities {
        let Provider {
            account,
            text_from,
            listen,
            ..
        } = &self.provider;
        Abilities {
            listens: *listen,
            records: account.is_some(),
            texts: account.is_some() && text_from.is_some(),
        }
    }

    /// The line for a call from this machine: it takes unsigned requests from here. Holding no secret, it signs in
    /// nowhere, and what it is asked to send stays in the store.
    #[must_use]
    pub fn from_here(self) -> Self {
        Self {
            access: Access::UnsignedFromHere,
            ..self
        }
    }

    /// The line as if it had an account that sends messages and records questions.
    #[must_use]
    pub fn with_every_ability(mut self) -> Self {
        let api = self.dialect.public_api().ok();
        self.provider.account = api.map(|api| (format!("AC{:032}", 0), api));
        self.provider.text_from = Some("demo".to_owned());
        self
    }

    /// The account, signed in to with the line's first token; none where that was not read.
    pub fn account(&self) -> Option<Account> {
        let (id, api) = self.provider.account.clone()?;
        let Access::Signed(secrets) = &self.access else {
            return None;
        };
        let secret = secrets.tokens().first()?.clone();
        Some(Account { id, secret, api })
    }
}

/// How many text messages one caller may ask for in a day.
pub fn texts_a_day(raw: &RawLimits) -> Result<u16, ConfigError> {
    match raw.texts_a_day {
        None => Ok(TEXTS_A_DAY),
        Some(number @ 1..=MOST_TEXTS_A_DAY) => Ok(number.try_into().unwrap_or(TEXTS_A_DAY)),
        Some(_) => Err(ConfigError::value(
            "limits, texts_a_day",
            "write a number from 1 to 100; a line without text_from sends none at all",
        )),
    }
}

/// What a line asks of its provider's API, with every value checked.
pub fn resolve(raw: &RawLine, dialect: Dialect) -> Result<Provider, ConfigError> {
    let wrong = |name: &str, reason: &str| {
        ConfigError::value(format!("line `{}`, {name}", raw.name), reason)
    };
    needs_an_account(raw, &wrong)?;
    let account = match &raw.account_id {
        Some(id) => {
            dialect
                .check_account(id)
                .map_err(|reason| wrong("account_id", reason))?;
            let api = api(raw.api_url.as_deref(), dialect)
                .ok_or_else(|| wrong("api_url", "write an https address without user, `?` or `#`, such as https://api.twilio.com; http is taken on this machine alone"))?;
            Some((id.clone(), api))
        }
        None => None,
    };
    if let Some(sender) = &raw.text_from {
        dialect
            .check_sender(sender)
            .map_err(|reason| wrong("text_from", reason))?;
    }
    let caller_id = raw.caller_id.as_deref().map(PhoneNumber::written);
    let caller_id = caller_id
        .transpose()
        .map_err(|error| wrong("caller_id", &error.to_string()))?;
    if raw.listen == Some(true) && !dialect.can_listen() {
        return Err(wrong(
            "listen",
            "this dialect understands no speech: take it out",
        ));
    }
    Ok(Provider {
        account,
        text_from: raw.text_from.clone(),
        delete_recordings: raw.delete_recordings.unwrap_or(false),
        caller_id,
        listen: raw.listen.unwrap_or_else(|| dialect.can_listen()),
    })
}

/// Refuses what means nothing without an account, and an account that nobody can sign in to.
fn needs_an_account(
    raw: &RawLine,
    wrong: &impl Fn(&str, &str) -> ConfigError,
) -> Result<(), ConfigError> {
    let alone = [
        ("api_url", raw.api_url.is_some()),
        ("text_from", raw.text_from.is_some()),
        ("delete_recordings", raw.delete_recordings == Some(true)),
    ];
    if raw.account_id.is_none() {
        let written = alone.into_iter().find(|(_, is_written)| *is_written);
        return written.map_or(Ok(()), |(name, _)| {
            let reason =
                "it means nothing without account_id: write that as well, or take this out";
            Err(wrong(name, reason))
        });
    }
    let (OneOrMore(variables), OneOrMore(files)) = (&raw.auth_token_env, &raw.auth_token_file);
    if variables.is_empty() && files.is_empty() {
        let reason = "the account is signed in to with the auth token: name auth_token_env or auth_token_file as well";
        return Err(wrong("account_id", reason));
    }
    Ok(())
}

/// Where the API is, if a secret may be sent there.
fn api(text: Option<&str>, dialect: Dialect) -> Option<Url> {
    let Some(text) = text else {
        return dialect.public_api().ok();
    };
    let url = Url::parse(text).ok()?;
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && advice::is_loopback(&url));
    let is_plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    (is_safe && is_plain && url.has_host()).then_some(url)
}
