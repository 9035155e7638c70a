//! Signing in, signing in again, and out.

use jiff::SignedDuration;
use sila::dialects::PublicUrl;

use super::{Console, PASSWORD};

#[tokio::test]
async fn whoever_is_invited_sets_a_password_and_a_second_factor_and_signs_in() {
    let console = Console::open().await;
    let token = console.invited("huda", "هدى العلي", "editor/1 reader").await;
    let browser = console.browser();
    assert_eq!(browser.get("/console/invitation").await.status, 200);
    let page = browser.post("/console/invitation", &[("token", &token)]).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("هدى العلي") && page.text.contains("<path d=\"M"), "{}", page.text);
    let key = console.key(&token).await;
    let code = crate::one_time_codes::one_time_code(&key, console.clock.now());
    let (browser, token) = (&browser, &token);
    let send = |password, repeated, code| {
        let fields = vec![
            ("token", token.as_str()),
            ("password", password),
            ("repeated", repeated),
            ("code", code),
        ];
        async move { browser.post("/console/invitation/accept", &fields).await }
    };
    for (password, repeated, code, words) in [
        ("short", "short", code.as_str(), "كلمة السر قصيرة"),
        (PASSWORD, "another sentence", &code, "الكلمتان مختلفتان"),
        ("huda huda huda huda", "huda huda huda huda", &code, "في كلمة السر اسم دخولك"),
        (PASSWORD, PASSWORD, "000000", "هذا الرمز لا يوافق المفتاح"),
    ] {
        let page = send(password, repeated, code).await;
        assert_eq!(page.status, 422, "{password}");
        assert!(page.text.contains(words) && !page.text.contains(password), "{}", page.text);
    }
    let page = send(PASSWORD, PASSWORD, &code).await;
    assert_eq!((page.status, page.text.matches("class=\"secret\"").count()), (200, 10));
    let again = send(PASSWORD, PASSWORD, &code).await;
    assert_eq!(again.status, 422, "an invitation is accepted once");
    assert!(again.text.contains("هذه الدعوة لا تعمل"), "{}", again.text);

    let person = super::Person { login: "HUDA ".to_owned(), key };
    let page = browser.sign_in(&person).await;
    assert_eq!((page.status, page.location.as_str()), (303, "/console"));
    let account = browser.get("/console/account").await;
    assert!(account.text.contains("محرّر") && account.text.contains("بقيت"), "{}", account.text);
}

#[tokio::test]
async fn what_was_asked_for_is_shown_after_signing_in_and_nothing_elsewhere() {
    let console = Console::open().await;
    let person = console.enrolled("huda", "administrator").await;
    let browser = console.browser();
    let page = browser.get("/console/audit?author=huda&kind=signed-in").await;
    assert_eq!(page.status, 303);
    assert_eq!(page.location, "/console/sign-in?to=%2Faudit%3Fauthor%3Dhuda%26kind%3Dsigned-in");
    let form = browser.get(&page.location).await;
    assert!(form.text.contains("value=\"/audit?author=huda&#38;kind=signed-in\""), "{}", form.text);
    for (to, location) in [
        ("/audit?author=huda", "/console/audit?author=huda"),
        ("", "/console"),
        ("//evil.example", "/console"),
        ("/\\evil.example", "/console"),
        ("https://evil.example", "/console"),
        ("/audit\r\nset-cookie: x=y", "/console"),
    ] {
        console.wait_for_another_code();
        let code = person.code(&console);
        let fields =
            [("login", "huda"), ("password", PASSWORD), ("code", code.as_str()), ("to", to)];
        let page = browser.post("/console/sign-in", &fields).await;
        assert_eq!((page.status, page.location.as_str()), (303, location), "{to}");
    }
}

#[tokio::test]
async fn which_of_the_three_was_wrong_is_not_said() {
    let console = Console::open().await;
    let person = console.enrolled("huda", "reader").await;
    console.wait_for_another_code();
    let code = person.code(&console);
    let browser = console.browser();
    let mut pages = Vec::new();
    for (login, password, code) in [
        ("huda", PASSWORD, "000000"),
        ("huda", "another sentence", code.as_str()),
        ("nobody", PASSWORD, &code),
        ("<script>", PASSWORD, &code),
    ] {
        let fields = [("login", login), ("password", password), ("code", code)];
        let page = browser.post("/console/sign-in", &fields).await;
        assert_eq!(page.status, 422, "{login}");
        assert!(!page.text.contains(password) && !page.text.contains("<script>"), "{}", page.text);
        let start = page.text.find("id=\"finding\"").unwrap();
        pages.push(page.text[start..start + 300].to_owned());
    }
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:?}");
    assert_eq!(browser.cookie("sila-session"), None);
}

