//! The mark behind a translation: what it was made from.

use sha2::{Digest as _, Sha256};
use toml_edit::Value;

/// Hexadecimal digits of a digest: 48 bits, so that no two texts of a hotline have the same.
const DIGITS: usize = 12;

const BEGINNING: &str = "# from ";

/// The language that a translation was made from, and the digest of its original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OriginMark {
    pub from: String,
    digest: String,
}

impl OriginMark {
    pub(super) fn new(from: &str, original: &str) -> Self {
        let mut digest = hex::encode(Sha256::digest(original.trim()));
        digest.truncate(DIGITS);
        Self { from: from.to_owned(), digest }
    }

    /// The mark behind a value, if there is one.
    pub(super) fn of(value: &Value) -> Option<Self> {
        let behind = value.decor().suffix()?.as_str()?;
        let mut words = behind.split_once(BEGINNING)?.1.split_whitespace();
        let (from, digest) = (words.next()?.to_owned(), words.next()?.to_owned());
        let is_one = digest.len() == DIGITS && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_one.then_some(Self { from, digest })
    }

    /// Puts the mark behind a value, in front of what else is remarked of the one that was there.
    pub(super) fn put_behind(&self, value: &mut Value, before: Option<&Value>) {
        let behind =
            before.and_then(|before| before.decor().suffix()?.as_str()).unwrap_or_default();
        let others = match (before.and_then(Self::of), behind.split_once(BEGINNING)) {
            (Some(_), Some((others, _))) => others,
            _ => behind,
        };
        let Self { from, digest } = self;
        let others = others.trim_end();
        value.decor_mut().set_suffix(format!("{others} {BEGINNING}{from} {digest}"));
    }
}
