//! Checks across files: ids that are given twice, services that have moved, and the bodies that give them.

use std::collections::BTreeMap;

use super::answers::called;
use super::bodies::{self, BodyRead};
use super::keys::Placed;
use super::menus::SectorRead;
use super::mistakes::{Mistakes, suggestion};
use super::referrals::{self, ReferralRead};
use super::service::ServiceRead;
use super::table::Text;
use crate::catalogue::Code;
use crate::catalogue::problem::{Choice, FieldProblem, ServiceProblem};

pub(super) fn check(
    sectors: &[SectorRead<'_>],
    bodies: &[BodyRead<'_>],
    referrals: &[ReferralRead<'_>],
    mistakes: &Mistakes,
) {
    let groups = || sectors.iter().flat_map(|sector| &sector.groups);
    let services = || groups().flat_map(|group| &group.services);
    let ids = sectors.iter().map(|sector| &sector.head.id);
    check_ids(Choice::Sector, ids, mistakes);
    let ids = groups().map(|group| &group.head.id);
    check_ids(Choice::Group, ids, mistakes);
    check_ids(Choice::Service, services().map(|one| &one.id), mistakes);
    check_moves(services, mistakes);
    check_ids(Choice::Body, bodies.iter().map(|one| &one.id), mistakes);
    check_ids(Choice::Referral, referrals.iter().map(|one| &one.id), mistakes);
    referrals::check(referrals, &called(sectors), mistakes);
    if !mistakes.is_unreadable(bodies::FILE) {
        check_bodies(services(), bodies, mistakes);
    }
}

/// Notes bodies of services that are none.
fn check_bodies<'a, 'r: 'a>(
    services: impl Iterator<Item = &'a ServiceRead<'r>>,
    bodies: &[BodyRead<'_>],
    mistakes: &Mistakes,
) {
    let known = || bodies.iter().filter_map(|body| Some(&*body.id.as_ref()?.value));
    for body in services.filter_map(|service| service.body.as_ref()) {
        if known().all(|id| id != body.value) {
            let problem = ServiceProblem::UnknownBody {
                body: body.value.to_string(),
                meant: suggestion(&body.value, known()).map(str::to_owned),
                known: known().map(str::to_owned).collect(),
            };
            mistakes.add(body.spot, problem);
        }
    }
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
