//! Writing a file so that nobody ever sees half of it.

use std::fs::{File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::{ShelfError, io_error};

/// Writes a file under another name, makes sure that it is on the disk, and gives it its name.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), ShelfError> {
    write_whole(path, bytes).map_err(|source| io_error(path, source))
}

/// The same, with the system's error.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".new-")
        // As any other file, within the umask: the server may run as another user than the importer.
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    File::open(folder)?.sync_all()
}
