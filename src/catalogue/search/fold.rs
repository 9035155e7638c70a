//! Folding: different spellings of one word become one.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// The longest word that is looked at, in characters; a longer one is cut.
pub(super) const MAX_LENGTH: usize = 32;

/// The words of a text as they are compared, at most so many: folded, without marks and punctuation.
///
/// NFKD takes hamza, madda and accents off letters, and apart what is written as one: ligatures, the forms of a letter
/// at a place in a word, full-width ASCII. The rest of Arabic spelling is not its business ([`folded`]).
pub fn words(text: &str, most: usize) -> Vec<String> {
    let plain = DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars());
    let mut words = Vec::new();
    let mut word = String::new();
    let mut length = 0;
    for folded in plain.map(folded) {
        if words.len() == most {
            return words;
        }
        match folded {
            Folded::Letter(letter) if length < MAX_LENGTH => {
                length += 1;
                word.push(letter);
            }
            Folded::Blank if length > 0 => {
                words.push(std::mem::take(&mut word));
                length = 0;
            }
            Folded::Letter(_) | Folded::Mark | Folded::Blank => {}
        }
    }
    if length > 0 && words.len() < most {
        words.push(word);
    }
    words
}

/// True if a word is written in Arabic letters.
pub fn is_arabic(word: &str) -> bool {
    word.starts_with(|char| matches!(char, '\u{620}'..='\u{6ff}'))
}

pub(super) enum Folded {
    Letter(char),
    /// Left out: the characters around it belong together.
    Mark,
    /// The end of a word.
    Blank,
}

pub(super) fn folded(char: char) -> Folded {
    Folded::Letter(match char {
        'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        // Alef maqsura and yeh are written for each other at the end of words.
        'ى' | 'ی' | 'ې' => 'ي',
        'ة' | 'ۃ' | 'ہ' | 'ھ' | 'ە' => 'ه',
        // Letters of Persian, Urdu and of dialects as a recogniser may write them.
        'ک' | 'گ' | 'چ' => 'ك',
        'پ' => 'ب',
        'ڤ' => 'ف',
        'ژ' => 'ز',
        '٠'..='٩' => digit(char, '٠'),
        '۰'..='۹' => digit(char, '۰'),
        // A hamza on its own, which is often not written (بناء, بنا), and the line that lengthens a word; vowels and
        // other marks of Arabic and the Quran, combining marks, the soft hyphen, joiners, marks that turn the direction
        // of writing; apostrophes inside a word, which recognisers write or not.
        'ء'
        | 'ـ'
        | '\u{610}'..='\u{61a}'
        | '\u{61c}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e8}'
        | '\u{6ea}'..='\u{6ed}'
        | '\''
        | '\u{2018}'
        | '\u{2019}'
        | '\u{2bc}'
        | '\u{300}'..='\u{36f}'
        | '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => return Folded::Mark,
        _ if char.is_alphanumeric() => match char.to_lowercase().next() {
            Some(letter) => letter,
            None => return Folded::Blank,
        },
        _ => return Folded::Blank,
    })
}

fn digit(char: char, zero: char) -> char {
    let value = u32::from(char) - u32::from(zero);
    char::from_digit(value, 10).unwrap_or('0')
}
