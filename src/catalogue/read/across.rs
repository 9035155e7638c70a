//! What files say of each other: ids that are given twice, and services that have moved.

use std::collections::BTreeMap;

use super::keys::Placed;
use super::menus::SectorRead;
use super::mistakes::Mistakes;
use super::service::ServiceRead;
use super::table::Text;
use crate::catalogue::position::quoted;
use crate::catalogue::{Code, Rule};

/// Compares the files with each other.
pub(super) fn check(sectors: &[SectorRead<'_>], mistakes: &Mistakes) {
    let groups = || sectors.iter().flat_map(|sector| &sector.groups);
    let services = || groups().flat_map(|group| &group.services);
    check_ids(
        "sector",
        sectors.iter().map(|sector| &sector.head.id),
        mistakes,
    );
    check_ids("group", groups().map(|group| &group.head.id), mistakes);
    check_ids("service", services().map(|service| &service.id), mistakes);
    check_moves(services, mistakes);
}

fn check_ids<'a, 'r: 'a>(
    what: &str,
    ids: impl Iterator<Item = &'a Option<Text<'r>>>,
    mistakes: &Mistakes,
) {
    let mut first: BTreeMap<&str, &Text<'_>> = BTreeMap::new();
    for id in ids.flatten() {
        if let Some(earlier) = first.insert(&id.value, id) {
            let message = format!(
                "Another {what} has the id {} already, in {}.",
                quoted(&id.value),
                earlier.spot
            );
            let hint = "give the newer of the two another id, and rename its file or folder";
            mistakes.add(Rule::DuplicateId, id.spot, message, hint);
        }
    }
}

fn check_moves<'a, 'r: 'a, S>(services: impl Fn() -> S, mistakes: &Mistakes)
where
    S: Iterator<Item = &'a ServiceRead<'r>>,
{
    // A file with a mistake in its code is still there: it has the code that it is named after.
    let code = |service: &ServiceRead<'_>| {
        service
            .code
            .or_else(|| Code::parse(service.stem.split('-').next()?))
    };
    let all: BTreeMap<Code, Option<Code>> = services()
        .filter_map(|service| Some((code(service)?, service.moved_to.map(|to| to.value))))
        .collect();
    for service in services() {
        if let (Some(from), Some(to)) = (code(service), service.moved_to) {
            check_move(from, to, &all, mistakes);
        }
    }
}

fn check_move(
    from: Code,
    to: Placed<'_, Code>,
    all: &BTreeMap<Code, Option<Code>>,
    mistakes: &Mistakes,
) {
    let target = to.value;
    let (rule, message, hint) = match all.get(&target) {
        _ if target == from => (
            Rule::MoveToItself,
            format!("The service {from} cannot have moved to itself."),
            "write the code of the service that it went to, or delete `moved_to`".to_owned(),
        ),
        None => (
            Rule::DanglingMove,
            format!("There is no service {target} to move to."),
            "write the code of a service that is there".to_owned(),
        ),
        Some(Some(next)) => (
            Rule::MoveChain,
            format!(
                "The service {target} has moved itself, to {next}: callers would be sent on twice."
            ),
            match end_of_moves(*next, all) {
                Some(end) if end != from => format!("write the last one: `moved_to = \"{end}\"`"),
                _ => "write the code of a service that has not moved".to_owned(),
            },
        ),
        Some(None) => return,
    };
    mistakes.add(rule, to.spot, message, hint);
}

/// The service that has not moved at the end of a chain, if there is one.
fn end_of_moves(mut code: Code, all: &BTreeMap<Code, Option<Code>>) -> Option<Code> {
    for _ in 0..all.len() {
        match all.get(&code)? {
            Some(next) => code = *next,
            None => return Some(code),
        }
    }
    None
}
