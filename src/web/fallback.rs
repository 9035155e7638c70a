//! The static document for when nothing else works: `/fallback/{line}`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use crate::catalogue::{Hotline, Phrase};
use crate::dialects::{Dialect, Ending, Words};
use crate::web::app::App;
use crate::web::refusal::RequestRefusal;

/// Answers with the apology, in all languages. It is the same for everybody and says nothing that
/// is not public, so it asks for no signature: it must work when signatures are what is broken.
pub async fn document_of_line(
    State(app): State<Arc<App>>,
    Path(line): Path<String>,
) -> Result<Response, RequestRefusal> {
    let line = app.lines.get(&line);
    let line = line.ok_or_else(|| app.refused(RequestRefusal::UnknownLine))?;
    Ok(line.respond(app.fallback(line)))
}

/// The apology as a document that needs no server behind it: spoken by the provider's voices.
pub fn document(dialect: &dyn Dialect, hotline: &Hotline) -> Vec<u8> {
    dialect.announce(&Words::in_every_language(hotline, Phrase::Fallback), Ending::HangUp)
}
