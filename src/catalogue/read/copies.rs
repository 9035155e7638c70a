//! Copies that a file manager or an editor made: each is named, and then taken for not there, so that nothing is
//! said of its original.

use std::collections::BTreeMap;

use super::files::{Layout, ParsedFile};
use super::mistakes::Mistakes;
use crate::catalogue::position::Spot;
use crate::catalogue::problem::FileProblem;

/// Takes copies out: what has the contents of a file or folder whose name fits them, and another name or place itself.
pub(super) fn take_out(layout: &mut Layout<'_>, mistakes: &Mistakes) {
    take_out_folders(&mut layout.sectors, |sector| sector.file.as_ref(), mistakes);
    for sector in layout.sectors.values_mut() {
        take_out_folders(&mut sector.groups, |group| group.file.as_ref(), mistakes);
    }
    take_out_services(layout, mistakes);
}

fn take_out_folders<'r, F>(
    folders: &mut BTreeMap<&'r str, F>,
    file: impl Fn(&F) -> Option<&ParsedFile<'r>>,
    mistakes: &Mistakes,
) {
    let name_within = |folder: &F| name_by(file(folder)?, "key");
    let is_original = |name: &str| {
        let folder = folders.get(name);
        folder.and_then(name_within).is_some_and(|within| within == name)
    };
    let mut copies = Vec::new();
    for (name, folder) in folders.iter() {
        let original = name_within(folder).filter(|within| within != name && is_original(within));
        let (Some(original), Some(file)) = (original, file(folder)) else {
            continue;
        };
        let problem = FileProblem::CopiedFile { original, is_folder: true };
        mistakes.add(Spot::top(file.file), problem);
        copies.push(*name);
    }
    folders.retain(|name, _| !copies.contains(name));
}

fn take_out_services(layout: &mut Layout<'_>, mistakes: &Mistakes) {
    // The paths of the files that are called and placed after what is in them.
    let mut originals = BTreeMap::new();
    let mut others = Vec::new();
    for (sector, folder) in &layout.sectors {
        for (group, folder) in &folder.groups {
            let keys = [sector, group].map(|name| name.split('-').next().unwrap_or_default());
            for (name, file) in &folder.services {
                let Some(within) = name_by(file, "code") else {
                    continue;
                };
                if file.stem() == within && within.starts_with(&keys.concat()) {
                    originals.insert(within, file.file.path.to_owned());
                } else {
                    others.push((*sector, *group, *name, within));
                }
            }
        }
    }
    for (sector, group, name, within) in others {
        let Some(original) = originals.get(&within) else {
            continue;
        };
        let services =
            layout.sectors.get_mut(sector).and_then(|sector| sector.groups.get_mut(group));
        if let Some(copy) = services.and_then(|group| group.services.remove(name)) {
            let problem = FileProblem::CopiedFile { original: original.clone(), is_folder: false };
            mistakes.add(Spot::top(copy.file), problem);
        }
    }
}

/// The name that a file or folder should have by the number and the id that stand in it.
fn name_by(file: &ParsedFile<'_>, number: &str) -> Option<String> {
    Some(format!("{}-{}", file.text(number)?, file.text("id")?))
}
