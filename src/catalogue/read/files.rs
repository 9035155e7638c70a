//! Which file is what: hotline, hours, phrases, sector, group or service.

use std::borrow::Cow;
use std::collections::BTreeMap;

use camino::Utf8Path;
use toml::de::DeTable;

use super::mistakes::{Mistakes, suggestion};
use super::syntax;
use super::table::TableReader;
use crate::catalogue::position::{Spot, TextFile, quoted};
use crate::catalogue::{Rule, SourceFile};

/// A file that could be taken apart, at least in parts.
pub(super) struct ParsedFile<'r> {
    /// The file.
    pub file: &'r TextFile<'r>,
    table: DeTable<'r>,
}

impl<'r> ParsedFile<'r> {
    /// A reader for the file's fields.
    pub(super) fn reader(
        &'r self,
        fields: &'static [&'static str],
        mistakes: &'r Mistakes,
    ) -> TableReader<'r> {
        TableReader::new(&self.table, Spot::top(self.file), fields, mistakes)
    }

    /// The file's name without its folders and `.toml`.
    pub(super) fn stem(&self) -> &'r str {
        let name = self.file.path.rsplit('/').next().unwrap_or_default();
        name.strip_suffix(".toml").unwrap_or(name)
    }

    /// The name of the folder that the file is in.
    pub(super) fn folder(&self) -> &'r str {
        self.file.path.rsplit('/').nth(1).unwrap_or_default()
    }
}

/// The hotline's files in their places.
#[derive(Default)]
pub(super) struct Layout<'r> {
    /// `hotline.toml`.
    pub hotline: Option<ParsedFile<'r>>,
    /// `hours.toml`, which may be missing.
    pub hours: Option<ParsedFile<'r>>,
    /// `holidays.toml`, which may be missing.
    pub holidays: Option<ParsedFile<'r>>,
    /// `listening.toml`.
    pub listening: Option<ParsedFile<'r>>,
    /// `phrases.toml`.
    pub phrases: Option<ParsedFile<'r>>,
    /// The folders of sectors by name.
    pub sectors: BTreeMap<&'r str, SectorFolder<'r>>,
}

/// The folder of a sector.
#[derive(Default)]
pub(super) struct SectorFolder<'r> {
    /// `sector.toml`.
    pub file: Option<ParsedFile<'r>>,
    /// The folders of groups by name.
    pub groups: BTreeMap<&'r str, GroupFolder<'r>>,
}

/// The folder of a group.
#[derive(Default)]
pub(super) struct GroupFolder<'r> {
    /// `group.toml`.
    pub file: Option<ParsedFile<'r>>,
    /// The files of services by name.
    pub services: BTreeMap<&'r str, ParsedFile<'r>>,
}

/// A file's text; bytes that are not UTF-8 are replaced.
pub(super) fn text(file: &SourceFile) -> TextFile<'_> {
    TextFile {
        path: &file.path,
        text: String::from_utf8_lossy(&file.bytes),
    }
}

