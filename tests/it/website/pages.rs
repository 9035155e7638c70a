//! What a page answers to: languages, addresses, headers, a new edition.

use sila::catalogue::EditionNumber;
use sila::dialects::PublicUrl;

use super::{get, get_with, header, page, site};
use crate::calls::play::small_menus;
use crate::test_server::TestServer;

#[tokio::test]
async fn the_reader_is_sent_to_the_language_of_the_browser() {
    let server = site().await;
    for (wanted, path) in [
        ("", "/ar"),
        ("en", "/en"),
        ("en-GB,en;q=0.9", "/en"),
        ("ar-BH,ar;q=0.9,en;q=0.8", "/ar"),
        ("fr;q=1.0, en;q=0.5, ar;q=0.7", "/ar"),
        ("ar;q=0, en;q=0.1", "/en"),
        ("fr", "/ar"),
        (";;q=,,,x;q=nothing", "/ar"),
    ] {
        let response = get_with(&server, "/", &[("accept-language", wanted)]).await;
        assert_eq!(
            (response.status().as_u16(), header(&response, "location")),
            (307, path.to_owned()),
            "{wanted}"
        );
        assert_eq!(header(&response, "vary"), "Accept-Language");
    }
    let response = get(&server, "/ar/").await;
    assert_eq!(
        (response.status().as_u16(), header(&response, "location")),
        (308, "/ar".to_owned())
    );
}

#[tokio::test]
async fn no_page_loads_or_runs_anything_from_elsewhere() {
    let server = site().await;
    for path in ["/ar", "/en/114", "/ar/search?q=x", "/ar/999", "/en/programme"] {
        let response = get(&server, path).await;
        let policy = header(&response, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"));
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&response, "set-cookie"), "", "{path}");
        let text = response.text().await.unwrap();
        assert!(!text.contains(" style=") && !text.contains("onclick"), "{path}");
        for part in
            ["<script src=\"http", "<link rel=\"stylesheet\" href=\"http", "<img src=\"http"]
        {
            assert!(!text.contains(part), "{path}: {part}");
        }
    }
}

#[tokio::test]
async fn what_nobody_has_is_told_on_a_page_with_a_way_on() {
    let server = site().await;
    for path in ["/ar/999", "/ar/0", "/ar/1111", "/ar/x", "/en/for/nobody", "/en/11/4"] {
        let response = get(&server, path).await;
        assert_eq!(response.status(), 404, "{path}");
        let text = response.text().await.unwrap();
        assert!(text.contains("role=\"search\"") && text.contains("noindex"), "{path}");
    }
    // What is no page of the website is refused as ever.
    for path in ["/fr", "/fr/114", "/Voice/main", "/arx"] {
        let response = get(&server, path).await;
        assert_eq!(response.status(), 404, "{path}");
        assert!(response.text().await.unwrap().contains("the webhook of a line is"), "{path}");
    }
}

#[tokio::test]
async fn a_page_is_sent_once_until_another_edition_is_heard() {
    let server = site().await;
    let first = get(&server, "/ar/114").await;
    let (tag, modified) = (header(&first, "etag"), header(&first, "last-modified"));
    assert!(tag.starts_with('"') && modified.ends_with(" GMT"), "{tag} {modified}");
    for condition in [("if-none-match", tag.as_str()), ("if-modified-since", &modified)] {
        let again = get_with(&server, "/ar/114", &[condition]).await;
        assert_eq!(again.status(), 304, "{condition:?}");
        assert_eq!(header(&again, "etag"), tag);
        assert_eq!(again.text().await.unwrap(), "");
    }
    let conditions = [("if-none-match", "\"x\""), ("if-modified-since", modified.as_str())];
    let other = get_with(&server, "/ar/114", &conditions).await;
    assert_eq!(other.status(), 200, "the tag decides");
    assert!(page(&server, "/en").await.contains("Edition <bdi dir=\"ltr\">1</bdi>"));
    let number = server.publish(&small_menus(), "other menus").await;
    assert_eq!(number, EditionNumber::new(2));
    let changed = get_with(&server, "/ar", &[("if-none-match", &tag)]).await;
    assert_eq!(changed.status(), 200);
    assert!(page(&server, "/en").await.contains("Edition <bdi dir=\"ltr\">2</bdi>"));
    for (service, caution) in [("111", "with the town hall"), ("211", "with the office in charge")]
    {
        assert!(page(&server, &format!("/en/{service}")).await.contains(caution), "{service}");
    }
    assert!(!page(&server, "/en/121").await.contains("before you apply"), "it is confirmed");
    // The small menus have a service that moved, and none with this code.
    assert_eq!(get(&server, "/ar/114").await.status(), 404);
    let moved = get(&server, "/en/112").await;
    assert_eq!((moved.status().as_u16(), header(&moved, "location")), (308, "/en/121".to_owned()));
}

