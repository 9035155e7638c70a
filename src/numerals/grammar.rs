//! What decides the form of a word.

/// The gender of what is counted or numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// As of «يوم», and of numbers that count nothing.
    Masculine,
    /// As of «ساعة».
    Feminine,
}

/// What a word is in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// Alone, or what the sentence is about: «يومان».
    Nominative,
    /// What is done or how long: «انتظر يومين».
    Accusative,
    /// After a preposition or another noun: «خلال يومين».
    Genitive,
}

/// The value of a digit, be it `4`, `٤` or the `۴` of Persian and Urdu keyboards.
pub(super) fn digit(char: char) -> Option<usize> {
    let zero = match char {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return None,
    };
    usize::try_from(u32::from(char) - u32::from(zero)).ok()
}
