//! Folding: different spellings of one word become one.
//!
//! The table is written out, because the Unicode normal forms do something else: NFKC leaves the forms of alef,
//! teh marbuta, tatweel and the Arabic-Indic digits as they are, and NFKD takes hamza off some letters only.

/// The longest word that is looked at, in characters; what is longer is cut.
const LONGEST: usize = 32;

/// What becomes of a character.
enum Folded {
    /// It is a part of a word.
    Letter(char),
    /// Two letters written as one.
    Letters(char, char),
    /// It is left out, and what stands around it belongs together.
    Nothing,
    /// A word ends here.
    Blank,
}

/// The words of a text as they are compared, at most so many: folded, without marks and punctuation.
pub(super) fn words(text: &str, most: usize) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut length = 0;
    for char in text.chars() {
        if words.len() == most {
            return words;
        }
        match folded(char) {
            Folded::Letter(letter) if length < LONGEST => {
                length += 1;
                word.push(letter);
            }
            Folded::Letters(first, second) if length < LONGEST => {
                length += 2;
                word.extend([first, second]);
            }
            Folded::Blank if length > 0 => {
                words.push(std::mem::take(&mut word));
                length = 0;
            }
            Folded::Letter(_) | Folded::Letters(..) | Folded::Nothing | Folded::Blank => {}
        }
    }
    if length > 0 && words.len() < most {
        words.push(word);
    }
    words
}

/// Whether a word is written in Arabic letters.
pub(super) fn is_arabic(word: &str) -> bool {
    word.starts_with(|char| matches!(char, '\u{620}'..='\u{6ff}'))
}

fn folded(char: char) -> Folded {
    match char {
        'a'..='z' | '0'..='9' => Folded::Letter(char),
        'A'..='Z' => Folded::Letter(char.to_ascii_lowercase()),
        '\u{600}'..='\u{6ff}' => arabic(char),
        '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => presented(char),
        // Apostrophes inside a word, which recognisers write or not; combining marks, the soft hyphen, joiners, marks
        // that turn the direction of writing.
        '\''
        | '\u{2018}'
        | '\u{2019}'
        | '\u{2bc}'
        | '\u{300}'..='\u{36f}'
        | '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => Folded::Nothing,
        'À'..='Å' | 'à'..='å' => Folded::Letter('a'),
        'Ç' | 'ç' => Folded::Letter('c'),
        'È'..='Ë' | 'è'..='ë' => Folded::Letter('e'),
        'Ì'..='Ï' | 'ì'..='ï' => Folded::Letter('i'),
        'Ñ' | 'ñ' => Folded::Letter('n'),
        'Ò'..='Ö' | 'ò'..='ö' => Folded::Letter('o'),
        'Ù'..='Ü' | 'ù'..='ü' => Folded::Letter('u'),
        // Full-width forms of what ASCII has.
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            match char::from_u32(u32::from(char) - 0xfee0) {
                Some(plain) => Folded::Letter(plain.to_ascii_lowercase()),
                None => Folded::Blank,
            }
        }
        _ if char.is_alphanumeric() => match char.to_lowercase().next() {
            Some(letter) => Folded::Letter(letter),
            None => Folded::Blank,
        },
        _ => Folded::Blank,
    }
}

fn arabic(char: char) -> Folded {
    Folded::Letter(match char {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        'ؤ' => 'و',
        // Alef maqsura and yeh are written for each other at the end of words.
        'ئ' | 'ى' | 'ی' | 'ې' => 'ي',
        'ة' | 'ۃ' | 'ہ' | 'ھ' | 'ە' | 'ۀ' => 'ه',
        // Letters of Persian, Urdu and of dialects as a recogniser may write them.
        'ک' | 'گ' | 'چ' => 'ك',
        'پ' => 'ب',
        'ڤ' => 'ف',
        'ژ' => 'ز',
        '٠'..='٩' => digit(char, '٠'),
        '۰'..='۹' => digit(char, '۰'),
        // A hamza on its own, which is often not written (بناء, بنا), and what lengthens a line; vowels and other marks on
        // letters, and marks of the Quran.
        'ء'
        | 'ـ'
        | '\u{610}'..='\u{61a}'
        | '\u{61c}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' => return Folded::Nothing,
        _ if char.is_alphabetic() => char,
        _ => return Folded::Blank,
    })
}

fn digit(char: char, zero: char) -> char {
    let value = u32::from(char) - u32::from(zero);
    char::from_digit(value, 10).unwrap_or('0')
}

