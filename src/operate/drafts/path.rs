//! The paths that a draft's files may have.

use crate::catalogue::source::is_dropping;

/// The longest path, in bytes.
const MOST_BYTES: usize = 200;

/// The most folders that a file is in, and its name: a service's file is in two folders.
const MOST_PARTS: usize = 8;

/// A path that a file can't have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path:?} is no path of a file: {rule:?}")]
pub struct PathError {
    pub path: String,
    pub rule: PathRule,
}

/// A rule for the paths of a draft's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathRule {
    Empty,
    TooLong,
    /// It must not begin with a slash.
    Absolute,
    /// A name between two slashes must not be empty.
    EmptyName,
    /// It must not have `.` or `..` in it.
    Dots,
    /// It must not have a backslash or a control character in it.
    Characters,
    /// Files of some names are passed over when a folder is read.
    PassedOver,
}

/// Checks that a path leads to a file in the hotline's folder that would be read from there.
pub fn check_path(path: &str) -> Result<(), PathError> {
    let parts: Vec<&str> = path.split('/').collect();
    let any = |is: fn(&&str) -> bool| parts.iter().any(is);
    let rule = if path.is_empty() {
        PathRule::Empty
    } else if path.len() > MOST_BYTES || parts.len() > MOST_PARTS {
        PathRule::TooLong
    } else if path.starts_with('/') {
        PathRule::Absolute
    } else if any(|part| part.is_empty()) {
        PathRule::EmptyName
    } else if any(|part| matches!(*part, "." | "..")) {
        PathRule::Dots
    } else if path.contains('\\') || path.chars().any(char::is_control) {
        PathRule::Characters
    } else if any(|part| is_dropping(part)) {
        PathRule::PassedOver
    } else {
        return Ok(());
    };
    Err(PathError { path: path.to_owned(), rule })
}
