//! Who gets which page, and when the sign-in is asked for again.

use jiff::SignedDuration;
use sila::operate::operators::may;
use sila::store::Roles;
use sila::web::console::ConsoleRoute;

use super::{Console, PASSWORD};

const ROLES: [&str; 6] =
    ["reader", "editor", "editor/2", "answerer/1", "publisher", "administrator"];

fn path(route: ConsoleRoute) -> String {
    format!("/console{}", route.name()).replace("{login}", "victim").replace("{number}", "1")
}

#[tokio::test]
async fn every_route_is_for_whoever_may_and_for_nobody_else() {
    let console = Console::open().await;
    console.enrolled("victim", "reader").await;
    let nobody = console.browser();
    for route in ConsoleRoute::ALL {
        for page in [nobody.get(&path(route)).await, nobody.post(&path(route), &[]).await] {
            assert_eq!(page.status, 303, "{route:?}");
            assert!(page.location.starts_with("/console/sign-in"), "{route:?}: {}", page.location);
        }
    }
    for granted in ROLES {
        let login = granted.replace('/', "-");
        let person = console.enrolled(&login, granted).await;
        let roles = Roles::parse(granted).unwrap();
        for route in ConsoleRoute::ALL {
            let browser = console.signed_in(&person).await;
            let reaches =
                [None, sila::catalogue::MenuKey::new(1), sila::catalogue::MenuKey::new(2)];
            let is_allowed =
                reaches.into_iter().any(|sector| may(&roles, route.permission(), sector));
            let shown = browser.get(&path(route)).await;
            let sent = browser.post(&path(route), &[("role", "reader")]).await;
            if is_allowed {
                assert!(
                    matches!(shown.status, 200 | 303),
                    "{granted}, {route:?}: {}",
                    shown.status
                );
                assert_ne!(sent.status, 403, "{granted}, {route:?}");
            } else {
                assert_eq!((shown.status, sent.status), (403, 403), "{granted}, {route:?}");
            }
        }
    }
}

#[tokio::test]
async fn roles_that_were_taken_away_open_nothing_any_more() {
    let console = Console::open().await;
    let chief = console.enrolled("chief", "administrator").await;
    let other = console.enrolled("other", "administrator").await;
    let (chief, other) = (console.signed_in(&chief).await, console.signed_in(&other).await);
    assert_eq!(other.get("/console/operators").await.status, 200);
    let page = chief.post("/console/operators/of/other/roles", &[("role", "reader")]).await;
    assert_eq!((page.status, page.location.as_str()), (303, "/console/operators/of/other"));
    assert_eq!(other.get("/console/operators").await.status, 403);
    assert_eq!(other.get("/console").await.status, 200);
    chief.post("/console/operators/of/other/end", &[("reason", "moved on")]).await;
    assert_eq!(other.get("/console").await.status, 303);
}

#[tokio::test]
async fn what_is_dangerous_asks_again_and_the_form_waits() {
    let console = Console::open().await;
    let chief = console.enrolled("chief", "administrator").await;
    let browser = console.signed_in(&chief).await;
    console.clock.forward(SignedDuration::from_mins(6));
    let session = browser.cookie("sila-session").unwrap();
    let fields = vec![
        ("login", "ahmed"),
        ("name", "أحمد \"<b>\""),
        ("role", "reader"),
        ("role", "editor/2"),
    ];
    let asked = browser.post("/console/operators/add", &fields).await;
    assert_eq!(asked.status, 403);
    for waiting in
        ["value=\"ahmed\"", "أحمد &#34;&#60;b&#62;&#34;", "value=\"reader\"", "value=\"editor/2\""]
    {
        assert!(asked.text.contains(waiting), "{waiting}: {}", asked.text);
    }
    let again = |code: String| {
        let browser = &browser;
        let mut fields = fields.clone();
        fields.push(("again-password", PASSWORD));
        async move {
            browser
                .post("/console/operators/add", &[fields, vec![("again-code", &code)]].concat())
                .await
        }
    };
    let wrong = again("000000".to_owned()).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("value=\"ahmed\"") && !wrong.text.contains(PASSWORD));
    let done = again(chief.code(&console)).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert!(done.text.contains("/console/invitation#"), "{}", done.text);
    assert_ne!(browser.cookie("sila-session").unwrap(), session);
    let operators = browser.get("/console/operators").await.text;
    assert!(operators.contains("أحمد &#34;&#60;b&#62;&#34;"), "{operators}");
    let thief = console.browser();
    thief.set_cookie("sila-session", &session);
    assert_eq!(thief.get("/console").await.status, 303, "the secret of before is worth nothing");
}

#[tokio::test]
async fn without_a_way_that_nobody_listens_on_there_is_no_console() {
    let console = Console::with(|config| config.listen = "0.0.0.0:0".parse().unwrap()).await;
    assert_eq!(console.browser().get("/console/sign-in").await.status, 404);
    let console = Console::with(|config| config.serves_console = false).await;
    assert_eq!(console.browser().get("/console").await.status, 404);
}