#[tokio::test]
async fn search_finds_what_the_telephone_finds_and_says_so_where_nothing_fits() {
    let server = site().await;
    let found = page(&server, "/en/search?q=knock+down+an+old+house").await;
    assert!(found.contains("href=\"/en/114\""), "{found}");
    let found =
        page(&server, &format!("/ar/search/results?q={}", url_encoded("أهدم بيت قديم"))).await;
    assert!(found.contains("href=\"/ar/114\"") && !found.contains("<html"), "{found}");
    let others = page(&server, "/en/search?q=sewage+overflowing").await;
    assert!(
        others.contains("Ministry of Works") && others.contains("href=\"tel:80001810\""),
        "{others}"
    );
    let nothing = page(&server, "/en/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!nothing.contains("<script>alert") && nothing.contains("&lt;script&gt;"), "{nothing}");
    // A word that many services have is no question on a screen, where they can all be offered.
    let many = page(&server, "/en/search?q=permit").await;
    assert!(
        super::attributes(&many, "href").iter().filter(|link| link.starts_with("/en/1")).count()
            > 3
    );
    // Who changes the language asks the same again.
    assert!(super::attributes(&many, "href").contains(&"/ar/search?q=permit"), "{many}");
    for (asked, path) in [("114", "/en/114"), ("11", "/en/11"), (&url_encoded("١١٤"), "/en/114")]
    {
        let sent = get(&server, &format!("/en/search?q={asked}")).await;
        assert_eq!((sent.status().as_u16(), header(&sent, "location")), (303, path.to_owned()));
    }
    for query in
        ["", "?", "?q=", "?x=1", "?q=%ff%fe", "?q=a&q=b", &format!("?q={}", "x".repeat(5000))]
    {
        assert_eq!(get(&server, &format!("/ar/search{query}")).await.status(), 200, "{query}");
    }
}

#[tokio::test]
async fn the_path_in_front_of_ours_stands_in_every_link() {
    let server = TestServer::with(|config| {
        config.public_url = PublicUrl::parse("https://example.bh/hotline").ok();
    })
    .await;
    let text = page(&server, "/ar/114").await;
    for link in super::attributes(&text, "href") {
        let fits =
            link.starts_with("/hotline/") || link.starts_with('#') || link.starts_with("http");
        assert!(fits, "{link}");
    }
    assert!(text.contains("<link rel=\"canonical\" href=\"https://example.bh/hotline/ar/114\">"));
    let first = get(&server, "/").await;
    assert_eq!(header(&first, "location"), "/hotline/ar");
}

#[tokio::test]
async fn without_a_website_there_is_none() {
    let server = TestServer::with(|config| config.website.is_served = false).await;
    for path in ["/", "/ar", "/ar/114"] {
        assert_eq!(get(&server, path).await.status(), 404, "{path}");
    }
}

fn url_encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn the_worker_that_keeps_pages_is_asked_for_each_time() {
    let server = site().await;
    let worker = get(&server, "/sw.js").await;
    assert_eq!(header(&worker, "content-type"), "text/javascript; charset=utf-8");
    assert_eq!(header(&worker, "cache-control"), "no-cache");
    assert!(worker.text().await.unwrap().contains("addEventListener(\"fetch\""));
}
