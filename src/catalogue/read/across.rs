//! Checks across files: ids that are given twice, and services that have moved.

use std::collections::BTreeMap;

use super::keys::Placed;
use super::menus::SectorRead;
use super::mistakes::Mistakes;
use super::service::ServiceRead;
use super::table::Text;
use crate::catalogue::Code;
use crate::catalogue::problem::{Choice, FieldProblem, ServiceProblem};

pub(super) fn check(sectors: &[SectorRead<'_>], mistakes: &Mistakes) {
    let groups = || sectors.iter().flat_map(|sector| &sector.groups);
    let services = || groups().flat_map(|group| &group.services);
    let ids = sectors.iter().map(|sector| &sector.head.id);
    check_ids(Choice::Sector, ids, mistakes);
    let ids = groups().map(|group| &group.head.id);
    check_ids(Choice::Group, ids, mistakes);
    check_ids(Choice::Service, services().map(|one| &one.id), mistakes);
    check_moves(services, mistakes);
}

fn check_ids<'a, 'r: 'a>(
    choice: Choice,
    ids: impl Iterator<Item = &'a Option<Text<'r>>>,
    mistakes: &Mistakes,
) {
    let mut first: BTreeMap<&str, &Text<'_>> = BTreeMap::new();
    for id in ids.flatten() {
        if let Some(earlier) = first.insert(&id.value, id) {
            let problem = FieldProblem::DuplicateId {
                choice,
                id: id.value.to_string(),
                first: earlier.spot.file_line(),
            };
            mistakes.add(id.spot, problem);
        }
    }
}

fn check_moves<'a, 'r: 'a, S>(services: impl Fn() -> S, mistakes: &Mistakes)
where
    S: Iterator<Item = &'a ServiceRead<'r>>,
{
    // A file with a mistake in its code is still there: it has the code that it is named after.
    let code = |service: &ServiceRead<'_>| {
        service.code.or_else(|| Code::parse(service.stem.split('-').next()?))
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
    let problem = match all.get(&target) {
        _ if target == from => ServiceProblem::MoveToItself { code: from },
        None => ServiceProblem::DanglingMove { to: target },
        Some(Some(next)) => ServiceProblem::MoveChain {
            to: target,
            next: *next,
            last: end_of_moves(*next, all).filter(|end| *end != from),
        },
        Some(None) => return,
    };
    mistakes.add(to.spot, problem);
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
