//! The Core Public Service Vocabulary's application profile (CPSV-AP) 3.2.0, as JSON-LD.
//!
//! Services that have moved are left out.

use serde_json::{Value, json};

use super::record::{PlaceRecord, ServiceRecord, Texts};
use crate::catalogue::SectionKind;
use crate::web::Site;
use crate::web::directory::AUDIENCES;
use crate::web::pages::Ui;

/// The country that the website is about, in the European Union's list of countries.
const COUNTRY: &str = "http://publications.europa.eu/resource/authority/country/BHR";

/// The languages of pages in the European Union's list of languages.
const LANGUAGES: [(&str, &str); 2] = [
    ("ar", "http://publications.europa.eu/resource/authority/language/ARA"),
    ("en", "http://publications.europa.eu/resource/authority/language/ENG"),
];

/// Every service with its organisation, its channels and its group.
pub fn services(site: &Site, spoken: &[Ui]) -> Value {
    let records = site.records().services();
    let there: Vec<&ServiceRecord> =
        records.iter().filter(|service| service.moved_to.is_none()).collect();
    let mut graph = vec![dataset(site, spoken), organisation(site, spoken)];
    graph.push(json!({
        "@id": COUNTRY,
        "@type": "http://data.europa.eu/88u/dataset/atu-type",
    }));
    let known = LANGUAGES.iter().filter(|(code, _)| spoken.iter().any(|ui| ui.code() == *code));
    graph.extend(known.map(|(_, id)| json!({ "@id": id, "@type": "dct:LinguisticSystem" })));
    let mut told: Vec<&str> = Vec::new();
    let mut bodies: Vec<&str> = Vec::new();
    for service in &there {
        if let Some(body) = service.body.as_ref().filter(|body| !bodies.contains(&body.id.as_str()))
        {
            bodies.push(&body.id);
            graph.push(json!({
                "@id": body_id(site, service),
                "@type": "cv:PublicOrganisation",
                "skos:prefLabel": tagged(&body.names),
                "dct:spatial": { "@id": COUNTRY },
            }));
        }
        if !told.contains(&service.group.id.as_str()) {
            told.push(&service.group.id);
            let id = group_id(site, &service.group);
            graph.push(concept(&id, &tagged(&service.group.names)));
        }
    }
    graph.extend(AUDIENCES.iter().map(|(name, key)| {
        let label = in_each(spoken, |ui| ui.t(key));
        concept(&audience_id(site, name), &label)
    }));
    for service in there {
        graph.extend(write(site, service));
    }
    json!({ "@context": context(), "@graph": graph })
}

fn context() -> Value {
    json!({
        "cpsv": "http://purl.org/vocab/cpsv#",
        "cv": "http://data.europa.eu/m8g/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
    })
}

fn dataset(site: &Site, spoken: &[Ui]) -> Value {
    json!({
        "@id": dataset_id(site),
        "@type": "dcat:Dataset",
        "dct:title": in_each(spoken, |ui| ui.t("site-title")),
        "dct:description": in_each(spoken, |ui| ui.t("site-description")),
        "dct:publisher": { "@id": organisation_id(site) },
    })
}

/// The website itself, which publishes the data, and stands for the body of a service that names none.
fn organisation(site: &Site, spoken: &[Ui]) -> Value {
    let name = in_each(spoken, |ui| ui.t("mark-line"));
    json!({
        "@id": organisation_id(site),
        "@type": ["cv:PublicOrganisation", "foaf:Agent"],
        "dct:identifier": site.public_url.as_str(),
        "dct:title": name,
        "skos:prefLabel": name,
        "dct:spatial": { "@id": COUNTRY },
    })
}

