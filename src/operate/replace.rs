//! Files in the place of others.

use std::fs::{self, File, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;

use camino::Utf8Path;

/// Writes a file at one stroke: nobody ever reads half of it. A link stays one, and the file keeps who may read it.
pub(super) fn replace(file: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
    let file = file.canonicalize_utf8().unwrap_or_else(|_| file.to_owned());
    let folder = file.parent().unwrap_or(Utf8Path::new("."));
    let mut new = tempfile::Builder::new();
    new.prefix(".new.");
    let rights = fs::metadata(&file).map(|before| before.permissions());
    // A new file is anybody's to read, as far as the user's mask lets it.
    new.permissions(rights.unwrap_or_else(|_| Permissions::from_mode(0o666)));
    let mut new = new.tempfile_in(folder)?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    new.persist(&file)?;
    File::open(folder)?.sync_all()
}
