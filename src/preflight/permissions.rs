//! Files with secrets: nobody else may read them.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;

use camino::{Utf8Path, Utf8PathBuf};
use rustix::process::geteuid;

use super::report::Finding;
use crate::config::Config;
use crate::store::Location;

/// Rights of the group and of all others.
const OTHERS: u32 = 0o077;
/// Rights to read among them.
const READ_BY_OTHERS: u32 = 0o044;

/// Looks at every file that holds a secret or what happened in calls.
pub(super) fn check(config: &Config) -> Vec<Finding> {
    let mut paths = config.secret_files.clone();
    let kept = ["address.key", "caller.key"];
    paths.extend(kept.map(|name| config.data_dir.join(name)));
    let events = match &config.database {
        Location::File(file) => file.clone(),
        // What waits for the database.
        Location::Postgres(_) => config.data_dir.join("journal.db"),
    };
    paths.push(Utf8PathBuf::from(format!("{events}-wal")));
    paths.push(events);
    let trusted = trusted(&config.data_dir);
    let found: Vec<_> = paths.iter().map(|path| of(path, &trusted)).collect();
    let seen = found.iter().filter(|found| !matches!(found, Seen::Absent));
    let seen = seen.count();
    let findings: Vec<_> = found.into_iter().filter_map(Seen::finding).collect();
    if findings.is_empty() && seen > 0 {
        let detail = format!("only their owner can read the files with secrets ({seen})");
        return vec![Finding::ok("permissions", detail)];
    }
    findings
}

/// What was seen of a file.
enum Seen {
    Absent,
    Good,
    Bad(Finding),
}

impl Seen {
    fn finding(self) -> Option<Finding> {
        match self {
            Self::Bad(finding) => Some(finding),
            Self::Absent | Self::Good => None,
        }
    }
}

/// Who may own such files: this user, root, and whoever owns the data.
fn trusted(data_dir: &Utf8Path) -> Vec<u32> {
    let owner = fs::metadata(data_dir).ok().map(|data| data.uid());
    [geteuid().as_raw(), 0].into_iter().chain(owner).collect()
}

fn of(path: &Utf8PathBuf, trusted: &[u32]) -> Seen {
    let name = "permissions";
    let seen = match fs::metadata(path) {
        Ok(seen) => seen,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Seen::Absent,
        Err(error) => {
            let detail = format!("{path} can't be looked at: {error}");
            let remedy = "Run this check as the user that the server runs as.";
            return Seen::Bad(Finding::warning(name, detail, Some(remedy)));
        }
    };
    let quoted = shlex::try_quote(path.as_str()).unwrap_or(path.as_str().into());
    let mode = seen.mode() & 0o7777;
    if mode & OTHERS != 0 {
        let access = if mode & READ_BY_OTHERS != 0 { "readable" } else { "accessible" };
        let detail = format!("{path} is {access} by other users ({mode:04o})");
        return Seen::Bad(Finding::failed(name, detail, format!("Run: chmod 600 {quoted}")));
    }
    if !trusted.contains(&seen.uid()) {
        let detail = format!("{path} belongs to another user (number {})", seen.uid());
        let remedy = format!("Run, with the server's user for USER: chown USER {quoted}");
        return Seen::Bad(Finding::failed(name, detail, remedy));
    }
    Seen::Good
}