#[tokio::test]
async fn a_session_is_another_at_every_sign_in_and_ends_the_one_before() {
    let console = Console::open().await;
    let person = console.enrolled("huda", "reader").await;
    let browser = console.browser();
    browser.set_cookie("sila-session", "chosen-by-somebody-else");
    browser.sign_in(&person).await;
    let first = browser.cookie("sila-session").unwrap();
    assert_ne!(first, "chosen-by-somebody-else");
    browser.sign_in(&person).await;
    assert_ne!(browser.cookie("sila-session").unwrap(), first);
    let thief = console.browser();
    thief.set_cookie("sila-session", &first);
    assert_eq!(thief.get("/console").await.status, 303, "the session before has ended");
    assert_eq!(browser.get("/console").await.status, 200);
}

#[tokio::test]
async fn a_session_ends_by_signing_out_by_time_and_by_another_password() {
    let console = Console::open().await;
    let person = console.enrolled("huda", "reader").await;
    let browser = console.signed_in(&person).await;
    let session = browser.cookie("sila-session").unwrap();
    let out = browser.post("/console/sign-out", &[]).await;
    assert_eq!((out.status, out.location.as_str()), (303, "/console/sign-in"));
    assert_eq!(browser.cookie("sila-session"), None);
    browser.set_cookie("sila-session", &session);
    assert_eq!(browser.get("/console").await.status, 303);

    browser.sign_in(&person).await;
    console.clock.forward(SignedDuration::from_mins(29));
    assert_eq!(browser.get("/console").await.status, 200);
    console.clock.forward(SignedDuration::from_mins(29));
    assert_eq!(browser.get("/console").await.status, 200);
    console.clock.forward(SignedDuration::from_mins(31));
    assert_eq!(browser.get("/console").await.status, 303);

    browser.sign_in(&person).await;
    let other = console.signed_in(&person).await;
    console.wait_for_another_code();
    let code = person.code(&console);
    let new = "another calm evening";
    let fields =
        [("again-password", PASSWORD), ("again-code", &code), ("password", new), ("repeated", new)];
    let page = browser.post("/console/account/password", &fields).await;
    assert_eq!((page.status, page.location.as_str()), (303, "/console/sign-in"), "{}", page.text);
    assert_eq!(browser.get("/console").await.status, 303);
    assert_eq!(other.get("/console").await.status, 303);
}

#[tokio::test]
async fn somebody_ends_the_other_sessions_or_one_of_them() {
    let console = Console::open().await;
    let person = console.enrolled("huda", "reader").await;
    let stranger = console.enrolled("ahmed", "reader").await;
    let (own, second, third) = (
        console.signed_in(&person).await,
        console.signed_in(&person).await,
        console.signed_in(&person).await,
    );
    let elsewhere = console.signed_in(&stranger).await;
    let page = own.get("/console/account").await.text;
    let numbers: Vec<&str> = page
        .split("name=\"session\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(numbers.len(), 2, "{page}");
    // The latest stands first.
    own.post("/console/account/session", &[("session", numbers[0])]).await;
    assert_eq!(
        (third.get("/console").await.status, second.get("/console").await.status),
        (303, 200)
    );
    elsewhere.post("/console/account/session", &[("session", numbers[1])]).await;
    assert_eq!(second.get("/console").await.status, 200, "it is nobody else's to end");
    own.post("/console/account/others", &[]).await;
    assert_eq!((second.get("/console").await.status, own.get("/console").await.status), (303, 200));
    assert_eq!(elsewhere.get("/console").await.status, 200);
}

#[tokio::test]
async fn cookies_are_for_this_host_alone_and_for_no_script() {
    let console = Console::open().await;
    let person = console.enrolled("huda", "reader").await;
    let page = console.browser().sign_in(&person).await;
    let cookies: Vec<&str> =
        page.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    for cookie in &cookies {
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        assert!(cookie.contains("Path=/") && !cookie.contains("Domain"), "{cookie}");
    }
    let console = Console::with(|config| {
        config.public_url = Some(PublicUrl::parse("https://hotline.example/sila").unwrap());
    })
    .await;
    let person = console.enrolled("huda", "reader").await;
    let page = console.browser().sign_in(&person).await;
    assert_eq!(page.location, "/sila/console");
    for cookie in page.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-sila-") && cookie.contains("Secure"), "{cookie}");
    }
}
