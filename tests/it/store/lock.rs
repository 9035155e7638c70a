//! The lock under which another file may take the place of the store.

use std::os::unix::fs::PermissionsExt as _;

use camino::Utf8Path;
use sila::store::{LockError, StoreLock};

#[test]
fn the_folder_is_for_this_user_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap().join("data");
    let _lock = StoreLock::shared(&folder).unwrap();
    let mode = std::fs::metadata(&folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn servers_share_the_store_and_who_exchanges_it_is_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap().join("data");
    let one = StoreLock::shared(&folder).unwrap();
    let other = StoreLock::shared(&folder).unwrap();
    drop(one);
    let refused = StoreLock::alone(&folder);
    assert!(matches!(refused, Err(LockError::InUse(_))), "{refused:?}");
    drop(other);
    let alone = StoreLock::alone(&folder).unwrap();
    let refused = StoreLock::shared(&folder);
    assert!(matches!(refused, Err(LockError::Exchanged(_))), "{refused:?}");
    drop(alone);
    StoreLock::shared(&folder).unwrap();
}
