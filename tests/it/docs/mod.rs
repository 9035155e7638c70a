//! Everything that the README and the docs show works as it is shown.

mod architecture;
mod callers_map;
pub mod logging;
mod running;

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use sila::catalogue::{self, source};
use sila::config::{self, Environment, Purpose};
use sila::store::Location;

fn root() -> &'static Utf8Path {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The README and every page of the docs.
fn pages() -> Vec<(Utf8PathBuf, String)> {
    let docs = root().join("docs").read_dir_utf8().unwrap();
    let docs = docs.map(|entry| entry.unwrap().into_path());
    let readme = root().join("README.md");
    docs.chain([readme])
        .filter(|path| path.extension() == Some("md"))
        .map(|path| (path.clone(), fs::read_to_string(&path).unwrap()))
        .collect()
}

/// The block of code that begins with this line.
fn block<'p>(page: &'p str, first: &str) -> &'p str {
    let begin = page.find(first).unwrap_or_else(|| panic!("no block begins with {first}"));
    page[begin..].split("```").next().unwrap().trim_end()
}

fn load(text: &str) -> config::Config {
    let folder = tempfile::tempdir().unwrap();
    let file = Utf8Path::from_path(folder.path()).unwrap().join("sila.toml");
    std::fs::write(&file, text).unwrap();
    // Without its secrets, which lie elsewhere.
    config::load(Some(&file), &Environment::new([]), Purpose::Tools).unwrap()
}

#[test]
fn the_configuration_of_one_machine_is_taken() {
    let page = page("docs/running.md");
    let shown = block(&page, "# sila.toml\n");
    // It stands in a list, and its folder is the reader's own.
    let shown: Vec<&str> = shown.lines().map(str::trim_start).collect();
    let config = load(&shown.join("\n"));
    assert_eq!(config.lines[0].languages, ["ar", "en"]);
}

#[test]
fn the_configuration_of_two_machines_is_taken() {
    let config = load(block(&page("docs/running.md"), "# /etc/sila/sila.toml\n"));
    assert!(matches!(config.database, Location::Postgres(_)));
    assert_eq!(config.data_dir, "/var/lib/sila");
    assert_eq!(config.lines[0].name, "main");
}

#[test]
fn the_readme_can_be_read_in_one_go() {
    let bytes = page("README.md").len();
    assert!(bytes <= 6 * 1024, "the README has {bytes} bytes");
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    for (path, text) in pages() {
        for link in text.split("](").skip(1) {
            let target = link.split(')').next().unwrap();
            if target.starts_with("http") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let file = match file {
                "" => path.clone(),
                file => path.parent().unwrap().join(file),
            };
            let linked = fs::read(&file);
            let linked = linked.unwrap_or_else(|error| panic!("{path}: {target}: {error}"));
            let linked = String::from_utf8_lossy(&linked);
            let has_heading = linked.lines().any(|line| {
                line.strip_prefix('#')
                    .is_some_and(|line| anchor(line.trim_start_matches('#')) == heading)
            });
            assert!(heading.is_empty() || has_heading, "{path}: {target}");
        }
    }
}

/// The address that a heading has in its page.
fn anchor(heading: &str) -> String {
    let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-');
    let letters = heading.trim().to_lowercase();
    letters.chars().filter(kept).collect::<String>().replace(' ', "-")
}

#[test]
fn every_folder_that_the_readme_names_is_there_and_every_room_is_named() {
    let readme = page("README.md");
    for named in readme.lines().filter_map(|line| line.strip_prefix("| `")) {
        for folder in named.split('`').step_by(2).take_while(|name| name.ends_with('/')) {
            assert!(root().join(folder).is_dir(), "{folder}");
        }
    }
    for room in root().join("src").read_dir_utf8().unwrap() {
        let room = room.unwrap();
        if room.file_type().unwrap().is_dir() {
            let folder = format!("`src/{}/`", room.file_name());
            assert!(readme.contains(&folder), "the README does not name {folder}");
        }
    }
}

/// `UPDATE_DOCS=1 cargo test --test it docs::` writes the map anew.
#[test]
fn the_callers_map_is_what_the_dialogue_does() {
    let (hotline, _) = catalogue::load(&source::shipped()).unwrap();
    let map = callers_map::map(&hotline);
    let page = page("docs/callers-map.md");
    let (before, drawn) = page.split_once("```mermaid").unwrap();
    if format!("```mermaid{drawn}") == map {
        return;
    }
    #[expect(clippy::disallowed_methods, reason = "a developer asks for it by hand")]
    let asked = std::env::var("UPDATE_DOCS").is_ok();
    if asked {
        fs::write(root().join("docs/callers-map.md"), format!("{before}{map}")).unwrap();
    }
    panic!("docs/callers-map.md was stale (written anew: {asked}); UPDATE_DOCS=1 writes:\n{map}");
}
