//! What docs/ARCHITECTURE.md names is there.

use std::fs;

use walkdir::WalkDir;

use super::{page, root};

const PAGE: &str = "docs/ARCHITECTURE.md";

/// True if a file has the function, and is its module or implements its type.
fn has_function(function: &str, file: &str, text: &str) -> bool {
    let (owner, name) = function.split_once("::").unwrap();
    let is_module = file.split(['/', '.']).any(|part| part == owner);
    let is_type = text.lines().filter(|line| line.starts_with("impl")).any(|line| {
        let mut words = line.split(|letter: char| !letter.is_alphanumeric());
        words.any(|word| word == owner)
    });
    let begins = |after: &str| text.contains(&format!("fn {name}{after}"));
    (is_module || is_type) && (begins("(") || begins("<"))
}

#[test]
fn every_step_of_a_turn_is_a_function_of_its_file() {
    let mut steps = 0;
    for row in page(PAGE).lines() {
        let cells: Vec<_> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [_, number, function, file, ..] = cells[..] else { continue };
        let Ok(number) = number.parse::<usize>() else { continue };
        steps += 1;
        assert_eq!(number, steps, "{row}");
        let text = fs::read_to_string(root().join("src").join(file));
        let text = text.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(has_function(function, file, &text), "{function} is not in {file}");
    }
    assert!(steps > 10, "{steps}");
}

#[test]
fn every_file_and_function_that_is_named_is_there() {
    let source = root().join("src");
    let files = WalkDir::new(&source).into_iter().map(Result::unwrap);
    let files: Vec<_> = files
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"))
        .map(|entry| {
            let file = entry.path().strip_prefix(&source).unwrap();
            (file.to_str().unwrap().to_owned(), fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    let mut named = 0;
    let page = page(PAGE);
    for name in page.split('`').skip(1).step_by(2) {
        if name.contains(['<', '{', '*', ' ', '\n']) || name.starts_with('/') {
            continue;
        }
        if name.contains("::") {
            let has = |(file, text): &(String, String)| has_function(name, file, text);
            assert!(files.iter().any(has), "no file has {name}");
        } else if name.contains('/') {
            assert!(source.join(name).exists() || root().join(name).exists(), "{name}");
        } else {
            continue;
        }
        named += 1;
    }
    assert!(named > 40, "{named}");
}
