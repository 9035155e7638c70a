//! The services in the formats of others, held against their rules by programs of others.

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde_json::{Value, json};
use sila::web::pages::Ui;

use super::data::{ask_oracle, json_at};
use super::{get, header, page, site};
use crate::calls::play::{copy, small_menus};
use crate::test_server::TestServer;

/// The rows of the table, the first one apart.
fn rows(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let text = text.strip_prefix('\u{feff}').expect("the mark that Excel needs");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let cells = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let head = cells(reader.headers().unwrap());
    (head, reader.records().map(|row| cells(&row.unwrap())).collect())
}

#[tokio::test]
async fn the_table_has_a_row_for_each_service_and_language() {
    let server = site().await;
    let response = get(&server, "/data/services.csv").await;
    assert_eq!(header(&response, "content-type"), "text/csv; charset=utf-8");
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    assert!(header(&response, "etag").starts_with('"'));
    let (head, rows) = rows(&response.text().await.unwrap());
    let column = |name: &str| head.iter().position(|column| column == name).unwrap();
    assert_eq!(rows.len(), 216);
    let record = &json_at(&server, "/api/services/114").await["service"];
    for ui in Ui::all() {
        let of = |row: &&Vec<String>| {
            row[column("code")] == "114" && row[column("language")] == ui.code()
        };
        let row = rows.iter().find(of).unwrap();
        assert_eq!(row[column("name")], record["names"][ui.code()]);
        assert_eq!(row[column("summary")], record["summary"][ui.code()]["text"]);
        assert_eq!(row[column("page")], record["pages"][ui.code()]);
        let documents = record["sections"].as_array().unwrap().iter();
        let documents = documents.filter(|section| section["kind"] == "documents");
        let first = documents.map(|section| &section["pieces"][0][ui.code()]["text"]).next();
        let first = first.unwrap().as_str().unwrap();
        assert!(row[column("documents")].starts_with(first), "{row:?}");
    }
}

#[tokio::test]
async fn no_cell_of_the_table_is_run_by_a_spreadsheet_program() {
    let (server, folder) = (site().await, tempfile::tempdir().unwrap());
    let menus = Utf8Path::from_path(folder.path()).unwrap();
    copy(&small_menus(), menus);
    // A source that begins as a formula does.
    let file = menus.join("1-town/2-roads/121-road-occupation.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace("source = \"https://", "source = \"=1+cmd|' /C calc'!A0 https://");
    std::fs::write(&file, text).unwrap();
    server.publish(menus, "formulas").await;
    let (head, rows) = rows(&page(&server, "/data/services.csv").await);
    let sources = head.iter().position(|column| column == "sources").unwrap();
    assert!(rows.iter().any(|row| row[sources].starts_with("'=1+cmd")), "{rows:?}");
    for cell in rows.concat() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
}

#[tokio::test]
async fn services_are_as_hsds_has_them_with_the_same_ids_in_every_language() {
    let server = site().await;
    let mut ids = Vec::new();
    for ui in Ui::all() {
        let services = json_at(&server, &format!("/data/{}/hsds.json", ui.code())).await;
        assert_eq!(ask_oracle("hsds.py", &services), "", "{}", ui.code());
        assert_eq!(services["total_items"], 108);
        let all = services["contents"].as_array().unwrap();
        ids.push(all.iter().map(|service| service["id"].clone()).collect::<Vec<_>>());
        let record = &json_at(&server, "/api/services/114").await["service"];
        let own = all.iter().find(|service| service["name"] == record["names"][ui.code()]);
        let own = own.expect("service 114");
        assert_eq!(own["url"], record["links"][ui.code()]);
        assert_eq!(own["description"], record["summary"][ui.code()]["text"]);
        assert_eq!(own["phones"][0]["number"], "+973 1700 0000");
    }
    assert_eq!(ids[0], ids[1]);
    assert_eq!(page(&server, "/data/hsds.json").await, page(&server, "/data/ar/hsds.json").await);
    assert_eq!(get(&server, "/data/fr/hsds.json").await.status(), 404);
    // The oracle finds what breaks the rules.
    let mut broken = json_at(&server, "/data/hsds.json").await;
    broken["contents"][0]["status"] = json!("open");
    broken["contents"][1]["id"] = broken["contents"][2]["id"].clone();
    broken["contents"][3]["id"] = json!("114");
    let mistakes = ask_oracle("hsds.py", &broken);
    for mistake in ["'open'", "stands twice", "'114' is not a 'uuid'"] {
        assert!(mistakes.contains(mistake), "{mistakes}");
    }
}

