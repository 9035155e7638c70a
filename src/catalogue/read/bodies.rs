//! `bodies.toml`: the bodies that give services.

use super::Context;
use super::files::ParsedFile;
use super::keys;
use super::link;
use super::table::{TableReader, Text};
use super::texts::{Localised, spoken_texts};
use crate::catalogue::spoken::TextKind;

pub(super) const FILE: &str = "bodies.toml";

const LIST: &str = "body";
const FIELDS: &[&str] = &["id", "name", link::NAME];

/// The content of a `[[body]]`; `None` for what is missing or wrong.
pub(super) struct BodyRead<'r> {
    pub id: Option<Text<'r>>,
    pub name: Option<Localised<'r, Text<'r>>>,
    pub links: Vec<Option<Text<'r>>>,
}

pub(super) fn read<'r>(file: &'r ParsedFile<'r>, context: Context<'r>) -> Vec<BodyRead<'r>> {
    let reader = file.reader(&[LIST], context.mistakes);
    let tables = reader.tables(LIST, FIELDS).into_iter();
    let bodies = tables.map(|table| body(table, context)).collect();
    reader.finish();
    bodies
}

fn body<'r>(mut table: TableReader<'r>, context: Context<'r>) -> BodyRead<'r> {
    if table.raw("name").is_none() {
        table.missing("name", context.example("body.name"));
    }
    let body = BodyRead {
        id: keys::id(&mut table),
        name: spoken_texts(&mut table, "name", TextKind::Name, context),
        links: link::links(&mut table, context),
    };
    table.finish();
    body
}
