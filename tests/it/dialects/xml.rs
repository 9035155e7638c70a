//! XML, as another library reads it.

use proptest::prelude::*;
use sila::dialects::xml::XmlWriter;

/// The production `Char` of XML 1.0, word for word.
fn is_legal(character: char) -> bool {
    matches!(character,
        '\u{9}' | '\u{A}' | '\u{D}' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}'
        | '\u{10000}'..='\u{10FFFF}')
}

proptest! {
    #[test]
    fn any_text_parses_elsewhere_and_comes_back(text in any::<String>(), value in any::<String>()) {
        let mut document = XmlWriter::new("Root", 0);
        document.element("Text").with("value", value.as_str()).text(&text);
        document.element("Empty").with_list("value", [value.as_str()].into_iter()).empty();
        let written = String::from_utf8(document.finish()).unwrap();
        let parsed = roxmltree::Document::parse(&written).unwrap();
        let legal = |text: &str| text.chars().filter(|c| is_legal(*c)).collect::<String>();
        let mut elements = parsed.root_element().children();
        let element = elements.next().unwrap();
        prop_assert_eq!(element.text().unwrap_or_default(), legal(&text));
        prop_assert_eq!(element.attribute("value").unwrap(), legal(&value));
        let element = elements.next().unwrap();
        prop_assert_eq!(element.attribute("value").unwrap(), legal(&value));
        prop_assert!(elements.next().is_none());
    }
}

#[test]
fn what_cannot_stand_is_escaped_or_left_out() {
    let escaped = |text: &str| {
        let mut document = XmlWriter::new("A", 0);
        document.element("B").text(text);
        let written = String::from_utf8(document.finish()).unwrap();
        let (_, written) = written.split_once("<A><B>").unwrap();
        written.strip_suffix("</B></A>").unwrap().to_owned()
    };
    assert_eq!(escaped("لا ننسى 'هذا'"), "لا ننسى 'هذا'");
    assert_eq!(
        escaped("\0a\u{8}<&>\"\r\n\t\u{fffe}\u{ffff}\u{10ffff}"),
        "a&lt;&amp;&gt;&quot;&#13;&#10;&#9;\u{10ffff}"
    );
    assert_eq!(escaped("]]>"), "]]&gt;");
}

#[test]
fn an_attribute_without_values_is_left_out() {
    let mut document = XmlWriter::new("Root", 0);
    let element = document.element("A").with_list("list", std::iter::empty());
    element.with_some("none", None::<&str>).with("number", 300_u16).empty();
    document.element("B").with_list("list", ["a", "<"].into_iter()).text("");
    let written = String::from_utf8(document.finish()).unwrap();
    let (_, written) = written.split_once("<Root>").unwrap();
    assert_eq!(written, "<A number=\"300\"/><B list=\"a, &lt;\"></B></Root>");
}
