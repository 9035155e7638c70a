//! Programs of others that check what ours makes; `tests/oracles/prepare` makes the folder that `TEST_ORACLES` names.

use std::path::PathBuf;

/// The folder of the oracles.
#[expect(clippy::disallowed_methods, reason = "a test has no main that would read the environment")]
pub fn folder() -> PathBuf {
    let folder = std::env::var_os("TEST_ORACLES").expect(
        "TEST_ORACLES is not set: run tests/oracles/prepare, then set it to target/oracles",
    );
    PathBuf::from(folder)
}

/// A script of `tests/oracles`.
pub fn script(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/oracles").join(name)
}
