//! A name put into a holiday that a file holds already.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::add::{quoted, untranslated};

/// The file's text with a name for the holiday of this number, which has none in this language; none if the holiday is
/// written in a form that nothing can be put into.
pub(super) fn fill(text: &str, number: usize, code: &str, name: &str) -> Option<String> {
    let names = DeTable::parse(text).ok().and_then(|file| Some(names(&file, number)?.span()))?;
    let line = format!("{code} = {}", quoted(name));
    let filled = if text.get(names.clone())?.starts_with('[') {
        // Below the heading, in the place of the note that it is missing.
        let head = text[names.end..].find('\n').map_or(text.len(), |end| names.end + end + 1);
        let (before, after) = text.split_at(head);
        let own = if after.starts_with('[') { Some(0) } else { after.find("\n[") };
        let own = own.unwrap_or(after.len());
        let note = untranslated(code);
        if let Some(place) = after.find(&note).filter(|place| *place < own) {
            format!("{before}{}{line}{}", &after[..place], &after[place + note.len()..])
        } else {
            let end = if before.ends_with('\n') { "" } else { "\n" };
            format!("{before}{end}{line}\n{after}")
        }
    } else {
        let end = names.end.checked_sub(1)?;
        let (before, after) = text.split_at_checked(end).filter(|(_, end)| end.starts_with('}'))?;
        format!("{}, {line} {after}", before.trim_end())
    };
    let file = DeTable::parse(&filled).ok()?;
    let DeValue::Table(names) = self::names(&file, number)?.get_ref() else { return None };
    let DeValue::String(there) = names.get(code)?.get_ref() else { return None };
    (there.as_ref() == name).then(|| filled.clone())
}

fn names<'t>(file: &'t Spanned<DeTable<'t>>, number: usize) -> Option<&'t Spanned<DeValue<'t>>> {
    let DeValue::Array(holidays) = file.get_ref().get("holiday")?.get_ref() else { return None };
    let DeValue::Table(holiday) = holidays.get(number)?.get_ref() else { return None };
    holiday.get("name")
}
