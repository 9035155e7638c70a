//! A small file system of its own for a program, so that a disk is really full.

use tokio::process::Command;

use crate::skipped::skip;

/// The folder that is the small file system, in the folder where the program is started.
pub const FOLDER: &str = "small";

/// The command before a program that gives it two megabytes at `small`, a folder that must be there.
pub const STARTER: [&str; 6] = [
    "unshare",
    "--map-root-user",
    "--mount",
    "sh",
    "-c",
    "mount -t tmpfs -o size=2m tmpfs small && exec \"$0\" \"$@\"",
];

/// The same with eight megabytes, of which another file, `small/filler`, has five.
pub const FILLED_STARTER: [&str; 6] = [
    "unshare",
    "--map-root-user",
    "--mount",
    "sh",
    "-c",
    "mount -t tmpfs -o size=8m tmpfs small && head -c 5M /dev/zero >small/filler && exec \"$0\" \"$@\"",
];

/// True if this machine lets a program have a file system of its own; where it does not, `what` is skipped.
pub async fn may_be_had(what: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(FOLDER)).unwrap();
    let mut try_it = Command::new(STARTER[0]);
    try_it.args(&STARTER[1..]).arg("true");
    let output = try_it.current_dir(&folder).output().await;
    let may = output.is_ok_and(|output| output.status.success());
    if !may {
        skip(&format!("{what}: no program may mount a file system here"));
    }
    may
}
