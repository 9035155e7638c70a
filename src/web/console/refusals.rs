//! Words for what is refused at the console.

use http::StatusCode;

use super::failure::ConsoleFailure;
use crate::operate::OperateError;
use crate::operate::operators::{
    LONGEST_PASSWORD, OperatorRefusal, PasswordMistake, SHORTEST_PASSWORD, SignInRefusal,
};
use crate::store::WordsError;
use crate::web::pages::{Markup, Ui};

/// A refusal in words, with the field of the form that it is about.
pub struct FormFinding {
    pub field: &'static str,
    pub words: Markup,
}

/// The finding of a page, if something was refused.
pub struct PageFinding(pub Option<FormFinding>);

impl PageFinding {
    /// The words to show at a field of the form.
    pub fn at(&self, field: &str) -> Option<&Markup> {
        let finding = self.0.as_ref().filter(|finding| finding.field == field);
        finding.map(|finding| &finding.words)
    }

    /// The status of the page.
    pub fn status(&self) -> StatusCode {
        if self.0.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}

/// The key of the message for somebody who could not sign in.
pub fn sign_in_words(refusal: &SignInRefusal) -> &'static str {
    match refusal {
        SignInRefusal::Wrong => "sign-in-wrong",
        SignInRefusal::Throttled => "sign-in-throttled",
        SignInRefusal::Busy => "sign-in-busy",
        SignInRefusal::Store(_) => "console-away",
    }
}

/// The finding to show at the form; the failure where nothing in the form is wrong.
pub fn finding(ui: Ui, error: OperateError) -> Result<FormFinding, ConsoleFailure> {
    let refusal = match error {
        OperateError::Operator(refusal) => refusal,
        OperateError::Words(mistake) => return Ok(of_words(ui, &mistake)),
        error => return Err(error.into()),
    };
    let (field, words) = match &refusal {
        OperatorRefusal::NoLogin => ("login", ui.with("refused-no-login", &[])),
        OperatorRefusal::LoginTaken(login) => {
            ("login", ui.with("refused-login-taken", &[("login", login)]))
        }
        OperatorRefusal::UnknownOperator(_) => return Err(ConsoleFailure::NotFound),
        OperatorRefusal::Ended(login) => ("login", ui.with("refused-ended", &[("login", login)])),
        OperatorRefusal::NoRole => ("roles", ui.with("refused-no-role", &[])),
        OperatorRefusal::NotBySector(_) => ("roles", ui.with("refused-not-by-sector", &[])),
        OperatorRefusal::LastAdministrator(login) => {
            ("roles", ui.with("refused-last-administrator", &[("login", login)]))
        }
        OperatorRefusal::Password(mistake) => ("password", of_password(ui, *mistake)),
        OperatorRefusal::WrongCode => ("code", ui.with("refused-code", &[])),
        OperatorRefusal::InvitationGone => ("token", ui.with("refused-invitation", &[])),
        OperatorRefusal::NotRecent | OperatorRefusal::SignedOut => {
            ("password", ui.with("again-lead", &[]))
        }
        OperatorRefusal::Busy => ("password", ui.with("sign-in-busy", &[])),
    };
    Ok(FormFinding { field, words })
}

fn of_password(ui: Ui, mistake: PasswordMistake) -> Markup {
    match mistake {
        PasswordMistake::TooShort => ui.n("refused-short", SHORTEST_PASSWORD),
        PasswordMistake::TooLong => ui.n("refused-long", LONGEST_PASSWORD),
        PasswordMistake::HasLogin => ui.with("refused-has-login", &[]),
        PasswordMistake::Common => ui.with("refused-common", &[]),
    }
}

fn of_words(ui: Ui, mistake: &WordsError) -> FormFinding {
    let (what, words) = match mistake {
        WordsError::Empty(what) => (what, ui.with("refused-empty", &[])),
        WordsError::TooLong { what, most, .. } => (what, ui.n("refused-long", *most)),
        WordsError::Invisible { what, .. } => (what, ui.with("refused-invisible", &[])),
    };
    FormFinding { field: if *what == "reason" { "reason" } else { "name" }, words }
}
