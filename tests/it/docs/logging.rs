//! docs/LOGGING.md lists the fields that lines of the log have.

use std::collections::BTreeSet;
use std::fs;

use walkdir::WalkDir;

use super::{page, root};

/// The macros that log a line.
const LEVELS: [&str; 5] = ["error!", "warn!", "info!", "debug!", "trace!"];

/// The fields that the page lists.
pub fn documented() -> BTreeSet<String> {
    let page = page("docs/LOGGING.md");
    let (_, fields) = page.split_once("\n## Fields\n").unwrap();
    let fields = fields.split("\n## ").next().unwrap();
    let cells = fields.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let names = cells.flat_map(|cell| cell.split(['`', ',', ' ']));
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The fields of every line that the program can log.
fn logged() -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for entry in WalkDir::new(root().join("src")) {
        let entry = entry.unwrap();
        if entry.path().extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        for call in text.split("tracing::").skip(1) {
            let arguments = LEVELS.iter().find_map(|level| call.strip_prefix(level));
            fields.extend(arguments.into_iter().flat_map(fields_of));
        }
    }
    fields
}

/// The fields among a macro's arguments, which end where its message begins.
fn fields_of(arguments: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let (mut depth, mut field) = (0, String::new());
    for letter in arguments.chars().skip(1) {
        match letter {
            '"' if field.trim().is_empty() => break,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                fields.push(std::mem::take(&mut field));
                continue;
            }
            _ => {}
        }
        field.push(letter);
    }
    let names = fields.iter().map(|field| field.split(" = ").next().unwrap().trim());
    names.map(|name| name.trim_start_matches(['%', '?']).to_owned()).collect()
}

#[test]
fn the_fields_of_the_log_are_those_that_the_page_lists() {
    assert_eq!(logged(), documented());
}
