//! Output that nobody reads, or that finds no room.

use std::fs::File;
use std::io::pipe;

use super::sandbox::Sandbox;

const COMMANDS: [&[&str]; 5] =
    [&["config"], &["fallback"], &["recordings", "sheet"], &["hours"], &["call", "--keys", "h"]];

#[test]
fn output_that_nobody_reads_any_more_is_no_failure() {
    let sandbox = Sandbox::new();
    for command in COMMANDS {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let output = sandbox.command(command).stdout(writer).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{command:?}: {output:?}");
    }
}

#[test]
fn output_that_finds_no_room_is_a_failure() {
    let sandbox = Sandbox::new();
    for command in COMMANDS {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = sandbox.command(command).stdout(full).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        assert!(said.contains("the output can't be written"), "{command:?}: {said}");
    }
}

#[test]
fn an_error_stream_that_nobody_reads_makes_no_success_of_a_failure() {
    let sandbox = Sandbox::new();
    sandbox.configure("database_url = 'postgres://sila@db.example.bh/sila?sslmode=disable'\n");
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let status = sandbox.command(&["backup", "copy.db"]).stderr(writer).status().unwrap();
    assert!(!status.success());
}
