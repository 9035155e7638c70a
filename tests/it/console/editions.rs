//! Editions at the console: what differs, and the way back.

use camino::Utf8Path;

use super::Console;
use crate::calls::play::{copy, small_menus};

/// A console on whose line two editions were heard: the second says another fee.
async fn with_two_editions() -> Console {
    let console = Console::open().await;
    let folder = tempfile::tempdir().unwrap();
    let menus = Utf8Path::from_path(folder.path()).unwrap();
    copy(&small_menus(), menus);
    console.server.publish(menus, "as they are").await;
    let file = menus.join("1-town/1-permits/111-wall.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let changed = text.replace("building a wall", "building a low fence");
    assert_ne!(text, changed);
    std::fs::write(&file, changed).unwrap();
    console.server.publish(menus, "a fence \"<i>\"").await;
    console
}

#[tokio::test]
async fn a_publisher_sees_what_differs_and_goes_back() {
    let console = with_two_editions().await;
    let person = console.enrolled("huda", "publisher").await;
    let browser = console.signed_in(&person).await;
    let list = browser.get("/console/editions").await.text;
    assert!(
        list.contains("a fence &#34;&#60;i&#62;&#34;") && list.contains("as they are"),
        "{list}"
    );
    assert!(list.contains("href=\"/console/editions/3\""), "{list}");

    let page = browser.get("/console/editions/2").await.text;
    for words in ["building a wall", "building a low fence", "النبذة", ">111<"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let base = page.split("name=\"base\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let fields = [("base", base), ("reason", "the fence was wrong")];
    let back = browser.post("/console/editions/2/back", &fields).await;
    assert_eq!(
        (back.status, back.location.as_str()),
        (303, "/console/editions/2"),
        "{}",
        back.text
    );
    console.server.heard(sila::catalogue::EditionNumber::new(2)).await;
    let page = browser.get("/console/editions/2").await.text;
    assert!(page.contains("يُسمع الآن</span>") && page.contains("عودة إليه"), "{page}");
    assert!(!page.contains("name=\"base\""), "it is heard already");
    let again = browser.post("/console/editions/2/back", &fields).await;
    assert_eq!(again.status, 409, "{}", again.text);

    // A page from before somebody else changed what is heard.
    let stale = browser.post("/console/editions/3/back", &fields).await;
    assert_eq!(stale.status, 409);
    assert!(stale.text.contains("غيّر <bdi>huda</bdi> ما يُسمع قبلك"), "{}", stale.text);
    let page = browser.get("/console/editions/3?from=1").await;
    assert_eq!(page.status, 200);
    for path in ["/console/editions/99", "/console/editions/x"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text.contains("لا صفحة بهذا العنوان"), "{}", page.text);
    }
}

#[tokio::test]
async fn who_only_reads_sees_what_differs_and_no_way_back() {
    let console = with_two_editions().await;
    let person = console.enrolled("huda", "editor").await;
    let browser = console.signed_in(&person).await;
    let page = browser.get("/console/editions/2").await.text;
    assert!(page.contains("building a wall") && !page.contains("name=\"base\""), "{page}");
    let refused = browser.post("/console/editions/2/back", &[("base", "2")]).await;
    assert_eq!(refused.status, 403);
}
