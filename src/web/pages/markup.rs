//! Text with elements in it.

use std::fmt;

use askama::filters::HtmlSafe;

/// Text in which everything that came from outside is escaped already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markup(String);

impl HtmlSafe for Markup {}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Markup {
    /// A message in which each `{name}` is the value of that name, isolated: in Arabic text, a number or a word of another
    /// language beside it would change its place.
    pub fn filled(message: &str, values: &[(&str, &str)]) -> Self {
        let mut filled = String::with_capacity(message.len() + 64);
        let mut rest = message;
        while let Some((before, after)) = rest.split_once('{') {
            escape(before, &mut filled);
            let Some((name, then)) = after.split_once('}') else { break };
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => isolate(value, &mut filled),
                None => escape(name, &mut filled),
            }
            rest = then;
        }
        escape(rest, &mut filled);
        Self(filled)
    }
}

/// Numbers, codes and telephone numbers are read from left to right everywhere.
fn isolate(value: &str, into: &mut String) {
    let is_number = !value.is_empty()
        && value.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | ':' | '-' | '.'));
    into.push_str(if is_number { "<bdi dir=\"ltr\">" } else { "<bdi>" });
    escape(value, into);
    into.push_str("</bdi>");
}

fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            _ => into.push(c),
        }
    }
}
