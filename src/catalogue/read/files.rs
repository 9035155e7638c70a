//! The places of the files: hotline, hours, phrases, sectors, groups, services.

use std::borrow::Cow;
use std::collections::BTreeMap;

use camino::Utf8Path;
use toml::de::DeTable;

use super::mistakes::{Mistakes, suggestion};
use super::table::TableReader;
use super::{bodies, copies, referrals, syntax};
use crate::catalogue::SourceFile;
use crate::catalogue::position::{Spot, TextFile};
use crate::catalogue::problem::FileProblem;

/// A file that was parsed, at least in parts.
pub(super) struct ParsedFile<'r> {
    pub file: &'r TextFile<'r>,
    table: DeTable<'r>,
}

impl<'r> ParsedFile<'r> {
    pub(super) fn reader(
        &'r self,
        fields: &'static [&'static str],
        mistakes: &'r Mistakes,
    ) -> TableReader<'r> {
        TableReader::new(&self.table, Spot::top(self.file), fields, mistakes)
    }

    /// A text of the file's own, if there is one of this name.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.table.get(name)?.get_ref().as_str()
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

#[derive(Default)]
pub(super) struct Layout<'r> {
    pub hotline: Option<ParsedFile<'r>>,
    /// May be missing.
    pub hours: Option<ParsedFile<'r>>,
    /// May be missing.
    pub holidays: Option<ParsedFile<'r>>,
    pub listening: Option<ParsedFile<'r>>,
    /// May be missing.
    pub bodies: Option<ParsedFile<'r>>,
    /// May be missing.
    pub referrals: Option<ParsedFile<'r>>,
    pub phrases: Option<ParsedFile<'r>>,
    pub sectors: BTreeMap<&'r str, SectorFolder<'r>>,
}

#[derive(Default)]
pub(super) struct SectorFolder<'r> {
    pub file: Option<ParsedFile<'r>>,
    pub groups: BTreeMap<&'r str, GroupFolder<'r>>,
}

#[derive(Default)]
pub(super) struct GroupFolder<'r> {
    pub file: Option<ParsedFile<'r>>,
    pub services: BTreeMap<&'r str, ParsedFile<'r>>,
}

/// A file's text; bytes that are not UTF-8 are replaced.
pub(super) fn text(file: &SourceFile) -> TextFile<'_> {
    TextFile { path: &file.path, text: String::from_utf8_lossy(&file.bytes) }
}

impl<'r> Layout<'r> {
    /// Puts the files in their places; notes those that have none, and those that are missing.
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
                [referrals::FILE] => layout.referrals = Some(parse(file, mistakes)),
                [bodies::FILE] => layout.bodies = Some(parse(file, mistakes)),
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
                _ => unexpected(file, &parts, texts, mistakes),
            }
        }
        copies::take_out(&mut layout, mistakes);
        layout.check_missing(texts, mistakes);
        layout
    }

    fn check_missing(&self, texts: &[TextFile<'_>], mistakes: &Mistakes) {
        let mut missing = Vec::new();
        if self.hotline.is_none() {
            missing.push("hotline.toml".to_owned());
        }
        if self.phrases.is_none() {
            missing.push("phrases.toml".to_owned());
        }
        for (name, sector) in &self.sectors {
            if sector.file.is_none() {
                missing.push(format!("{name}/sector.toml"));
            }
            let groups = sector.groups.iter().filter(|(_, group)| group.file.is_none());
            missing.extend(groups.map(|(group, _)| format!("{name}/{group}/group.toml")));
        }
        // With another ending after its own, it has its mistake already.
        let is_there = |path: &String| {
            texts.iter().any(|file| {
                file.path.strip_prefix(&**path).is_some_and(|rest| rest.starts_with('.'))
            })
        };
        for path in missing.into_iter().filter(|path| !is_there(path)) {
            mistakes.add_missing_file(&path);
        }
    }
}

fn is_toml(name: &str) -> bool {
    Utf8Path::new(name).extension() == Some("toml") && name != "sector.toml"
}

fn parse<'r>(file: &'r TextFile<'r>, mistakes: &Mistakes) -> ParsedFile<'r> {
    ParsedFile { file, table: syntax::parse(file, mistakes) }
}

fn check_utf8(source: &SourceFile, file: &TextFile<'_>, mistakes: &Mistakes) {
    let Err(error) = std::str::from_utf8(&source.bytes) else {
        return;
    };
    debug_assert!(matches!(file.text, Cow::Owned(_)), "something was replaced");
    let start = error.valid_up_to();
    let problem = FileProblem::BadUtf8 {
        byte: source.bytes.get(start).copied().unwrap_or_default(),
        utf16: [[0xff, 0xfe], [0xfe, 0xff]].iter().any(|mark| source.bytes.starts_with(mark)),
    };
    mistakes.add(Spot::new(file, start..start), problem);
    mistakes.unreadable(file.path);
}

fn unexpected(file: &TextFile<'_>, parts: &[&str], texts: &[TextFile<'_>], mistakes: &Mistakes) {
    let folder = file.path.strip_suffix(parts.last().copied().unwrap_or_default());
    let is_there = |name: &str| {
        let path = format!("{}{name}", folder.unwrap_or_default());
        texts.iter().any(|other| other.path == path)
    };
    let name = parts.last().copied().unwrap_or_default();
    let wanted: &[&'static str] = match parts.len() {
        1 => &[
            "hotline.toml",
            "phrases.toml",
            "hours.toml",
            "holidays.toml",
            "listening.toml",
            bodies::FILE,
            referrals::FILE,
        ],
        2 => &["sector.toml"],
        3 => &["group.toml"],
        _ => &[],
    };
    let problem = FileProblem::UnexpectedFile {
        path: file.path.to_owned(),
        meant: suggestion(name, wanted.iter().copied())
            .filter(|meant| !is_there(meant))
            .map(str::to_owned),
        in_group: parts.len() == 3 && name != "sector.toml",
        ending: name.split_once(".toml.").map(|(_, ending)| format!(".{ending}")),
    };
    mistakes.add(Spot::top(file), problem);
}
