//! Everything that can be said, against tables of what is right.

use std::path::Path;
use std::str::FromStr;

use sila::catalogue::source::shipped;
use sila::numerals::Numerals::{Arabic, English};
use sila::numerals::{Case, Gender, Noun, Numerals};

/// One line of a table, by the names of its columns.
pub struct Row {
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

/// Compares a whole table, and shows everything in it that is said otherwise.
fn check(table: &str, mut said: impl FnMut(&Row) -> Vec<(&'static str, String)>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/numerals");
    let mut reader = csv::Reader::from_path(folder.join(table)).unwrap();
    let names = reader.headers().unwrap().clone();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for fields in reader.records() {
        let row = Row {
            names: names.clone(),
            fields: fields.unwrap(),
        };
        rows += 1;
        for (column, said) in said(&row) {
            if said != row.text(column) {
                let what = &row.fields;
                wrong.push(format!("{what:?}, {column}: said {said:?}"));
            }
        }
    }
    assert_ne!(rows, 0, "{table} is empty");
    assert!(wrong.is_empty(), "{table}:\n{}", wrong.join("\n"));
}

#[test]
fn bare_numbers_have_a_gender() {
    check("cardinals.csv", |row| {
        let number = row.parsed("number");
        vec![
            ("masculine", Arabic.cardinal(number, Gender::Masculine)),
            ("feminine", Arabic.cardinal(number, Gender::Feminine)),
            ("english", English.cardinal(number, Gender::Feminine)),
        ]
    });
}

#[test]
fn bare_numbers_have_cases() {
    check("cases.csv", |row| {
        let gender = match row.text("gender") {
            "masculine" => Gender::Masculine,
            "feminine" => Gender::Feminine,
            other => panic!("{other}"),
        };
        let said = |case| Arabic.cardinal_in(row.parsed("number"), gender, case);
        vec![
            ("accusative", said(Case::Accusative)),
            ("genitive", said(Case::Genitive)),
        ]
    });
}

#[test]
fn numbers_agree_with_what_they_count() {
    check("counts.csv", |row| {
        let (number, noun) = (row.parsed("number"), row.noun());
        vec![
            ("nominative", Arabic.count(number, noun)),
            ("genitive", Arabic.count_in(number, noun, Case::Genitive)),
            ("english", English.count(number, noun)),
        ]
    });
    check("accusatives.csv", |row| {
        let (number, noun) = (row.parsed("number"), row.noun());
        let said = Arabic.count_in(number, noun, Case::Accusative);
        vec![("accusative", said)]
    });
}

#[test]
fn every_noun_is_in_the_table() {
    let mut missing = Noun::ALL.to_vec();
    check("counts.csv", |row| {
        missing.retain(|noun| *noun != row.noun());
        Vec::new()
    });
    assert_eq!(missing, []);
}

#[test]
fn what_is_within_a_time_is_in_the_genitive() {
    check("counts.csv", |row| {
        let (number, noun) = (row.parsed("number"), row.noun());
        let strip = |text: String, word: &str| text.strip_prefix(word).unwrap().to_owned();
        let english = strip(English.within(number, noun), "within ");
        vec![
            ("genitive", strip(Arabic.within(number, noun), "خلال ")),
            ("english", english.replacen("zero", "no", 1)),
        ]
    });
    assert_eq!(English.within(0, Noun::Day), "within zero days");
}

#[test]
fn money_is_dinars_and_fils() {
    check("money.csv", |row| {
        let fils = row.parsed("fils");
        vec![
            ("arabic", Arabic.money(fils)),
            ("accusative", Arabic.money_in(fils, Case::Accusative)),
            ("genitive", Arabic.money_in(fils, Case::Genitive)),
            ("english", English.money(fils)),
        ]
    });
}

#[test]
fn ordinals_have_an_article_and_a_gender() {
    check("ordinals.csv", |row| {
        let number = row.parsed("number");
        let genitive = |gender| Arabic.ordinal_in(number, gender, Case::Genitive);
        vec![
            ("masculine", Arabic.ordinal(number, Gender::Masculine)),
            ("feminine", Arabic.ordinal(number, Gender::Feminine)),
            ("masculine genitive", genitive(Gender::Masculine)),
            ("feminine genitive", genitive(Gender::Feminine)),
            ("english", English.ordinal(number, Gender::Masculine)),
        ]
    });
}

#[test]
fn dates_are_said_with_the_day_of_the_week() {
    check("dates.csv", |row| {
        let date = row.parsed("date");
        vec![
            ("nominative", Arabic.date(date)),
            ("genitive", Arabic.date_in(date, Case::Genitive)),
            ("english", English.date(date)),
        ]
    });
}

#[test]
fn years_are_said_where_they_matter() {
    check("years.csv", |row| {
        let date = row.parsed("date");
        let genitive = Arabic.date_with_year_in(date, Case::Genitive);
        vec![
            ("nominative", Arabic.date_with_year(date)),
            ("genitive", genitive),
            ("english", English.date_with_year(date)),
        ]
    });
}

#[test]
fn quarters_of_an_hour_have_words() {
    check("quarters.csv", |row| {
        let time = row.parsed("time");
        vec![
            ("arabic", Arabic.time_of_day(time)),
            ("english", English.time_of_day(time)),
        ]
    });
}

#[test]
fn other_minutes_are_counted() {
    check("times.csv", |row| {
        let time = row.parsed("time");
        vec![
            ("nominative", Arabic.time_of_day(time)),
            ("genitive", Arabic.time_of_day_in(time, Case::Genitive)),
            ("english", English.time_of_day(time)),
        ]
    });
}

#[test]
fn digits_lists_and_ranges() {
    check("words.csv", |row| {
        let said = |language: Numerals, of: &str| {
            let of = row.text(of);
            let items: Vec<String> = of.split('|').map(str::to_owned).collect();
            match row.text("said") {
                "digits" => language.digits(of),
                "list" => language.list(&items),
                "range" => language.range(&items[0], &items[1]),
                other => panic!("{other}"),
            }
        };
        vec![
            ("arabic", said(Arabic, "arabic of")),
            ("english", said(English, "english of")),
        ]
    });
    assert_eq!(Arabic.list(&[]), "");
    assert_eq!(English.list(&[]), "");
}

#[test]
fn digits_are_called_as_the_phrases_call_the_keys() {
    let files = shipped();
    let phrases = files.iter().find(|file| file.path == "phrases.toml");
    let text = String::from_utf8(phrases.unwrap().bytes.to_vec()).unwrap();
    let phrases: toml::Table = text.parse().unwrap();
    for (code, language) in [("ar", Arabic), ("en", English)] {
        for digit in 0..=9 {
            let word = phrases["digits"][code][digit].as_str().unwrap();
            assert_eq!(language.digits(&digit.to_string()), word);
        }
    }
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
