//! Names of calls.

use std::fmt;

use sha2::{Digest, Sha256};

/// A call's name at its provider: up to 128 letters, digits and `-_.:@`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(String);

impl CallId {
    pub const LONGEST: usize = 128;

    /// A provider's own name for a call; `None` where it is empty, too long or oddly spelt.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::LONGEST).contains(&text.len());
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:@".contains(&byte);
        (fits && text.bytes().all(plain)).then(|| Self(text.to_owned()))
    }

    /// A name made of whatever came instead: the same for the same parts.
    pub fn derived(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(format!("derived-{}", hex::encode(&hash.finalize()[..16])))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
