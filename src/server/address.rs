//! The addresses of turns: a call's state rides in them under a message authentication code.
//!
//! Some providers do not sign the address that they call, so it proves itself: the code covers the
//! line, the call and the state, and none of the three can be exchanged for another.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use camino::Utf8Path;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;

/// The name of the query parameter that holds a sealed state.
pub const PARAMETER: &str = "turn";
/// The name of the query parameter that counts how often in a row a call's state was lost. It is not
/// sealed, for whoever reads it may not have our key; it can only bring a call to an earlier end.
pub const LOST: &str = "lost";
/// The code's length: 128 bits can't be guessed within any call.
const TAG_BYTES: usize = 16;
/// Separates the state from its code; it needs no escape in a query, and stands in neither.
const SEPARATOR: char = '~';

/// Seals states for addresses and opens them again.
#[derive(Clone)]
pub struct Seal(Hmac<Sha256>);

impl Seal {
    /// A seal with this key, of 32 bytes or more.
    pub fn new(key: &[u8]) -> Result<Self, SealError> {
        if key.len() < 32 {
            return Err(SealError::TooShort(key.len()));
        }
        Hmac::new_from_slice(key)
            .map(Self)
            .map_err(|_| SealError::TooShort(key.len()))
    }

    /// A seal with a key written in base64.
    pub fn from_base64(key: &SecretString) -> Result<Self, SealError> {
        let key = STANDARD
            .decode(key.expose_secret().trim())
            .map_err(|_| SealError::NotBase64)?;
        Self::new(&key)
    }

    /// A seal with the key kept in `folder`, made from `random` bytes if there is none yet.
    ///
    /// Two processes that start at once agree on one key.
    pub fn kept_in(folder: &Utf8Path, random: [u8; 32]) -> Result<Self, SealError> {
        let file = folder.join("address.key");
        let unreadable = |cause| SealError::Unreadable {
            file: file.to_string(),
            cause,
        };
        if !file.exists() {
            make_key(folder, &file, random).map_err(unreadable)?;
        }
        let text = fs::read_to_string(&file).map_err(unreadable)?;
        Self::from_base64(&SecretString::from(text))
    }

    /// The state and its code, for the query of an address.
    pub fn seal(&self, line: &str, call: &str, state: &str) -> String {
        let tag = self.covering(line, call, state).finalize().into_bytes();
        let mut sealed = String::with_capacity(state.len() + 1 + TAG_BYTES * 4 / 3 + 3);
        sealed.push_str(state);
        sealed.push(SEPARATOR);
        URL_SAFE_NO_PAD.encode_string(&tag[..TAG_BYTES], &mut sealed);
        sealed
    }

    /// The state, if the code is ours and made for this line and call. Compares in constant time.
    pub fn open<'s>(&self, line: &str, call: &str, sealed: &'s str) -> Option<&'s str> {
        let (state, tag) = sealed.rsplit_once(SEPARATOR)?;
        let tag = URL_SAFE_NO_PAD
            .decode(tag)
            .ok()
            .filter(|tag| tag.len() == TAG_BYTES)?;
        self.covering(line, call, state)
            .verify_truncated_left(&tag)
            .ok()?;
        Some(state)
    }

    fn covering(&self, line: &str, call: &str, state: &str) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in [line, call, state] {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}

/// Why there is no key to seal with.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key is too short to be safe.
    #[error("the address key has {0} bytes; it needs 32 or more")]
    TooShort(usize),
    /// The key is not base64.
    #[error("the address key is not base64; `openssl rand -base64 32` makes one")]
    NotBase64,
    /// The key's file can't be read or made.
    #[error("the address key {file} can't be read or made: {cause}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system said.
        cause: io::Error,
    },
}

/// Writes a new key where no reader can ever see half of it, and leaves an existing one alone.
///
/// The unfinished file has a name that nobody else can have: a process's id would not do, because in
/// two containers on one folder it is the same.
fn make_key(folder: &Utf8Path, file: &Utf8Path, random: [u8; 32]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut unfinished = tempfile::Builder::new()
        .prefix("address.key.")
        .permissions(Permissions::from_mode(0o600))
        .tempfile_in(folder)?;
    writeln!(unfinished, "{}", STANDARD.encode(random))?;
    unfinished.as_file().sync_all()?;
    match unfinished.persist_noclobber(file) {
        Ok(_) => fs::File::open(folder)?.sync_all(),
        Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(failed) => Err(failed.error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal() -> Seal {
        Seal::new(&[7; 32]).unwrap()
    }

    #[test]
    fn opens_what_it_sealed_for_the_same_line_and_call() {
        let sealed = seal().seal("main", "CA1", "1_ed_ar_114_key_0_0_0_3");
        assert_eq!(
            seal().open("main", "CA1", &sealed),
            Some("1_ed_ar_114_key_0_0_0_3")
        );
    }

    #[test]
    fn refuses_another_line_call_state_key_or_code() {
        let sealed = seal().seal("main", "CA1", "state");
        assert_eq!(seal().open("other", "CA1", &sealed), None);
        assert_eq!(seal().open("main", "CA2", &sealed), None);
        assert_eq!(
            seal().open("main", "CA1", &sealed.replace("state", "stat3")),
            None
        );
        assert_eq!(
            Seal::new(&[8; 32]).unwrap().open("main", "CA1", &sealed),
            None
        );
        for cut in 0..sealed.len() {
            assert_eq!(
                seal().open("main", "CA1", &sealed[..cut]),
                None,
                "cut at {cut}"
            );
        }
        assert_eq!(
            seal().open("mai", "nCA1", &sealed),
            None,
            "parts can't be shifted"
        );
    }

    #[test]
    fn a_key_is_made_once_and_kept_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let first = Seal::kept_in(folder, [1; 32]).unwrap().seal("l", "c", "s");
        let second = Seal::kept_in(folder, [2; 32]).unwrap().seal("l", "c", "s");
        assert_eq!(first, second);
        let mode = fs::metadata(folder.join("address.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(
            fs::read_dir(folder).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }

    #[test]
    fn all_who_make_a_key_at_once_agree_on_one() {
        const MAKERS: u8 = 32;
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let file = folder.join("address.key");
        let together = std::sync::Barrier::new(MAKERS.into());
        let seals: Vec<String> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..MAKERS)
                .map(|maker| {
                    let (together, file) = (&together, &file);
                    scope.spawn(move || {
                        together.wait();
                        // As if none of them had found a key.
                        make_key(folder, file, [maker; 32]).unwrap();
                        Seal::kept_in(folder, [0xff; 32])
                            .unwrap()
                            .seal("l", "c", "s")
                    })
                })
                .collect();
            makers
                .into_iter()
                .map(|maker| maker.join().unwrap())
                .collect()
        });
        assert!(seals.iter().all(|seal| *seal == seals[0]), "{seals:?}");
        assert_eq!(
            fs::read_dir(folder).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }

    #[test]
    fn a_short_key_is_refused() {
        assert!(matches!(Seal::new(&[0; 31]), Err(SealError::TooShort(31))));
    }
}
