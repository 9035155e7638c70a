//! Skipped tests: those that this machine can't run are listed at the end, and fail where they must be run.

use std::fs::File;
use std::io::Write as _;

/// The list of skipped tests, which `tests/run` reads.
const FILE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/skipped.txt");

/// Notes that something is not tested on this machine; fails the test where `CI` is set.
#[expect(clippy::disallowed_methods, reason = "a test program takes no arguments of its own")]
pub fn skip(what: &str) {
    assert!(std::env::var_os("CI").is_none(), "not tested: {what}");
    let file = File::options().create(true).append(true).open(FILE);
    writeln!(file.unwrap(), "{what}").unwrap();
}
