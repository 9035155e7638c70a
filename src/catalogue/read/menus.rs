//! `sector.toml` and `group.toml`.

use super::Context;
use super::files::{GroupFolder, Layout, ParsedFile, SectorFolder};
use super::keys::{self, Placed};
use super::service::{self, ServiceRead};
use super::table::Text;
use super::texts::{Names, names};
use crate::catalogue::MenuKey;
use crate::catalogue::position::Spot;
use crate::catalogue::problem::{Choice, FieldProblem, FileProblem};

const FIELDS: &[&str] = &["id", "key", "name", "spoken_name"];

pub(super) struct SectorRead<'r> {
    pub head: Head<'r>,
    pub groups: Vec<GroupRead<'r>>,
}

pub(super) struct GroupRead<'r> {
    pub head: Head<'r>,
    pub services: Vec<ServiceRead<'r>>,
}

/// The content of the file of a sector or group; `None` for what is missing or wrong.
#[derive(Default)]
pub(super) struct Head<'r> {
    pub id: Option<Text<'r>>,
    pub key: Option<MenuKey>,
    pub names: Option<Names<'r>>,
}

/// Reads all sectors with their groups and services.
pub(super) fn read_sectors<'r>(
    layout: &'r Layout<'r>,
    context: Context<'r>,
) -> Vec<SectorRead<'r>> {
    if layout.sectors.is_empty()
        && let Some(hotline) = &layout.hotline
    {
        note_empty(hotline, Choice::Sector, context);
    }
    let mut taken = Vec::new();
    let mut sectors = Vec::new();
    for (position, (name, folder)) in layout.sectors.iter().enumerate() {
        let place = FolderPlace { name, position, choice: Choice::Sector };
        sectors.push(read_sector(folder, &place, &mut taken, context));
    }
    sectors
}

struct FolderPlace<'n> {
    name: &'n str,
    position: usize,
    choice: Choice,
}

impl FolderPlace<'_> {
    fn is_past_the_eighth(&self) -> bool {
        self.position >= usize::from(MenuKey::MOST)
    }
}

fn read_sector<'r>(
    folder: &'r SectorFolder<'r>,
    place: &FolderPlace<'_>,
    taken: &mut Vec<Placed<'r, MenuKey>>,
    context: Context<'r>,
) -> SectorRead<'r> {
    let empty = folder.groups.is_empty().then_some(Choice::Group);
    let head = head(folder.file.as_ref(), place, empty, taken, context);
    let key = head.key.or_else(|| key_in_name(place.name));
    let mut taken = Vec::new();
    let mut groups = Vec::new();
    for (position, (name, group)) in folder.groups.iter().enumerate() {
        let place = FolderPlace { name, position, choice: Choice::Group };
        groups.push(read_group(group, &place, key, &mut taken, context));
    }
    SectorRead { head, groups }
}

fn read_group<'r>(
    folder: &'r GroupFolder<'r>,
    place: &FolderPlace<'_>,
    sector: Option<MenuKey>,
    taken: &mut Vec<Placed<'r, MenuKey>>,
    context: Context<'r>,
) -> GroupRead<'r> {
    let empty = folder.services.is_empty().then_some(Choice::Service);
    let head = head(folder.file.as_ref(), place, empty, taken, context);
    let group = head.key.or_else(|| key_in_name(place.name));
    let mut taken = Vec::new();
    let mut services = Vec::new();
    for (position, file) in folder.services.values().enumerate() {
        let place = FolderPlace { name: file.stem(), position, choice: Choice::Service };
        note_too_many(file, &place, context);
        let menu = (!place.is_past_the_eighth()).then_some((sector, group));
        services.push(service::read(file, menu, &mut taken, context));
    }
    GroupRead { head, services }
}

/// Reads a menu's file; `empty` is the choice of which the menu has none.
fn head<'r>(
    file: Option<&'r ParsedFile<'r>>,
    place: &FolderPlace<'_>,
    empty: Option<Choice>,
    taken: &mut Vec<Placed<'r, MenuKey>>,
    context: Context<'r>,
) -> Head<'r> {
    let Some(file) = file else {
        return Head::default();
    };
    note_too_many(file, place, context);
    if let Some(missing) = empty {
        note_empty(file, missing, context);
    }
    let mut reader = file.reader(FIELDS, context.mistakes);
    let id = keys::id(&mut reader);
    // Past the eighth, the trouble is not with the key.
    let key = if place.is_past_the_eighth() { None } else { keys::key(&mut reader) };
    if let Some(key) = key {
        if place.choice == Choice::Sector {
            keys::check_not_reserved(key, &reader);
        }
        keys::check_free(taken, key, &reader, |key, first| FieldProblem::KeyConflict {
            key,
            first,
        });
        keys::check_name(file.folder(), true, key, id.as_ref(), &reader);
    }
    let names = Some(names(&mut reader, context));
    reader.finish();
    Head { id, key: key.map(|key| key.value), names }
}

fn note_too_many(file: &ParsedFile<'_>, place: &FolderPlace<'_>, context: Context<'_>) {
    if place.position == usize::from(MenuKey::MOST) {
        let choice = place.choice;
        let problem = FileProblem::TooManyChoices { choice };
        context.mistakes.add(Spot::top(file.file), problem);
    }
}

fn note_empty(file: &ParsedFile<'_>, missing: Choice, context: Context<'_>) {
    let problem = FileProblem::EmptyMenu { missing };
    context.mistakes.add(Spot::top(file.file), problem);
}

/// The key that a folder's name begins with.
fn key_in_name(name: &str) -> Option<MenuKey> {
    let (digit, _) = name.split_once('-')?;
    MenuKey::new(digit.parse().ok()?)
}
