//! The gate in front of every page that takes a sign-in.

use std::sync::Arc;

use axum::extract::{FromRequest as _, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::Method;

use super::again;
use super::failure::ConsoleFailure;
use super::routes::ConsoleRoute;
use super::sign_in;
use super::visitor::{OperatorVisit, Visitor};
use crate::operate::operators;
use crate::web::App;
use crate::web::form::SubmittedForm;

/// The state of the guard in front of one route.
#[derive(Clone)]
pub struct Gate {
    pub app: Arc<App>,
    pub route: ConsoleRoute,
}

/// Lets in whoever has signed in and may do what the route is for. Where its form asks for a recent sign-in, that may come
/// with the form; otherwise it is asked for, and the form's fields wait in the page that asks.
pub async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    match admit(&gate, request).await {
        Ok((mut request, visit, cookies)) => {
            request.extensions_mut().insert(visit);
            let response = next.run(request).await;
            match cookies {
                Some(cookies) => (cookies.into_jar(), response).into_response(),
                None => response,
            }
        }
        Err(response) => response,
    }
}

type Admitted = (Request, OperatorVisit, Option<super::cookies::ConsoleCookies>);

async fn admit(gate: &Gate, request: Request) -> Result<Admitted, Response> {
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts, &gate.app);
    let failed = |failure: ConsoleFailure| failure.into_response();
    let database = visitor.database().await.map_err(failed)?;
    let session = match visitor.cookies.session() {
        Some(token) => operators::session(&database, token, visitor.now).await,
        None => Ok(None),
    };
    let session = session.map_err(|error| failed(error.into()))?;
    let Some(mut session) = session else { return Err(sign_in::ask(&visitor)) };
    if !session.may_anywhere(gate.route.permission()) {
        return Err(failed(ConsoleFailure::Forbidden));
    }
    let (mut cookies, mut form) = (None, SubmittedForm::default());
    if parts.method == Method::POST {
        let sent = Request::from_parts(parts.clone(), body);
        form = SubmittedForm::from_request(sent, &gate.app)
            .await
            .map_err(axum::response::IntoResponse::into_response)?;
        if gate.route.asks_again() && !session.is_recent(visitor.now) {
            let signed_in = again::take(&visitor, &database, &session, &form).await?;
            cookies = Some(visitor.cookies.clone().with_session(&signed_in.token));
            session.signed_in_at = visitor.now;
        }
    }
    let visit =
        OperatorVisit { visitor, session: Arc::new(session), database, form: Arc::new(form) };
    Ok((Request::from_parts(parts, axum::body::Body::empty()), visit, cookies))
}
