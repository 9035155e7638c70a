//! Light stemming: what is put before and behind a word comes off, and what is inside stays.

use super::fold::is_arabic;

/// The form of a folded word that is compared.
pub fn stem(word: &str) -> String {
    if is_arabic(word) {
        arabic(word)
    } else if word.is_ascii() {
        english(word)
    } else {
        word.to_owned()
    }
}

/// Prefixes, the longest first: the article, alone or after a particle.
pub(super) const PREFIXES: [&str; 8] = ["وبال", "ولل", "وال", "بال", "كال", "فال", "لل", "ال"];

/// Suffixes, the longest first, with the fewest letters that must be left.
pub(super) const SUFFIXES: [(&str, usize); 17] = [
    ("تهم", 3),
    ("تها", 3),
    ("اتي", 3),
    ("هم", 3),
    ("ها", 3),
    ("كم", 3),
    ("نا", 3),
    ("ات", 3),
    ("ان", 3),
    ("ون", 3),
    ("ين", 3),
    ("تي", 3),
    ("ته", 3),
    ("تك", 3),
    ("يه", 3),
    ("ه", 2),
    ("ي", 3),
];

/// Beginnings of words whose own first letter is waw; before any other long word it means "and".
pub(super) const OWN_WAW: [&str; 24] = [
    "وثي", "وثا", "وزار", "وزير", "ورق", "ورش", "وحد", "وكيل", "وكال", "واجه", "وصل", "وصي", "وصو",
    "وقوف", "وفا", "ورث", "وسط", "وسا", "وزن", "ولاد", "واحد", "واقف", "وارد", "وضع",
];

fn arabic(word: &str) -> String {
    let letters = |word: &str| word.chars().count();
    let prefix = PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix));
    let mut rest = match prefix {
        Some(rest) if letters(rest) >= 2 => rest,
        _ => without_and(word),
    };
    // Twice, because endings pile up: بلديات, بلدي, بلد.
    for _ in 0..2 {
        let shorter = SUFFIXES.iter().find_map(|(suffix, left)| {
            rest.strip_suffix(suffix).filter(|rest| letters(rest) >= *left)
        });
        let Some(shorter) = shorter else { break };
        rest = shorter;
    }
    rest.to_owned()
}

fn without_and(word: &str) -> &str {
    match word.strip_prefix('و') {
        Some(rest)
            if rest.chars().count() >= 4 && !OWN_WAW.iter().any(|own| word.starts_with(own)) =>
        {
            rest
        }
        _ => word,
    }
}

/// Letters written in one with a word, or that make a verb of it: and, with, for, I, you, we, what.
pub(super) const PARTICLES: [char; 9] = ['و', 'ف', 'ب', 'ل', 'ا', 'ي', 'ت', 'ن', 'ش'];

/// The stem of a folded word in Arabic without the letter before it that may not be its own.
pub fn bare(word: &str) -> Option<String> {
    let rest = word.strip_prefix(PARTICLES)?;
    (is_arabic(word) && rest.chars().count() >= 2).then(|| arabic(rest))
}

/// A folded word without the ending of an English plural.
pub fn singular(word: &str) -> String {
    match word {
        _ if word.ends_with("ies") && word.len() > 4 => format!("{}y", &word[..word.len() - 3]),
        _ if ["sses", "shes", "ches", "xes"].iter().any(|end| word.ends_with(end)) => {
            word[..word.len() - 2].to_owned()
        }
        _ if word.ends_with('s')
            && word.len() > 3
            && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) =>
        {
            word[..word.len() - 1].to_owned()
        }
        _ => word.to_owned(),
    }
}

/// Suffixes of English words, with the fewest letters that must be left.
pub(super) const ENGLISH_SUFFIXES: [(&str, usize); 6] =
    [("ation", 4), ("ing", 3), ("ed", 3), ("al", 4), ("er", 5), ("ment", 4)];

fn english(word: &str) -> String {
    let long = |rest: &&str, least: usize| rest.len() >= least && rest.contains(is_vowel);
    // The plural comes off first, then what makes a noun or a verb of another.
    let singular = singular(word);
    let word = singular.as_str();
    let rest = ENGLISH_SUFFIXES
        .into_iter()
        .find_map(|(suffix, least)| word.strip_suffix(suffix).filter(|rest| long(rest, least)));
    let rest = rest.unwrap_or(word);
    let rest = undoubled(rest).strip_suffix('e').unwrap_or(undoubled(rest));
    if rest.len() < 2 {
        return word.to_owned();
    }
    // The ending that one country writes with c and another with s.
    match rest.strip_suffix("enc") {
        Some(start) => format!("{start}ens"),
        None => rest.to_owned(),
    }
}

fn is_vowel(char: char) -> bool {
    matches!(char, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Without the second of two consonants at the end: `planning`, `plann`, `plan`.
fn undoubled(word: &str) -> &str {
    match word.as_bytes() {
        [.., one, other] if one == other && !b"aeiouls".contains(one) => &word[..word.len() - 1],
        _ => word,
    }
}
