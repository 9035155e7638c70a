//! A service as linked data: a `GovernmentService` of schema.org, for search engines.

use serde_json::{Map, Value, json};

use super::card::{Card, name_in};
use super::info::AUDIENCES;
use crate::web::pages::{Frame, Linked};

/// The linked data of a service, of what the edition holds alone.
pub fn linked(card: &Card<'_>, frame: &Frame) -> Linked {
    let hotline = card.hotline;
    let mut service = Map::new();
    let mut put = |name: &str, value: Value| service.insert(name.to_owned(), value);
    put("@context", json!("https://schema.org"));
    put("@type", json!("GovernmentService"));
    if let Some(address) = frame.canonical() {
        put("@id", json!(address));
        put("url", json!(address));
    }
    put("identifier", json!(card.service.code));
    put("name", json!(card.name()));
    put("category", json!(card.group_name()));
    if let Some(summary) = card.summary() {
        put("description", json!(summary.text));
    }
    let body = card.service.body.and_then(|body| hotline.bodies.get(body));
    if let Some(body) = body {
        let name = name_in(&body.name, card.language);
        put("serviceOperator", json!({ "@type": "GovernmentOrganization", "name": name }));
    }
    let audience = card.service.audience.iter().map(|name| {
        let known = AUDIENCES.into_iter().find(|(known, _)| known == name);
        let name = known.map_or(name.as_str(), |(_, key)| frame.ui.t(key));
        json!({ "@type": "Audience", "audienceType": name })
    });
    put("audience", Value::Array(audience.collect()));
    let languages: Vec<&str> = hotline.languages.iter().map(|one| one.code.as_str()).collect();
    let mut channels = Vec::new();
    if let Some(number) = &frame.telephone {
        channels.push(json!({
            "@type": "ServiceChannel",
            "servicePhone": { "@type": "ContactPoint", "telephone": number },
            "availableLanguage": languages,
        }));
    }
    if let Some(address) = card.link() {
        channels.push(json!({ "@type": "ServiceChannel", "serviceUrl": address }));
    }
    put("availableChannel", Value::Array(channels));
    Linked::new(&Value::Object(service))
}
