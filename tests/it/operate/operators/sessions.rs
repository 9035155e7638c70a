//! Sessions: how long they last, signing in again in them, and their ends.

use sila::operate::operators::{self, OperatorRefusal, PasswordMistake};
use sila::store::Session;

use super::{
    ANOTHER_PASSWORD, Desk, Enrolled, OFFICE, PASSWORD, Peer, STRANGER, assert_throttled,
    assert_wrong, minute, refusal,
};
use crate::store::by;

const NEW_BROWSER: Peer<'_> = Peer { network: OFFICE, browser: None };

impl Desk {
    /// Signs somebody in and gives the session.
    async fn begun(&self, who: &Enrolled, at: i64) -> Session {
        let signed_in = self.enter(who, NEW_BROWSER, minute(at)).await.unwrap();
        self.session(&signed_in, minute(at)).await.unwrap()
    }

    /// The numbers of the live sessions, the smallest first.
    async fn live(&self, at: i64) -> Vec<u64> {
        let sessions = operators::sessions(self.database(), None, minute(at)).await.unwrap();
        let mut numbers: Vec<_> = sessions.iter().map(|session| session.number).collect();
        numbers.sort_unstable();
        numbers
    }
}

#[tokio::test]
async fn a_session_ends_unused_after_half_an_hour_and_in_any_case_after_half_a_day() {
    let desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    let signed_in = desk.enter(&huda, STRANGER, minute(0)).await.unwrap();
    for at in (0..720).step_by(29) {
        assert!(desk.session(&signed_in, minute(at)).await.is_some(), "{at}");
        assert_eq!(desk.live(at).await.len(), 1);
    }
    assert!(desk.session(&signed_in, minute(720)).await.is_none());
    let database = desk.database();
    assert_eq!(operators::sessions(database, Some("huda"), minute(720)).await.unwrap(), []);

    let signed_in = desk.enter(&huda, STRANGER, minute(800)).await.unwrap();
    assert!(desk.session(&signed_in, minute(829)).await.is_some());
    assert!(desk.session(&signed_in, minute(859)).await.is_none());
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_session_last_longer() {
    let desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    let signed_in = desk.enter(&huda, STRANGER, minute(0)).await.unwrap();
    let session = desk.session(&signed_in, minute(0)).await.unwrap();
    // The clocks of two nodes may differ a little.
    assert!(desk.session(&signed_in, minute(-1)).await.is_some());
    assert!(session.is_recent(minute(-1)));
    for back in [-2, -60, -60 * 24 * 365] {
        assert!(desk.session(&signed_in, minute(back)).await.is_none(), "{back}");
        assert!(!session.is_recent(minute(back)), "{back}");
        assert_eq!(desk.live(back).await, [] as [u64; 0], "{back}");
        let changed = desk.change_password(&session, ANOTHER_PASSWORD, minute(back)).await;
        assert_eq!(refusal(changed), OperatorRefusal::NotRecent, "{back}");
    }
}

#[tokio::test]
async fn sessions_end_by_whoever_signs_out_and_by_an_administrator() {
    let desk = Desk::new().await;
    let database = desk.database();
    let huda = desk.joined("huda", "reader").await;
    let other = desk.begun(&desk.joined("sami", "reader").await, 0).await;
    let mut begun = Vec::new();
    for at in 0..4 {
        begun.push(desk.begun(&huda, at).await);
    }
    assert!(operators::sign_out(database, &begun[0], minute(5)).await.unwrap());
    assert!(!operators::sign_out(database, &begun[0], minute(5)).await.unwrap());
    let signed = by("Sami", minute(5));
    let end = async |login, number| {
        operators::end_session(database, (login, number), signed).await.unwrap()
    };
    assert!(!end("huda", other.number).await);
    assert!(end("huda", begun[1].number).await);
    assert!(!end("huda", begun[1].number).await);
    let left = [other.number, begun[2].number, begun[3].number];
    assert_eq!(desk.live(5).await, left);
    // Whatever the clock of the machine says on which it is commanded.
    let far_ahead = by("Sami", minute(60 * 24));
    assert_eq!(operators::end_sessions(database, "Huda", far_ahead).await.unwrap(), 2);
    assert_eq!(desk.live(5).await, [other.number]);
    let unknown = refusal(operators::end_sessions(database, "noor", signed).await);
    assert_eq!(unknown, OperatorRefusal::UnknownOperator("noor".to_owned()));
}

#[tokio::test]
async fn a_password_is_changed_after_a_recent_sign_in_and_ends_all_sessions() {
    let desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    let other = desk.begun(&desk.joined("sami", "reader").await, 0).await;
    desk.begun(&huda, 0).await;
    let session = desk.begun(&huda, 1).await;
    let change = async |new: &str, at| desk.change_password(&session, new, minute(at)).await;
    assert_eq!(refusal(change(ANOTHER_PASSWORD, 6).await), OperatorRefusal::NotRecent);
    let common = refusal(change("passwordpassword", 4).await);
    assert_eq!(common, OperatorRefusal::Password(PasswordMistake::Common));
    assert_eq!(desk.live(4).await.len(), 3);
    change(ANOTHER_PASSWORD, 4).await.unwrap();
    assert_eq!(desk.live(4).await, [other.number]);
    assert_wrong(&desk.enter(&huda, STRANGER, minute(6)).await);
    let huda = Enrolled { password: ANOTHER_PASSWORD, ..huda };
    desk.enter(&huda, STRANGER, minute(7)).await.unwrap();
}

#[tokio::test]
async fn a_session_that_was_ended_meanwhile_changes_no_password() {
    let desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    let stolen = desk.begun(&huda, 0).await;
    operators::end_sessions(desk.database(), "huda", by("Sami", minute(1))).await.unwrap();
    let changed = desk.change_password(&stolen, ANOTHER_PASSWORD, minute(1)).await;
    assert_eq!(refusal(changed), OperatorRefusal::SignedOut);
    desk.enter(&huda, STRANGER, minute(2)).await.unwrap();

    let stolen = desk.begun(&huda, 3).await;
    let again = desk.invited_again("huda", 3).await;
    let huda = desk.enrolled(&again, PASSWORD, None, minute(4)).await;
    let changed = desk.change_password(&stolen, ANOTHER_PASSWORD, minute(4)).await;
    assert_eq!(refusal(changed), OperatorRefusal::SignedOut);
    desk.enter(&huda, STRANGER, minute(5)).await.unwrap();
}

#[tokio::test]
async fn signing_in_again_asks_for_both_and_a_refusal_uses_up_nothing() {
    let desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    let signed_in = desk.enter(&huda, STRANGER, minute(0)).await.unwrap();
    let session = desk.session(&signed_in, minute(0)).await.unwrap();
    let now = minute(10);
    let code = huda.code(now);
    for (password, code) in
        [("the password is wrong", &*code), (PASSWORD, "000000"), (PASSWORD, "")]
    {
        assert_wrong(&desk.sign_in_again(&session, (password, code), now).await);
    }
    assert_eq!(
        desk.failures(2).await,
        ["huda huda code", "huda huda password"],
        "in a session it is the operator who fails, each kind once in an hour"
    );
    let unchanged = desk.session(&signed_in, now).await.unwrap();
    assert!(!unchanged.is_recent(now));
    let renewed = desk.sign_in_again(&session, (PASSWORD, &code), now).await.unwrap();
    assert!(desk.session(&renewed, now).await.unwrap().is_recent(now));
    assert!(desk.session(&signed_in, now).await.is_none());

    // A session that was ended goes on for nobody, and the code is as good as before.
    let session = desk.session(&renewed, minute(11)).await.unwrap();
    operators::end_sessions(desk.database(), "huda", by("Sami", minute(11))).await.unwrap();
    let code = huda.code(minute(12));
    assert_wrong(&desk.sign_in_again(&session, (PASSWORD, &code), minute(12)).await);
    assert_eq!(desk.live(12).await, [] as [u64; 0]);
    desk.sign_in(("huda", PASSWORD, &code), STRANGER, minute(12)).await.unwrap();
}

#[tokio::test]
async fn guesses_in_a_session_are_bounded_and_bound_no_other() {
    let desk = Desk::new().await;
    let huda = desk.joined("huda", "reader").await;
    let (one, other) = (desk.begun(&huda, 0).await, desk.begun(&huda, 1).await);
    let now = minute(2);
    for _ in 0..10 {
        assert_wrong(&desk.sign_in_again(&one, ("a wrong guess", "123456"), now).await);
    }
    let right = (PASSWORD, &*huda.code(now));
    assert_throttled(&desk.sign_in_again(&one, right, now).await);
    desk.sign_in_again(&other, right, now).await.unwrap();
    let next_hour = minute(61);
    let right = (PASSWORD, &*huda.code(next_hour));
    desk.sign_in_again(&one, right, next_hour).await.unwrap();
}
