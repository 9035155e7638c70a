//! One broken hotline for each rule: the whole message as an operator reads it.
//!
//! Each folder in `tests/fixtures/broken` holds only the files that differ from those of
//! `tests/fixtures/good`, and in `removed.txt` the paths of those that are taken away.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use camino::Utf8PathBuf;
use sila::catalogue::problem::{FieldProblem, FileProblem, TomlSlip};
use sila::catalogue::report::{self, Check};
use sila::catalogue::source::read_folder;
use sila::catalogue::{Diagnostic, Problem, Rule, SourceFile, Speakers, load};
use sila::dialects::{self, DIALECTS};
use sila::messages::english;
use sila::operate::translations::{import_translations, translatable_texts, translation_sheet};

fn fixtures() -> Utf8PathBuf {
    Utf8PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"))
}

/// The good hotline with the differences of these broken ones.
fn broken(rules: &[&str]) -> Vec<SourceFile> {
    let good = read_folder(&fixtures().join("good")).unwrap();
    let mut files: BTreeMap<_, _> =
        good.into_iter().map(|file| (file.path.clone(), file)).collect();
    for rule in rules {
        for file in read_folder(&fixtures().join("broken").join(rule)).unwrap() {
            if file.path == "removed.txt" {
                for path in str::from_utf8(&file.bytes).unwrap().lines() {
                    assert!(files.remove(path).is_some(), "{path} is in the good hotline");
                }
            } else {
                files.insert(file.path.clone(), file);
            }
        }
    }
    let files: Vec<_> = files.into_values().collect();
    if rules.contains(&"unspoken-numbers") { in_french(&files) } else { files }
}

/// The same files, in which each English text stands for a French one.
fn in_french(files: &[SourceFile]) -> Vec<SourceFile> {
    let temporary = tempfile::tempdir().unwrap();
    let folder = Utf8PathBuf::from_path_buf(temporary.path().to_owned()).unwrap();
    let (menus, sheet) = (folder.join("menus"), folder.join("sheet.csv"));
    for file in files {
        let path = menus.join(&file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &file.bytes).unwrap();
    }
    let (pair, mut texts) = translatable_texts(Some(&menus), "fr", Some("en")).unwrap();
    for text in &mut texts {
        let gate = text.id == "phrase.gate";
        text.translation = if gate { "{key}.".to_owned() } else { text.original.clone() };
    }
    let to = fs::File::create(&sheet).unwrap();
    translation_sheet(to, &pair, &texts, |_| String::new()).unwrap();
    import_translations(&sheet, &menus, "fr", true).unwrap();
    read_folder(&menus).unwrap()
}

fn mistakes(files: &[SourceFile]) -> Vec<Diagnostic> {
    check(files).diagnostics
}

/// Checks files for a line of each dialect.
fn check(files: &[SourceFile]) -> Check {
    let of_lines = DIALECTS.iter().map(|dialect| dialect.speaker(&[], true)).collect();
    let speakers = Speakers { dialects: dialects::names(), of_lines };
    report::check(files, &speakers, &[], |_| None)
}

#[test]
fn names_are_different_and_stable_in_shape() {
    let names: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(names.len(), Rule::ALL.len());
    let plain = |byte: u8| byte.is_ascii_lowercase() || b"-8".contains(&byte);
    assert!(names.iter().all(|name| name.bytes().all(plain)));
}

