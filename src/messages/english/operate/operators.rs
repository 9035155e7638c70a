//! Refusals about operators.

use crate::operate::operators::{
    LONGEST_PASSWORD, OperatorRefusal, PasswordMistake, SHORTEST_PASSWORD,
};
use crate::store::shown;

/// The reason why something about operators was not done.
pub fn refusal(refusal: &OperatorRefusal) -> String {
    use OperatorRefusal as R;
    let text = match refusal {
        R::NoLogin => {
            "A login has 3 to 64 characters: Latin letters, digits, and . - _ @. Write it so; the name may be in any script."
        }
        R::LoginTaken(login) => {
            return format!(
                "The login {login} is somebody's already, or was. Choose another; `sila operators list` shows them all."
            );
        }
        R::UnknownOperator(login) => {
            return format!(
                "There is no operator {}. `sila operators list` shows those that there are.",
                shown(login)
            );
        }
        R::Ended(login) => {
            return format!(
                "{login} does not work here any more, and nothing was changed. Add the person again, under another login."
            );
        }
        R::NoRole => "An operator needs a role.",
        R::NotBySector(role) => {
            return format!(
                "The role {} can't be limited to a sector: give it without one.",
                role.name()
            );
        }
        R::LastAdministrator(login) => {
            return format!(
                "{login} is the only administrator, and nothing was changed. Make somebody else an administrator first."
            );
        }
        R::Password(mistake) => return password(*mistake),
        R::WrongCode => {
            "The code is wrong, or too old. See that the telephone's clock is right, and give the next code."
        }
        R::InvitationGone => {
            "This invitation was accepted or replaced, or is too old. Ask an administrator for another."
        }
        R::NotRecent => "Sign in again first.",
        R::SignedOut => "You are signed out, and nothing was changed. Sign in.",
        R::Busy => "Too many sign in at this moment. Try again.",
    };
    text.to_owned()
}

fn password(mistake: PasswordMistake) -> String {
    match mistake {
        PasswordMistake::TooShort => format!(
            "The password is too short: it needs {SHORTEST_PASSWORD} characters. Several words are easy to remember."
        ),
        PasswordMistake::TooLong => {
            format!("The password is too long: it may have {LONGEST_PASSWORD} characters.")
        }
        PasswordMistake::HasLogin => {
            "The password has the login in it. Choose one that has not.".to_owned()
        }
        PasswordMistake::Common => {
            "The password is one of those that are tried first. Choose another.".to_owned()
        }
    }
}
