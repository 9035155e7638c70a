//! Inquiries, as people name them.

use anyhow::bail;
use sila::messages::english;
use sila::operate::OperateError;
use sila::operate::inquiries::{FoundInquiry, InquiryAddress, address_of, find, find_for};
use sila::store::{ActKind, Authorship, InquirySummary};

use crate::cli::desk::{Desk, or_dash};
use crate::cli::shared::columns;

/// The inquiry that is meant.
#[derive(clap::Args)]
pub struct Named {
    /// The reference that the caller was told, in any grouping, in these or Arabic digits: 1234 5674. Where several
    /// inquiries share it, the address of one: 1234 5674/7.
    #[arg(required = true, num_args = 1.., value_name = "REF")]
    reference: Vec<String>,
}

/// Looks up the inquiry that is meant, for an act that is refused where there is none, or only to look at it.
pub async fn look_up(
    desk: &Desk,
    named: &Named,
    act: Option<(ActKind, Authorship<'_>)>,
) -> anyhow::Result<FoundInquiry> {
    let address = InquiryAddress::parse(&named.reference.concat()).map_err(OperateError::from)?;
    let found = match act {
        Some((kind, by)) => find_for(&desk.database, &address, kind, by).await,
        None => find(&desk.database, &address).await,
    };
    if let Err(error @ OperateError::Several(_, several)) = &found {
        bail!("{}\n{}", english::operate::error(error), listed(desk, several));
    }
    Ok(found?)
}

fn listed(desk: &Desk, several: &[InquirySummary]) -> String {
    let rows = several.iter().map(|summary| {
        [
            format!("  {}", address_of(summary)),
            desk.time(summary.asked_at),
            or_dash(summary.language.as_deref()),
            summary.state.name().to_owned(),
            summary.service.as_deref().map_or_else(|| "-".to_owned(), |code| desk.service(code)),
        ]
    });
    columns(&rows.collect::<Vec<_>>())
}
