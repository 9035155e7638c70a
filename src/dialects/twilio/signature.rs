//! Twilio's signature: who asks.
//!
//! The HMAC of the address, followed by each parameter's name and value without anything between
//! them. Nothing in it tells the time, so a signed request stays good for ever, and nothing tells
//! where a name ends and its value begins; what changes a call must be protected by other means
//! (the state in the address by its own code, a repeated turn by its number).
//!
//! From Twilio's page "Webhooks security", and `request_validator.py` of its Python library 9.13,
//! which knows the scheme with shared keys (HMAC-SHA256) besides that with auth tokens (HMAC-SHA1).

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderName;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use url::Url;

use crate::dialects::request::Parameters;
use crate::dialects::{Auth, CallRequest, NamedSecret, ProviderApi, PublicUrl, Rejection, Request};

use super::api::{Account, PUBLIC_API};
use super::auth::TwilioAuth;
use super::reading::TwilioRequest;

/// The header that carries the signature.
pub const SIGNATURE_HEADER: &str = "x-twilio-signature";

pub static SIGNATURE: HeaderName = HeaderName::from_static(SIGNATURE_HEADER);
pub static SETTINGS: HeaderName = HeaderName::from_static("x-twilio-webhooks-signature-settings");

const SHA1_BYTES: usize = 20;
const SHA256_BYTES: usize = 32;

impl Auth for TwilioAuth {
    fn verify<'r>(
        &self,
        request: &Request<'r>,
        public_url: &PublicUrl,
        _now: Timestamp,
    ) -> Result<Box<dyn CallRequest + 'r>, Rejection> {
        let given = request.header(&SIGNATURE)?.ok_or(Rejection::Missing)?;
        let signing = SigningSecret::read(request.header(&SETTINGS)?.unwrap_or_default())?;
        // First what costs next to nothing: anybody may send anything.
        let (secrets, length) = self.secrets_of(&signing)?;
        let given = decoded(given, length).ok_or(Rejection::Malformed)?;
        let parameters = request.parameters().ok_or(Rejection::TooMuch)?;
        let signed = Signed::of(request, &parameters, public_url);
        let fits = match signing {
            SigningSecret::Token => signed.fits::<Hmac<Sha1>>(secrets, &given),
            SigningSecret::SharedKey(_) => signed.fits::<Hmac<Sha256>>(secrets, &given),
        };
        match (fits, signed.body_fits) {
            (false, _) if self.is_of_another_account(&parameters) => Err(Rejection::OtherAccount),
            (false, _) => Err(Rejection::Mismatch),
            (true, false) => Err(Rejection::Body),
            (true, true) => Ok(Box::new(TwilioRequest::new(request, parameters))),
        }
    }

    fn secrets(&self) -> Vec<NamedSecret> {
        let tokens = self.tokens.iter().enumerate().map(|(position, token)| NamedSecret {
            name: match self.tokens.len() {
                1 => "the token".to_owned(),
                _ => format!("token {}", position + 1),
            },
            id: None,
            secret: token.clone(),
        });
        let shared_key = self.shared_key.iter().map(|key| NamedSecret {
            name: format!("the shared key {}", key.id),
            id: Some(key.id.clone()),
            secret: key.secret.clone(),
        });
        tokens.chain(shared_key).collect()
    }

    /// An auth token is 32 hexadecimal digits, as an account's console shows it.
    fn advice(&self) -> Vec<String> {
        let is_token = |token: &SecretString| {
            let token = token.expose_secret();
            token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        let odd = self
            .secrets()
            .into_iter()
            .filter(|named| named.id.is_none() && !is_token(&named.secret));
        odd.map(|named| {
            format!(
                "{} does not look like an auth token, which is 32 hexadecimal digits: copy it from the provider's \
                 console anew, without a name, quotes or marks around it",
                named.name
            )
        })
        .collect()
    }

    fn api(&self, at: Option<Url>) -> Option<Box<dyn ProviderApi>> {
        Some(Box::new(Account {
            id: self.account.clone()?,
            secret: self.tokens.first()?.clone(),
            api: at.or_else(|| Url::parse(PUBLIC_API).ok())?,
        }))
    }
}

impl TwilioAuth {
    /// The secrets that a request may be signed with in this way, and the length of its signature.
    fn secrets_of(
        &self,
        signing: &SigningSecret<'_>,
    ) -> Result<(&[SecretString], usize), Rejection> {
        match signing {
            SigningSecret::Token if self.tokens.is_empty() => Err(Rejection::UnknownMethod),
            SigningSecret::Token => Ok((&self.tokens, SHA1_BYTES)),
            SigningSecret::SharedKey(id) => {
                let key = self.shared_key.as_ref().filter(|key| key.id == *id);
                let key = key.ok_or(Rejection::UnknownKey)?;
                Ok((std::slice::from_ref(&key.secret), SHA256_BYTES))
            }
        }
    }

    /// True if a request names an account, and not the line's.
    fn is_of_another_account(&self, parameters: &Parameters<'_>) -> bool {
        let named = parameters.get("AccountSid").zip(self.account.as_deref());
        named.is_some_and(|(named, account)| named != account)
    }
}

/// The bytes of a signature in base64, if there are so many.
fn decoded(given: &[u8], length: usize) -> Option<Vec<u8>> {
    let encoded = length.div_ceil(3) * 4;
    let given = if given.len() == encoded { STANDARD.decode(given).ok()? } else { return None };
    (given.len() == length).then_some(given)
}

