//! Reasons for which a page of the console can't be shown, and the page that says so.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::frame::ConsoleFrame;
use super::visitor::Visitor;
use crate::operate::OperateError;
use crate::store::StoreError;
use crate::web::App;
use crate::web::pages::private_page;

/// A reason for which a page of the console can't be shown.
#[derive(Debug, Clone)]
pub enum ConsoleFailure {
    /// The store can't be reached, or failed; without the reason where it did not answer in time.
    Away(Option<Arc<StoreError>>),
    /// None of the operator's roles may do it.
    Forbidden,
    NotFound,
    /// Something else failed; it is in the log.
    Failed,
}

impl From<StoreError> for ConsoleFailure {
    fn from(error: StoreError) -> Self {
        Self::Away(Some(Arc::new(error)))
    }
}

impl From<OperateError> for ConsoleFailure {
    fn from(error: OperateError) -> Self {
        match error {
            OperateError::Store(error) => error.into(),
            error => {
                tracing::error!(%error, "the console could not do something");
                Self::Failed
            }
        }
    }
}

impl ConsoleFailure {
    fn status(&self) -> StatusCode {
        match self {
            Self::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for ConsoleFailure {
    /// Without words: [`in_words`] has the language.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The page that says why there is no other.
#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    frame: ConsoleFrame,
    lead: &'static str,
}

/// Says in the visitor's language why a page can't be shown.
pub async fn in_words(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts, &app);
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(failure) = response.extensions().get::<ConsoleFailure>() else { return response };
    let ui = visitor.ui;
    let (title, lead) = match failure {
        ConsoleFailure::Away(error) => {
            if let Some(error) = error {
                tracing::warn!(%error, "the console can't use the store");
            }
            (ui.t("console-away"), ui.t("console-away-lead"))
        }
        ConsoleFailure::Forbidden => (ui.t("console-forbidden"), ui.t("console-forbidden-lead")),
        ConsoleFailure::NotFound => (ui.t("console-not-found"), ui.t("console-not-found-lead")),
        ConsoleFailure::Failed => (ui.t("console-failed"), ui.t("console-failed-lead")),
    };
    let page = FailurePage { frame: ConsoleFrame::of_nobody(&visitor, title.to_owned()), lead };
    private_page(&page, failure.status())
}