#[tokio::test]
async fn services_are_as_cpsv_ap_has_them() {
    let server = site().await;
    let response = get(&server, "/data/cpsv-ap.jsonld").await;
    assert_eq!(header(&response, "content-type"), "application/ld+json");
    let mut graph: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(ask_oracle("cpsv_ap.py", &graph).trim(), "108");
    // The oracle finds what breaks the rules.
    let nodes = graph["@graph"].as_array_mut().unwrap();
    let service = nodes.iter_mut().find(|node| node["@type"] == "cpsv:PublicService").unwrap();
    service.as_object_mut().unwrap().remove("cv:hasCompetentAuthority");
    assert!(ask_oracle("cpsv_ap.py", &graph).contains("hasCompetentAuthority"));
}

#[tokio::test]
async fn a_service_that_has_moved_is_told_where_it_went() {
    let server = TestServer::open().await;
    server.publish(&small_menus(), "one has moved").await;
    let record = json_at(&server, "/api/services/112").await;
    assert_eq!(record["service"]["moved_to"], "121");
    assert_eq!(record["service"]["summary"], Value::Null);
    let (_, rows) = rows(&page(&server, "/data/services.csv").await);
    assert!(rows.iter().any(|row| row[1] == "112" && row[6] == "121"), "{rows:?}");
    let services = json_at(&server, "/data/hsds.json").await;
    assert_eq!(services["total_items"], 3);
    assert_eq!(ask_oracle("hsds.py", &services), "");
}

#[tokio::test]
async fn a_service_keeps_its_id_under_another_code_and_another_one_at_the_old_code_has_its_own() {
    let (server, folder) = (site().await, tempfile::tempdir().unwrap());
    let menus = Utf8Path::from_path(folder.path()).unwrap();
    copy(&small_menus(), menus);
    server.publish(menus, "as they are").await;
    let before = ids_by_dialled_code(&server).await;
    let service = |name: &str| menus.join(format!("1-town/2-roads/{name}.toml"));
    let text = std::fs::read_to_string(service("121-road-occupation")).unwrap();
    std::fs::remove_file(service("121-road-occupation")).unwrap();
    let moved = text.replace("code = \"121\"", "code = \"122\"");
    std::fs::write(service("122-road-occupation"), moved).unwrap();
    let other = text.replace("id = \"", "id = \"other-").replace("occupation", "crossing");
    let other = other.replace("إشغال", "عبور");
    std::fs::write(service("121-other-road-crossing"), other).unwrap();
    server.publish(menus, "another code").await;
    let after = ids_by_dialled_code(&server).await;
    assert_eq!(after["122"], before["121"]);
    assert!(!before.values().any(|id| *id == after["121"]), "{after:?}");
}

/// The ids of services in HSDS, each by the code in how it is dialled.
async fn ids_by_dialled_code(server: &TestServer) -> BTreeMap<String, String> {
    let services = json_at(server, "/data/en/hsds.json").await;
    let ids = services["contents"].as_array().unwrap().iter().map(|service| {
        let said = service["phones"][0]["description"].as_str().unwrap();
        let code = said.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 3);
        (code.unwrap().to_owned(), service["id"].as_str().unwrap().to_owned())
    });
    ids.collect()
}
