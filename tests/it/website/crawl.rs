//! Every page that a link leads to is there, and says what the edition holds.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sila::web::pages::Ui;

use super::{attributes, escaped, get, header, page, site};
use crate::test_server::TestServer;

/// Follows every link of our own from the first pages on.
async fn crawl(server: &TestServer) -> BTreeMap<String, String> {
    let mut waiting: VecDeque<String> = ["/ar", "/en"].map(str::to_owned).into();
    let mut seen = BTreeSet::new();
    let mut pages = BTreeMap::new();
    while let Some(path) = waiting.pop_front() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let response = get(server, &path).await;
        assert_eq!(response.status(), 200, "{path}");
        if !header(&response, "content-type").starts_with("text/html") {
            continue;
        }
        let text = response.text().await.unwrap();
        // What a form sends is no link.
        let linked = text.replace(" method=\"post\" action=", " data-posts=");
        let links = ["href", "src", "action", "data-results"].map(|name| attributes(&linked, name));
        for link in links.concat() {
            let link = link.split('#').next().unwrap_or_default();
            if link.starts_with('/') {
                waiting.push_back(link.to_owned());
            }
        }
        pages.insert(path, text);
    }
    pages
}

#[tokio::test]
async fn every_link_leads_somewhere_and_every_service_is_reached_in_both_languages() {
    let server = site().await;
    let pages = crawl(&server).await;
    let edition = server.running.app.calls.editions.active();
    let hotline = edition.hotline();
    let mut services = 0;
    for ui in Ui::all() {
        let language = hotline.language_by_code(ui.code()).unwrap();
        let name = |names: &[String]| escaped(&names[language.position()]);
        for (sector, group, service) in hotline.services() {
            let path = format!("/{}/{}", ui.code(), service.code);
            let page = pages.get(&path).unwrap_or_else(|| panic!("no link leads to {path}"));
            services += 1;
            assert!(page.contains(&format!(
                "<html lang=\"{}\" dir=\"{}\">",
                ui.code(),
                ui.direction()
            )));
            let mut told = vec![name(&service.name), name(&sector.name), name(&group.name)];
            let pieces = service.sections.iter().flat_map(|section| &section.pieces);
            for piece in service.summary.iter().chain(pieces) {
                let prompt = hotline.prompt(*piece, language);
                told.extend(
                    prompt.text.split_inclusive(['.', '؟', '?']).map(|s| escaped(s.trim())),
                );
            }
            told.extend(service.facts.iter().map(|fact| escaped(&fact.text)));
            for text in told {
                assert!(page.contains(&text), "{path} lacks: {text}");
            }
            for fact in &service.facts {
                assert!(
                    attributes(page, "href").contains(&escaped(&fact.source).as_str()),
                    "{path}"
                );
            }
            let other = if ui.code() == "ar" { "en" } else { "ar" };
            assert!(
                attributes(page, "href").contains(&format!("/{other}/{}", service.code).as_str())
            );
        }
    }
    assert_eq!(services, 216);
    for sector in ["/ar/1", "/en/3", "/ar/11", "/en/36", "/ar/for/resident", "/en/programme"] {
        assert!(pages.contains_key(sector), "{sector}");
    }
}

#[tokio::test]
async fn every_file_that_a_page_names_is_kept_for_ever() {
    let server = site().await;
    let first = page(&server, "/ar").await;
    let named = [attributes(&first, "href"), attributes(&first, "src")].concat();
    let files: BTreeSet<_> =
        named.into_iter().filter(|link| link.starts_with("/assets/")).collect();
    assert!(files.len() >= 4, "{files:?}");
    let mut bytes = first.len();
    for file in files {
        let response = get(&server, file).await;
        assert_eq!(response.status(), 200, "{file}");
        assert!(header(&response, "cache-control").contains("immutable"), "{file}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        bytes += response.bytes().await.unwrap().len();
    }
    assert!(bytes < 100_000, "the first page loads {bytes} bytes");
    assert_eq!(get(&server, "/assets/0000000000000000.tokens.css").await.status(), 404);
}
