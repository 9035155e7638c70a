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
fn a_number_gives_the_noun_that_it_counts_its_form() {
    for (number, noun, nominative, genitive) in [
        (1, "دينار", "دينار واحد", "دينار واحد"),
        (1, "سنة", "سنة واحدة", "سنة واحدة"),
        (2, "دينار", "ديناران", "دينارين"),
        (2, "يومين", "يومان", "يومين"),
        (2, "ساعات", "ساعتان", "ساعتين"),
        (3, "دينارا", "ثلاثة دنانير", "ثلاثة دنانير"),
        (8, "سنة", "ثماني سنوات", "ثماني سنوات"),
        (10, "يوم", "عشرة أيام", "عشرة أيام"),
        (11, "شهر", "أحد عشر شهرًا", "أحد عشر شهرًا"),
        (12, "نسخة", "اثنتا عشرة نسخة", "اثنتي عشرة نسخة"),
        (20, "دينار", "عشرون دينارًا", "عشرين دينارًا"),
        (21, "صور", "إحدى وعشرون صورة", "إحدى وعشرين صورة"),
        (100, "دينار", "مئة دينار", "مئة دينار"),
        (103, "فلس", "مئة وثلاثة فلوس", "مئة وثلاثة فلوس"),
        (150, "دينار", "مئة وخمسون دينارًا", "مئة وخمسين دينارًا"),
        (200, "أسبوع", "مئتا أسبوع", "مئتي أسبوع"),
        (500, "فلس", "خمسمئة فلس", "خمسمئة فلس"),
    ] {
        let said = |case| Arabic.counted(number, noun, case).unwrap();
        assert_eq!(said(Case::Nominative), nominative, "{number} {noun}");
        assert_eq!(said(Case::Genitive), genitive, "{number} {noun}");
    }
    for (number, noun) in [(0, "دينار"), (101, "دينار"), (202, "يوم"), (1000, "دينار"), (2, "مخطط")]
    {
        assert_eq!(Arabic.counted(number, noun, Case::Nominative), None, "{number} {noun}");
    }
    assert_eq!(English.counted(2, "dinars", Case::Nominative), None);
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
