//! Open data: what programs get is documented, complete and what the pages say.

use std::io::Write as _;
use std::process::{Command, Stdio};

use reqwest::Response;
use serde_json::{Value, json};
use sila::catalogue::{Hotline, Service};
use sila::dialects::PublicUrl;
use sila::web::pages::Ui;

use super::{attributes, get, get_with, header, page, site};
use crate::calls::play::small_menus;
use crate::oracles::{folder, script};
use crate::test_server::TestServer;

/// What an oracle in Python prints of this input.
pub fn ask_oracle(name: &str, input: &Value) -> String {
    let mut oracle = Command::new(folder().join("venv/bin/python"))
        .arg(script(name))
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut given = oracle.stdin.take().unwrap();
    given.write_all(input.to_string().as_bytes()).unwrap();
    drop(given);
    let output = oracle.wait_with_output().unwrap();
    assert!(output.status.success(), "{name} failed");
    String::from_utf8(output.stdout).unwrap()
}

/// JSON that is there.
pub async fn json_at(server: &TestServer, path: &str) -> Value {
    let response = get(server, path).await;
    assert_eq!(header(&response, "access-control-allow-origin"), "*", "{path}");
    assert_eq!(header(&response, "content-type"), "application/json", "{path}");
    json_of(response).await
}

