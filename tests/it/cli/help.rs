//! The help, and the default configuration that the program prints.

use super::sandbox::{Sandbox, assert_transcript};

#[test]
fn the_help_lists_the_commands_in_groups() {
    let sandbox = Sandbox::new();
    assert_transcript!("help", sandbox.transcript(&["--help"]));
}

#[test]
fn each_command_explains_itself() {
    let sandbox = Sandbox::new();
    let help = sandbox.transcript(&["--help"]);
    let commands = help.lines().filter_map(|line| {
        let (name, about) = line.strip_prefix("  ")?.split_once("  ")?;
        let is_command = name.starts_with(|char: char| char.is_ascii_lowercase());
        is_command.then(|| (name.to_owned(), about.trim().to_owned()))
    });
    let commands: Vec<_> = commands.filter(|(name, _)| name != "help").collect();
    assert!(commands.len() > 20, "{help}");
    for (name, about) in commands {
        let own = sandbox.transcript(&[&name, "--help"]);
        assert!(own.contains(&about), "{about} in {own}");
    }
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
