//! The hotline's files, from a folder or from the binary.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use sila::catalogue::SourceFile;
use sila::catalogue::source::{
    FolderError, MOST_BYTES, MOST_ENTRIES, content_hash, read_folder, shipped,
};

fn folder() -> (tempfile::TempDir, Utf8PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
    (folder, path)
}

#[test]
fn passes_over_what_editors_leave_behind() {
    let (_keep, path) = folder();
    fs::create_dir_all(path.join("1-a/1-b")).unwrap();
    fs::create_dir_all(path.join(".git")).unwrap();
    for name in [
        "hotline.toml",
        "1-a/1-b/111-x.toml",
        "hotline.toml~",
        ".#hotline.toml",
        "#hotline.toml#",
        ".hotline.toml.swp",
        "x.swp",
        ".git/config",
        "~$hotline.docx",
    ] {
        fs::write(path.join(name), "x").unwrap();
    }
    let files: Vec<_> = read_folder(&path).unwrap().into_iter().map(|file| file.path).collect();
    assert_eq!(files, ["1-a/1-b/111-x.toml", "hotline.toml"]);
}

#[test]
fn refuses_a_link_that_leads_round_in_a_circle() {
    let (_keep, path) = folder();
    fs::create_dir(path.join("1-a")).unwrap();
    std::os::unix::fs::symlink(&path, path.join("1-a/again")).unwrap();
    assert!(matches!(read_folder(&path), Err(FolderError::Loop(at)) if at.ends_with("again")));
}

#[test]
fn refuses_too_much() {
    let (_keep, path) = folder();
    let limit = usize::try_from(MOST_BYTES).unwrap();
    fs::write(path.join("hotline.toml"), vec![b'#'; limit]).unwrap();
    assert!(read_folder(&path).is_ok());
    fs::write(path.join("hotline.toml"), vec![b'#'; limit + 1]).unwrap();
    assert!(matches!(read_folder(&path), Err(FolderError::TooLarge(_))));
    fs::remove_file(path.join("hotline.toml")).unwrap();
    for number in 0..=MOST_ENTRIES {
        fs::create_dir(path.join(number.to_string())).unwrap();
    }
    assert!(matches!(read_folder(&path), Err(FolderError::TooMany(_))));
}

#[test]
fn says_what_is_at_a_wrong_path() {
    let (_keep, path) = folder();
    assert!(matches!(read_folder(&path.join("none")), Err(FolderError::Missing(_))));
    fs::write(path.join("file"), "").unwrap();
    assert!(matches!(read_folder(&path.join("file")), Err(FolderError::NotAFolder(_))));
}

#[test]
fn hash_depends_on_every_path_and_byte_and_not_on_the_order() {
    let (a, b) = (SourceFile::new("a", "bc"), SourceFile::new("d", ""));
    let hash = content_hash(&[a.clone(), b.clone()]);
    assert_eq!(hash, content_hash(&[b.clone(), a.clone()]));
    assert_ne!(hash, content_hash(&[SourceFile::new("ab", "c"), b.clone()]));
    assert_ne!(hash, content_hash(&[SourceFile::new("a", "b"), SourceFile::new("cd", "")]));
    assert_ne!(hash, content_hash(&[a]));
}

#[test]
fn the_binary_carries_the_same_files_as_the_folder() {
    let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("voice-menus");
    assert_eq!(shipped(), read_folder(&folder).unwrap());
}
