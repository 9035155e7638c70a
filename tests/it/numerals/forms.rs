//! Everything that can be said, against tables of what is right.

use std::path::Path;

use sila::numerals::Numerals::{Arabic, English};
use sila::numerals::{Case, Gender, Numerals};

/// The fields of a table's rows by the names of its columns, and everything that is said otherwise than there. An empty
/// field is not compared.
fn check(table: &str, columns: &[&str], said: impl Fn(&str, &dyn Fn(&str) -> String) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/numerals");
    let mut reader = csv::Reader::from_path(folder.join(table)).unwrap();
    let names = reader.headers().unwrap().clone();
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for row in reader.records() {
        let row = row.unwrap();
        let field = |name: &str| {
            let column = names.iter().position(|column| column == name);
            row[column.unwrap_or_else(|| panic!("no column {name}"))].to_owned()
        };
        for column in columns.iter().filter(|column| !field(column).is_empty()) {
            compared += 1;
            let said = said(column, &field);
            if said != field(column) {
                wrong.push(format!("{row:?}, {column}: said {said:?}"));
            }
        }
    }
    assert!(compared > 80, "{table} is empty");
    assert!(wrong.is_empty(), "{table}:\n{}", wrong.join("\n"));
}

fn language(column: &str) -> Numerals {
    if column == "english" { English } else { Arabic }
}

#[test]
fn bare_numbers_have_a_gender_and_a_case() {
    check(
        "cardinals.csv",
        &["nominative", "accusative", "genitive", "english"],
        |column, field| {
            let gender = match field("gender").as_str() {
                "masculine" => Gender::Masculine,
                "feminine" => Gender::Feminine,
                other => panic!("{other}"),
            };
            let case = match column {
                "nominative" => Case::Nominative,
                "accusative" => Case::Accusative,
                _ => Case::Genitive,
            };
            language(column).cardinal(field("number").parse().unwrap(), gender, case)
        },
    );
}

#[test]
fn dates_have_ordinals() {
    check("dates.csv", &["arabic", "english"], |column, field| {
        language(column).date(field("date").parse().unwrap())
    });
}

#[test]
fn parts_of_an_hour_have_words_and_other_minutes_are_counted() {
    check("times.csv", &["arabic", "english"], |column, field| {
        language(column).time_of_day(field("time").parse().unwrap())
    });
}

#[test]
fn a_language_is_known_by_its_code_or_locale() {
    for code in ["ar", "AR", "ar-BH", "ar_BH"] {
        assert_eq!(Numerals::of(code), Some(Arabic), "{code}");
    }
    for code in ["en", "en-GB"] {
        assert_eq!(Numerals::of(code), Some(English), "{code}");
    }
    for code in ["", "arz", "fr", "e", "eng-GB"] {
        assert_eq!(Numerals::of(code), None, "{code}");
    }
}
