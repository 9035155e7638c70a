//! Gender and case, which decide the form of a word.

/// The gender of what is counted or numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// As of «يوم», and of numbers that count nothing.
    Masculine,
    /// As of «ساعة».
    Feminine,
}

/// The place of a word in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// Alone, or the subject: «يومان».
    Nominative,
    /// The object, or how long: «انتظر يومين».
    Accusative,
    /// After a preposition or another noun: «خلال يومين».
    Genitive,
}
