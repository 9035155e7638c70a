//! The edition that a folder's files were made from.

use std::io;

use camino::Utf8Path;
use jiff::Timestamp;

use super::OperateError;
use crate::catalogue::EditionNumber;
use crate::store::Database;

/// Notes in a folder which edition its files are. Hidden, so that it is no file of the hotline.
pub const MARK: &str = ".sila-edition";

/// The edition that a folder's files are, if the folder knows it.
pub fn marked(folder: &Utf8Path) -> Option<EditionNumber> {
    let mark = std::fs::read_to_string(folder.join(MARK)).ok()?;
    EditionNumber::parse(mark.trim())
}

/// Notes which edition a folder's files are.
pub fn mark(folder: &Utf8Path, number: EditionNumber) -> io::Result<()> {
    std::fs::write(folder.join(MARK), format!("{number}\n"))
}

/// The latest revision at which an edition was heard, or the one in force if files were made from no edition; none
/// before the first edition. Of an edition that was never heard, its parent counts.
pub async fn base_revision(
    database: &Database,
    base: Option<EditionNumber>,
) -> Result<Option<u64>, OperateError> {
    let Some(active) = database.active().await? else {
        return Ok(None);
    };
    let mut number = base.unwrap_or(active.edition);
    if number == active.edition {
        return Ok(Some(active.revision));
    }
    let activations = database.activations(Timestamp::MIN).await?;
    loop {
        if let Some(heard) = activations.iter().find(|heard| heard.edition == number) {
            return Ok(Some(heard.revision));
        }
        let record = database.edition(number).await?;
        let record = record.ok_or(OperateError::UnknownEdition(number))?;
        number = record.parent.unwrap_or(active.edition);
    }
}
