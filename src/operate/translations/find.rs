//! The texts of the menus' files, each with its id, its original and its translation.

use std::collections::BTreeSet;

use camino::Utf8Path;
use serde::Serialize;
use toml_edit::{DocumentMut, Item, TableLike, Value};

use super::mark::OriginMark;
use super::{TranslationError, TranslationPair};
use crate::catalogue::SourceFile;

/// What stands between the parts of a list in a cell.
pub(super) const BETWEEN: &str = " | ";

/// The file of words that are listened for, which nobody hears and no translation gives.
const LISTENING: &str = "listening.toml";

/// A table of addresses of pages, which are no texts.
const LINK: &str = "link";

/// The words of callers for a service or a referral, of which each language has its own, and as many as it likes.
const OF_CALLERS: [&str; 2] = ["also", "words"];

/// A text of the menus' files in one language, and its translation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TranslatableText {
    /// Made of the code or the key and the field: `114.fee`, `1.name`, `phrase.main-menu`.
    pub id: String,
    /// The path of its file.
    pub file: String,
    /// The name of the sector, group or service that it belongs to.
    pub name: Option<String>,
    pub field: String,
    pub original: String,
    /// Empty where there is none.
    pub translation: String,
    pub state: TranslationState,
}

/// The state of a translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TranslationState {
    /// There is none.
    New,
    /// The original was changed after it was made.
    Stale,
    Current,
}

impl TranslationState {
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Stale => "stale",
            Self::Current => "current",
        }
    }
}

/// The languages to translate between, both of the hotline.
pub(super) fn pair(
    files: &[SourceFile],
    to: &str,
    from: Option<&str>,
) -> Result<TranslationPair, TranslationError> {
    let hotline = files.iter().find(|file| file.path == "hotline.toml");
    let hotline = hotline.map(document).transpose()?.unwrap_or_default();
    let tables = hotline.get("language").and_then(Item::as_array_of_tables);
    let codes = tables.into_iter().flat_map(|tables| tables.iter());
    let codes = codes.filter_map(|table| Some(table.get("code")?.as_str()?.to_owned()));
    let known: Vec<String> = codes.collect();
    for code in [Some(to), from].into_iter().flatten() {
        if !known.iter().any(|known| known == code) {
            return Err(TranslationError::NoLanguage { code: code.to_owned(), known });
        }
    }
    let other = || known.iter().find(|code| *code != to).cloned();
    let from = from.map(str::to_owned).or_else(other);
    match from.ok_or_else(|| TranslationError::NoOther(to.to_owned()))? {
        from if from == to => Err(TranslationError::Same(from)),
        from => Ok(TranslationPair { from, to: to.to_owned() }),
    }
}

/// All texts, in the order of their files.
pub(super) fn texts(
    files: &[SourceFile],
    pair: &TranslationPair,
) -> Result<Vec<TranslatableText>, TranslationError> {
    let mut texts = Vec::new();
    for file in files.iter().filter(|file| is_translated(file)) {
        let mut document = document(file)?;
        let name = document.get("name").and_then(|name| cell(name.get(&pair.from)?));
        visit(&mut document, file, &pair.from, &mut |found| {
            let Some(original) = found.table.get(&pair.from).and_then(cell) else {
                return;
            };
            let translation = found.table.get(&pair.to).and_then(cell).unwrap_or_default();
            texts.push(TranslatableText {
                state: state(found.table, &pair.to, &translation),
                id: found.id,
                file: file.path.clone(),
                name: name.clone(),
                field: found.field,
                original,
                translation,
            });
        });
    }
    Ok(texts)
}

fn state(table: &dyn TableLike, to: &str, translation: &str) -> TranslationState {
    if translation.trim().is_empty() {
        return TranslationState::New;
    }
    let mark = table.get(to).and_then(Item::as_value).and_then(OriginMark::of);
    let is_stale = mark.is_some_and(|mark| {
        let original = table.get(&mark.from).and_then(cell).unwrap_or_default();
        OriginMark::new(&mark.from, &original) != mark
    });
    if is_stale { TranslationState::Stale } else { TranslationState::Current }
}

