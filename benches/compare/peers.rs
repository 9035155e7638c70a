//! The same walk through menus that are written as the provider's guides write them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Folder of the peers' programs.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/compare/peers");

/// The framework that a peer is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// Express on Node, with npm's `twilio`.
    Express,
    /// `FastAPI` on uvicorn, with `PyPI`'s `twilio`.
    FastApi,
}

/// The folder with what the peers need.
pub struct Peers(PathBuf);

impl Peers {
    /// Installs what they need, unless it is there already.
    pub fn prepare() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("peers");
        let done = Command::new(format!("{SOURCES}/prepare")).arg(&folder).status();
        assert!(
            done.is_ok_and(|status| status.success()),
            "the peers could not be installed, which needs bash, npm, and python3 with its module venv: see {SOURCES}/prepare, or leave them out with --no-peers"
        );
        Self(folder)
    }

    /// The command that starts a peer, up to the address, which the caller adds.
    pub fn command(&self, peer: Peer) -> Command {
        let (program, source) = match peer {
            Peer::Express => (PathBuf::from("node"), "express.mjs"),
            Peer::FastApi => (self.0.join("venv/bin/python"), "fastapi_menu.py"),
        };
        let mut command = Command::new(program);
        command
            .arg(format!("{SOURCES}/{source}"))
            .current_dir(&self.0)
            .env("NODE_ENV", "production");
        command
    }
}