/// A service and the nodes that are its own.
fn write(site: &Site, service: &ServiceRecord) -> Vec<Value> {
    let code = service.code;
    let id = site.address(&site.delivery.service_path(code));
    let node = |of: &str| format!("{id}#{of}");
    let mut nodes = Vec::new();
    let mut channels: Vec<Value> = Vec::new();
    let mut written = json!({
        "@id": id,
        "@type": "cpsv:PublicService",
        "dct:identifier": code,
        "dct:title": tagged(&service.names),
        "dct:description": description(service),
        "dct:isPartOf": { "@id": dataset_id(site) },
        "cv:hasCompetentAuthority": { "@id": body_id(site, service) },
        "cv:thematicArea": { "@id": group_id(site, &service.group) },
    });
    let languages = LANGUAGES.iter().filter(|(code, _)| service.names.contains_key(*code));
    written["dct:language"] = languages.map(|(_, id)| json!({ "@id": id })).collect();
    let known = |name: &&String| AUDIENCES.iter().any(|(known, _)| known == name);
    let audience = service.audience.iter().filter(known);
    let audience = audience.map(|name| json!({ "@id": audience_id(site, name) }));
    written["dct:audience"] = audience.collect();
    if let Some(number) = site.settings.telephone.as_deref() {
        channels.push(json!({
            "@id": node("phone"), "@type": "cv:Channel", "dct:identifier": format!("{code}-phone"),
        }));
        written["cv:contactPoint"] = json!({ "@id": node("contact") });
        nodes.push(json!({
            "@id": node("contact"), "@type": "cv:ContactPoint", "cv:telephone": number,
        }));
    }
    for (language, link) in &service.links {
        channels.push(json!({
            "@id": node(&format!("web-{language}")),
            "@type": "cv:Channel",
            "dct:identifier": format!("{code}-web-{language}"),
            "foaf:page": { "@id": link, "@type": "foaf:Document" },
        }));
    }
    let ids = channels.iter().map(|channel| json!({ "@id": channel["@id"] }));
    written["cv:hasChannel"] = ids.collect();
    nodes.append(&mut channels);
    let fee: Texts = section(service, SectionKind::Fee);
    if !fee.is_empty() {
        written["cv:hasCost"] = json!({ "@id": node("fee") });
        nodes.push(json!({
            "@id": node("fee"),
            "@type": "cv:Cost",
            "dct:identifier": format!("{code}-fee"),
            "dct:description": tagged(&fee),
        }));
    }
    nodes.insert(0, written);
    nodes
}

/// The summary and what is told of it but the fee, in each language.
fn description(service: &ServiceRecord) -> Value {
    let texts = service.names.keys().map(|language| {
        let kinds = SectionKind::ALL.into_iter().filter(|kind| *kind != SectionKind::Fee);
        let sections = kinds.filter_map(|kind| service.section(kind, language));
        let summary = service.summary(language).map(str::to_owned);
        let all: Vec<String> = summary.into_iter().chain(sections).collect();
        (language.clone(), all.join(" "))
    });
    tagged(&texts.collect())
}

/// A section in each language; empty where there is none.
fn section(service: &ServiceRecord, kind: SectionKind) -> Texts {
    let text = |language: &String| Some((language.clone(), service.section(kind, language)?));
    service.names.keys().filter_map(text).collect()
}

fn concept(id: &str, label: &Value) -> Value {
    json!({ "@id": id, "@type": "skos:Concept", "skos:prefLabel": label })
}

/// Texts with their languages.
fn tagged(texts: &Texts) -> Value {
    let texts =
        texts.iter().map(|(language, text)| json!({ "@value": text, "@language": language }));
    texts.collect()
}

/// A text of the pages in each language.
fn in_each(spoken: &[Ui], text: impl Fn(Ui) -> &'static str) -> Value {
    let texts = spoken.iter().map(|ui| (ui.code().to_owned(), text(*ui).to_owned()));
    tagged(&texts.collect())
}

fn dataset_id(site: &Site) -> String {
    site.address("/data#services")
}

fn organisation_id(site: &Site) -> String {
    site.address("/data#organisation")
}

fn body_id(site: &Site, service: &ServiceRecord) -> String {
    match &service.body {
        Some(body) => site.address(&format!("/data#body-{}", body.id)),
        None => organisation_id(site),
    }
}

fn group_id(site: &Site, group: &PlaceRecord) -> String {
    site.address(&format!("/data#group-{}", group.id))
}

fn audience_id(site: &Site, name: &str) -> String {
    site.address(&format!("/data#audience-{name}"))
}
