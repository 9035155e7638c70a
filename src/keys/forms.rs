//! Tokens of forms: by them a form that is sent twice is known, on whichever server.

use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest as _, Sha256};

use super::Seal;

/// Stands where calls have their line, and no line has this name.
const LINE: &str = "";
const FORM: &str = "form";
const BYTES: usize = 16;

/// Makes a token for each form, from random bytes.
pub struct FormTokens {
    random: [u8; 32],
    made: AtomicU64,
}

impl FormTokens {
    pub fn new(random: [u8; 32]) -> Self {
        Self { random, made: AtomicU64::new(0) }
    }

    /// A token that nobody can foretell, and no other form has; sealed.
    pub fn make(&self, seal: &Seal) -> String {
        let number = self.made.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        let hash = Sha256::new_with_prefix(FORM).chain_update(self.random).chain_update(number);
        seal.seal(LINE, FORM, &hex::encode(&hash.finalize()[..BYTES]))
    }

    /// The content of a token, if it is one of ours.
    pub fn open<'t>(seal: &Seal, token: &'t str) -> Option<&'t str> {
        seal.open(LINE, FORM, token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_a_token_of_its_own_and_none_is_made_up() {
        let seal = Seal::new(&[1; 32]).unwrap();
        let tokens = FormTokens::new([7; 32]);
        let made = [tokens.make(&seal), tokens.make(&seal), FormTokens::new([8; 32]).make(&seal)];
        let opened = made.each_ref().map(|token| FormTokens::open(&seal, token).unwrap());
        assert!(opened[0] != opened[1] && opened[0] != opened[2] && opened[1] != opened[2]);
        let sealed_for_a_call = seal.seal("main", FORM, opened[0]);
        for other in ["", "form~x", opened[0], &sealed_for_a_call] {
            assert_eq!(FormTokens::open(&seal, other), None, "{other}");
        }
    }
}
