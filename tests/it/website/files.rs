//! The website as files: what the server sends, without what needs a server.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use camino::Utf8Path;
use jiff::Timestamp;
use sila::dialects::PublicUrl;
use sila::web::data::EditionHistory;
use sila::web::pages::SiteDelivery;
use sila::web::{Site, site_files};

use super::{attributes, page, site};
use crate::calls::play::small_menus;
use crate::test_server::TestServer;

/// The files of what a server sends, as they would stand at this address.
async fn files(server: &TestServer, address: &str) -> BTreeMap<String, String> {
    let app = &server.running.app;
    let known = EditionHistory::entries(app).await;
    let public_url = PublicUrl::parse(address).unwrap();
    let site = Site { public_url, delivery: SiteDelivery::Files, ..Site::of(app) };
    let files = site_files(&site, &known, Timestamp::UNIX_EPOCH).unwrap();
    let count = files.len();
    let files: BTreeMap<_, _> = files.into_iter().map(|file| (file.path, file.content)).collect();
    assert_eq!(files.len(), count, "each file once");
    files
}

fn pages(files: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    let is_page = |path: &str| Utf8Path::new(path).extension() == Some("html");
    let pages = files.iter().filter(move |(path, _)| is_page(path));
    pages.map(|(path, text)| (path.as_str(), text.as_str()))
}

/// What a reader of a page reads, without its elements.
fn read(page: &str) -> String {
    let main = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    let texts = main.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
    texts.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn every_link_of_every_page_leads_to_a_file() {
    // No server behind files takes questions.
    let server = TestServer::with(|config| config.website.questions = true).await;
    for (address, base) in
        [("https://services.example.bh", ""), ("https://example.bh/a/b/", "/a/b")]
    {
        let files = files(&server, address).await;
        let mut seen = BTreeSet::new();
        for (path, text) in pages(&files) {
            let refreshed = text.replace("content=\"0; url=", " href=\"");
            let names =
                ["href", "src", "action", "data-found", "data-engine", "data-index", "data-parts"];
            for link in names.map(|name| attributes(&refreshed, name)).concat() {
                let link = link.split(['#', '?']).next().unwrap();
                let own =
                    link.strip_prefix(address.trim_end_matches('/')).or(link.strip_prefix(base));
                let Some(own) = own.filter(|own| own.starts_with('/')) else {
                    assert!(!link.starts_with('/'), "{path}: {link} leaves the website");
                    continue;
                };
                // Any web server sends a folder's index.
                let index = if own.ends_with('/') { "index.html" } else { "" };
                let file = format!("{}{index}", &own[1..]);
                assert!(files.contains_key(&file), "{path}: {link} leads nowhere");
                seen.insert(file);
            }
        }
        let unlinked = pages(&files).filter(|(path, _)| !seen.contains(*path));
        let unlinked: Vec<_> = unlinked.map(|(path, _)| path).collect();
        assert_eq!(unlinked, ["404.html", "ar/404.html", "en/404.html", "index.html"]);
        assert!(pages(&files).count() > 2 * 108 + 2 * 20);
    }
}

#[tokio::test]
async fn the_pages_of_services_hold_what_the_server_sends() {
    let server = site().await;
    let files = files(&server, "https://services.example.bh").await;
    let edition = server.running.app.calls.editions.active();
    for (.., service) in edition.hotline().services() {
        for language in ["ar", "en"] {
            let code = service.code;
            let sent = page(&server, &format!("/{language}/{code}")).await;
            let (before, rest) =
                sent.split_once("<section class=\"part thread no-print\"").unwrap();
            let (_, after) = rest.split_once("</section>").unwrap();
            let file = &files[&format!("{language}/{code}/index.html")];
            assert_eq!(read(file), read(&format!("{before}{after}")), "{language} {code}");
            let linked = |page: &str| page.contains("<script type=\"application/ld+json\">{");
            assert!(linked(&sent) && linked(file), "{language} {code}");
        }
        let data = &files[&format!("api/services/{}.json", service.code)];
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["service"]["id"], service.id.as_str());
    }
}

