//! Which paths a draft's files may have.

use crate::catalogue::source::is_dropping;

/// The longest path, in bytes.
const MOST_BYTES: usize = 200;

/// The most folders that a file is in, and its name: a service's file is in two folders.
const MOST_PARTS: usize = 8;

/// Why a file can't have a path.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{path}” can't be the path of a file: {why}.")]
pub struct PathError {
    /// The path.
    pub path: String,
    /// What is wrong with it.
    pub why: &'static str,
}

/// Checks that a path leads to a file in the hotline's folder that would be read from there.
pub fn check_path(path: &str) -> Result<(), PathError> {
    let parts: Vec<&str> = path.split('/').collect();
    let any = |is: fn(&&str) -> bool| parts.iter().any(is);
    let why = if path.is_empty() {
        "it is empty"
    } else if path.len() > MOST_BYTES || parts.len() > MOST_PARTS {
        "it is too long"
    } else if path.starts_with('/') {
        "it must not begin with a slash"
    } else if any(|part| part.is_empty()) {
        "a name between two slashes is missing"
    } else if any(|part| matches!(*part, "." | "..")) {
        "it must not have . or .. in it"
    } else if path.contains('\\') || path.chars().any(char::is_control) {
        "it must not have a backslash, a line's end or the like in it"
    } else if any(|part| is_dropping(part)) {
        "files of that name are passed over when a folder is read"
    } else {
        return Ok(());
    };
    Err(PathError {
        path: path.to_owned(),
        why,
    })
}

#[cfg(test)]
mod tests {
    use super::check_path;

    #[test]
    fn a_path_stays_in_the_folder() {
        for good in ["hotline.toml", "1-town/1-permits/111-wall.toml", "سور.toml"] {
            assert_eq!(check_path(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../hotline.toml",
            "1-town/../../x",
            "./hotline.toml",
            "1-town//x.toml",
            "1-town/",
            "1-town\\x.toml",
            "1-town/\u{0}.toml",
            "a\nb",
            ".git/config",
            "hotline.toml~",
            "a/b/c/d/e/f/g/h/i",
        ] {
            assert!(check_path(bad).is_err(), "{bad:?}");
        }
        assert!(check_path(&"a".repeat(201)).is_err());
    }
}