/// The secret that a request says it is signed with.
#[derive(Debug, PartialEq, Eq)]
enum SigningSecret<'a> {
    /// The account's auth token, with HMAC-SHA1.
    Token,
    /// The shared key of this id, with HMAC-SHA256.
    SharedKey(&'a str),
}

impl<'a> SigningSecret<'a> {
    /// Reads `key=…,algorithm=…`; without an algorithm it is the token's, as in Twilio's library.
    fn read(header: &'a [u8]) -> Result<Self, Rejection> {
        let header = std::str::from_utf8(header).map_err(|_| Rejection::UnknownMethod)?;
        let value = |wanted: &str| {
            let mut pairs = header.split(',').filter_map(|pair| pair.split_once('='));
            let (_, value) = pairs.find(|(name, _)| name.trim() == wanted)?;
            Some(value.trim()).filter(|value| !value.is_empty())
        };
        let is = |algorithm: &str| {
            value("algorithm").is_none_or(|named| named.eq_ignore_ascii_case(algorithm))
        };
        match value("key") {
            _ if is("HMAC_SHA1") => Ok(Self::Token),
            Some(key) if is("HMAC_SHA256") => Ok(Self::SharedKey(key)),
            None if is("HMAC_SHA256") => Err(Rejection::UnknownKey),
            _ => Err(Rejection::UnknownMethod),
        }
    }
}

/// The text that a signature is made over, in every form in which Twilio may have made it.
struct Signed<'r> {
    /// The public address, without and with its port: which one is signed depends on scheme and
    /// product, and both of Twilio's validators try both. And as it is written in the configuration, for Twilio signs
    /// an address as somebody typed it.
    origins: &'r [String],
    /// Path and query: as they were received, and if there is one the other form of [`other_form`].
    paths: [Option<Cow<'r, str>>; 2],
    /// Names and values of the parameters in the body.
    parameters: String,
    /// True if the body is the one whose hash is in the query, or there is no hash.
    body_fits: bool,
}

impl<'r> Signed<'r> {
    fn of(request: &Request<'r>, parameters: &Parameters<'_>, public: &'r PublicUrl) -> Self {
        let path = request.path_and_query;
        let hash = if request.has_body() && !request.is_form() {
            body_hash(request.query())
        } else {
            None
        };
        let parameters =
            if request.has_body() && hash.is_none() { joined(parameters) } else { String::new() };
        Self {
            origins: public.signed_forms(),
            paths: [Some(Cow::Borrowed(path)), other_form(path)],
            parameters,
            body_fits: hash.is_none_or(|hash| is_hash_of(&hash, request.body)),
        }
    }

    /// True if a signature fits one of the secrets. The time tells which of them it fits, never how near a wrong one is.
    fn fits<M: Mac + KeyInit + Clone>(&self, secrets: &[SecretString], given: &[u8]) -> bool {
        secrets.iter().filter_map(keyed::<M>).any(|mac| {
            self.origins.iter().any(|origin| {
                self.paths.iter().flatten().any(|path| {
                    let mac = mac.clone().chain_update(origin).chain_update(&**path);
                    mac.chain_update(&self.parameters).verify_slice(given).is_ok()
                })
            })
        })
    }
}

/// Names and values, each pair once and in order, without anything between them.
pub fn joined(parameters: &Parameters<'_>) -> String {
    let mut joined = String::new();
    for (name, value) in parameters.sorted_pairs() {
        joined.push_str(name);
        joined.push_str(value);
    }
    joined
}

/// The hash function with a secret.
pub fn keyed<M: Mac + KeyInit>(secret: &SecretString) -> Option<M> {
    <M as KeyInit>::new_from_slice(secret.expose_secret().as_bytes()).ok()
}

/// Path and query as Twilio may have signed them instead, if that differs from what was received.
///
/// - A `?` with nothing behind it: Twilio's Python validator leaves it out, that for Node keeps it.
/// - `@`, `:` and `'` in the query: Twilio has signed them as they are and sent them escaped
///   (twilio-node issues 621, 1059 and 1183), but not always (642). None of them separates
///   anything in a query, so both forms mean the same to whoever reads it.
fn other_form(path_and_query: &str) -> Option<Cow<'_, str>> {
    let (path, query) = path_and_query.split_once('?')?;
    if query.is_empty() {
        return Some(Cow::Borrowed(path));
    }
    let mut plain = String::with_capacity(path_and_query.len());
    plain.push_str(path);
    plain.push('?');
    let mut parts = query.split('%');
    plain.push_str(parts.next()?);
    for part in parts {
        match part.as_bytes() {
            [b'4', b'0', ..] => plain.push('@'),
            [b'3', b'A' | b'a', ..] => plain.push(':'),
            [b'2', b'7', ..] => plain.push('\''),
            _ => {
                plain.push('%');
                plain.push_str(part);
                continue;
            }
        }
        plain.push_str(&part[2..]);
    }
    (plain != path_and_query).then_some(Cow::Owned(plain))
}

/// The value of `bodySHA256`, which Twilio adds to the query where the body is not a form.
fn body_hash(query: &str) -> Option<Cow<'_, str>> {
    if !query.contains("bodySHA256") {
        return None;
    }
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (_, hash) = pairs.find(|(name, _)| name == "bodySHA256")?;
    Some(hash)
}

fn is_hash_of(digits: &str, body: &[u8]) -> bool {
    let mut hash = [0; SHA256_BYTES];
    let is_hash = hex::decode_to_slice(digits, &mut hash).is_ok();
    is_hash & bool::from(Sha256::digest(body).as_slice().ct_eq(&hash))
}
