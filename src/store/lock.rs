//! The lock on the store, against its being exchanged in use.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, fchown};

use camino::{Utf8Path, Utf8PathBuf};

/// A lock on the store of a folder, held for as long as it lives: whoever writes to the store shares it, and who
/// exchanges the store has it alone. The system gives it back also where a process is killed.
#[derive(Debug)]
pub struct StoreLock {
    _file: File,
}

/// A reason for which the lock was not given.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error(
        "the store in {0} is in use, by a server or by another command: stop the server, or wait until the command is done"
    )]
    InUse(Utf8PathBuf),
    #[error("the store in {0} is being restored: wait until that is done")]
    Exchanged(Utf8PathBuf),
    #[error(
        "the file {file} can't be made or locked ({cause}): run this as the user that the server runs as, or check data_dir"
    )]
    File { file: Utf8PathBuf, cause: io::Error },
}

impl StoreLock {
    /// The lock of whoever writes to the store in `folder`.
    pub fn shared(folder: &Utf8Path) -> Result<Self, LockError> {
        Self::take(folder, File::try_lock_shared, LockError::Exchanged)
    }

    /// The lock of who exchanges the store in `folder`.
    pub fn alone(folder: &Utf8Path) -> Result<Self, LockError> {
        Self::take(folder, File::try_lock, LockError::InUse)
    }

    fn take(
        folder: &Utf8Path,
        lock: impl Fn(&File) -> Result<(), TryLockError>,
        taken: impl Fn(Utf8PathBuf) -> LockError,
    ) -> Result<Self, LockError> {
        let path = folder.join("serve.lock");
        let failed = |cause| LockError::File { file: path.clone(), cause };
        // For this user alone, like the store, which may be made in it only later.
        let mut made = DirBuilder::new();
        made.recursive(true).mode(0o700);
        made.create(folder).map_err(failed)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600);
        let is_new = !path.exists();
        let file = options.open(&path).map_err(failed)?;
        if is_new {
            give_to_owner(&file, folder).map_err(failed)?;
        }
        match lock(&file) {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(taken(folder.to_owned())),
            Err(TryLockError::Error(cause)) => Err(failed(cause)),
        }
    }
}

/// Gives a new file to whom its folder belongs, where root made it: the server could not take the lock. Whoever
/// else made it can't give it away.
fn give_to_owner(file: &File, folder: &Utf8Path) -> io::Result<()> {
    let (made, folder) = (file.metadata()?, fs::metadata(folder)?);
    if made.uid() != 0 || folder.uid() == 0 {
        return Ok(());
    }
    fchown(file, Some(folder.uid()), Some(folder.gid()))
}
