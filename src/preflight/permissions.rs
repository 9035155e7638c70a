//! Files with secrets: nobody else may read them.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;

use camino::{Utf8Path, Utf8PathBuf};
use rustix::process::geteuid;

use super::report::{Finding, Trouble};
use crate::config::Config;
use crate::store::Location;

/// Rights of the group and of all others.
const OTHERS: u32 = 0o077;
/// Rights to read among them.
const READ_BY_OTHERS: u32 = 0o044;

/// Looks at every file that holds a secret or what happened in calls.
pub(super) fn check(config: &Config) -> Vec<Finding> {
    let mut paths = config.secret_files.clone();
    let kept = ["address.key", "caller.key", "operator.key"];
    paths.extend(kept.map(|name| config.data_dir.join(name)));
    let events = match &config.database {
        Location::File(file) => file.clone(),
        // What waits for the database.
        Location::Postgres(_) => config.data_dir.join("journal.db"),
    };
    paths.push(Utf8PathBuf::from(format!("{events}-wal")));
    paths.push(events);
    let trusted = trusted(&config.data_dir);
    let seen: Vec<_> = paths.iter().filter_map(|path| check_file(path, &trusted)).collect();
    let count = seen.len();
    let troubles = seen.into_iter().filter_map(Result::err);
    let mut findings: Vec<_> =
        troubles.map(|trouble| Finding::new("permissions", Err(trouble))).collect();
    if findings.is_empty() && count > 0 {
        let good = format!("only their owner can read the files with secrets ({count})");
        findings.push(Finding::new("permissions", Ok(good)));
    }
    findings
}

/// The users who may own such files: this one, root, and whoever owns the data.
fn trusted(data_dir: &Utf8Path) -> Vec<u32> {
    let owner = fs::metadata(data_dir).ok().map(|data| data.uid());
    [geteuid().as_raw(), 0].into_iter().chain(owner).collect()
}

/// Fails if others may read a file; none where there is no such file.
fn check_file(path: &Utf8Path, trusted: &[u32]) -> Option<Result<(), Trouble>> {
    let seen = match fs::metadata(path) {
        Ok(seen) => seen,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            return Some(Err(Trouble::warning(
                format!("{path} can't be looked at: {error}"),
                "Run this check as the user that the server runs as.",
            )));
        }
    };
    let quoted = shlex::try_quote(path.as_str()).unwrap_or(path.as_str().into());
    let mode = seen.mode() & 0o7777;
    Some(if mode & OTHERS != 0 {
        let access = if mode & READ_BY_OTHERS != 0 { "readable" } else { "accessible" };
        let detail = format!("{path} is {access} by other users ({mode:04o})");
        Err(Trouble::new(detail, format!("Run: chmod 600 {quoted}")))
    } else if !trusted.contains(&seen.uid()) {
        let detail = format!("{path} belongs to another user (number {})", seen.uid());
        let remedy = format!("Run, with the server's user for USER: chown USER {quoted}");
        Err(Trouble::new(detail, remedy))
    } else {
        Ok(())
    })
}