#[tokio::test]
async fn no_page_asks_for_what_only_a_server_can_do() {
    let server = TestServer::with(|config| config.website.questions = true).await;
    for (path, text) in pages(&files(&server, "https://services.example.bh").await) {
        // A search without a script would lead nowhere: the script shows it.
        for form in text.split("<form").skip(1) {
            let form = form.split('>').next().unwrap();
            assert!(
                form.contains(" hidden data-found=") && !form.contains("method"),
                "{path}: {form}"
            );
        }
        for taken in ["/useful", "/ask", "/answer"] {
            assert!(!text.contains(taken), "{path}: {taken}");
        }
        let policy =
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; ";
        assert!(text.contains(policy) && !text.contains("frame-ancestors"), "{path}");
        assert!(!text.contains(" style=") && !text.contains("onclick"), "{path}");
    }
}

#[tokio::test]
async fn the_same_edition_makes_the_same_files_and_every_format_is_among_them() {
    let server = TestServer::with(|config| {
        config.website.contact = Some("mailto:security@example.bh".to_owned());
        config.website.is_served = false;
    })
    .await;
    let first = files(&server, "https://services.example.bh").await;
    assert_eq!(first, files(&server, "https://services.example.bh").await);
    for path in [
        "api/index.json",
        "api/openapi.json",
        "api/services.json",
        "data/services.csv",
        "data/hsds.json",
        "data/en/hsds.json",
        "data/cpsv-ap.jsonld",
        "feed/ar.atom",
        "sitemap.xml",
        "robots.txt",
        "sw.js",
    ] {
        assert!(first.contains_key(path), "{path}");
    }
    let security = &first[".well-known/security.txt"];
    assert!(
        security.starts_with("Contact: mailto:security@example.bh\nExpires: 1970-06-30"),
        "{security}"
    );
    let described: serde_json::Value = serde_json::from_str(&first["api/openapi.json"]).unwrap();
    assert!(described["paths"]["/api/services/{code}.json"].is_object(), "{described}");
    // Each address in the site's own data is that of a file.
    let own = "https://services.example.bh/";
    let addresses =
        first["sitemap.xml"].split("<loc>").skip(1).map(|rest| rest.split('<').next().unwrap());
    for address in addresses {
        let path = format!("{}index.html", address.strip_prefix(own).unwrap());
        assert!(first.contains_key(&path), "{path}");
    }
    let services: serde_json::Value = serde_json::from_str(&first["api/services.json"]).unwrap();
    assert_eq!(services["services"][0]["pages"]["en"], "https://services.example.bh/en/111/");
    assert!(first["feed/en.atom"].contains("<entry>"));
}

#[tokio::test]
async fn a_service_that_moved_has_a_page_that_leads_to_the_new_one() {
    let server = site().await;
    server.publish(&small_menus(), "other menus").await;
    let files = files(&server, "https://services.example.bh/guide").await;
    let moved = &files["en/112/index.html"];
    assert!(
        moved.contains("<meta http-equiv=\"refresh\" content=\"0; url=/guide/en/121/\">"),
        "{moved}"
    );
    let canonical = "<link rel=\"canonical\" href=\"https://services.example.bh/guide/en/121/\">";
    assert!(moved.contains(canonical), "{moved}");
    assert!(files["index.html"].contains("0; url=/guide/ar/"));
}

#[test]
fn the_scripts_name_only_what_the_program_knows() {
    let assets = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/pages/assets");
    let engine = fs::read_to_string(assets.join("engine.js")).unwrap();
    let server = sila::catalogue::source::shipped();
    let (hotline, _) = sila::catalogue::load(&server).unwrap();
    let tables = serde_json::to_value(hotline.search().tables(&hotline)).unwrap();
    let known = |name: &str| tables["weights"].get(name).or(tables["counts"].get(name)).is_some();
    let named: BTreeSet<&str> = ["weights.", "counts."]
        .into_iter()
        .flat_map(|table| engine.split(table).skip(1))
        .map(|rest| rest.split(|c: char| !c.is_ascii_uppercase() && c != '_').next().unwrap())
        .filter(|name| !name.is_empty())
        .collect();
    assert!(named.len() > 40, "{named:?}");
    for name in &named {
        assert!(known(name), "{name} is no weight");
    }
    let told = [&tables["weights"], &tables["counts"]];
    for name in told.iter().flat_map(|table| table.as_object().unwrap().keys()) {
        assert!(named.contains(name.as_str()), "{name} is not used");
    }
}