pub(super) fn is_translated(file: &SourceFile) -> bool {
    Utf8Path::new(&file.path).extension() == Some("toml") && file.path != LISTENING
}

pub(super) fn document(file: &SourceFile) -> Result<DocumentMut, TranslationError> {
    let text = str::from_utf8(&file.bytes).ok();
    let text = text.map(|text| text.trim_start_matches('\u{feff}'));
    let document = text.and_then(|text| text.parse().ok());
    document.ok_or_else(|| TranslationError::NotToml(file.path.clone()))
}

/// A text, or a list of texts, as it stands in a cell.
pub(super) fn cell(item: &Item) -> Option<String> {
    match item.as_value()? {
        Value::String(text) => Some(text.value().clone()),
        Value::Array(list) => {
            let parts: Option<Vec<_>> = list.iter().map(Value::as_str).collect();
            parts.map(|parts| parts.join(BETWEEN))
        }
        _ => None,
    }
}

/// A text in the hotline's languages, in its file.
pub(super) struct FoundTexts<'d> {
    pub id: String,
    pub field: String,
    pub table: &'d mut dyn TableLike,
    /// The table stands in one line, where no remark can.
    pub is_inline: bool,
    /// A list of as many parts as each language likes.
    pub is_free_list: bool,
}

/// Goes through every text of a file that is there in a language.
pub(super) fn visit(
    document: &mut DocumentMut,
    file: &SourceFile,
    from: &str,
    act: &mut dyn FnMut(FoundTexts<'_>),
) {
    let prefix = prefix(&file.path);
    for (key, item) in document.iter_mut() {
        visit_item(item, &prefix, key.get(), from, act);
    }
}

fn visit_item(
    item: &mut Item,
    prefix: &str,
    field: &str,
    from: &str,
    act: &mut dyn FnMut(FoundTexts<'_>),
) {
    let last = field.rsplit('.').next().unwrap_or_default();
    let is_inline = item.is_inline_table();
    if let Some(table) = item.as_table_like_mut() {
        if last == LINK {
            return;
        }
        if table.get(from).is_some_and(|item| cell(item).is_some()) {
            let (id, field) = (format!("{prefix}.{field}"), field.to_owned());
            return act(FoundTexts {
                id,
                is_free_list: OF_CALLERS.contains(&last),
                field,
                table,
                is_inline,
            });
        }
        for (key, item) in table.iter_mut() {
            visit_item(item, prefix, &format!("{field}.{}", key.get()), from, act);
        }
    } else if let Some(list) = item.as_array_of_tables_mut() {
        let mut names = BTreeSet::new();
        for (number, table) in (1..).zip(list.iter_mut()) {
            let mut name = named(table).unwrap_or_else(|| number.to_string());
            if !names.insert(name.clone()) {
                name = format!("{name}-{number}");
            }
            for (key, item) in table.iter_mut() {
                visit_item(item, prefix, &format!("{field}-{name}.{}", key.get()), from, act);
            }
        }
    }
}

/// The id of a table, or the day from which its texts hold: it stays the same where others come and go.
fn named(table: &dyn TableLike) -> Option<String> {
    let value = ["id", "date", "from"].iter().find_map(|key| table.get(key)?.as_value());
    value.map(|value| match value {
        Value::String(text) => text.value().clone(),
        Value::Datetime(date) => date.value().to_string(),
        other => other.to_string().trim().to_owned(),
    })
}

/// The beginning of the ids of a file's texts.
fn prefix(path: &str) -> String {
    let parts: Vec<_> = path.split('/').collect();
    let key = |part: &str| part.split('-').next().unwrap_or_default().to_owned();
    match parts[..] {
        ["phrases.toml"] => "phrase".to_owned(),
        [file] => file.trim_end_matches(".toml").to_owned(),
        [.., "sector.toml" | "group.toml"] => {
            parts[..parts.len() - 1].iter().map(|part| key(part)).collect()
        }
        [.., file] => key(file),
        [] => String::new(),
    }
}
