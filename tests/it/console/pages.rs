//! Pages in both languages: their words, their weight, and what they say when something is away.

use sila::catalogue::SectionKind;
use sila::dialects::PublicUrl;
use sila::store::{ActKind, Location, ObjectKind, PostgresUrl, Reason, Via};
use sila::web::pages::Ui;

use super::Console;

#[tokio::test]
async fn the_language_is_chosen_and_kept() {
    let console = Console::open().await;
    let person = console.enrolled("huda", "administrator").await;
    let browser = console.browser();
    let page = browser.get("/console/sign-in").await.text;
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">") && page.contains("ادخل إلى صلة"));
    let fields = [("language", "en"), ("back", "/console/audit?author=huda")];
    let chosen = browser.post("/console/language", &fields).await;
    assert_eq!((chosen.status, chosen.location.as_str()), (303, "/console/audit?author=huda"));
    browser.sign_in(&person).await;
    for path in ["/console", "/console/account", "/console/operators", "/console/audit"] {
        let page = browser.get(path).await.text;
        assert!(page.contains("<html lang=\"en\" dir=\"ltr\">"), "{path}");
    }
    for back in ["https://evil.example", "//evil.example", "/ar", "/console/\\x y"] {
        let page = browser.post("/console/language", &[("language", "xx"), ("back", back)]).await;
        assert_eq!(page.location, "/console", "{back}");
    }
}

#[test]
fn what_the_audit_names_has_words_in_every_language() {
    let acts = ActKind::ALL.iter().map(|act| ("act", act.name()));
    let objects = ObjectKind::ALL.iter().map(|object| ("object", object.name()));
    let ways = Via::ALL.iter().map(|via| ("via", via.name()));
    let reasons = Reason::ALL.iter().map(|reason| ("reason", reason.name()));
    let sections = SectionKind::ALL.iter().map(|section| ("part", section.name()));
    for (group, name) in acts.chain(objects).chain(ways).chain(reasons).chain(sections) {
        for ui in Ui::all() {
            assert_ne!(ui.named(group, name), "", "{}: {group}-{name}", ui.code());
        }
    }
}

#[tokio::test]
async fn the_first_page_says_what_is_heard_and_how_the_line_is() {
    let console = Console::open().await;
    let person = console.enrolled("huda", "answerer publisher").await;
    let browser = console.signed_in(&person).await;
    let page = browser.get("/console").await.text;
    for words in ["الإصدار الذي يُسمع الآن", "الخط بخير", "أسئلة جديدة", "لا مسودات مفتوحة"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let reader = console.enrolled("reader", "reader").await;
    let page = console.signed_in(&reader).await.get("/console").await.text;
    assert!(!page.contains("أسئلة جديدة"), "questions are for whoever answers them");
    assert!(!page.contains("/console/operators"), "what nobody may open is not offered");
}

#[tokio::test]
async fn the_first_load_is_light() {
    let console = Console::open().await;
    let browser = console.browser();
    let page = browser.get("/console/sign-in").await.text;
    let mut bytes = page.len();
    for file in page.split("\"/assets/").skip(1) {
        let path = format!("/assets/{}", file.split('"').next().unwrap());
        let asset = browser.get(&path).await;
        assert_eq!(asset.status, 200, "{path}");
        bytes += asset.text.len();
    }
    assert!(bytes < 200_000, "{bytes}");
}

#[tokio::test]
async fn pages_have_their_files_where_the_website_is_not_served() {
    let console = Console::with(|config| config.website.is_served = false).await;
    let browser = console.browser();
    let page = browser.get("/console/sign-in").await.text;
    let file = page.split("\"/assets/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(browser.get(&format!("/assets/{file}")).await.status, 200);
}

#[tokio::test]
async fn while_the_database_is_away_the_console_says_so_in_both_languages() {
    let console = Console::with(|config| {
        config.public_url = Some(PublicUrl::parse("http://127.0.0.1").unwrap());
        config.database =
            Location::Postgres(PostgresUrl::parse("postgres://nobody@127.0.0.1:1/none").unwrap());
    })
    .await;
    let browser = console.browser();
    for (language, words) in
        [("ar", "المكالمات تُجاب كالعادة"), ("en", "Calls are answered as always")]
    {
        browser.post("/console/language", &[("language", language)]).await;
        for path in ["/console", "/console/sign-in", "/console/operators"] {
            let page = browser.get(path).await;
            assert_eq!(page.status, 503, "{path}");
            assert!(page.text.contains(words), "{path}: {}", page.text);
        }
    }
}
