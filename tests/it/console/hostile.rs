//! What a stranger, or a page elsewhere, tries.

use super::{Browser, Console, PASSWORD};

#[tokio::test]
async fn a_page_elsewhere_sends_no_form() {
    let console = Console::open().await;
    let chief = console.enrolled("chief", "administrator").await;
    let browser = console.signed_in(&chief).await;
    let fields = [("login", "ahmed"), ("name", "أحمد"), ("role", "administrator")];
    for headers in [
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
        [("origin", "https://evil.example")],
        [("origin", "null")],
    ] {
        for path in ["/console/operators/add", "/console/sign-in", "/console/sign-out"] {
            let page = browser.post_with(path, &fields, &headers).await;
            assert_eq!(page.status, 403, "{path} {headers:?}");
        }
    }
    assert!(!browser.get("/console/operators").await.text.contains("أحمد"));
    assert_eq!(browser.get("/console").await.status, 200, "nobody was signed out");
    let own = [("sec-fetch-site", "same-origin")];
    assert_eq!(browser.post_with("/console/operators/add", &fields, &own).await.status, 200);
}

/// Every page that takes a sign-in or none, for a browser that may see it.
async fn all_pages(browser: &Browser<'_>) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for path in [
        "",
        "/account",
        "/operators",
        "/operators/add",
        "/operators/of/victim",
        "/editions",
        "/editions/1",
        "/audit",
        "/sign-in?recovery",
        "/invitation",
    ] {
        let path = format!("/console{path}");
        pages.push((path.clone(), browser.get(&path).await.text));
    }
    pages
}

#[tokio::test]
async fn nothing_that_somebody_writes_is_run() {
    const SCRIPT: &str = "\"><script>alert(1)</script>";
    let console = Console::open().await;
    let chief = console.enrolled("chief", "administrator").await;
    console.invited("victim", SCRIPT, "reader").await;
    let browser = console.browser();
    console.wait_for_another_code();
    let code = chief.code(&console);
    let fields = [("login", "chief"), ("password", PASSWORD), ("code", code.as_str())];
    browser.post_with("/console/sign-in", &fields, &[("user-agent", SCRIPT)]).await;
    browser
        .post("/console/operators/of/victim/roles", &[("role", "editor"), ("reason", SCRIPT)])
        .await;
    browser.post("/console/operators/add", &[("login", SCRIPT), ("name", SCRIPT)]).await;
    let mut pages = all_pages(&browser).await;
    pages.push(("audit".to_owned(), browser.get("/console/audit?author=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&since=%22%3E%3Cscript%3E").await.text));
    pages.push((
        "sign-in".to_owned(),
        console.browser().get("/console/sign-in?to=%2F%22%3E%3Cscript%3Ealert(1)").await.text,
    ));
    let mut escaped = 0;
    for (path, page) in pages {
        assert!(!page.contains("<script>alert") && !page.contains("\"><script"), "{path}: {page}");
        escaped += page.matches("&#60;script&#62;").count();
    }
    assert!(escaped >= 4, "it is shown as it was written: {escaped}");
}

#[tokio::test]
async fn pages_run_and_load_our_own_files_alone_and_are_kept_nowhere() {
    let console = Console::open().await;
    let chief = console.enrolled("chief", "administrator").await;
    console.invited("victim", "أحد", "reader").await;
    let browser = console.signed_in(&chief).await;
    for (path, page) in all_pages(&browser).await {
        for inline in [" style=", " onclick=", " onload=", "javascript:"] {
            assert!(!page.contains(inline), "{path}: {inline}");
        }
        let scripts = page.matches("<script").count();
        assert_eq!(
            scripts,
            page.matches("<script type=\"module\" src=\"/assets/").count(),
            "{path}"
        );
    }
    for path in ["/console", "/console/sign-in", "/console/nothing", "/console/audit.csv"] {
        let page = browser.get(path).await;
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
    }
    let page = browser.get("/console").await;
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
}

#[tokio::test]
async fn what_is_too_large_is_not_read() {
    let console = Console::open().await;
    let person = console.enrolled("huda", "reader").await;
    let browser = console.signed_in(&person).await;
    let large = "x".repeat(1 << 20);
    for path in ["/console/sign-in", "/console/account/session", "/console/invitation/accept"] {
        let page = browser.post(path, &[("token", &large)]).await;
        assert_eq!(page.status, 413, "{path}");
    }
}
