//! Names of calls.

use std::fmt;

use sha2::{Digest, Sha256};

/// A call's name at its provider: up to 128 letters, digits and `-_.:@`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(String);

impl CallId {
    /// The most characters.
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

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_every_provider_are_taken_as_they_are() {
        for name in [
            "CA00000000000000000000000000000001",
            "0703574f-b151-465d-aedb-28972eb513c7",
            "v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg",
        ] {
            assert_eq!(CallId::parse(name).unwrap().as_str(), name);
        }
        for odd in ["", "CA 1", "CA1\n", "../etc", "مكالمة", &"C".repeat(129)] {
            assert_eq!(CallId::parse(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn a_derived_name_is_stable_and_keeps_its_parts_apart() {
        let name = CallId::derived(&[b"ab", b"c"]);
        assert_eq!(name, CallId::derived(&[b"ab", b"c"]));
        assert_ne!(name, CallId::derived(&[b"a", b"bc"]));
        assert_eq!(CallId::parse(name.as_str()), Some(name));
    }
}
