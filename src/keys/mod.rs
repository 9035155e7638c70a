//! The keys that a server makes for itself once and keeps beside its data, unless it is given them.

mod caller;
mod forms;
mod operator;
mod seal;

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use camino::{Utf8Path, Utf8PathBuf};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

pub use caller::CallerKey;
pub use forms::FormTokens;
pub use operator::OperatorKey;
pub use seal::{SEPARATOR, Seal};

/// A key, by what it is for: `address` is kept in `address.key`.
#[derive(Debug, Clone, Copy)]
pub struct KeyFor(pub &'static str);

impl KeyFor {
    /// A message authenticator with this key, of 32 bytes or more.
    pub fn mac(self, key: &[u8]) -> Result<Hmac<Sha256>, KeyError> {
        let too_short = KeyError::TooShort { key: self.0, bytes: key.len() };
        match key.len() {
            32.. => Hmac::new_from_slice(key).map_err(|_| too_short),
            _ => Err(too_short),
        }
    }

    /// The same with the key that the configuration has in base64; without one, with the key kept in `folder`, made
    /// from `random` bytes if there is none yet.
    pub fn configured_or_kept_in(
        self,
        configured: Option<&SecretString>,
        folder: &Utf8Path,
        random: [u8; 32],
    ) -> Result<Hmac<Sha256>, KeyError> {
        match configured {
            Some(key) => self.mac_of_base64(key),
            None => self.kept_in(folder, random),
        }
    }

    /// The same with a key written in base64.
    pub fn mac_of_base64(self, key: &SecretString) -> Result<Hmac<Sha256>, KeyError> {
        let key = STANDARD
            .decode(key.expose_secret().trim())
            .map_err(|_| KeyError::NotBase64 { key: self.0 })?;
        self.mac(&key)
    }

    /// The same with the key kept in `folder`, made if there is none yet from `random` bytes that are kept
    /// nowhere: several keys may be made from the same, and none of them gives another away.
    ///
    /// Two processes that start at once agree on one key.
    pub fn kept_in(self, folder: &Utf8Path, random: [u8; 32]) -> Result<Hmac<Sha256>, KeyError> {
        if !self.is_in(folder) {
            self.make(folder, random).map_err(|cause| self.unreadable(folder, cause))?;
        }
        self.already_in(folder)
    }

    /// The same with the key that must be in `folder` already.
    pub fn already_in(self, folder: &Utf8Path) -> Result<Hmac<Sha256>, KeyError> {
        let text =
            fs::read_to_string(self.file_in(folder)).map_err(|cause| match cause.kind() {
                io::ErrorKind::NotFound => {
                    KeyError::Missing { key: self.0, file: self.file_in(folder).to_string() }
                }
                _ => self.unreadable(folder, cause),
            })?;
        self.mac_of_base64(&SecretString::from(text))
    }

    /// Returns whether there is such a key in `folder`.
    pub fn is_in(self, folder: &Utf8Path) -> bool {
        self.file_in(folder).exists()
    }

    fn file_in(self, folder: &Utf8Path) -> Utf8PathBuf {
        folder.join(format!("{}.key", self.0))
    }

    fn unreadable(self, folder: &Utf8Path, cause: io::Error) -> KeyError {
        KeyError::Unreadable { key: self.0, file: self.file_in(folder).to_string(), cause }
    }

    /// Writes a new key where no reader can ever see half of it, and leaves an existing one alone.
    ///
    /// The unfinished file has a name that nobody else can have: a process's id would not do, because in
    /// two containers on one folder it is the same.
    fn make(self, folder: &Utf8Path, random: [u8; 32]) -> io::Result<()> {
        let mut own = Hmac::<Sha256>::new_from_slice(&random).map_err(io::Error::other)?;
        own.update(self.0.as_bytes());
        let key = own.finalize().into_bytes();
        fs::create_dir_all(folder)?;
        let mut unfinished = tempfile::Builder::new()
            .prefix(&format!("{}.key.", self.0))
            .permissions(Permissions::from_mode(0o600))
            .tempfile_in(folder)?;
        writeln!(unfinished, "{}", STANDARD.encode(key))?;
        unfinished.as_file().sync_all()?;
        match unfinished.persist_noclobber(self.file_in(folder)) {
            Ok(_) => {
                let file = self.file_in(folder);
                tracing::info!(%file, "a new key was made");
                fs::File::open(folder)?.sync_all()
            }
            Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(failed) => Err(failed.error),
        }
    }
}

/// A reason for which there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key is too short to be safe.
    #[error("the {key} key has {bytes} bytes; it needs 32 or more")]
    TooShort { key: &'static str, bytes: usize },
    /// The key is not base64.
    #[error("the {key} key is not base64; `openssl rand -base64 32` makes one")]
    NotBase64 { key: &'static str },
    /// There is no such key yet.
    #[error("there is no {key} key {file}: the server makes it when it starts")]
    Missing { key: &'static str, file: String },
    /// The key's file can't be read or made.
    #[error(
        "the {key} key {file} can't be read or made ({cause}): run this as the user that the server runs as, or check \
         data_dir"
    )]
    Unreadable { key: &'static str, file: String, cause: io::Error },
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: KeyFor = KeyFor("address");

    fn code(mac: Hmac<Sha256>) -> String {
        hex::encode(mac.finalize().into_bytes())
    }

    #[test]
    fn all_who_make_a_key_at_once_agree_on_one() {
        const MAKERS: u8 = 32;
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let together = std::sync::Barrier::new(MAKERS.into());
        let codes: Vec<String> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..MAKERS)
                .map(|maker| {
                    let together = &together;
                    scope.spawn(move || {
                        together.wait();
                        // As if none of them had found a key.
                        KEY.make(folder, [maker; 32]).unwrap();
                        code(KEY.kept_in(folder, [0xff; 32]).unwrap())
                    })
                })
                .collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect()
        });
        assert!(codes.iter().all(|code| *code == codes[0]), "{codes:?}");
        assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "nothing is left beside it");
    }
}