impl<'r> Layout<'r> {
    /// Puts the files in their places, and says which have none and which are missing.
    pub(super) fn of(files: &[SourceFile], texts: &'r [TextFile<'r>], mistakes: &Mistakes) -> Self {
        let mut layout = Self::default();
        for (source, file) in files.iter().zip(texts) {
            check_utf8(source, file, mistakes);
            let parts: Vec<_> = file.path.split('/').collect();
            match parts[..] {
                ["hotline.toml"] => layout.hotline = Some(parse(file, mistakes)),
                ["hours.toml"] => layout.hours = Some(parse(file, mistakes)),
                ["holidays.toml"] => layout.holidays = Some(parse(file, mistakes)),
                ["listening.toml"] => layout.listening = Some(parse(file, mistakes)),
                ["phrases.toml"] => layout.phrases = Some(parse(file, mistakes)),
                [sector, "sector.toml"] => {
                    layout.sectors.entry(sector).or_default().file = Some(parse(file, mistakes));
                }
                [sector, group, name] if is_toml(name) => {
                    let sector = layout.sectors.entry(sector).or_default();
                    let group = sector.groups.entry(group).or_default();
                    let parsed = parse(file, mistakes);
                    if name == "group.toml" {
                        group.file = Some(parsed);
                    } else {
                        group.services.insert(name, parsed);
                    }
                }
                _ => unexpected(file, &parts, mistakes),
            }
        }
        layout.check_missing(mistakes);
        layout
    }

    fn check_missing(&self, mistakes: &Mistakes) {
        let missing = |path: String, what: &str, hint: &str| {
            let message = format!("The file {path} is missing: {what}.");
            mistakes.add_missing_file(path, message, hint);
        };
        if self.hotline.is_none() {
            missing(
                "hotline.toml".into(),
                "it holds the languages and the limits",
                "bring it back from a copy, and see that this is the hotline's folder",
            );
        }
        if self.phrases.is_none() {
            missing(
                "phrases.toml".into(),
                "it holds what the system itself says",
                "bring it back from a copy, and see that this is the hotline's folder",
            );
        }
        for (name, sector) in &self.sectors {
            if sector.file.is_none() {
                missing(
                    format!("{name}/sector.toml"),
                    "it holds the sector's key and name",
                    "write it, with `id`, `key` and `[name]`, as in the other sectors' folders",
                );
            }
            for (group_name, group) in &sector.groups {
                if group.file.is_none() {
                    missing(
                        format!("{name}/{group_name}/group.toml"),
                        "it holds the group's key and name",
                        "write it, with `id`, `key` and `[name]`, as in the other groups' folders",
                    );
                }
            }
        }
    }
}

fn is_toml(name: &str) -> bool {
    Utf8Path::new(name).extension() == Some("toml") && name != "sector.toml"
}

fn parse<'r>(file: &'r TextFile<'r>, mistakes: &Mistakes) -> ParsedFile<'r> {
    ParsedFile {
        file,
        table: syntax::parse(file, mistakes),
    }
}

fn check_utf8(source: &SourceFile, file: &TextFile<'_>, mistakes: &Mistakes) {
    let Err(error) = std::str::from_utf8(&source.bytes) else {
        return;
    };
    debug_assert!(matches!(file.text, Cow::Owned(_)), "something was replaced");
    let start = error.valid_up_to();
    let byte = source.bytes.get(start).copied().unwrap_or_default();
    let hint = if source.bytes.starts_with(&[0xff, 0xfe]) || source.bytes.starts_with(&[0xfe, 0xff])
    {
        "the file is saved as “Unicode” (UTF-16): in the editor, choose “Save as”, and the encoding \
         UTF-8"
    } else {
        "the file is probably saved in an old Arabic encoding: open it with that, then choose \
         “Save as”, and the encoding UTF-8"
    };
    let message = format!(
        "This file is not saved as UTF-8: from here on it cannot be read (byte {byte:#04x})."
    );
    mistakes.add(Rule::BadUtf8, Spot::new(file, start..start), message, hint);
    mistakes.unreadable(file.path);
}

fn unexpected(file: &TextFile<'_>, parts: &[&str], mistakes: &Mistakes) {
    let name = parts.last().copied().unwrap_or_default();
    let wanted: &[&str] = match parts.len() {
        1 => &[
            "hotline.toml",
            "phrases.toml",
            "hours.toml",
            "holidays.toml",
            "listening.toml",
        ],
        2 => &["sector.toml"],
        3 => &["group.toml"],
        _ => &[],
    };
    let hint = match suggestion(name, wanted.iter().copied()) {
        Some(meant) if meant != name => format!("did you mean {}?", quoted(meant)),
        _ if parts.len() == 3 && name != "sector.toml" => {
            "call a service's file after its code and id, with `.toml` at the end".into()
        }
        _ => "move it out of the hotline's folder, or to where it belongs: \
              `SECTOR/sector.toml`, `SECTOR/GROUP/group.toml`, `SECTOR/GROUP/CODE-id.toml`"
            .into(),
    };
    let message = format!(
        "The file {} has no place here: nobody would hear what is in it.",
        file.path
    );
    mistakes.add(Rule::UnexpectedFile, Spot::top(file), message, hint);
}
