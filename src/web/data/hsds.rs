//! Open Referral's Human Services Data Specification (HSDS) 3.0: a page of services with their organization.
//!
//! HSDS has one language, so that there is a file for each; the ids are the same in all of them. It has no field for how
//! long a service takes but a deprecated one: that stands in how to apply. Services that have moved are left out.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::record::ServiceRecord;
use crate::catalogue::SectionKind;
use crate::web::Site;
use crate::web::pages::Ui;

/// Every service, as a page of HSDS's API that holds all.
pub fn services(site: &Site, ui: Ui) -> Value {
    let records = site.records().services();
    let there = records.iter().filter(|service| service.moved_to.is_none());
    let services: Vec<Value> = there.map(|service| write(site, service, ui)).collect();
    json!({
        "total_items": services.len(),
        "total_pages": 1,
        "page_number": 1,
        "size": services.len(),
        "first_page": true,
        "last_page": true,
        "empty": services.is_empty(),
        "contents": services,
    })
}

fn write(site: &Site, service: &ServiceRecord, ui: Ui) -> Value {
    let (language, own) = (ui.code(), &service.id);
    let mut written = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            written.insert(name.to_owned(), value);
        }
    };
    let text = |kind| service.section(kind, language);
    put("id", Some(json!(id(site, &format!("service {own}")))));
    put("name", service.names.get(language).map(|name| json!(name)));
    let others = service.names.iter().filter(|(code, _)| *code != language);
    let others: Vec<&str> = others.map(|(_, name)| name.as_str()).collect();
    put("alternate_name", (!others.is_empty()).then(|| json!(others.join("; "))));
    put("description", service.summary(language).map(|text| json!(text)));
    put("url", service.links.get(language).map(|link| json!(link)));
    put("status", Some(json!("active")));
    let kinds = [SectionKind::Steps, SectionKind::Channels, SectionKind::Duration];
    let process: Vec<String> = kinds.into_iter().filter_map(text).collect();
    put("application_process", (!process.is_empty()).then(|| json!(process.join(" "))));
    put("fees_description", text(SectionKind::Fee).map(|fee| json!(fee)));
    put("eligibility_description", text(SectionKind::Who).map(|who| json!(who)));
    let caution = service.caution.as_ref().and_then(|caution| caution.get(language));
    put("alert", caution.map(|caution| json!(caution.text)));
    let document = |text| {
        let id = id(site, &format!("documents {own}"));
        json!([{ "id": id, "document": text }])
    };
    put("required_documents", text(SectionKind::Documents).map(document));
    put("languages", Some(languages(site, &format!("service {own}"))));
    put(
        "phones",
        site.settings.telephone.as_deref().map(|number| phones(site, service, number, ui)),
    );
    put("organization", Some(organization(site, service, ui)));
    Value::Object(written)
}

/// The hotline's number with the code to dial.
fn phones(site: &Site, service: &ServiceRecord, number: &str, ui: Ui) -> Value {
    let code = service.code.to_string();
    let values = [("{seven}", "7"), ("{code}", code.as_str())];
    json!([{
        "id": id(site, &format!("phone {}", service.id)),
        "number": number,
        "type": "voice",
        "description": crate::text::fill(ui.t("or-dial"), &values),
        "languages": languages(site, &format!("phone {}", service.id)),
    }])
}

fn languages(site: &Site, of: &str) -> Value {
    let languages = site.hotline().languages.iter().map(|language| {
        let id = id(site, &format!("{of} {}", language.code));
        json!({ "id": id, "name": language.name, "code": language.code })
    });
    Value::Array(languages.collect())
}

/// The body that gives a service; where it names none, the website itself.
fn organization(site: &Site, service: &ServiceRecord, ui: Ui) -> Value {
    let Some(body) = &service.body else {
        return json!({
            "id": id(site, "organization"),
            "name": ui.t("mark-line"),
            "description": ui.t("site-description"),
            "website": site.page_address(ui, ""),
        });
    };
    let name = body.names.get(ui.code());
    let mut written = json!({
        "id": id(site, &format!("organization {}", body.id)),
        "name": name,
        // The edition holds no more of it.
        "description": name,
    });
    if let Some(link) = body.links.get(ui.code()) {
        written["website"] = json!(link);
    }
    written
}

/// An id that is the same in every edition and language (UUID version 5), from our address and a name.
fn id(site: &Site, name: &str) -> Uuid {
    let ours = Uuid::new_v5(&Uuid::NAMESPACE_URL, site.public_url.as_str().as_bytes());
    Uuid::new_v5(&ours, name.as_bytes())
}
