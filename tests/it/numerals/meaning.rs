//! A listener understands the number that was meant, and no other; and a voice is given nothing but words.

use std::collections::{HashMap, HashSet};

use jiff::civil::time;
use sila::numerals::{Case, Gender, Numerals};

use super::{CASES, GENDERS};

const ARABIC: &str = "
    0 صفر صفرًا
    1 واحد واحدًا واحدة إحدى أحد
    2 اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي
    3 ثلاثة ثلاث ثلاثًا
    4 أربعة أربع أربعًا
    5 خمسة خمس خمسًا
    6 ستة ست ستًّا
    7 سبعة سبع سبعًا
    8 ثمانية ثماني ثمانٍ ثمانيًا
    9 تسعة تسع تسعًا
    10 عشرة عشر عشرًا
    20 عشرون عشرين
    30 ثلاثون ثلاثين
    40 أربعون أربعين
    50 خمسون خمسين
    60 ستون ستين
    70 سبعون سبعين
    80 ثمانون ثمانين
    90 تسعون تسعين
    100 مئة
    200 مئتان مئتين مئتا مئتي
    300 ثلاثمئة
    400 أربعمئة
    500 خمسمئة
    600 ستمئة
    700 سبعمئة
    800 ثمانمئة
    900 تسعمئة
";

const ENGLISH: &str = "
    0 zero
    1 one
    2 two
    3 three
    4 four
    5 five
    6 six
    7 seven
    8 eight
    9 nine
    10 ten
    11 eleven
    12 twelve
    13 thirteen
    14 fourteen
    15 fifteen
    16 sixteen
    17 seventeen
    18 eighteen
    19 nineteen
    20 twenty
    30 thirty
    40 forty
    50 fifty
    60 sixty
    70 seventy
    80 eighty
    90 ninety
    100 hundred
";

/// Understands number words as a listener does: adding up, and multiplying what came before a scale.
struct Listener {
    values: HashMap<String, u16>,
}

impl Listener {
    fn arabic() -> Self {
        let mut values = HashMap::new();
        for line in ARABIC.lines() {
            let mut words = line.split_whitespace();
            let Some(value) = words.next() else { continue };
            for word in words {
                // The word for "and" is written together with the next.
                for spelt in [word.to_owned(), format!("و{word}")] {
                    let twice = values.insert(spelt, value.parse().unwrap());
                    assert_eq!(twice, None, "{word} stands here twice");
                }
            }
        }
        Self { values }
    }

    fn english() -> Self {
        let lines = ENGLISH.lines().filter_map(|line| line.trim().split_once(' '));
        let values = lines.map(|(value, word)| (word.to_owned(), value.parse().unwrap()));
        Self { values: values.collect() }
    }

    fn hear(&self, said: &str) -> u16 {
        let words = said.split([' ', '-']).filter(|word| *word != "and");
        words.fold(0, |before, word| match self.values[word] {
            100 if self.values.contains_key("hundred") => before * 100,
            value => before + value,
        })
    }
}

fn is_spoken_arabic(said: &str) -> bool {
    said.chars()
        .all(|char| matches!(char, ' ' | 'ء'..='غ' | 'ف'..='ي' | '\u{64b}' | '\u{64d}' | '\u{651}'))
}

fn is_spoken_english(said: &str) -> bool {
    said.chars().all(|char| matches!(char, ' ' | '-' | 'a'..='z'))
}

fn tidy(said: &str) -> bool {
    said.trim() == said && !said.is_empty() && !said.contains("  ")
}

#[test]
fn every_number_below_a_thousand_is_understood() {
    let (arabic, english) = (Listener::arabic(), Listener::english());
    for number in 0..1_000 {
        for (gender, case) in GENDERS.iter().flat_map(|one| CASES.map(|case| (*one, case))) {
            let said = Numerals::Arabic.cardinal(number, gender, case);
            assert_eq!(arabic.hear(&said), number, "{said}");
            assert!(is_spoken_arabic(&said) && tidy(&said), "{said}");
        }
        let said = Numerals::English.cardinal(number, Gender::Masculine, Case::Nominative);
        assert_eq!(english.hear(&said), number, "{said}");
        assert!(is_spoken_english(&said) && tidy(&said), "{said}");
    }
}

#[test]
fn no_two_minutes_of_a_day_sound_alike() {
    let mut heard = HashSet::new();
    for (hour, minute) in (0..24).flat_map(|hour| (0..60).map(move |minute| (hour, minute))) {
        let time = time(hour, minute, 59, 0);
        let arabic = Numerals::Arabic.time_of_day(time);
        assert!(is_spoken_arabic(&arabic) && tidy(&arabic), "{arabic}");
        let english = Numerals::English.time_of_day(time);
        assert!(is_spoken_english(&english) && tidy(&english), "{english}");
        assert!(heard.insert(arabic), "{hour}:{minute} in Arabic");
        assert!(heard.insert(english), "{hour}:{minute} in English");
    }
}
