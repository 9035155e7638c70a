//! The sound of a word, in few letters.
//!
//! A recogniser mistakes letters that sound alike, and writes a word of one language in the letters of another.
//! Arabic and Latin letters become the same small alphabet, and what is often confused becomes one letter.

/// The sound of a word: vowels are `a`, `i` and `u`, `c` is sh or ch, and `x` is kh.
pub fn sound(word: &str) -> String {
    let mut sound = String::with_capacity(word.len());
    let letters: Vec<char> = word.chars().collect();
    let mut rest = letters.as_slice();
    while let [first, after @ ..] = rest {
        let (letters, after) = match (pair(*first, after.first()), after) {
            (Some(letters), [_, after @ ..]) => (letters, after),
            _ => (single(*first, after.first()), after),
        };
        for letter in letters.chars() {
            // What is doubled sounds once.
            if !sound.ends_with(letter) {
                sound.push(letter);
            }
        }
        rest = after;
    }
    sound
}

/// The consonants of a sound: what a plural made inside the word leaves as it is.
pub fn skeleton(sound: &str) -> String {
    sound.chars().filter(|char| !matches!(char, 'a' | 'i' | 'u')).collect()
}

/// The letters of a sound, a bit each: two words that differ in few letters differ in few bits.
pub fn mask(sound: &str) -> u32 {
    sound.chars().fold(0, |mask, char| {
        let bit = match char {
            'a'..='z' => u32::from(char) - u32::from('a'),
            _ => 26 + u32::from(char) % 6,
        };
        mask | 1 << bit
    })
}

pub(super) fn pair(first: char, second: Option<&char>) -> Option<&'static str> {
    Some(match (first, second?) {
        ('p', 'h') => "f",
        ('s' | 'c', 'h') => "c",
        ('k', 'h') => "x",
        ('c' | 'k' | 'q', 'k') | ('q', 'u') => "k",
        ('g', 'h') => "g",
        ('d', 'h') => "d",
        ('t', 'h') => "s",
        ('e', 'e' | 'a' | 'i') | ('a', 'i') | ('i', 'e') => "i",
        ('o', 'o' | 'u') => "u",
        _ => return None,
    })
}

pub(super) fn single(letter: char, next: Option<&char>) -> &'static str {
    const DIGITS: &str = "0123456789";
    let is_soft = matches!(next, Some('e' | 'i' | 'y'));
    match letter {
        'a' | 'ا' | 'ع' => "a",
        'e' | 'i' | 'y' | 'ي' => "i",
        'o' | 'u' | 'w' | 'و' => "u",
        'b' | 'p' | 'ب' => "b",
        'c' if is_soft => "s",
        'c' | 'k' | 'q' | 'ك' | 'ق' => "k",
        'd' | 'د' | 'ض' | 'ظ' | 'ذ' => "d",
        'f' | 'v' | 'ف' => "f",
        'g' if is_soft => "j",
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
        _ => DIGITS.find(letter).map_or("", |place| &DIGITS[place..=place]),
    }
}
