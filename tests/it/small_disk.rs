//! A small file system of its own for a program, so that a disk is really full.

use tokio::process::Command;

/// The folder that is the small file system, in the folder where the program is started.
pub const FOLDER: &str = "small";

/// What a program is started with that gets two megabytes at `small`, a folder that must be there.
pub const STARTER: [&str; 6] = [
    "unshare",
    "--map-root-user",
    "--mount",
    "sh",
    "-c",
    "mount -t tmpfs -o size=2m tmpfs small && exec \"$0\" \"$@\"",
];

/// Whether this machine lets a program have a file system of its own. Says aloud what is not tested for that.
#[expect(clippy::print_stderr, reason = "what was not tested is said aloud")]
pub async fn may_be_had() -> bool {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(FOLDER)).unwrap();
    let mut try_it = Command::new(STARTER[0]);
    try_it.args(&STARTER[1..]).arg("true");
    let output = try_it.current_dir(&folder).output().await;
    let may = output.is_ok_and(|output| output.status.success());
    if !may {
        eprintln!(
            "NOT TESTED: this machine lets no program mount a file system; a quota stands in elsewhere"
        );
    }
    may
}
