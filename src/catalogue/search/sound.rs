//! How a word sounds, in few letters.
//!
//! A recogniser mistakes letters that sound alike, and writes a word of one language in the letters of another.
//! Arabic and Latin letters become the same small alphabet, and what is often confused becomes one letter.

/// The sound of a word: vowels are `a`, `i` and `u`, and `c` is sh or ch.
pub(super) fn sound(word: &str) -> String {
    let mut sound = String::with_capacity(word.len());
    let mut push = |letters: &str| {
        for letter in letters.chars() {
            // What is doubled sounds once.
            if !sound.ends_with(letter) {
                sound.push(letter);
            }
        }
    };
    let letters: Vec<char> = word.chars().collect();
    let mut rest = letters.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let (letter, taken) = match rest {
            // As in right and slaughter.
            ['u' | 'i', 'g', 'h', ..] => (single(*first, None), 3),
            _ => match latin_pair(rest) {
                Some(letter) => (letter, 2),
                None => (single(*first, after.first().copied()), 1),
            },
        };
        push(letter);
        rest = &rest[taken..];
    }
    sound
}

/// The consonants of a sound: what a plural made inside the word leaves as it is.
pub(super) fn skeleton(sound: &str) -> String {
    sound
        .chars()
        .filter(|char| !matches!(char, 'a' | 'i' | 'u'))
        .collect()
}

/// Which letters a sound has, a bit each: two words that differ in few letters differ in few bits.
pub(super) fn mask(sound: &str) -> u32 {
    sound.chars().fold(0, |mask, char| {
        let bit = match char {
            'a'..='z' => u32::from(char) - u32::from('a'),
            _ => 26 + u32::from(char) % 6,
        };
        mask | 1 << bit
    })
}

fn latin_pair(letters: &[char]) -> Option<&'static str> {
    let [first, second, ..] = letters else {
        return None;
    };
    Some(match (first, second) {
        ('p', 'h') => "f",
        ('s' | 'c', 'h') => "c",
        ('k', 'h') => "x",
        ('c' | 'k' | 'q', 'k') | ('q', 'u') => "k",
        ('g' | 'd', 'h') => {
            if *first == 'g' {
                "g"
            } else {
                "d"
            }
        }
        ('t', 'h') => "s",
        ('e', 'e' | 'a') | ('i', 'e') => "i",
        ('o', 'o' | 'u') => "u",
        _ => return None,
    })
}

fn single(letter: char, next: Option<char>) -> &'static str {
    let soft = matches!(next, Some('e' | 'i' | 'y'));
    match letter {
        'a' | 'ا' | 'ع' => "a",
        'e' | 'i' | 'y' | 'ي' => "i",
        'o' | 'u' | 'w' | 'و' => "u",
        'b' | 'p' | 'ب' => "b",
        'c' if soft => "s",
        'c' | 'k' | 'q' | 'ك' | 'ق' => "k",
        'd' | 'د' | 'ض' | 'ظ' | 'ذ' => "d",
        'f' | 'v' | 'ف' => "f",
        'g' if soft => "j",
        'g' | 'غ' => "g",
        'h' | 'ه' | 'ح' => "h",
        'j' | 'ج' => "j",
        'l' | 'ل' => "l",
        'm' | 'م' => "m",
        'n' | 'ن' => "n",
        'r' | 'ر' => "r",
        's' | 'س' | 'ص' | 'ث' => "s",
        't' | 'ت' | 'ط' => "t",
        'x' => "ks",
        'z' | 'ز' => "z",
        'خ' => "x",
        'ش' => "c",
        '0' => "0",
        '1' => "1",
        '2' => "2",
        '3' => "3",
        '4' => "4",
        '5' => "5",
        '6' => "6",
        '7' => "7",
        '8' => "8",
        '9' => "9",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_often_confused_sounds_alike() {
        for (one, other) in [
            ("صور", "سور"),
            ("حفر", "هفر"),
            ("ارض", "ارظ"),
            ("طريق", "تريك"),
            ("photo", "foto"),
            ("licence", "lisense"),
            ("park", "بارك"),
        ] {
            assert_eq!(sound(one), sound(other), "{one} {other}");
        }
    }

    #[test]
    fn consonants_stay_in_plurals_and_in_other_letters() {
        for (one, other) in [
            ("كلب", "كلاب"),
            ("حديق", "حدايق"),
            ("شجر", "اشجار"),
            ("rukhsat", "رخصت"),
            ("لايسنس", "licens"),
        ] {
            assert_eq!(
                skeleton(&sound(one)),
                skeleton(&sound(other)),
                "{one} {other}"
            );
        }
    }

    #[test]
    fn the_mask_has_a_bit_for_each_letter() {
        assert_eq!(mask("abca"), 0b111);
        assert_eq!(mask(""), 0);
        assert_eq!((mask("hdm") ^ mask("hdn")).count_ones(), 2);
    }
}
