//! Services of other bodies that callers ask for here: `referrals.toml`.

use std::fmt;

use super::PromptId;
use crate::text::serde_as_text;

/// Something that another body does, and what callers who ask for it are told.
#[derive(Debug, Clone)]
pub struct Referral {
    pub id: ReferralId,
    /// Callers' words for it, in each language: never spoken, only listened for.
    pub words: Vec<Vec<String>>,
    /// Says whose it is.
    pub prompt: PromptId,
    /// The same as it is read, in each language: with the telephone number in digits.
    pub written: Vec<String>,
    /// The page or letter that says so.
    pub source: String,
    /// The number to call, in digits.
    pub telephone: Option<String>,
}

/// The id of a referral: small letters, digits and hyphens. It is short, so that an event holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferralId([u8; Self::MAX]);

impl ReferralId {
    /// The most characters.
    pub const MAX: usize = 24;

    /// Reads what is displayed.
    pub fn parse(id: &str) -> Option<Self> {
        let is_known =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let mut bytes = [0; Self::MAX];
        bytes.get_mut(..id.len())?.copy_from_slice(id.as_bytes());
        (!id.is_empty() && id.bytes().all(is_known)).then_some(Self(bytes))
    }

    pub fn as_str(&self) -> &str {
        let used = self.0.iter().take_while(|byte| **byte != 0).count();
        str::from_utf8(&self.0[..used]).unwrap_or_default()
    }
}

impl fmt::Display for ReferralId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

serde_as_text!(ReferralId);
