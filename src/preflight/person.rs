//! The person of each language: no number of the hotline's own.

use super::report::{Finding, Trouble};
use crate::catalogue::Hotline;
use crate::catalogue::report::CircularPerson;
use crate::config::Config;
use crate::messages::english;

/// Compares the persons' numbers with the hotline's own, as far as the configuration names them.
pub(super) fn check(config: &Config, hotline: &Hotline) -> Vec<Finding> {
    let circular = CircularPerson::all(hotline, &config.own_numbers());
    let finding = |person: &CircularPerson| {
        let (detail, remedy) = english::circular_person(person);
        Finding::new(format!("person {}", person.language), Err(Trouble::warning(detail, remedy)))
    };
    circular.iter().map(finding).collect()
}
