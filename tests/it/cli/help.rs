//! What the program says of itself.

use super::sandbox::{Sandbox, assert_transcript};

#[test]
fn each_command_explains_itself() {
    let sandbox = Sandbox::new();
    let commands: [&[&str]; 34] = [
        &[],
        &["serve"],
        &["call"],
        &["check"],
        &["publish"],
        &["editions"],
        &["editions", "cancel"],
        &["diff"],
        &["rollback"],
        &["export"],
        &["notices"],
        &["notices", "add"],
        &["notices", "end"],
        &["calls"],
        &["calls", "show"],
        &["unheard"],
        &["inquiries"],
        &["inquiries", "show"],
        &["inquiries", "play"],
        &["inquiries", "assign"],
        &["inquiries", "answer"],
        &["inquiries", "close"],
        &["texts"],
        &["useful"],
        &["forget"],
        &["backup"],
        &["restore"],
        &["recordings"],
        &["recordings", "script"],
        &["recordings", "import"],
        &["recordings", "draft"],
        &["preflight"],
        &["fallback"],
        &["config"],
    ];
    let help: Vec<_> = commands
        .iter()
        .map(|command| sandbox.transcript(&[command, &["--help"][..]].concat()))
        .collect();
    assert_transcript!("help", help.join("\n"));
}

#[test]
fn a_command_that_does_not_exist_is_an_error() {
    let sandbox = Sandbox::new();
    assert_transcript!("unknown_command", sandbox.transcript(&["server"]));
}

#[test]
fn the_default_configuration_is_printed_and_is_one() {
    let sandbox = Sandbox::new();
    let printed = sandbox.run(&["config"]).stdout;
    assert_eq!(str::from_utf8(&printed).unwrap(), sila::config::DEFAULT);
    std::fs::write(sandbox.path("default.toml"), printed).unwrap();
    let run = sandbox.run(&["fallback", "--config", "default.toml"]);
    assert!(run.status.success(), "{run:?}");
}
