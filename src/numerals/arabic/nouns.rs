//! Nouns that numbers count.

use super::AND;
use super::words::{below_hundred, dual, following, hundred, one};
use crate::numerals::{Case, Gender};

/// A noun in the forms that numbers give it.
pub(super) struct CountedNoun {
    gender: Gender,
    singular: &'static str,
    /// The singular in the accusative, after eleven to ninety-nine.
    accusative: &'static str,
    /// In the nominative.
    dual: &'static str,
    plural: &'static str,
}

const fn noun(gender: Gender, forms: [&'static str; 4]) -> CountedNoun {
    let [singular, accusative, dual, plural] = forms;
    CountedNoun { gender, singular, accusative, dual, plural }
}

pub(super) const MINUTE: CountedNoun =
    noun(Gender::Feminine, ["دقيقة", "دقيقة", "دقيقتان", "دقائق"]);

/// Nouns that guidance counts: of money, of time, and of papers.
const NOUNS: [CountedNoun; 10] = [
    noun(Gender::Masculine, ["دينار", "دينارًا", "ديناران", "دنانير"]),
    noun(Gender::Masculine, ["فلس", "فلسًا", "فلسان", "فلوس"]),
    MINUTE,
    noun(Gender::Feminine, ["ساعة", "ساعة", "ساعتان", "ساعات"]),
    noun(Gender::Masculine, ["يوم", "يومًا", "يومان", "أيام"]),
    noun(Gender::Masculine, ["أسبوع", "أسبوعًا", "أسبوعان", "أسابيع"]),
    noun(Gender::Masculine, ["شهر", "شهرًا", "شهران", "أشهر"]),
    noun(Gender::Feminine, ["سنة", "سنة", "سنتان", "سنوات"]),
    noun(Gender::Feminine, ["نسخة", "نسخة", "نسختان", "نسخ"]),
    noun(Gender::Feminine, ["صورة", "صورة", "صورتان", "صور"]),
];

/// A number below a thousand with what it counts, of which the noun may stand in any form; none for other nouns, and
/// for hundreds and one or two, which repeat the noun.
pub(in crate::numerals) fn counted(number: usize, noun: &str, case: Case) -> Option<String> {
    let noun = NOUNS.iter().find(|known| known.is(noun))?;
    let (hundreds, rest) = (number / 100, number % 100);
    match (hundreds, rest) {
        (0, 0) | (1.., 1 | 2) => None,
        (0, _) => Some(noun.below_hundred(rest, case)),
        // Before a noun, a dual loses its end.
        (_, 0) => {
            Some(format!("{} {}", hundred(hundreds, case).trim_end_matches('ن'), noun.singular))
        }
        _ => Some([hundred(hundreds, case), noun.below_hundred(rest, case)].join(AND)),
    }
}

impl CountedNoun {
    /// One and two are said by the noun, three to ten take its plural, and the others its accusative.
    pub(super) fn below_hundred(&self, number: usize, case: Case) -> String {
        match number {
            1 if case == Case::Accusative => {
                format!("{} {}", self.accusative, one(self.gender, case))
            }
            1 => format!("{} {}", self.singular, one(self.gender, case)),
            2 => dual(self.dual, case),
            3..=10 => format!("{} {}", following(number, self.gender), self.plural),
            _ => format!("{} {}", below_hundred(number, self.gender, case), self.accusative),
        }
    }

    fn is(&self, noun: &str) -> bool {
        let oblique = dual(self.dual, Case::Genitive);
        let forms = [self.singular, self.accusative, self.dual, self.plural, &oblique];
        forms.into_iter().any(|form| bare(form).eq(bare(noun)))
    }
}

/// The letters of a word without the marks on them, which few people write.
fn bare(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|char| !matches!(char, '\u{64b}'..='\u{652}'))
}
