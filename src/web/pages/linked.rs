//! Linked data in a page.

use std::fmt;

use askama::filters::HtmlSafe;
use serde_json::Value;

/// JSON in which nothing ends the element that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked(String);

impl Linked {
    pub fn new(value: &Value) -> Self {
        // In JSON, these stand in texts alone, where an escape means the same.
        let text = value.to_string();
        Self(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }
}

impl HtmlSafe for Linked {}

impl fmt::Display for Linked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
