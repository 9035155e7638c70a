//! References of inquiries, as people write them.

use std::fmt;

use crate::dialogue::Reference;

/// The reason why a text is no reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no reference: {self:?}")]
pub enum ReferenceError {
    /// It has other characters than digits and what people put between them, or none.
    NotDigits(String),
    /// It has another number of digits than references have.
    WrongLength { written: String, digits: usize },
    /// Its last digit does not fit the others.
    WrongDigit(String),
}

/// An inquiry's reference, with the number that tells it from others with the same reference where it is given.
///
/// It is shown as people read it, `1234 5674` or `1234 5674/7`, and read in any grouping and script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquiryAddress {
    reference: String,
    id: Option<u64>,
}

impl InquiryAddress {
    /// The address of the inquiry with this reference and number.
    pub fn new(reference: &str, id: Option<u64>) -> Self {
        Self { reference: reference.to_owned(), id }
    }

    pub fn parse(written: &str) -> Result<Self, ReferenceError> {
        let (reference, id) = match written.split_once('/') {
            Some((reference, id)) => (reference, Some(id)),
            None => (written, None),
        };
        let not_digits = || ReferenceError::NotDigits(written.to_owned());
        let reference = digits(reference).ok_or_else(not_digits)?;
        if reference.len() != usize::from(Reference::DIGITS) {
            return Err(ReferenceError::WrongLength {
                written: written.to_owned(),
                digits: reference.len(),
            });
        }
        if Reference::parse(&reference).is_none() {
            return Err(ReferenceError::WrongDigit(reference));
        }
        let id = id.map(|id| digits(id).and_then(|id| id.parse().ok()).ok_or_else(not_digits));
        Ok(Self { reference, id: id.transpose()? })
    }

    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The inquiry's number, if it is given.
    pub fn id(&self) -> Option<u64> {
        self.id
    }

    /// As the store has it.
    pub(super) fn stored(&self) -> String {
        match self.id {
            Some(id) => format!("{}/{id}", self.reference),
            None => self.reference.clone(),
        }
    }
}

impl fmt::Display for InquiryAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped_reference(&self.reference))?;
        match self.id {
            Some(id) => write!(f, "/{id}"),
            None => Ok(()),
        }
    }
}

/// A reference with a gap in the middle, as it is easy to read out.
pub fn grouped_reference(reference: &str) -> String {
    match reference.split_at_checked(4) {
        Some((first, second)) if second.len() == 4 => format!("{first} {second}"),
        _ => reference.to_owned(),
    }
}

/// The digits alone, of whichever script, without what people put between them; none where there is anything else.
pub fn digits(written: &str) -> Option<String> {
    let between = |char: &char| {
        char.is_whitespace() || matches!(char, '-' | '–' | '.' | '\u{200e}' | '\u{200f}')
    };
    let digits = written.chars().filter(|char| !between(char)).map(western);
    let digits: Option<String> = digits.collect();
    digits.filter(|digits| !digits.is_empty())
}

fn western(char: char) -> Option<char> {
    let zero = match char {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        _ => return None,
    };
    char::from_digit(u32::from(char) - u32::from(zero), 10)
}
