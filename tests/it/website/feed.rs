//! What changed and when: the feed, the list of all pages, and what programs look for at known addresses.

use camino::Utf8Path;
use jiff::{SignedDuration, Timestamp};
use roxmltree::Document;
use sila::catalogue::{EditionNumber, source};
use sila::operate::{self, LoadedMenus, Publication, Published};
use sila::store::{Authorship, Location, PostgresUrl};

use super::{get, get_with, header, page};
use crate::calls::play::{copy, small_menus};
use crate::manual_clock::ManualClock;
use crate::postgres::Cluster;
use crate::store::by;
use crate::test_server::TestServer;
use crate::wait::eventually;

const FEBRUARY: &str = "2026-02-01T00:00:00Z";
const MARCH: &str = "2026-03-01T00:00:00Z";

/// A server with the small menus.
async fn small_site() -> TestServer {
    TestServer::with(|config| config.menus = Some(small_menus())).await
}

/// The small menus with another summary of service 121 and without service 211's second sentence.
fn changed_menus(folder: &Utf8Path) {
    copy(&small_menus(), folder);
    let file = folder.join("1-town/2-roads/121-road-occupation.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("for a short time", "for a day")).unwrap();
}

/// Publishes at a time.
async fn publish(server: &TestServer, menus: &Utf8Path, at: &str) -> EditionNumber {
    let database = server.database().await;
    let publication = Publication {
        menus: LoadedMenus::load(source::read_folder(menus).unwrap()).unwrap(),
        lines: Vec::new(),
        by: Authorship { reason: "a note for us", ..by("Fatima", at.parse().unwrap()) },
        from: None,
    };
    let upon = database.active().await.unwrap().map(|active| active.revision);
    let published = operate::publish(&database, publication, upon).await.unwrap();
    let Published::New(new) = published else { panic!("nothing is new") };
    database.close().await;
    server.heard(new.edition.number).await;
    new.edition.number
}

/// Goes back to an edition at a time.
async fn go_back(server: &TestServer, to: EditionNumber, at: &str) {
    let database = server.database().await;
    let revision = database.active().await.unwrap().unwrap().revision;
    let by = Authorship { reason: "a slip", ..by("Fatima", at.parse().unwrap()) };
    operate::roll_back(&database, to, by, revision).await.unwrap();
    database.close().await;
    server.heard(to).await;
}

/// An entry: title, time, and what changed.
type Entry = (String, String, String);

fn entries(feed: &str) -> Vec<Entry> {
    let document = Document::parse(feed).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().namespace(), Some("http://www.w3.org/2005/Atom"));
    for needed in ["id", "title", "updated", "author"] {
        assert!(
            root.children()
                .any(|child| child.has_tag_name(("http://www.w3.org/2005/Atom", needed))),
            "{needed}"
        );
    }
    let entries = root.children().filter(|node| node.tag_name().name() == "entry");
    let mut ids = Vec::new();
    let read = entries.map(|entry| {
        let text = |name: &str| {
            let found = entry.children().find(|node| node.tag_name().name() == name);
            found.and_then(|node| node.text()).unwrap_or_default().to_owned()
        };
        ids.push(text("id"));
        (text("title"), text("updated"), text("content"))
    });
    let read: Vec<Entry> = read.collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), read.len(), "every entry has an id of its own");
    read
}

/// The times at which pages changed, by their path.
fn changed(sitemap: &str, path: &str) -> Option<String> {
    let document = Document::parse(sitemap).unwrap();
    let mut pages = document.root_element().children().filter(roxmltree::Node::is_element);
    let text = |url: roxmltree::Node<'_, '_>, name: &str| {
        let found = url.children().find(|node| node.tag_name().name() == name);
        found.and_then(|node| node.text()).map(str::to_owned)
    };
    let url = pages.find(|url| text(*url, "loc").is_some_and(|loc| loc.ends_with(path)));
    text(url.unwrap_or_else(|| panic!("{path} is not listed")), "lastmod")
}

