//! Rules for texts that are spoken on the telephone.

use sila::catalogue::problem::SpokenProblem;
use sila::catalogue::spoken::{TextKind, estimated_seconds, problems};
use sila::catalogue::{Language, Rule};

fn language(code: &str, locale: &str) -> Language {
    Language {
        code: code.into(),
        name: code.into(),
        locale: locale.into(),
        voices: Vec::new(),
        person: None,
        person_presses: true,
        heard_as: None,
        characters_per_second: 12.0,
    }
}

fn found(text: &str, language: &Language, kind: TextKind) -> Vec<(Rule, String)> {
    problems(text, language, kind, &[])
        .into_iter()
        .map(|one| (one.problem.rule(), text[one.range].to_owned()))
        .collect()
}

#[track_caller]
fn arabic(text: &str, expected: &[(Rule, &str)]) {
    assert_found(&found(text, &language("ar", "ar-AE"), TextKind::Section), expected);
}

#[track_caller]
fn english(text: &str, expected: &[(Rule, &str)]) {
    assert_found(&found(text, &language("en", "en-GB"), TextKind::Section), expected);
}

#[track_caller]
fn assert_found(found: &[(Rule, String)], expected: &[(Rule, &str)]) {
    let found: Vec<_> = found.iter().map(|(rule, part)| (*rule, part.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn plain_sentences_of_the_language_are_fine() {
    arabic("أحضر وثيقة الملكية، أو الوكالة. تُحسب الرسوم: كل متر مربع؟", &[]);
    english("Bring the heirs' documents, or the owner's card. Is it a follow-up? Press hash.", &[]);
    english("You can read it on Bahrain dot B H.", &[]);
    let persian = language("fa", "fa-IR");
    assert_eq!(found("می\u{200c}توانید تماس بگیرید.", &persian, TextKind::Phrase), []);
}

#[test]
fn empty_is_empty_also_with_blanks() {
    arabic("", &[(Rule::EmptyText, "")]);
    english(" \u{a0}\n", &[(Rule::EmptyText, " \u{a0}\n")]);
}

#[test]
fn digits_of_every_script_are_found_as_whole_numbers() {
    english(
        "It takes 5 days and costs 1,500.250 fils.",
        &[(Rule::DigitsInText, "5"), (Rule::DigitsInText, "1,500.250")],
    );
    arabic("يستغرق ٥ أيام، أو ۱٢ يومًا.", &[(Rule::DigitsInText, "٥"), (Rule::DigitsInText, "۱٢")]);
    english("Half is ½.", &[(Rule::DigitsInText, "½")]);
}

#[test]
fn markup_is_found_whole() {
    english(
        "Wait <break time=\"1s\"/> please &amp; press <b>one</b>.",
        &[
            (Rule::Markup, "<break time=\"1s\"/>"),
            (Rule::Markup, "&amp;"),
            (Rule::Markup, "<b>"),
            (Rule::Markup, "</b>"),
        ],
    );
    arabic("رسوم < الحد &", &[(Rule::Markup, "<"), (Rule::Markup, "&")]);
}

#[test]
fn addresses_are_found_and_abbreviated_forms_too() {
    english(
        "See https://mun.gov.bh/x or www.bahrain.bh now.",
        &[(Rule::WebAddress, "https://mun.gov.bh/x"), (Rule::WebAddress, "www.bahrain.bh")],
    );
    english("Write to info@bahrain.bh.", &[(Rule::WebAddress, "info@bahrain.bh")]);
    english("A full stop.Then no blank.", &[(Rule::WebAddress, "stop.Then")]);
    arabic("الرسوم خمسة د.ب فقط.", &[(Rule::Abbreviation, "د.ب")]);
    english("Bring an original, e.g. the deed.", &[(Rule::Abbreviation, "e.g")]);
}

#[test]
fn a_number_in_digits_is_told_in_words() {
    for (code, text, expected) in [
        ("en", "It takes 12 days.", &["twelve"][..]),
        ("en", "It opens at 7:30.", &["half past seven in the morning"]),
        ("ar", "يستغرق ٥ أيام.", &["خمسة أيام"]),
        ("ar", "الرسوم 2 دينار.", &["ديناران", "دينارين"]),
        ("ar", "الرسوم ٢ دينارًا.", &["ديناران", "دينارين"]),
        ("ar", "الرسوم 2\u{a0}دينارين.", &["ديناران", "دينارين"]),
        ("ar", "أحضر 2 صورة.", &["صورتان", "صورتين"]),
        ("ar", "يستغرق ٥ أشجار.", &["خمسة", "خمس"]),
        ("ar", "أحضر 2 مخطط.", &["اثنان", "اثنتان"]),
        ("ar", "من 2 إلى 3 سنوات.", &["اثنان", "اثنتان"]),
        ("ar", "الرسوم 2.", &["اثنان", "اثنتان"]),
        ("en", "It costs 1,500.250 fils.", &[]),
        ("hi", "5", &[]),
    ] {
        let found = problems(text, &language(code, code), TextKind::Section, &[]);
        let words = found.iter().find_map(|one| match &one.problem {
            SpokenProblem::DigitsInText { words, .. } => Some(words.clone()),
            _ => None,
        });
        assert_eq!(words.unwrap(), expected, "{text}");
    }
}

#[test]
fn letters_of_another_language_are_found() {
    arabic("قدّم الطلب عبر Benayat platform الآن.", &[(Rule::WrongScript, "Benayat platform")]);
    english("Apply through بنايات now.", &[(Rule::WrongScript, "بنايات")]);
    let kurdish = language("ku", "ku-Latn");
    assert_eq!(found("سڵاو", &kurdish, TextKind::Phrase), [(Rule::WrongScript, "سڵاو".to_owned())]);
    let unknown = language("xx", "xx");
    assert_eq!(found("ab بت", &unknown, TextKind::Phrase), []);
}

#[test]
fn odd_characters_are_found() {
    english(
        "The card (smart) and/or a “copy”.",
        &[
            (Rule::OddCharacter, "("),
            (Rule::OddCharacter, ")"),
            (Rule::OddCharacter, "/"),
            (Rule::OddCharacter, "“"),
            (Rule::OddCharacter, "”"),
        ],
    );
    arabic(
        "مصائد «الحظور» رخـــصة.",
        &[(Rule::OddCharacter, "«"), (Rule::OddCharacter, "»"), (Rule::OddCharacter, "ـــ")],
    );
    english(
        "A {name} and 50% 😀.",
        &[
            (Rule::OddCharacter, "{"),
            (Rule::OddCharacter, "}"),
            (Rule::DigitsInText, "50"),
            (Rule::OddCharacter, "%"),
            (Rule::OddCharacter, "😀"),
        ],
    );
}

#[test]
fn a_name_does_not_end_a_sentence() {
    let english = language("en", "en-GB");
    assert_eq!(found("Permit.", &english, TextKind::Name), [(Rule::OddCharacter, ".".to_owned())]);
}

#[test]
fn abbreviations_in_capitals_are_found() {
    english(
        "Bring the CPR card and two IDs.",
        &[(Rule::Abbreviation, "CPR"), (Rule::Abbreviation, "ID")],
    );
}

#[test]
fn what_cannot_be_seen_is_found() {
    english(
        "one\ntwo\tthree\u{200b}four\u{202e}.",
        &[
            (Rule::ControlCharacter, "\n"),
            (Rule::ControlCharacter, "\t"),
            (Rule::InvisibleCharacter, "\u{200b}"),
            (Rule::InvisibleCharacter, "\u{202e}"),
        ],
    );
    arabic(
        "رخصة\u{200f} هدم\u{61c}.",
        &[(Rule::InvisibleCharacter, "\u{200f}"), (Rule::InvisibleCharacter, "\u{61c}")],
    );
}

#[test]
fn stray_blanks_are_found() {
    english(
        " one  two. ",
        &[(Rule::StrayBlank, " "), (Rule::StrayBlank, "  "), (Rule::StrayBlank, " ")],
    );
}

#[test]
fn parts_that_are_filled_in_are_left_alone() {
    let text = "للعربية، اضغط الرقم {key}.";
    let key = text.find("{key}").map(|start| start..start + 5);
    let arabic = language("ar", "ar-AE");
    assert_eq!(problems(text, &arabic, TextKind::Phrase, key.as_slice()), []);
}

#[test]
fn the_limits_count_characters() {
    let arabic = language("ar", "ar-AE");
    let text = "ب".repeat(110);
    assert_eq!(problems(&text, &arabic, TextKind::Name, &[]), []);
    let text = "ب".repeat(111);
    let found = problems(&text, &arabic, TextKind::Name, &[]);
    let expected = SpokenProblem::TooLong {
        kind: TextKind::Name,
        characters: 111,
        seconds: 9.25,
        max: 110,
        max_seconds: 110.0 / 12.0,
    };
    assert_eq!(found[0].problem, expected);
}

#[test]
fn a_sentence_past_thirty_words_is_found() {
    let short = format!("{}end. ", "word ".repeat(29));
    english(short.trim_end(), &[]);
    let long = format!("{}end.", "word ".repeat(30));
    english(&format!("{short}{long}"), &[(Rule::LongSentence, &long)]);
}

#[test]
fn the_estimate_is_the_rate_and_a_pause_for_each_sentence() {
    let language = language("ar", "ar-AE");
    assert!((estimated_seconds(&"ب".repeat(12), &language) - 1.0).abs() < 1e-6);
    assert!((estimated_seconds("بببب. تتتت؟", &language) - (11.0 / 12.0 + 0.6)).abs() < 1e-6);
}
