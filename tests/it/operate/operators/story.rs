//! Somebody is added, works here and leaves; and who can't be.

use sila::catalogue::MenuKey;
use sila::operate::OperateError;
use sila::operate::operators::{self, OperatorRefusal, Permission};
use sila::store::{Grant, Role, Roles};

use super::super::audit::audit;
use super::{Desk, PASSWORD, TestStore, assert_wrong, at_office, minute, refusal, roles};
use crate::store::by;

#[tokio::test]
async fn somebody_is_invited_signs_in_signs_in_again_and_ends() {
    story(Desk::new().await).await;
}

#[tokio::test]
async fn somebody_is_invited_signs_in_signs_in_again_and_ends_over_postgres() {
    story(Desk::with(TestStore::over_postgres().await)).await;
}

async fn story(desk: Desk) {
    let database = desk.database();
    let invitation = desk.added(" Huda ", "editor/1 publisher").await;
    assert_eq!(invitation.login.as_str(), "huda");
    let huda = desk.enrolled(&invitation, PASSWORD, None, minute(1)).await;
    assert_eq!((&*huda.login, huda.recovery_codes.len()), ("huda", 10));
    assert!(desk.key(&invitation, minute(1)).await.is_none());

    let office = at_office(huda.browser());
    let given = ("HUDA", PASSWORD, &*huda.code(minute(2)));
    let signed_in = desk.sign_in(given, office, minute(2)).await.unwrap();
    assert!(signed_in.browser.is_none(), "it has a secret already");
    let session = desk.session(&signed_in, minute(3)).await.unwrap();
    assert!(session.is_recent(minute(6)) && !session.is_recent(minute(7)));
    assert!(session.may(Permission::Publish, None));
    assert!(!session.may(Permission::ManageOperators, None));

    // The code was used: also whoever looked over a shoulder can't.
    assert_wrong(&desk.sign_in(given, office, minute(2)).await);
    desk.failures(1).await;

    // Signing in again makes what is dangerous possible, and the token another.
    let now = minute(20);
    let renewed = desk.sign_in_again(&session, (PASSWORD, &huda.code(now)), now).await.unwrap();
    assert!(desk.session(&signed_in, now).await.is_none());
    assert!(desk.session(&renewed, now).await.unwrap().is_recent(now));

    let set =
        operators::set_roles(database, "Huda", &roles("reader"), by("Sami", minute(21))).await;
    assert_eq!(set.unwrap(), "huda");
    let session = desk.session(&renewed, minute(22)).await.unwrap();
    assert!(!session.may(Permission::Publish, None), "other roles hold at once");
    let ended = operators::end(database, "HUDA", by("Sami", minute(23))).await;
    assert_eq!(ended.unwrap(), "huda");
    assert!(desk.session(&renewed, minute(23)).await.is_none());
    assert_wrong(&desk.enter(&huda, office, minute(24)).await);
    desk.failures(2).await;
    let expected = [
        "operator-added huda Sami “as agreed”",
        "operator-invited huda Sami “as agreed”",
        "invitation-accepted huda huda “”",
        "signed-in huda huda “”",
        "sign-in-failed huda - “” refused: code-used",
        "signed-in huda huda “”",
        "operator-roles-changed huda Sami “as agreed”",
        "operator-ended huda Sami “as agreed”",
        "sign-in-failed huda - “” refused: ended",
    ];
    assert_eq!(audit(database).await, expected);
}

#[tokio::test]
async fn what_nobody_can_be_is_refused() {
    let desk = Desk::new().await;
    let database = desk.database();
    let add = async |login: &str, name: &str, granted: Roles| {
        let new = (login, name, &granted);
        operators::add(database, new, &desk.random(), by("Sami", minute(0))).await
    };
    for login in ["", "هدى", "hu", "huda khan", &"x".repeat(65)] {
        assert_eq!(refusal(add(login, "Huda", roles("reader")).await), OperatorRefusal::NoLogin);
    }
    assert_eq!(refusal(add("huda", "Huda", roles("")).await), OperatorRefusal::NoRole);
    let limited = [Grant { role: Role::Publisher, sector: MenuKey::new(1) }];
    let limited = refusal(add("huda", "Huda", limited.into_iter().collect()).await);
    assert_eq!(limited, OperatorRefusal::NotBySector(Role::Publisher));
    let invisible = add("huda", "Hu\u{202e}da", roles("reader")).await;
    assert!(matches!(invisible, Err(OperateError::Words(_))), "{invisible:?}");
    add("huda", "Huda", roles("administrator")).await.unwrap();
    let taken = refusal(add("HUDA", "Huda", roles("reader")).await);
    assert_eq!(taken, OperatorRefusal::LoginTaken("huda".to_owned()));
    let last = OperatorRefusal::LastAdministrator("huda".to_owned());
    let signed = by("Sami", minute(1));
    assert_eq!(refusal(operators::end(database, "huda", signed).await), last);
    let demoted = operators::set_roles(database, "huda", &roles("reader"), signed).await;
    assert_eq!(refusal(demoted), last);
    let told = audit(database).await;
    assert_eq!(
        told.last().unwrap(),
        "operator-roles-changed huda Sami “as agreed” refused: last-administrator"
    );
    assert!(told.iter().all(|line| !line.contains("khan")), "what is no login may be anything");
}