#[tokio::test]
async fn the_feed_tells_what_changed_with_each_edition_and_nobodys_name() {
    let (server, folder) = (small_site().await, tempfile::tempdir().unwrap());
    let menus = Utf8Path::from_path(folder.path()).unwrap();
    changed_menus(menus);
    publish(&server, menus, FEBRUARY).await;
    go_back(&server, EditionNumber::new(1), MARCH).await;
    let response = get(&server, "/feed/en.atom").await;
    assert_eq!(header(&response, "content-type"), "application/atom+xml; charset=utf-8");
    assert_eq!(header(&response, "last-modified"), "Sun, 01 Mar 2026 00:00:00 GMT");
    let tag = header(&response, "etag");
    let text = response.text().await.unwrap();
    for inside in ["Fatima", "a note for us", "a slip"] {
        assert!(!text.contains(inside), "{text}");
    }
    let told = entries(&text);
    let head: Vec<_> = told.iter().map(|(title, at, _)| (title.as_str(), at.as_str())).collect();
    assert_eq!(head[..2], [("Edition 1", MARCH), ("Edition 2", FEBRUARY)]);
    assert_eq!((head.len(), head[2].0), (3, "Edition 1"));
    let plain = |html: &str| html.replace("<bdi dir=\"ltr\">", "").replace("</bdi>", "");
    for (_, _, html) in &told[..2] {
        let text = plain(html);
        assert!(
            text.contains("The pages of 2 services changed:")
                || text.contains("The page of 1 service changed:"),
            "{text}"
        );
        assert!(html.contains("/en/121") && text.contains("121 Road occupation licence"), "{text}");
        assert!(!text.contains("/en/111"), "{text}");
    }
    assert!(plain(&told[2].2).contains("The first edition, with"), "{}", told[2].2);
    let arabic = page(&server, "/feed/ar.atom").await;
    assert!(arabic.contains("xml:lang=\"ar\"") && arabic.contains("تصريح إشغال طريق"), "{arabic}");
    assert_eq!(get(&server, "/feed/fr.atom").await.status(), 404);
    assert_eq!(get(&server, "/feed/ar").await.status(), 404);
    let again = get_with(&server, "/feed/en.atom", &[("if-none-match", &tag)]).await;
    assert_eq!(again.status(), 304);
}

#[tokio::test]
async fn the_newest_twenty_changes_are_told() {
    let (server, folder) = (small_site().await, tempfile::tempdir().unwrap());
    let menus = Utf8Path::from_path(folder.path()).unwrap();
    changed_menus(menus);
    publish(&server, menus, FEBRUARY).await;
    let mut at: Timestamp = MARCH.parse().unwrap();
    for turn in 0..21 {
        at += SignedDuration::from_mins(1);
        go_back(&server, EditionNumber::new(1 + turn % 2), &at.to_string()).await;
    }
    let told = entries(&page(&server, "/feed/en.atom").await);
    assert_eq!(told.len(), 20);
    assert_eq!(told[0].1, at.to_string());
    assert!(told.iter().all(|(_, _, html)| html.contains("/en/121")), "{told:?}");
    // What did not change within them is at least as old as they are.
    let sitemap = page(&server, "/sitemap.xml").await;
    assert_eq!(changed(&sitemap, "/en/111").as_ref(), Some(&told[19].1));
}

