//! Forms that readers send.

use std::sync::Arc;

use axum::extract::{FromRequest, Request};

use crate::web::request::read_body;
use crate::web::{App, RequestRefusal};

/// The fields of a form.
pub struct ReaderForm(Vec<(String, String)>);

impl FromRequest<Arc<App>> for ReaderForm {
    type Rejection = RequestRefusal;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, RequestRefusal> {
        let (head, body) = request.into_parts();
        let body = read_body(&head.method, body, app.timeouts.body).await;
        let body = body.map_err(|refusal| app.refused(refusal))?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

impl ReaderForm {
    /// The text in a field, without blanks around it; empty where there is no such field.
    pub fn text(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(field, _)| field == name);
        field.map_or("", |(_, text)| text.trim())
    }

    /// Returns whether the form has this field.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }
}
