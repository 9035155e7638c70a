//! The form of a noun follows the plural categories of the Unicode consortium.

use icu_locale_core::LanguageIdentifier;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use sila::numerals::{Case, Noun, Numerals};

fn rules(language: &str) -> PluralRules {
    let language: LanguageIdentifier = language.parse().unwrap();
    PluralRules::try_new((&language).into(), PluralRulesOptions::default()).unwrap()
}

/// What is left of a text after this many words.
fn after(words: usize, text: &str) -> String {
    let words: Vec<_> = text.split(' ').skip(words).collect();
    words.join(" ")
}

#[test]
fn arabic_nouns_follow_the_categories() {
    let rules = rules("ar");
    for noun in Noun::ALL {
        let count = |number| Numerals::Arabic.count(number, noun, Case::Nominative);
        let singular = after(1, &count(0));
        let dual = count(2);
        let plural = after(1, &count(3));
        let accusative = after(2, &count(11));
        for number in 0..=2_200 {
            let said = count(number);
            let form = match (rules.category_for(number), number % 100) {
                (PluralCategory::One, _) => singular.as_str(),
                // After a hundred the noun alone says two: «مئة يوم ويومان».
                (PluralCategory::Two, _) | (PluralCategory::Other, 2) => &dual,
                (PluralCategory::Few, _) => &plural,
                (PluralCategory::Many, _) => &accusative,
                (PluralCategory::Zero | PluralCategory::Other, _) => &singular,
            };
            let holds = match number {
                1 => said.starts_with(form),
                _ => said.ends_with(form),
            };
            assert!(holds, "{number} {noun:?}: {said} does not have {form}");
        }
    }
}

#[test]
fn english_nouns_follow_the_categories() {
    let rules = rules("en");
    for noun in Noun::ALL {
        let count = |number| Numerals::English.count(number, noun, Case::Nominative);
        let (one, several) = (after(1, &count(1)), after(1, &count(2)));
        for number in 0..=2_200 {
            let form = match rules.category_for(number) {
                PluralCategory::One => &one,
                _ => &several,
            };
            let said = count(number);
            assert!(said.ends_with(&format!(" {form}")), "{number}: {said}");
        }
    }
}
