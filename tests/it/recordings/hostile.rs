//! Broken and hostile files: whatever comes, there is an answer, in bounded memory.

use proptest::prelude::*;
use sila::recordings::convert;

use super::sounds::files;
use crate::alone::{bound_process, is_alone};

/// Beside what the process has before the first of these files.
const MEMORY: u64 = 512 * 1024 * 1024;
/// Several times what all files of a test take together, on a machine that is slow.
const SECONDS: u64 = 120;

/// True in a process that ends where a file is too much for it.
fn is_bounded(test: &str) -> bool {
    let alone = is_alone(module_path!(), test);
    if alone {
        bound_process(MEMORY, SECONDS);
    }
    alone
}

/// The answer may be either; what counts is that there is one, and that it is well-formed.
fn answers(file: Vec<u8>) {
    if let Ok(converted) = convert(file) {
        assert!(converted.seconds > 0.0 && converted.seconds <= 121.0);
        assert_eq!(converted.wav.len() % 2, 0);
    }
}

#[derive(Debug, Clone)]
enum Harm {
    Cut(f64),
    Flip(Vec<(f64, u8)>),
    Extreme(f64, u8),
    Repeat(f64, f64),
    Drop(f64, f64),
}

fn harm() -> impl Strategy<Value = Harm> {
    // Half of the damage goes to the first bytes, where the lengths and counts stand.
    let place = || prop_oneof![0.0..1.0, (0.0..1.0_f64).prop_map(|place: f64| place.powi(8))];
    prop_oneof![
        place().prop_map(Harm::Cut),
        prop::collection::vec((place(), 0..8_u8), 1..20).prop_map(Harm::Flip),
        (place(), prop_oneof![Just(0_u8), Just(0x7f), Just(0xff)])
            .prop_map(|(place, value)| Harm::Extreme(place, value)),
        (place(), place()).prop_map(|(from, to)| Harm::Repeat(from, to)),
        (place(), place()).prop_map(|(from, to)| Harm::Drop(from, to)),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
#[expect(clippy::cast_possible_truncation, reason = "small numbers")]
#[expect(clippy::cast_sign_loss, reason = "a place is positive")]
fn apply(harm: &Harm, file: &mut Vec<u8>) {
    let length = file.len();
    let at = |place: f64| ((length as f64 * place) as usize).min(length.saturating_sub(1));
    let range = |from: f64, to: f64| at(from.min(to))..at(from.max(to));
    if length == 0 {
        return;
    }
    match harm {
        Harm::Cut(place) => file.truncate(at(*place)),
        Harm::Flip(bits) => bits.iter().for_each(|(place, bit)| file[at(*place)] ^= 1 << bit),
        Harm::Extreme(place, value) => {
            file[at(*place)..].iter_mut().take(4).for_each(|byte| *byte = *value);
        }
        Harm::Repeat(from, to) => {
            let piece = file[range(*from, *to)].to_vec();
            file.splice(at(*from)..at(*from), piece);
        }
        Harm::Drop(from, to) => drop(file.drain(range(*from, *to))),
    }
}

fn cases() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) }
}

#[test]
fn damaged_files_get_an_answer() {
    if !is_bounded("damaged_files_get_an_answer") {
        return;
    }
    let files = files();
    let which = any::<prop::sample::Index>();
    let harms = prop::collection::vec(harm(), 1..4);
    proptest!(cases(), |(which in which, harms in harms)| {
        let mut file = which.get(&files).1.clone();
        for harm in &harms {
            apply(harm, &mut file);
        }
        answers(file);
    });
}

#[test]
fn random_bytes_behind_a_real_beginning_get_an_answer() {
    if !is_bounded("random_bytes_behind_a_real_beginning_get_an_answer") {
        return;
    }
    let files = files();
    let which = any::<prop::sample::Index>();
    let noise = prop::collection::vec(any::<u8>(), 0..4000);
    proptest!(cases(), |(which in which, kept in 0..200_usize, noise in noise)| {
        let start = &which.get(&files).1[..kept];
        answers([start, &noise].concat());
    });
}

#[test]
fn random_bytes_are_not_taken_for_sound() {
    if !is_bounded("random_bytes_are_not_taken_for_sound") {
        return;
    }
    let noise = prop::collection::vec(any::<u8>(), 1..4000);
    proptest!(cases(), |(noise in noise)| prop_assert!(convert(noise).is_err()));
}

#[test]
fn headers_that_promise_the_world_get_an_answer() {
    if !is_bounded("headers_that_promise_the_world_get_an_answer") {
        return;
    }
    // Every field of every header at its highest value, one 32-bit word at a time.
    for (_, file) in files() {
        for at in 0..file.len().min(120) {
            let mut file = file.clone();
            file[at..].iter_mut().take(4).for_each(|byte| *byte = 0xff);
            answers(file);
        }
    }
}
