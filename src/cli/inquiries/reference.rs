//! References, as people write them.

use std::fmt::Write as _;

use anyhow::bail;
use sila::dialogue::Reference;
use sila::store::{Inquiry, InquiryError, InquiryState};

use crate::cli::desk::{Desk, counted, or_dash};
use crate::cli::shared::columns;

/// Which inquiry is meant.
#[derive(clap::Args)]
pub struct Named {
    /// The reference that the caller was told, in any grouping: 1234 5674, in these or Arabic digits. Where two
    /// inquiries share it, the address of one: 12345674/7.
    #[arg(required = true, num_args = 1.., value_name = "REF")]
    reference: Vec<String>,
}

/// The inquiry that is meant.
pub struct Found {
    /// It.
    pub inquiry: Inquiry,
    /// The addresses of others that have its reference.
    pub others: Vec<String>,
}

/// A reference with a gap in the middle, as it is easy to read out.
pub fn grouped(reference: &str) -> String {
    match reference.split_at_checked(4) {
        Some((first, second)) if second.len() == 4 => format!("{first} {second}"),
        _ => reference.to_owned(),
    }
}

/// Looks up the inquiry that is meant: of several with one reference, the one that is not closed.
pub async fn find(desk: &Desk, named: &Named) -> anyhow::Result<Found> {
    let wanted = parsed(&named.reference.concat())?;
    let mut found = desk.database.inquiry(&wanted).await?;
    let (reference, _) = wanted.split_once('/').unwrap_or((&wanted, ""));
    let mut open = found.iter().enumerate().filter(|(_, one)| is_open(one));
    let meant = match (found.len(), open.next(), open.next()) {
        (0, ..) => return Err(InquiryError::Unknown(wanted).into()),
        (1, ..) => 0,
        (_, Some((open, _)), None) => open,
        _ => bail!("{}", several(desk, reference, &found)),
    };
    let inquiry = found.swap_remove(meant);
    let others = if wanted.contains('/') {
        desk.database.inquiry(reference).await?
    } else {
        found
    };
    let others = others
        .iter()
        .filter(|other| other.summary.id != inquiry.summary.id)
        .map(|other| other.summary.address())
        .collect();
    Ok(Found { inquiry, others })
}

fn is_open(inquiry: &Inquiry) -> bool {
    inquiry.summary.state != InquiryState::Closed
}

fn several(desk: &Desk, reference: &str, found: &[Inquiry]) -> String {
    let mut said = format!(
        "{} have the reference {}. Name the one that you mean by its address:\n",
        counted(found.len() as u64, "inquiry", "inquiries"),
        grouped(reference)
    );
    let rows = found.iter().map(|Inquiry { summary, .. }| {
        [
            format!("  {}", summary.address()),
            desk.time(summary.asked_at),
            or_dash(summary.language.as_deref()),
            summary.state.name().to_owned(),
            summary
                .service
                .as_deref()
                .map_or_else(|| "-".to_owned(), |code| desk.service(code)),
        ]
    });
    let _ = write!(said, "{}", columns(&rows.collect::<Vec<_>>()));
    said
}

/// The reference, or the address, as the store has it.
fn parsed(written: &str) -> anyhow::Result<String> {
    let (reference, id) = match written.split_once('/') {
        Some((reference, id)) => (reference, Some(id)),
        None => (written, None),
    };
    let reference = digits(written, reference)?;
    if reference.len() != usize::from(Reference::DIGITS) {
        bail!(
            "`{written}` is no reference: it has {}, and a reference has {}. `sila inquiries` lists them",
            counted(reference.len() as u64, "digit", "digits"),
            Reference::DIGITS
        );
    }
    if Reference::parse(&reference).is_none() {
        bail!(
            "{} is no reference: one of its digits is wrong, for the last does not fit the others. `sila inquiries` \
             lists them",
            grouped(&reference)
        );
    }
    match id {
        Some(id) => Ok(format!("{reference}/{}", digits(written, id)?)),
        None => Ok(reference),
    }
}

/// The digits alone, of whichever script, without what people put between them.
fn digits(whole: &str, written: &str) -> anyhow::Result<String> {
    let between = |char: &char| {
        char.is_whitespace() || matches!(char, '-' | '–' | '.' | '\u{200e}' | '\u{200f}')
    };
    let digits = written.chars().filter(|char| !between(char)).map(western);
    match digits.collect::<Option<String>>() {
        Some(digits) if !digits.is_empty() => Ok(digits),
        _ => bail!(
            "`{whole}` is no reference: write its eight digits, such as 1234 5674. `sila inquiries` lists them"
        ),
    }
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

#[cfg(test)]
mod tests {
    use super::{grouped, parsed};

    #[test]
    fn a_reference_is_read_in_any_grouping_and_in_arabic_digits() {
        for written in [
            "12345674",
            "1234 5674",
            "12-34-56-74",
            " 123.456.74 ",
            "١٢٣٤٥٦٧٤",
            "۱۲۳۴ ۵۶۷۴",
            "\u{200f}١٢٣٤\u{a0}٥٦٧٤",
        ] {
            assert_eq!(parsed(written).unwrap(), "12345674", "{written}");
        }
        assert_eq!(parsed("1234 5674/٧").unwrap(), "12345674/7");
        assert_eq!(grouped("12345674"), "1234 5674");
    }

    #[test]
    fn what_is_no_reference_is_said() {
        for (written, said) in [
            ("1234567", "it has 7 digits, and a reference has 8"),
            ("12345675", "1234 5675 is no reference: one of its digits"),
            ("1234567x", "write its eight digits"),
            ("", "write its eight digits"),
            ("12345674/", "write its eight digits"),
            ("12345674/x", "write its eight digits"),
        ] {
            let refused = parsed(written).unwrap_err().to_string();
            assert!(refused.contains(said), "{refused}");
        }
    }
}
