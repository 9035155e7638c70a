//! Forms that browsers send.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};

use crate::web::request::read_body;
use crate::web::{App, RequestRefusal};

/// The fields of a form, in the order in which they were sent.
#[derive(Debug, Clone, Default)]
pub struct SubmittedForm(Vec<(String, String)>);

impl FromRequest<Arc<App>> for SubmittedForm {
    type Rejection = RequestRefusal;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, RequestRefusal> {
        let (head, body) = request.into_parts();
        let body = read_body(&head.method, body, app.timeouts.body).await;
        let body = body.map_err(|refusal| app.refused(refusal))?;
        Ok(Self::parse(&body))
    }
}

impl SubmittedForm {
    /// The fields of a body, or of an address's query.
    pub fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The text in a field, without blanks around it; empty where there is no such field.
    pub fn text(&self, name: &str) -> &str {
        self.exact(name).trim()
    }

    /// The text in a field as it was written; empty where there is no such field.
    pub fn exact(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(field, _)| field == name);
        field.map_or("", |(_, text)| text)
    }

    /// The texts of all fields with this name.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.fields().filter(move |(field, _)| *field == name).map(|(_, text)| text)
    }

    /// Every field with its text.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, text)| (field.as_str(), text.as_str()))
    }

    /// Returns whether the form has this field.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }
}
