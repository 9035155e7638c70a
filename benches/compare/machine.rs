//! Facts about the machine, printed beside the figures.

use std::fs;

/// The processors: how many, and of which model.
pub fn processors() -> String {
    let number = std::thread::available_parallelism().unwrap();
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("a model that is not told", |(_, model)| model);
    format!("{number} processors ({model})")
}

/// Processes that wanted a processor, on average over the last minute. Much above 0 before the start means that the
/// figures are worth little.
pub fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}