#[test]
fn each_rule_has_a_broken_hotline_that_breaks_this_rule_only() {
    let folders: BTreeSet<_> = fs::read_dir(fixtures().join("broken"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let rules: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name().to_owned()).collect();
    assert_eq!(folders, rules);
    for rule in Rule::ALL {
        let found: BTreeSet<_> =
            mistakes(&broken(&[rule.name()])).iter().map(|one| one.rule().name()).collect();
        assert_eq!(found, BTreeSet::from([rule.name()]));
    }
}

#[test]
fn each_message_reads_as_it_should() {
    for rule in Rule::ALL {
        let rendered: Vec<_> = mistakes(&broken(&[rule.name()]))
            .iter()
            .map(|diagnostic| english::render(diagnostic, false))
            .collect();
        insta::with_settings!({
            snapshot_path => "snapshots/broken",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(rule.name(), rendered.join("\n"));
        });
    }
}

#[test]
fn a_rule_is_broken_by_a_warning_or_an_error_as_it_says() {
    for rule in Rule::ALL {
        for mistake in mistakes(&broken(&[rule.name()])) {
            assert_eq!(mistake.severity, rule.severity());
        }
        let passes = check(&broken(&[rule.name()])).passed;
        assert_eq!(passes, rule.severity() == sila::catalogue::Severity::Warning, "{rule}");
    }
}

#[test]
fn mistakes_in_several_files_are_all_reported_at_once() {
    let files = broken(&["bad-person", "dangling-move", "digit-words", "bad-toml", "empty-menu"]);
    let found: Vec<_> = mistakes(&files)
        .iter()
        .map(|one| format!("{}:{}:{} {}", one.file, one.line, one.column, one.rule()))
        .collect();
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn the_report_counts_the_mistakes() {
    let check = check(&broken(&["bad-person", "stray-blank"]));
    assert!(!check.passed);
    let text = english::report(&check, false);
    let end = "1 mistake and 2 warnings in 2 files. \
               Nothing was changed: callers hear what they heard before.\n";
    assert!(text.ends_with(end), "{text}");
}

#[test]
fn services_without_a_way_on_or_a_source_are_counted_and_named() {
    let told = |files: &[SourceFile]| {
        let report = english::report(&check(files), false);
        let is_meant =
            |line: &&str| line.starts_with("Nothing to act on") || line.contains("source:");
        report.lines().filter(is_meant).map(str::to_owned).collect::<Vec<_>>()
    };
    let nothing = "Nothing to act on (no documents, fee, duration, steps or channels): 2 services (121, 211).";
    assert_eq!(told(&broken(&[])), [nothing, "Facts without a source: 0 services."]);
    let unsourced = "Facts without a source: 2 services (111, 211).";
    assert_eq!(told(&broken(&["unsourced"])), [nothing, unsourced]);
}

#[test]
fn machines_get_the_same_as_json() {
    let check = check(&broken(&["markup"]));
    insta::assert_snapshot!(english::report_json(&check).unwrap());
}

#[test]
fn usual_slips_are_told_from_the_text() {
    for (text, line, expected) in [
        ("\u{202b}a = 1", 1, Some(TomlSlip::InvisibleCharacter)),
        ("a = «x»", 1, Some(TomlSlip::TypographicQuotes)),
        ("a = [\"x\"، \"y\"]", 1, Some(TomlSlip::ArabicComma)),
        ("a = ٦", 1, Some(TomlSlip::OtherDigits)),
        ("a = 1\nkey = #", 2, Some(TomlSlip::NothingButComment)),
        ("a = 1\nb: 1", 2, Some(TomlSlip::ColonForEquals)),
        ("a = 1\n// b", 2, Some(TomlSlip::SlashRemark)),
        ("a = \"x\" // b", 1, Some(TomlSlip::SlashRemark)),
        ("a = \"x // y", 1, Some(TomlSlip::UnclosedQuotes)),
        ("confirmed = True", 1, Some(TomlSlip::BooleanWord)),
        ("confirmed = yes", 1, Some(TomlSlip::BooleanWord)),
        ("confirmed = نعم", 1, Some(TomlSlip::BooleanWord)),
        ("ar = نعم", 1, Some(TomlSlip::MissingQuotes)),
        ("a = 31/12/2026", 1, Some(TomlSlip::Date)),
        ("a = 31.12.2026", 1, Some(TomlSlip::Date)),
        ("a = 2026-13-45", 1, Some(TomlSlip::Date)),
        ("date = 16 December 2026", 1, Some(TomlSlip::Date)),
        ("[من]", 1, Some(TomlSlip::Heading)),
        ("[a", 1, Some(TomlSlip::Heading)),
        ("[a]\n[a]", 2, Some(TomlSlip::DuplicateKey)),
        (
            "a = 1\n<<<<<<< HEAD\nb = 1\n=======\nb = 2\n>>>>>>> other\n",
            2,
            Some(TomlSlip::GitConflict),
        ),
    ] {
        let found = load(&[SourceFile::new("phrases.toml", text)]).unwrap_err();
        let found = found.iter().find(|one| one.file == "phrases.toml").unwrap();
        let Problem::File(FileProblem::BadToml { slip, .. }) = &found.problem else {
            panic!("{found:?}");
        };
        assert_eq!((found.line, slip), (line, &expected), "{found:?}");
    }
}

#[test]
fn what_follows_from_a_mistake_is_not_told() {
    for text in [
        "[name]\nar = \"أ\"\n[من]\nar = \"ب\"\nen = \"b\"\n",
        "[name]\nar = \"أ\"\nen = \"a\"\nwho]\nar = \"ب\"\nen = \"b\"\n",
        "<<<<<<< HEAD\n[a]\nb = 1\n=======\n[a]\nb = 2\n>>>>>>> other\n[a]\n",
    ] {
        let found = load(&[SourceFile::new("phrases.toml", text)]).unwrap_err();
        let here: Vec<_> = found.iter().filter(|one| one.file == "phrases.toml").collect();
        assert_eq!(here.len(), 1, "{here:?}");
    }
}

#[test]
fn a_copy_is_named_and_its_original_is_not_blamed() {
    let wall = "1-town/1-permits/111-wall.toml";
    for copy in [
        "1-town/1-permits/111-wall copy.toml",
        "1-town/1-permits/Copy of 111-wall.toml",
        "1-town/1-permits/نسخة من 111-wall.toml",
        "1-town/1-permits/111-wall (1).toml",
        "1-town/1-permits/111-a-first.toml",
        "1-town/2-roads/111-wall.toml",
    ] {
        let mut files = broken(&[]);
        let original = files.iter().find(|file| file.path == wall).unwrap().bytes.clone();
        files.push(SourceFile::new(copy, original.into_owned()));
        files.sort();
        let [found] = &mistakes(&files)[..] else { panic!("{copy}: {:?}", mistakes(&files)) };
        let problem = FileProblem::CopiedFile { original: wall.to_owned(), is_folder: false };
        assert_eq!((&*found.file, &found.problem), (copy, &Problem::File(problem)));
    }
}

#[test]
fn a_copied_folder_is_named_once() {
    for folder in ["1-town/1-permits", "1-town"] {
        let mut files = broken(&[]);
        let copies: Vec<_> = files
            .iter()
            .filter(|file| file.path.starts_with(&format!("{folder}/")))
            .map(|file| {
                let path = file.path.replacen(folder, &format!("{folder} - Copy"), 1);
                SourceFile::new(path, file.bytes.clone().into_owned())
            })
            .collect();
        files.extend(copies);
        files.sort();
        let found = mistakes(&files);
        let problem = FileProblem::CopiedFile {
            original: folder.rsplit('/').next().unwrap().to_owned(),
            is_folder: true,
        };
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].problem, Problem::File(problem));
    }
}

