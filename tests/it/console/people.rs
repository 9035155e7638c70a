//! Looking after the people who work here.

use super::{Console, PASSWORD};

#[tokio::test]
async fn an_administrator_adds_somebody_who_then_works_here() {
    let console = Console::open().await;
    let chief = console.enrolled("chief", "administrator").await;
    let browser = console.signed_in(&chief).await;
    for (fields, words) in [
        (vec![("login", "no login"), ("name", "أحمد"), ("role", "reader")], "لا يصلح هذا اسم دخول"),
        (vec![("login", "chief"), ("name", "أحمد"), ("role", "reader")], "مأخوذ"),
        (vec![("login", "ahmed"), ("name", " "), ("role", "reader")], "هذا الحقل فارغ"),
        (vec![("login", "ahmed"), ("name", "أحمد")], "اختر دورًا واحدًا"),
        (vec![("login", "ahmed"), ("name", "أحمد"), ("role", "publisher/1")], "اختر دورًا واحدًا"),
    ] {
        let page = browser.post("/console/operators/add", &fields).await;
        assert_eq!(page.status, 422, "{fields:?}");
        assert!(page.text.contains(words), "{fields:?}: {}", page.text);
        assert!(page.text.contains(&format!("value=\"{}\"", fields[0].1)), "it stays in the form");
    }
    let fields = [("login", "Ahmed"), ("name", "أحمد"), ("role", "answerer/2"), ("role", "reader")];
    let page = browser.post("/console/operators/add", &fields).await;
    assert_eq!(page.status, 200);
    let link = page.text.split("/console/invitation#").nth(1).unwrap();
    let token = link.split('"').next().unwrap();
    let operators = browser.get("/console/operators").await.text;
    assert!(operators.contains("مدعو</span>") && !operators.contains(token), "{operators}");

    let key = console.key(token).await;
    let ahmed = super::Person { login: "ahmed".to_owned(), key };
    let fields = [
        ("token", token),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
        ("code", &ahmed.code(&console)),
    ];
    let accepted = console.browser().post("/console/invitation/accept", &fields).await;
    assert_eq!(accepted.status, 200);
    let own = console.signed_in(&ahmed).await;
    assert_eq!(own.get("/console/operators").await.status, 403);
    let page = browser.get("/console/operators/of/ahmed").await.text;
    assert!(page.contains("value=\"answerer/2\" checked"), "{page}");
    assert!(!page.contains("value=\"answerer\" checked"), "{page}");
    browser.post("/console/operators/of/ahmed/sessions", &[]).await;
    assert_eq!(own.get("/console").await.status, 303);
}

#[tokio::test]
async fn a_lost_telephone_is_replaced_by_a_new_link() {
    let console = Console::open().await;
    let chief = console.enrolled("chief", "administrator").await;
    let huda = console.enrolled("huda", "reader").await;
    let browser = console.signed_in(&chief).await;
    let page = browser.post("/console/operators/of/huda/invitation", &[]).await;
    let link = page.text.split("/console/invitation#").nth(1).unwrap();
    let token = link.split('"').next().unwrap();
    console.signed_in(&huda).await;
    let key = console.key(token).await;
    let renewed = super::Person { login: "huda".to_owned(), key };
    let fields = [
        ("token", token),
        ("password", PASSWORD),
        ("repeated", PASSWORD),
        ("code", &renewed.code(&console)),
    ];
    console.browser().post("/console/invitation/accept", &fields).await;
    assert_eq!(console.browser().sign_in(&huda).await.status, 422, "the telephone of before");
    console.signed_in(&renewed).await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let console = Console::open().await;
    let chief = console.enrolled("chief", "administrator").await;
    // Whoever has not accepted can look after nobody.
    console.invited("invited", "مدعو", "administrator").await;
    let browser = console.signed_in(&chief).await;
    for act in ["roles", "end"] {
        let path = format!("/console/operators/of/chief/{act}");
        let page = browser.post(&path, &[("role", "reader")]).await;
        assert_eq!(page.status, 422, "{act}");
        assert!(page.text.contains("لا مسؤول غير"), "{}", page.text);
    }
    assert_eq!(browser.get("/console/operators").await.status, 200);
    assert_eq!(browser.get("/console/operators/of/nobody").await.status, 404);
    assert_eq!(browser.post("/console/operators/of/nobody/end", &[]).await.status, 404);
}