/// Letters in the form that they have at one place in a word, and ligatures: some systems send what is drawn.
fn presented(char: char) -> Folded {
    /// The letter of each form from U+FE80 on, by the first form of the next letter.
    const FORMS: [(char, char); 35] = [
        ('\u{fe81}', 'ء'),
        ('\u{fe85}', 'ا'),
        ('\u{fe87}', 'و'),
        ('\u{fe89}', 'ا'),
        ('\u{fe8d}', 'ي'),
        ('\u{fe8f}', 'ا'),
        ('\u{fe93}', 'ب'),
        ('\u{fe95}', 'ه'),
        ('\u{fe99}', 'ت'),
        ('\u{fe9d}', 'ث'),
        ('\u{fea1}', 'ج'),
        ('\u{fea5}', 'ح'),
        ('\u{fea9}', 'خ'),
        ('\u{feab}', 'د'),
        ('\u{fead}', 'ذ'),
        ('\u{feaf}', 'ر'),
        ('\u{feb1}', 'ز'),
        ('\u{feb5}', 'س'),
        ('\u{feb9}', 'ش'),
        ('\u{febd}', 'ص'),
        ('\u{fec1}', 'ض'),
        ('\u{fec5}', 'ط'),
        ('\u{fec9}', 'ظ'),
        ('\u{fecd}', 'ع'),
        ('\u{fed1}', 'غ'),
        ('\u{fed5}', 'ف'),
        ('\u{fed9}', 'ق'),
        ('\u{fedd}', 'ك'),
        ('\u{fee1}', 'ل'),
        ('\u{fee5}', 'م'),
        ('\u{fee9}', 'ن'),
        ('\u{feed}', 'ه'),
        ('\u{feef}', 'و'),
        ('\u{fef1}', 'ي'),
        ('\u{fef5}', 'ي'),
    ];
    match char {
        '\u{fef5}'..='\u{fefc}' => Folded::Letters('ل', 'ا'),
        '\u{fb56}'..='\u{fb59}' => Folded::Letter('ب'),
        '\u{fb6a}'..='\u{fb6d}' => Folded::Letter('ف'),
        '\u{fb7a}'..='\u{fb7d}' | '\u{fb8e}'..='\u{fb95}' => Folded::Letter('ك'),
        '\u{fbfc}'..='\u{fbff}' => Folded::Letter('ي'),
        '\u{fe80}'..='\u{fef4}' => {
            let letter = FORMS.iter().find(|(next, _)| char < *next);
            letter.map_or(Folded::Blank, |(_, letter)| arabic(*letter))
        }
        '\u{fe70}'..='\u{fe7f}' => Folded::Nothing,
        _ => Folded::Blank,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_folded(text: &str, expected: &[&str]) {
        assert_eq!(words(text, 32), expected, "{text}");
    }

    #[test]
    fn spellings_of_one_word_are_one() {
        for (one, other) in [
            ("إعلان", "اعلان"),
            ("أرض", "ارض"),
            ("آلات", "الات"),
            ("مؤسسة", "موسسه"),
            ("شؤون", "شوون"),
            ("طائر", "طاير"),
            ("مبنى", "مبني"),
            ("رخصة", "رخصه"),
            ("بناء", "بنا"),
            ("رُخْصَةُ هَدْمٍ", "رخصه هدم"),
            ("رخـــصة", "رخصه"),
            ("\u{202b}رخصة\u{202c}\u{200f} هدم", "رخصه هدم"),
            ("ﺭﺧﺼﺔ", "رخصه"),
            ("ﻻفتة", "لافته"),
            ("ﺑﻨﺎﺀ ﺳﻮﺭ", "بنا سور"),
            ("کلب", "كلب"),
            ("١١٤", "114"),
            ("۱۱۴", "114"),
            ("Café", "cafe"),
            ("cafe\u{301}", "cafe"),
            ("ＰＥＲＭＩＴ　１１４", "permit 114"),
            ("owner’s", "owners"),
            ("de\u{ad}mo\u{200b}lition", "demolition"),
        ] {
            let expected: Vec<_> = other.split(' ').collect();
            assert_folded(one, &expected);
        }
    }

    #[test]
    fn words_end_at_what_is_no_letter() {
        assert_folded("رخصة، هدم؟ (١١٤)", &["رخصه", "هدم", "114"]);
        assert_folded("one-one\tfour\n", &["one", "one", "four"]);
        assert_folded(" ،.؟! \u{0}😀", &[]);
    }

    #[test]
    fn letters_of_other_languages_stay() {
        assert_folded("Договор अनुमति", &["договор", "अनुमति"]);
    }

    #[test]
    fn long_input_is_cut() {
        assert_eq!(words(&"ab ".repeat(10_000), 24).len(), 24);
        let long = words(&"ﻻ".repeat(10_000), 24);
        assert_eq!((long.len(), long[0].chars().count()), (1, LONGEST));
    }
}
