//! `[link]`: the address of a service's page.

use toml::de::DeValue;
use url::{Host, Url};

use super::Context;
use super::table::{TableReader, Text};
use super::texts::note_unknown_languages;
use crate::catalogue::problem::{FieldType, LinkProblem, TextMessageProblem};

pub(super) const NAME: &str = "link";

/// Reads `[link]`, which may be there: the page in each language in the hotline's order, of which any may be left
/// out; or `link`, one page for all of them.
pub(super) fn links<'r>(
    reader: &mut TableReader<'r>,
    context: Context<'r>,
) -> Vec<Option<Text<'r>>> {
    let languages = context.languages.unwrap_or_default();
    let Some(value) = reader.raw(NAME) else {
        return vec![None; languages.len()];
    };
    let table = match value.get_ref() {
        DeValue::String(_) => return vec![link(reader, NAME); languages.len()],
        DeValue::Table(_) => reader.table(NAME, &[]),
        _ => {
            reader.wrong_type(NAME, value, FieldType::Address);
            None
        }
    };
    let Some(table) = table else {
        return vec![None; languages.len()];
    };
    if context.languages.is_some() {
        note_unknown_languages(reader, &table, context);
    }
    languages.iter().map(|language| link(&table, &language.code)).collect()
}

/// An address, if it is there and one that a telephone opens.
fn link<'r>(reader: &TableReader<'r>, name: &str) -> Option<Text<'r>> {
    let link = reader.string(name)?;
    let Some(problem) = problem(&link.value) else {
        return Some(link);
    };
    let problem = TextMessageProblem::BadLink { link: link.value.to_string(), problem };
    reader.mistakes.add(link.spot, problem);
    None
}

fn problem(link: &str) -> Option<LinkProblem> {
    if !link.starts_with("https://") && !link.starts_with("http://") {
        return Some(LinkProblem::Incomplete);
    }
    if !link.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(LinkProblem::Unencoded);
    }
    let url = Url::parse(link).ok();
    let sound = url.is_some_and(|url| {
        let named = matches!(url.host(), Some(Host::Domain(name)) if name.contains('.'));
        named && url.username().is_empty() && url.password().is_none()
    });
    (!sound).then_some(LinkProblem::NotPublic)
}