#[test]
fn an_ending_that_an_editor_added_is_told_alone() {
    let mut files = broken(&[]);
    for file in &mut files {
        if ["hotline.toml", "phrases.toml"].contains(&&*file.path) {
            file.path.push_str(".txt");
        }
    }
    let told: Vec<_> = mistakes(&files).iter().map(english::one_line).collect();
    let [hotline, phrases] = &told[..] else { panic!("{told:?}") };
    assert!(hotline.contains("hotline.toml.txt ends with `.txt`"), "{hotline}");
    assert!(phrases.contains("phrases.toml.txt ends with `.txt`"), "{phrases}");
}

#[test]
fn a_field_that_was_probably_meant_is_suggested() {
    for (written, expected) in [
        ("spoken_nmae", Some("spoken_name")),
        ("spok", Some("spoken_name")),
        ("Spoken_Name", Some("spoken_name")),
        ("opening-hours", None),
        ("\"\"", None),
    ] {
        let mut files = broken(&[]);
        let file = files.iter_mut().find(|file| file.path.ends_with("group.toml")).unwrap();
        let text = format!("{written} = 1\n{}", str::from_utf8(&file.bytes).unwrap());
        *file = SourceFile::new(file.path.clone(), text);
        let found = mistakes(&files);
        let Problem::Field(FieldProblem::UnknownField { meant, .. }) = &found[0].problem else {
            panic!("{found:?}");
        };
        assert_eq!(meant.as_deref(), expected, "{written}");
    }
}
