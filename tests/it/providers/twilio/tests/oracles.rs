//! The phone's knowledge of the markup against the provider's own library.
//!
//! `tests/oracles/prepare` makes the folder that `TEST_ORACLES` names.

use std::{
    collections::BTreeMap,
    io::Write,
    process::{Command, Stdio},
};

use serde_json::{Value as Json, json};
use sila::dialects::twilio::LANGUAGES;

use crate::oracles::{folder, script};
use crate::providers::twilio::verbs::{ELEMENTS, Text, Value};

use super::document::{ILL_FORMED, RIGHT, broken_types};

/// Checks documents with the provider's library and the TypeScript compiler, in one run. Each
/// document has a name, made of letters, digits and `-`, that its complaints begin with.
pub fn typecheck<'a>(documents: impl IntoIterator<Item = (String, &'a str)>) -> Vec<String> {
    let documents_folder = tempfile::tempdir().unwrap();
    for (name, xml) in documents {
        std::fs::write(documents_folder.path().join(format!("{name}.xml")), xml).unwrap();
    }
    let output = Command::new("node")
        .arg(script("typecheck.mjs"))
        .arg(documents_folder.path())
        .env("TEST_ORACLES", folder())
        .output()
        .unwrap();
    let complaints: Vec<_> =
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.is_empty(), "the oracle failed: {stderr}");
    assert_eq!(output.status.success(), complaints.is_empty());
    complaints
}

/// The phone's table, as the oracle reads it.
fn table() -> Json {
    let elements = ELEMENTS.iter().map(|element| {
        let attributes = element.attributes.iter().map(|(name, value)| (*name, kind(*value)));
        let row = json!({
            "attributes": attributes.collect::<BTreeMap<_, _>>(),
            "text": element.text != Text::None,
            "children": element.children,
        });
        (element.name, row)
    });
    json!({ "elements": elements.collect::<BTreeMap<_, _>>() })
}

fn kind(value: Value) -> Json {
    match value {
        Value::Flag => json!({ "kind": "boolean" }),
        Value::Number(..) => json!({ "kind": "number" }),
        Value::OneOf(words) => json!({ "kind": "one", "values": words }),
        Value::Voice => {
            json!({ "kind": "one", "values": LANGUAGES.voices.lines().collect::<Vec<_>>() })
        }
        Value::SomeOf(words) => json!({ "kind": "some", "values": words }),
        Value::Url
        | Value::Method
        | Value::NumberOrAuto
        | Value::KeyOrNone
        | Value::Keys
        | Value::Tones
        | Value::PhoneNumber
        | Value::Any => json!({ "kind": "string" }),
    }
}

fn differences(table: &Json) -> String {
    let mut oracle = Command::new("node")
        .arg(script("verbs.mjs"))
        .env("TEST_ORACLES", folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    oracle.stdin.take().unwrap().write_all(table.to_string().as_bytes()).unwrap();
    let output = oracle.wait_with_output().unwrap();
    let differences = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(i32::from(!differences.is_empty())));
    differences
}

#[test]
fn the_table_of_the_markup_is_the_providers() {
    assert_eq!(differences(&table()), "");
}

#[test]
fn the_oracle_sees_every_kind_of_difference() {
    let mut table = table();
    let say = &mut table["elements"]["Say"];
    say["attributes"]["bogus"] = json!({ "kind": "string" });
    say["attributes"]["loop"] = json!({ "kind": "string" });
    say["attributes"].as_object_mut().unwrap().remove("voice");
    say["attributes"]["language"]["values"][0] = json!("xx-XX");
    say["text"] = json!(false);
    table["elements"]["Gather"]["children"] = json!(["Say", "Play", "Dial"]);
    let differences = differences(&table);
    for expected in [
        "<Say>: the library has no bogus",
        "<Say loop>: string in the table, number in the library",
        "<Say>: the table lacks voice",
        "<Say language>: the library has no xx-XX",
        "<Say language>: the table lacks af-ZA",
        "<Say>: text is false in the table, true in the library",
        "in <Gather>: the library has no Dial",
        "in <Gather>: the table lacks Pause",
    ] {
        assert!(differences.contains(expected), "{expected} is not in:\n{differences}");
    }
}

#[test]
fn what_the_phone_takes_the_providers_library_takes() {
    let right = RIGHT.iter().enumerate().map(|(number, xml)| (format!("right-{number}"), *xml));
    assert_eq!(typecheck(right), Vec::<String>::new());
}

#[test]
fn what_the_phone_refuses_by_type_or_as_xml_the_oracle_refuses_too() {
    let broken: Vec<_> = broken_types().collect();
    assert!(broken.len() > 20, "the table of broken documents has lost its rows");
    let broken = broken.iter().enumerate().map(|(n, xml)| (format!("broken-{n:02}"), xml.as_str()));
    // XML 1.1 is XML too, only not the provider's.
    let ill = ILL_FORMED.iter().filter(|(_, word)| *word != "version 1.0").enumerate();
    let ill = ill.map(|(n, (xml, _))| (format!("ill-{n:02}"), *xml));
    let all: Vec<_> = broken.chain(ill).collect();
    let complaints = typecheck(all.clone());
    for (name, xml) in all {
        let refused =
            complaints.iter().any(|complaint| complaint.starts_with(&format!("{name}.xml:")));
        assert!(refused, "the oracle takes {name}: {xml}");
    }
}
