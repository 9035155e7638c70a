//! What the README shows works as it is shown.

use camino::Utf8Path;
use sila::catalogue::{self, source};
use sila::config::{self, Environment, Purpose};
use sila::dialogue;
use sila::store::Location;

const README: &str = include_str!("../../README.md");

/// The block of code that begins with this line.
fn block(first: &str) -> &'static str {
    let begin = README
        .find(first)
        .unwrap_or_else(|| panic!("no block begins with {first}"));
    README[begin..].split("```").next().unwrap().trim_end()
}

fn load(text: &str) -> config::Config {
    let folder = tempfile::tempdir().unwrap();
    let file = Utf8Path::from_path(folder.path())
        .unwrap()
        .join("sila.toml");
    std::fs::write(&file, text).unwrap();
    // Without its secrets, which lie elsewhere.
    config::load(Some(&file), &Environment::new([]), Purpose::Tools).unwrap()
}

#[test]
fn the_configuration_of_one_machine_is_taken() {
    let config = load(block("# sila.toml\n"));
    assert_eq!(config.lines[0].languages, ["ar", "en"]);
}

#[test]
fn the_configuration_of_two_machines_is_taken() {
    let config = load(block("# /etc/sila/sila.toml\n"));
    assert!(matches!(config.database, Location::Postgres(_)));
    assert_eq!(config.data_dir, "/var/lib/sila");
    assert_eq!(config.lines[0].name, "main");
}

#[test]
fn the_map_is_the_one_that_the_program_draws() {
    let (hotline, _) = catalogue::load(&source::shipped()).unwrap();
    let map = dialogue::map(&hotline);
    assert!(
        README.contains(&map),
        "put into the README what `sila map` prints:\n{map}"
    );
}
