//! `/console/language`: the language of the console in this browser.

use axum::response::{IntoResponse as _, Redirect, Response};

use super::routes::ROOT;
use super::visitor::Visitor;
use crate::web::form::SubmittedForm;
use crate::web::pages::Ui;

/// Keeps the choice, and goes back to the page that it was made on.
pub async fn choose(visitor: Visitor, form: SubmittedForm) -> Response {
    let back = form.text("back");
    let is_ours = back.starts_with(ROOT) && back.chars().all(|c| c.is_ascii_graphic());
    let back = if is_ours { back } else { ROOT };
    let path = format!("{}{back}", visitor.app.public_url.path());
    let cookies = visitor.cookies.clone();
    let cookies = match Ui::of(form.text("language")) {
        Some(ui) => cookies.with_language(ui.code()),
        None => cookies,
    };
    (cookies.into_jar(), Redirect::to(&path)).into_response()
}
