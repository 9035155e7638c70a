//! `sector.toml` and `group.toml`.

use super::Context;
use super::files::{GroupFolder, Layout, ParsedFile, SectorFolder};
use super::keys::{self, Placed};
use super::service::{self, ServiceRead};
use super::table::Text;
use super::texts::{Names, names};
use crate::catalogue::position::Spot;
use crate::catalogue::{MenuKey, Rule};

const FIELDS: &[&str] = &["id", "key", "name", "spoken_name"];

/// What is known of a sector.
pub(super) struct SectorRead<'r> {
    /// What its file says.
    pub head: Head<'r>,
    /// Its groups by folder.
    pub groups: Vec<GroupRead<'r>>,
}

/// What is known of a group.
pub(super) struct GroupRead<'r> {
    /// What its file says.
    pub head: Head<'r>,
    /// Its services by file.
    pub services: Vec<ServiceRead<'r>>,
}

/// What the file of a sector or group says; `None` for what is missing or wrong.
#[derive(Default)]
pub(super) struct Head<'r> {
    /// The id.
    pub id: Option<Text<'r>>,
    /// The key.
    pub key: Option<MenuKey>,
    /// The names.
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
        let message = "This hotline has no sector: callers would have nothing to choose.";
        let hint = "add a folder such as `1-municipalities` with a `sector.toml` beside this file";
        context
            .mistakes
            .add(Rule::EmptyMenu, Spot::top(hotline.file), message, hint);
    }
    let mut taken = Vec::new();
    let mut sectors = Vec::new();
    for (position, (name, folder)) in layout.sectors.iter().enumerate() {
        let place = Place {
            name,
            position,
            what: "sector",
            of: "The main menu",
        };
        sectors.push(read_sector(folder, &place, &mut taken, context));
    }
    sectors
}

/// Where a folder stands in its menu.
struct Place<'n> {
    name: &'n str,
    position: usize,
    what: &'static str,
    of: &'static str,
}

impl Place<'_> {
    fn is_past_the_eighth(&self) -> bool {
        self.position >= usize::from(MenuKey::MOST)
    }
}

fn read_sector<'r>(
    folder: &'r SectorFolder<'r>,
    place: &Place<'_>,
    taken: &mut Vec<Placed<'r, MenuKey>>,
    context: Context<'r>,
) -> SectorRead<'r> {
    let head = folder
        .file
        .as_ref()
        .map(|file| head(file, place, taken, context));
    let head = head.unwrap_or_default();
    if let (Some(file), true) = (&folder.file, folder.groups.is_empty()) {
        let message = "This sector has no group: callers would have nothing to choose in it.";
        let hint = "add a folder for a group, such as `1-roads` with a `group.toml`, or take the \
                    sector's folder out";
        context
            .mistakes
            .add(Rule::EmptyMenu, Spot::top(file.file), message, hint);
    }
    let key = head.key.or_else(|| key_in_name(place.name));
    let mut taken = Vec::new();
    let mut groups = Vec::new();
    for (position, (name, group)) in folder.groups.iter().enumerate() {
        let place = Place {
            name,
            position,
            what: "group",
            of: "This sector",
        };
        groups.push(read_group(group, &place, key, &mut taken, context));
    }
    SectorRead { head, groups }
}

fn read_group<'r>(
    folder: &'r GroupFolder<'r>,
    place: &Place<'_>,
    sector: Option<MenuKey>,
    taken: &mut Vec<Placed<'r, MenuKey>>,
    context: Context<'r>,
) -> GroupRead<'r> {
    let head = folder
        .file
        .as_ref()
        .map(|file| head(file, place, taken, context));
    let head = head.unwrap_or_default();
    if let (Some(file), true) = (&folder.file, folder.services.is_empty()) {
        let message = "This group has no service: callers would have nothing to choose in it.";
        let hint = "add the file of a service, such as `111-new-permit.toml`, or take the group's \
                    folder out";
        context
            .mistakes
            .add(Rule::EmptyMenu, Spot::top(file.file), message, hint);
    }
    let group = head.key.or_else(|| key_in_name(place.name));
    let mut taken = Vec::new();
    let mut services = Vec::new();
    for (position, file) in folder.services.values().enumerate() {
        let place = Place {
            name: file.stem(),
            position,
            what: "service",
            of: "This group",
        };
        note_too_many(file, &place, context);
        let menu = (!place.is_past_the_eighth()).then_some((sector, group));
        services.push(service::read(file, menu, &mut taken, context));
    }
    GroupRead { head, services }
}

fn head<'r>(
    file: &'r ParsedFile<'r>,
    place: &Place<'_>,
    taken: &mut Vec<Placed<'r, MenuKey>>,
    context: Context<'r>,
) -> Head<'r> {
    note_too_many(file, place, context);
    let mut reader = file.reader(FIELDS, context.mistakes);
    let id = keys::id(&mut reader);
    // Past the eighth, the trouble is not with the key.
    let key = if place.is_past_the_eighth() {
        None
    } else {
        keys::key(&mut reader)
    };
    if let Some(key) = key {
        if place.what == "sector" {
            keys::check_not_reserved(key, &reader);
        }
        keys::check_free(taken, key, Rule::KeyConflict, &reader);
        let digits = Some((key.value.to_string(), key.spot));
        keys::check_name(file.folder(), "folder", digits, id.as_ref(), &reader);
    }
    let names = Some(names(&mut reader, context));
    reader.finish();
    Head {
        id,
        key: key.map(|key| key.value),
        names,
    }
}

fn note_too_many(file: &ParsedFile<'_>, place: &Place<'_>, context: Context<'_>) {
    if place.position == usize::from(MenuKey::MOST) {
        let Place { what, of, .. } = place;
        let message = format!("{of} has more than eight choices: here is a ninth {what}.");
        let hint = format!(
            "move this {what} to another menu, or put two together: nobody keeps more than eight in \
             mind, and the keys go from 1 to 8"
        );
        context
            .mistakes
            .add(Rule::TooManyChoices, Spot::top(file.file), message, hint);
    }
}

/// The key that a folder's name begins with.
fn key_in_name(name: &str) -> Option<MenuKey> {
    let (digit, _) = name.split_once('-')?;
    MenuKey::new(digit.parse().ok()?)
}
