//! Services are found by what callers say.

use std::fmt::Write as _;

use proptest::prelude::*;
use sila::catalogue::search::{Match, SearchIndex};
use sila::catalogue::source::shipped;
use sila::catalogue::{Code, Hotline, LanguageIndex, SourceFile};

use super::{code, good, loaded};

pub static SHIPPED: std::sync::LazyLock<Hotline> = std::sync::LazyLock::new(|| loaded(&shipped()));

pub fn language(code: &str) -> LanguageIndex {
    SHIPPED.language_by_code(code).unwrap()
}

/// The services that are offered, one if it is clear.
pub fn offered(found: Match) -> Vec<Code> {
    match found {
        Match::Clear(code) => vec![code],
        Match::Candidates(codes) => codes,
        Match::Referral(_) | Match::Person | Match::Nothing => Vec::new(),
    }
}

/// True if a service is found first by these words, or offered beside those that have them word for word as well.
fn is_found(hotline: &Hotline, words: &str, language: LanguageIndex, wanted: Code) -> bool {
    let found = hotline.search().ranked(words, language);
    let best = found.first().map_or(0.0, |best| best.score);
    found.iter().take_while(|found| found.score >= best - 0.05).any(|found| found.code == wanted)
        && offered(hotline.search().matched(words, language, None)).contains(&wanted)
}

#[test]
fn every_service_is_found_by_its_names_and_by_what_it_is_also_called() {
    let mut missed = String::new();
    for (.., service) in SHIPPED.services() {
        for language in SHIPPED.language_indices() {
            let position = language.position();
            let spoken = &SHIPPED.prompt(service.title, language).text;
            let also = service.also[position].iter();
            assert!(!service.also[position].is_empty(), "{}", service.code);
            for words in also.chain([&service.name[position], spoken]) {
                if !is_found(&SHIPPED, words, language, service.code) {
                    let found = SHIPPED.search().ranked(words, language);
                    writeln!(
                        missed,
                        "{} {words}: {:?}",
                        service.code,
                        &found[..found.len().min(4)]
                    )
                    .unwrap();
                }
            }
        }
    }
    assert!(missed.is_empty(), "{missed}");
}

#[test]
fn codes_are_heard_in_every_way_in_which_people_say_them() {
    let said_as = |code, said: &[&'static str]| {
        said.iter().map(move |said| (code, *said)).collect::<Vec<_>>()
    };
    let all = [
        said_as(
            "114",
            &[
                "114",
                "١١٤",
                "1 1 4",
                "1-1-4.",
                "one one four",
                "one won for",
                "one fourteen",
                "eleven four",
            ],
        ),
        said_as("114", &["one hundred and fourteen", "a hundred fourteen", "number 114 please"]),
        said_as(
            "114",
            &[
                "I want service number one one four please",
                "لو سمحت أبي الخدمة رقم واحد واحد أربعة",
            ],
        ),
        said_as(
            "114",
            &[
                "واحد واحد أربعة",
                "واحد واحد اربع",
                "واحد وأربعة عشر",
                "مئة وأربعة عشر",
                "مية واربعتعش",
            ],
        ),
        said_as("112", &["مئة واثنا عشر", "مئة واثني عشر"]),
        said_as(
            "121",
            &["one twenty one", "one twenty-one", "واحد واحد وعشرين", "مئة وواحد وعشرين"],
        ),
        said_as("222", &["two to two"]),
        said_as(
            "356",
            &["three hundred and fifty six", "ثلاثمية وستة وخمسين", "ثلاثمائة وستة وخمسين"],
        ),
        said_as("243", &["ميتين وثلاثة وأربعين"]),
    ];
    for (expected, said) in all.concat() {
        for language in SHIPPED.language_indices() {
            let found = SHIPPED.search().matched(said, language, Some(0.9));
            assert_eq!(found, Match::Clear(code(expected)), "{said}");
        }
    }
}

#[test]
fn what_is_no_code_is_none() {
    let en = language("en");
    for said in [
        "for to too",
        "one",
        "one one",
        "one one nine",
        "888",
        "1140",
        "99999 99999 99999",
        "hundred hundred hundred ninety",
        "merge two units into one",
        "block 321",
        "رخصة رقم ١١٤",
    ] {
        let found = SHIPPED.search().ranked(said, en);
        let is_code = found.len() == 1 && found[0].score >= 1.0;
        assert!(!is_code, "{said}: {found:?}");
    }
    assert_eq!(SHIPPED.search().matched("888", en, None), Match::Nothing);
}

#[test]
fn an_unsure_recogniser_makes_nothing_clear() {
    let en = language("en");
    let search = SHIPPED.search();
    for said in ["demolition permit", "one one four"] {
        for confidence in [None, Some(0.9), Some(0.5)] {
            let found = search.matched(said, en, confidence);
            assert_eq!(found, Match::Clear(code("114")), "{said}");
        }
        for confidence in [0.49, 0.0, -1.0, f32::NAN] {
            let found = search.matched(said, en, Some(confidence));
            let Match::Candidates(codes) = found else { panic!("{said}: {found:?}") };
            assert_eq!(codes[0], code("114"));
            assert!((2..=4).contains(&codes.len()));
        }
    }
    assert_eq!(search.matched("pizza", en, Some(0.1)), Match::Nothing);
}