async fn json_of(response: Response) -> Value {
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

#[tokio::test]
async fn every_answer_is_as_it_is_described() {
    let server = site().await;
    let mut answers = vec![
        json!(["/api", 200, json_at(&server, "/api").await]),
        json!(["/api/services", 200, json_at(&server, "/api/services").await]),
    ];
    for code in ["114", "111", "355"] {
        let answer = json_at(&server, &format!("/api/services/{code}")).await;
        assert_eq!(answer["service"]["code"], code);
        answers.push(json!(["/api/services/{code}", 200, answer]));
    }
    for code in ["999", "0", "x", "١١٤"] {
        let answer = json_at(&server, &format!("/api/services/{code}")).await;
        assert_eq!(answer["error"]["rule"], "unknown-service");
        answers.push(json!(["/api/services/{code}", 404, answer]));
    }
    let description = json_at(&server, "/api/openapi.json").await;
    let input = json!({ "description": description, "answers": answers });
    assert_eq!(ask_oracle("openapi.py", &input), "");
    // An answer that lacks a field is found.
    let mut lacking = json_at(&server, "/api/services/114").await;
    lacking["service"].as_object_mut().unwrap().remove("evidence");
    lacking["service"]["sections"][0]["kind"] = json!("prayers");
    lacking["more"] = json!(1);
    let input = json!({
        "description": description,
        "answers": [["/api/services/{code}", 200, lacking]],
    });
    let mistakes = ask_oracle("openapi.py", &input);
    for mistake in ["evidence", "prayers", "more"] {
        assert!(mistakes.contains(mistake), "{mistakes}");
    }
}

#[tokio::test]
async fn a_record_holds_what_the_edition_holds_in_every_language() {
    let server = site().await;
    let edition = server.running.app.calls.editions.active();
    let hotline = edition.hotline();
    let all = json_at(&server, "/api/services").await;
    let (number, since) = (edition.edition.number.get(), all["since"].as_str());
    assert!(since.is_some_and(|since| since.ends_with('Z')));
    assert_eq!((&all["format"], &all["edition"]), (&json!(1), &json!(number)));
    assert_eq!(all["telephone"], "+973 1700 0000");
    assert_eq!(all["languages"][1], json!({ "code": "en", "name": "English", "key": 2 }));
    let records = all["services"].as_array().unwrap();
    assert_eq!(records.len(), 108);
    for ((sector, group, service), record) in hotline.services().zip(records) {
        let alone = json_at(&server, &format!("/api/services/{}", service.code)).await;
        assert_eq!(alone["service"], *record);
        assert_eq!(record["id"], service.id);
        assert_eq!(record["confirmed"], service.confirmed);
        assert_eq!(record["evidence"], service.evidence.name());
        assert_eq!(record["audience"], json!(service.audience));
        let body = service.body.map(|body| &hotline.bodies[body].id);
        assert_eq!(record["body"]["id"], json!(body));
        assert_eq!(record["caution"].is_null(), service.confirmed);
        assert_eq!(record["facts"].as_array().unwrap().len(), service.facts.len());
        for (ui, language) in Ui::all().zip(hotline.language_indices()) {
            let name = |names: &[String]| json!(names[language.position()]);
            assert_eq!(record["names"][ui.code()], name(&service.name));
            assert_eq!(record["sector"]["names"][ui.code()], name(&sector.name));
            assert_eq!(record["path"][1]["names"][ui.code()], name(&group.name));
            let path = format!("/{}/{}", ui.code(), service.code);
            let address = server.running.app.public_url.join(&path);
            assert_eq!(record["pages"][ui.code()], address);
            assert_eq!(spoken(record, ui), told(hotline, service, ui));
        }
    }
}

/// Everything that a record tells of a service in a language.
fn spoken(record: &Value, ui: Ui) -> Vec<String> {
    let text = |said: &Value| said[ui.code()]["text"].as_str().unwrap().to_owned();
    let sections = record["sections"].as_array().unwrap().iter();
    let pieces = sections.flat_map(|section| section["pieces"].as_array().unwrap());
    [&record["summary"]].into_iter().chain(pieces).map(text).collect()
}

/// Everything that the hotline tells of it.
fn told(hotline: &Hotline, service: &Service, ui: Ui) -> Vec<String> {
    let language = hotline.language_by_code(ui.code()).unwrap();
    let pieces = service.sections.iter().flat_map(|section| &section.pieces);
    let prompts = service.summary.iter().chain(pieces);
    prompts.map(|id| hotline.prompt(*id, language).text.clone()).collect()
}

#[tokio::test]
async fn data_is_sent_once_until_another_edition_is_heard() {
    let server = site().await;
    let whole = [
        "/api/services",
        "/data/services.csv",
        "/data/ar/hsds.json",
        "/data/en/hsds.json",
        "/data/cpsv-ap.jsonld",
    ];
    let mut tags = Vec::new();
    for path in whole.into_iter().chain(["/api/services/114", "/api/openapi.json"]) {
        let first = get(&server, path).await;
        let (tag, modified) = (header(&first, "etag"), header(&first, "last-modified"));
        assert!(tag.starts_with('"') && modified.ends_with(" GMT"), "{path}: {tag} {modified}");
        let again = get_with(&server, path, &[("if-none-match", &tag)]).await;
        assert_eq!(again.status(), 304, "{path}");
        assert_eq!(header(&again, "access-control-allow-origin"), "*", "{path}");
        let again = get(&server, path).await;
        assert_eq!(header(&again, "etag"), tag, "{path}");
        assert_eq!(again.text().await.unwrap(), first.text().await.unwrap(), "{path}");
        tags.push(tag);
    }
    let before = json_at(&server, "/api/services/114").await;
    server.publish(&small_menus(), "other menus").await;
    let after = json_at(&server, "/api/services").await;
    assert_eq!((&before["edition"], &after["edition"]), (&json!(1), &json!(2)));
    assert_ne!(after["services"].as_array().unwrap().len(), 108);
    for (path, before) in whole.into_iter().zip(tags) {
        assert_ne!(header(&get(&server, path).await, "etag"), before, "{path}");
    }
}

#[tokio::test]
async fn what_is_no_data_is_told_in_json() {
    let server = site().await;
    for path in ["/api/", "/api/x", "/api/services/", "/api/services/114/x", "/api/../api/y"] {
        let response = get(&server, path).await;
        assert_eq!(response.status(), 404, "{path}");
        let answer = json_of(response).await;
        assert!(answer["error"]["message"].is_string(), "{path}: {answer}");
    }
    let posted = reqwest::Client::builder()
        .build()
        .unwrap()
        .post(server.url("/api/services"))
        .send()
        .await
        .unwrap();
    assert_eq!((posted.status().as_u16(), header(&posted, "allow")), (405, "GET, HEAD".into()));
    assert_eq!(json_of(posted).await["error"]["rule"], "method");
    let without = TestServer::with(|config| config.website.is_served = false).await;
    assert_eq!(get(&without, "/api/services").await.status(), 404);
}

/// The linked data of a page.
fn linked(page: &str) -> Value {
    let opening = "<script type=\"application/ld+json\">";
    let after = page.split_once(opening).expect("linked data").1;
    let text = after.split_once("</script>").unwrap().0;
    assert!(!text.contains('<') && !text.contains('>') && !text.contains('&'), "{text}");
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn a_page_says_what_it_is_about_to_search_engines() {
    let server = TestServer::with(|config| {
        config.public_url = PublicUrl::parse("https://example.bh/hotline").ok();
        config.website.telephone = Some("+973 1700 0000".to_owned());
    })
    .await;
    let edition = server.running.app.calls.editions.active();
    let hotline = edition.hotline();
    for (_, group, service) in hotline.services().step_by(9) {
        for (ui, language) in Ui::all().zip(hotline.language_indices()) {
            let text = page(&server, &format!("/{}/{}", ui.code(), service.code)).await;
            let data = format!("/hotline/api/services/{}", service.code);
            assert!(attributes(&text, "href").contains(&data.as_str()), "{data}");
            let found = linked(&text);
            let address = format!("https://example.bh/hotline/{}/{}", ui.code(), service.code);
            let here = language.position();
            assert_eq!(found["@type"], "GovernmentService");
            assert_eq!((&found["@id"], &found["url"]), (&json!(address), &json!(address)));
            assert_eq!(found["identifier"], service.code.to_string());
            assert_eq!(found["name"], service.name[here]);
            assert_eq!(found["category"], group.name[here]);
            let body = service.body.map(|body| &hotline.bodies[body].name[here]);
            assert_eq!(found["serviceOperator"]["name"], json!(body));
            let summary = hotline.prompt(service.summary.unwrap(), language);
            assert_eq!(found["description"], summary.text);
            let channels = found["availableChannel"].as_array().unwrap();
            assert_eq!(channels[0]["servicePhone"]["telephone"], "+973 1700 0000");
            let link = channels.get(1).map(|channel| &channel["serviceUrl"]);
            assert_eq!(link, service.links[here].as_ref().map(|link| json!(link)).as_ref());
            assert_eq!(found["audience"].as_array().unwrap().len(), service.audience.len());
        }
    }
    // A fee is not invented.
    let known = ["@context", "@id", "@type", "audience", "availableChannel", "category"];
    let told = linked(&page(&server, "/en/114").await);
    for name in told.as_object().unwrap().keys() {
        let more = ["description", "identifier", "name", "serviceOperator", "url"];
        assert!(known.contains(&name.as_str()) || more.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn nothing_in_linked_data_ends_its_element() {
    let value = json!({ "name": "</script><script>alert(1)</script> <!-- & ]]>" });
    let text = sila::web::pages::Linked::new(&value).to_string();
    assert!(!text.contains(['<', '>', '&']), "{text}");
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
}

#[tokio::test]
async fn search_engines_may_show_every_page_but_searches() {
    let server = site().await;
    for (path, is_shown) in [
        ("/ar", true),
        ("/ar/1", true),
        ("/en/11", true),
        ("/en/114", true),
        ("/ar/programme", true),
        ("/ar/data", true),
        ("/ar/search?q=x", false),
    ] {
        let text = page(&server, path).await;
        assert_eq!(!text.contains("noindex"), is_shown, "{path}");
        assert!(text.contains("hreflang=\"x-default\""), "{path}");
    }
}
