//! Inquiries, as people name them.

use std::fmt::Write as _;

use sila::operate::inquiries::{
    FoundInquiry, InquiryAddress, InquiryRefusal, ReferenceError, address_of, find,
    grouped_reference,
};
use sila::store::Inquiry;

use crate::cli::desk::{Desk, counted, or_dash};
use crate::cli::shared::{Unspeakable, columns};

/// The inquiry that is meant.
#[derive(clap::Args)]
pub struct Named {
    /// The reference that the caller was told, in any grouping, in these or Arabic digits: 1234 5674. Where several
    /// inquiries share it, the address of one: 1234 5674/7.
    #[arg(required = true, num_args = 1.., value_name = "REF")]
    reference: Vec<String>,
}

/// Looks up the inquiry that is meant.
pub async fn look_up(desk: &Desk, named: &Named) -> anyhow::Result<FoundInquiry> {
    let address = InquiryAddress::parse(&named.reference.concat());
    let found = match address {
        Ok(address) => find(&desk.database, &address).await,
        Err(error) => Err(error.into()),
    };
    found.map_err(|refusal| explained(desk, refusal))
}

/// The reason why nothing was done, in words.
pub fn explained(desk: &Desk, refusal: InquiryRefusal) -> anyhow::Error {
    let message = match refusal {
        InquiryRefusal::Reference(error) => reference(&error),
        InquiryRefusal::Unknown(address) => format!(
            "There is no inquiry with the reference {address}. Check the digits; closed ones are removed some time \
             later."
        ),
        InquiryRefusal::Several(address, found) => several(desk, &address, &found),
        InquiryRefusal::Closed(address) => {
            let reference = grouped_reference(address.reference());
            format!("The inquiry {reference} is closed, and nothing more can be done about it.")
        }
        InquiryRefusal::LanguageGone { code } => format!(
            "the question was left in the language `{code}`, which the hotline speaks no more, so that no answer in \
             it can be heard: call the caller back, then close the inquiry"
        ),
        InquiryRefusal::NoLanguage => "the hotline speaks no language".to_owned(),
        InquiryRefusal::Unspeakable(mistakes) => return Unspeakable { mistakes }.into(),
        InquiryRefusal::Words(error) => return error.into(),
        InquiryRefusal::Store(error) => return error.into(),
    };
    anyhow::Error::msg(message)
}

fn reference(error: &ReferenceError) -> String {
    match error {
        ReferenceError::NotDigits(written) => format!(
            "`{written}` is no reference: write its eight digits, such as 1234 5674. `sila inquiries` lists them"
        ),
        ReferenceError::WrongLength { written, digits } => format!(
            "`{written}` is no reference: it has {}, and a reference has eight. `sila inquiries` lists them",
            counted(*digits as u64, "digit", "digits"),
        ),
        ReferenceError::WrongDigit(reference) => format!(
            "{} is no reference: one of its digits is wrong, for the last does not fit the others. `sila inquiries` \
             lists them",
            grouped_reference(reference)
        ),
    }
}

fn several(desk: &Desk, address: &InquiryAddress, found: &[Inquiry]) -> String {
    let mut text = format!(
        "{} have the reference {}. Name the one that you mean by its address:\n",
        counted(found.len() as u64, "inquiry", "inquiries"),
        grouped_reference(address.reference())
    );
    let rows = found.iter().map(|inquiry| {
        let summary = &inquiry.summary;
        [
            format!("  {}", address_of(inquiry)),
            desk.time(summary.asked_at),
            or_dash(summary.language.as_deref()),
            summary.state.name().to_owned(),
            summary.service.as_deref().map_or_else(|| "-".to_owned(), |code| desk.service(code)),
        ]
    });
    let _ = write!(text, "{}", columns(&rows.collect::<Vec<_>>()));
    text
}
