//! The time of one search of the telephone's, and what it is worth beside a plain one.
//!
//! `cargo bench --bench search` asks for everything in `tests/fixtures/utterances` and prints microseconds and allocations of a
//! search, its slowest words, and the same of the plain way, which is the baseline: the service with the entry that differs
//! in the fewest letters. `-- --short` is one short round, to see that it works.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "a program for a person at a terminal"
)]

use std::alloc::System;
use std::hint::black_box;
use std::time::Instant;

use camino::Utf8Path;
use sila::catalogue::search::fold;
use sila::catalogue::source::shipped;
use sila::catalogue::{Code, Hotline, LanguageIndex, load};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const FILES: [&str; 4] = ["ar.csv", "en.csv", "ar-everyday.csv", "en-everyday.csv"];

/// Words that somebody said, in the language of the call.
struct Utterance {
    said: String,
    language: LanguageIndex,
    meant: Vec<Code>,
}

fn main() {
    let is_short = std::env::args().any(|argument| argument == "--short");
    let (hotline, _) = load(&shipped()).unwrap();
    let utterances = utterances(&hotline);
    let entries = entries(&hotline);
    println!("{} utterances, {} services\n", utterances.len(), hotline.services().count());
    println!("                         µs   slowest µs   allocations   first is right");
    let goes = if is_short { 1 } else { 21 };
    let plain =
        measure("nearest by letters", &utterances, goes, |one| nearest(&entries, &one.said));
    let search = measure("search", &utterances, goes, |one| {
        black_box(hotline.search().matched(&one.said, one.language, None));
        hotline.search().ranked(&one.said, one.language).first().map(|found| found.code)
    });
    println!("\nThe search takes {:.2} of the time of the plain way.", search / plain);
}

/// Prints what each utterance costs, in the median of so many goes; returns the mean.
fn measure(
    name: &str,
    utterances: &[Utterance],
    goes: usize,
    find: impl Fn(&Utterance) -> Option<Code>,
) -> f64 {
    let mut medians = Vec::with_capacity(utterances.len());
    let mut right = 0;
    let mut meant = 0;
    let region = Region::new(ALLOCATOR);
    for utterance in utterances {
        let first = find(utterance);
        meant += usize::from(!utterance.meant.is_empty());
        right += usize::from(first.is_some_and(|code| utterance.meant.contains(&code)));
    }
    let counted = region.change();
    for utterance in utterances {
        let mut times: Vec<f64> = (0..goes)
            .map(|_| {
                let begin = Instant::now();
                black_box(find(utterance));
                begin.elapsed().as_secs_f64() * 1e6
            })
            .collect();
        times.sort_by(f64::total_cmp);
        medians.push(times[goes / 2]);
    }
    let all = utterances.len() as f64;
    let mean = medians.iter().sum::<f64>() / all;
    let slowest = medians.iter().copied().fold(0.0, f64::max);
    let allocations = (counted.allocations + counted.reallocations) as f64 / all;
    let right = 100.0 * f64::from(u32::try_from(right).unwrap()) / meant as f64;
    println!("{name:<20} {mean:>7.1} {slowest:>12.1} {allocations:>13.1} {right:>14.1} %");
    mean
}

fn utterances(hotline: &Hotline) -> Vec<Utterance> {
    let folder = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/utterances"));
    let mut utterances = Vec::new();
    for file in FILES {
        for row in csv::Reader::from_path(folder.join(file)).unwrap().into_deserialize() {
            let [_, language, said, meant, _]: [String; 5] = row.unwrap();
            let language = hotline.language_by_code(&language).unwrap();
            let meant = meant.split('|').filter_map(Code::parse).collect();
            utterances.push(Utterance { said, language, meant });
        }
    }
    utterances
}

/// The entries of all services, folded: their names and what else callers call them.
fn entries(hotline: &Hotline) -> Vec<(Code, String)> {
    let mut entries = Vec::new();
    for (.., service) in hotline.services() {
        for text in service.name.iter().chain(service.also.iter().flatten()) {
            entries.push((service.code, folded(text)));
        }
    }
    entries
}

fn nearest(entries: &[(Code, String)], said: &str) -> Option<Code> {
    let said = folded(said);
    let nearness = |entry: &str| strsim::normalized_levenshtein(&said, entry);
    let nearest = entries.iter().map(|(code, entry)| (*code, nearness(entry)));
    nearest.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(code, _)| code)
}

fn folded(text: &str) -> String {
    fold::words(text, 32).join(" ")
}