#[tokio::test]
async fn every_page_is_listed_with_its_languages_and_its_last_change() {
    let (server, folder) = (small_site().await, tempfile::tempdir().unwrap());
    let menus = Utf8Path::from_path(folder.path()).unwrap();
    changed_menus(menus);
    publish(&server, menus, FEBRUARY).await;
    let response = get(&server, "/sitemap.xml").await;
    assert_eq!(header(&response, "content-type"), "application/xml; charset=utf-8");
    let sitemap = response.text().await.unwrap();
    for path in ["/ar", "/en", "/ar/1", "/en/12", "/ar/121", "/en/121", "/ar/programme"] {
        assert_eq!(changed(&sitemap, path).as_deref(), Some(FEBRUARY), "{path}");
    }
    for path in ["/ar/111", "/en/11", "/ar/2", "/en/211"] {
        let at = changed(&sitemap, path).unwrap();
        assert!(at.as_str() < "2026-01-02", "{path}: {at}");
    }
    assert_eq!(changed(&sitemap, "/ar/privacy"), None);
    assert!(!sitemap.contains("/ar/112") && !sitemap.contains("search"), "{sitemap}");
    // Every page that is listed is there, may be shown, and says the same of its languages.
    let document = Document::parse(&sitemap).unwrap();
    for url in document.root_element().children().filter(roxmltree::Node::is_element) {
        let loc = url.children().find(|node| node.tag_name().name() == "loc").unwrap();
        let address = loc.text().unwrap();
        let path = address.strip_prefix(&server.url("")).unwrap_or_else(|| panic!("{address}"));
        let text = page(&server, path).await;
        assert!(!text.contains("noindex"), "{path}");
        let links = url.children().filter(|node| node.tag_name().name() == "link");
        let mut languages = 0;
        for link in links {
            let (code, href) =
                (link.attribute("hreflang").unwrap(), link.attribute("href").unwrap());
            assert!(
                text.contains(&format!("hreflang=\"{code}\" href=\"{href}\"")),
                "{path}: {code}"
            );
            languages += 1;
        }
        assert_eq!(languages, 3, "{path}");
    }
}

#[tokio::test]
async fn what_was_known_is_told_while_the_database_is_away() {
    let cluster = Cluster::start().await;
    let url = PostgresUrl::parse(&cluster.database().await).unwrap();
    let (server, folder) = (
        TestServer::with(|config| {
            config.menus = Some(small_menus());
            config.database = Location::Postgres(url);
        })
        .await,
        tempfile::tempdir().unwrap(),
    );
    let menus = Utf8Path::from_path(folder.path()).unwrap();
    changed_menus(menus);
    publish(&server, menus, FEBRUARY).await;
    let told = eventually("both editions", async || {
        let told = entries(&page(&server, "/feed/en.atom").await);
        told[0].2.contains("/en/121").then_some(told)
    })
    .await;
    assert_eq!(told.len(), 2);
    cluster.stop().await;
    assert_eq!(entries(&page(&server, "/feed/en.atom").await), told);
    assert_eq!(changed(&page(&server, "/sitemap.xml").await, "/ar/121").as_deref(), Some(FEBRUARY));
    // A server that starts now has the edition from its disk, and nothing to compare it with.
    let server = server
        .restart(|config| {
            config.database = Location::Postgres(
                PostgresUrl::parse("postgres://nobody@127.0.0.1:1/nothing").unwrap(),
            );
        })
        .await;
    let told = entries(&page(&server, "/feed/en.atom").await);
    assert_eq!((told.len(), told[0].0.as_str(), told[0].1.as_str()), (1, "Edition 2", FEBRUARY));
    assert!(told[0].2.contains("not known"), "{told:?}");
    assert_eq!(changed(&page(&server, "/sitemap.xml").await, "/ar/111").as_deref(), Some(FEBRUARY));
}

#[tokio::test]
async fn search_engines_are_told_where_all_pages_are() {
    let server = small_site().await;
    let response = get(&server, "/robots.txt").await;
    assert_eq!(header(&response, "content-type"), "text/plain; charset=utf-8");
    let sitemap = server.url("/sitemap.xml");
    assert_eq!(
        response.text().await.unwrap(),
        format!(
            "User-agent: *\nDisallow: /ar/search\nDisallow: /en/search\n\nSitemap: {sitemap}\n"
        )
    );
}

#[tokio::test]
async fn whoever_finds_a_weakness_is_told_where_to_report_it_if_somebody_reads_that() {
    let server = small_site().await;
    assert_eq!(get(&server, "/.well-known/security.txt").await.status(), 404);
    let clock = ManualClock::at("2026-05-04T10:00:00Z".parse().unwrap());
    let server = TestServer::with_clock(clock.clock(), |config| {
        config.website.contact = Some("mailto:security@example.bh".to_owned());
    })
    .await;
    let own = server.url("/.well-known/security.txt");
    assert_eq!(
        page(&server, "/.well-known/security.txt").await,
        format!(
            "Contact: mailto:security@example.bh\nExpires: 2026-10-31T00:00:00Z\n\
             Preferred-Languages: ar, en\nCanonical: {own}\n"
        )
    );
}
