//! Everything that can be said, against tables of what is right.

use std::path::Path;
use std::str::FromStr;

use sila::numerals::Numerals::{Arabic, English};
use sila::numerals::{Case, Gender, Noun, Numerals};

use super::CASES;

/// One line of a table, by the names of its columns.
struct Row {
    names: csv::StringRecord,
    fields: csv::StringRecord,
}

impl Row {
    fn text(&self, name: &str) -> &str {
        let column = self.names.iter().position(|column| column == name);
        &self.fields[column.unwrap_or_else(|| panic!("no column {name}"))]
    }

    fn parsed<T: FromStr<Err: std::fmt::Debug>>(&self, name: &str) -> T {
        self.text(name).parse().unwrap()
    }

    fn noun(&self) -> Noun {
        let name = self.text("noun");
        let mut nouns = Noun::ALL.into_iter();
        nouns.find(|noun| format!("{noun:?}") == name).unwrap()
    }
}

/// Compares a whole table, case by case in Arabic, and shows everything in it that is said otherwise. An empty field
/// is not compared.
fn check(table: &str, said: impl Fn(Numerals, &Row, Case) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/numerals");
    let mut reader = csv::Reader::from_path(folder.join(table)).unwrap();
    let names = reader.headers().unwrap().clone();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for fields in reader.records() {
        let row = Row { names: names.clone(), fields: fields.unwrap() };
        let columns = ["nominative", "accusative", "genitive"].into_iter();
        let columns = columns.zip(CASES).map(|(column, case)| (column, Arabic, case));
        for (column, language, case) in columns.chain([("english", English, Case::Genitive)]) {
            let expected = row.text(column);
            if expected.is_empty() {
                continue;
            }
            compared += 1;
            let said = said(language, &row, case);
            if said != expected {
                wrong.push(format!("{:?}, {column}: said {said:?}", row.fields));
            }
        }
    }
    assert!(compared > 100, "{table} is empty");
    assert!(wrong.is_empty(), "{table}:\n{}", wrong.join("\n"));
}

#[test]
fn bare_numbers_have_a_gender_and_a_case() {
    check("cardinals.csv", |language, row, case| {
        let gender = match row.text("gender") {
            "masculine" => Gender::Masculine,
            "feminine" => Gender::Feminine,
            other => panic!("{other}"),
        };
        language.cardinal(row.parsed("number"), gender, case)
    });
}

#[test]
fn numbers_agree_with_what_they_count() {
    let nouns = std::cell::RefCell::new(Noun::ALL.to_vec());
    check("counts.csv", |language, row, case| {
        nouns.borrow_mut().retain(|noun| *noun != row.noun());
        language.count(row.parsed("number"), row.noun(), case)
    });
    assert_eq!(nouns.take(), [], "every noun is in the table");
}

#[test]
fn money_is_dinars_and_fils() {
    check("money.csv", |language, row, case| language.money(row.parsed("fils"), case));
}

#[test]
fn dates_have_ordinals() {
    check("dates.csv", |language, row, case| language.date(row.parsed("date"), case));
}

#[test]
fn parts_of_an_hour_have_words_and_other_minutes_are_counted() {
    check("times.csv", |language, row, case| language.time_of_day(row.parsed("time"), case));
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