#[test]
fn words_of_the_other_language_are_understood() {
    let (ar, en) = (language("ar"), language("en"));
    for (said, language) in [("demolition permit", ar), ("رخصة هدم", en), ("rukhsat hadm", en)]
    {
        let found = SHIPPED.search().ranked(said, language);
        assert_eq!(found[0].code, code("114"), "{said}");
    }
}

#[test]
fn spelling_and_punctuation_do_not_matter() {
    let ar = language("ar");
    let expected = SHIPPED.search().ranked("رخصة بناء سور", ar);
    for said in ["رُخْصَةُ بِنَاءِ سُورٍ", "رخصه  بنا سور؟", "\u{200f}رخـصة، بناء، سور!", "ﺭﺧﺼﺔ ﺑﻨﺎﺀ ﺳﻮﺭ"]
    {
        assert_eq!(SHIPPED.search().ranked(said, ar), expected, "{said}");
    }
}

#[test]
fn what_a_recogniser_mishears_is_understood() {
    for (misheard, said, spoken_in) in [
        ("demulition", "demolition", "en"),
        ("demoliton", "demolition", "en"),
        ("demolishing", "demolition", "en"),
        ("الهدم", "هدم", "ar"),
        ("هفر", "حفر", "ar"),
        ("كلاب", "كلب", "ar"),
    ] {
        let found = SHIPPED.search().ranked(misheard, language(spoken_in));
        let expected = SHIPPED.search().ranked(said, language(spoken_in));
        assert_eq!(found[0].code, expected[0].code, "{misheard}");
    }
}

#[test]
fn nothing_said_is_nothing() {
    for said in ["", " ", "؟!", "please", "لو سمحت أبغي", "\u{0}\u{202e}"] {
        assert_eq!(SHIPPED.search().matched(said, language("ar"), None), Match::Nothing, "{said}");
        assert!(SHIPPED.search().ranked(said, language("ar")).is_empty());
    }
}

/// The good hotline with one text put in place of another in every file.
fn edited(old: &str, new: &str) -> Hotline {
    let mut files = good();
    for file in &mut files {
        let text = str::from_utf8(&file.bytes).unwrap().replace(old, new);
        *file = SourceFile::new(file.path.clone(), text);
    }
    loaded(&files)
}

#[test]
fn a_service_that_moved_is_found_where_it_went_except_by_its_code() {
    let hotline = edited(
        "moved_to = \"121\"\n",
        "moved_to = \"121\"\n\n[also]\nen = [\"skip on the pavement\"]\n",
    );
    let en = hotline.language_by_code("en").unwrap();
    let found = hotline.search().matched("skip on the pavement", en, None);
    assert_eq!(found, Match::Clear(code("121")));
    let found = hotline.search().matched("one one two", en, None);
    assert_eq!(found, Match::Clear(code("112")));
}

#[test]
fn a_language_may_be_left_out() {
    let hotline = edited("[summary]", "[also]\nen = [\"bulwark\"]\n\n[summary]");
    let service = hotline.service(code("111")).unwrap();
    assert_eq!(service.also, [vec![], vec!["bulwark".to_owned()]]);
}

#[test]
fn hints_are_many_and_without_commas() {
    for language in SHIPPED.language_indices() {
        let hints = SHIPPED.search().hints(language);
        assert!(hints.len() > 100, "{}", hints.len());
        let is_hint = |phrase: &String| !phrase.is_empty() && !phrase.contains(',');
        assert!(hints.iter().all(is_hint));
    }
}

#[test]
fn a_menu_of_candidates_can_be_spoken() {
    for said in ["permit", "رخصة", "licence renewal", "الرسوم", "fish", "land"] {
        for language in SHIPPED.language_indices() {
            if let Match::Candidates(codes) = SHIPPED.search().matched(said, language, None) {
                assert!((2..=4).contains(&codes.len()), "{said}: {codes:?}");
                let mut different = codes.clone();
                different.sort_unstable();
                different.dedup();
                assert_eq!(different.len(), codes.len());
            }
        }
    }
}

fn check_ranking(search: &SearchIndex, said: &str) {
    for language in SHIPPED.language_indices() {
        let found = search.ranked(said, language);
        assert!(found.len() <= 10);
        assert!(found.iter().all(|found| found.score > 0.0 && found.score <= 1.0));
        let in_order = found
            .windows(2)
            .all(|pair| (pair[1].score, pair[0].code) < (pair[0].score, pair[1].code));
        assert!(in_order, "{found:?}");
        assert_eq!(search.ranked(said, language), found);
        search.matched(said, language, None);
    }
}

#[test]
fn long_input_is_cut_short() {
    let search = SHIPPED.search();
    for piece in ["x ", "رخصة", "رخصة هدم ", "permit wall ", "9", "ﻻ", "\u{300}", "\u{1f600}"]
    {
        check_ranking(search, &piece.repeat(10_000 / piece.len()));
    }
    // What comes after the first words does not matter.
    let en = language("en");
    let long = format!("demolition permit {}", "wall ".repeat(2000));
    let longer = format!("{long} fish");
    assert_eq!(search.ranked(&long, en), search.ranked(&longer, en));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_said_is_ranked(said in "(\\PC|[ا-ي]|[a-z ]| ){0,80}") {
        check_ranking(SHIPPED.search(), &said);
    }
}
