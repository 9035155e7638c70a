//! The figures as Markdown, so that they can be copied as they are.

use jiff::Zoned;

use crate::figures::{Slice, Slices};
use crate::{Case, Options, STEADY_CALLERS, machine};

/// Prints what was measured, and how. `busy` is how much else the machine did before.
pub fn print(cases: &[Case], options: &Options, busy: &str) {
    let Options { rounds, seconds, callers, rate, .. } = options;
    let silas: Vec<&Case> = cases.iter().filter(|case| case.is_sila).collect();
    println!(
        "Measured on {} on {}, which servers and callers share. {rounds} rounds of {seconds} s for each server and load, \
         in turn; load average before: {busy}. Every answer is checked. Express and FastAPI run as one process with one \
         worker each, without a database.",
        Zoned::now().date(),
        machine::processors(),
    );
    if options.postgres.is_some() {
        println!("What PostgreSQL itself takes of processors and memory is not counted.");
    }
    println!("\nAt full speed, {callers} callers:\n");
    let by: Vec<String> = silas.iter().map(|sila| format!("{} ÷ it", sila.name)).collect();
    let by = by.join(" | ");
    println!(
        "| server | turns/s | of bare axum | {by} | p50 ms | p99 ms | p99.9 ms | processor µs a turn | document bytes |"
    );
    println!("|---|--:|--:|{}--:|--:|--:|--:|--:|", "--:|".repeat(silas.len()));
    for case in cases {
        let [p50, p99, p999] = case.full.percentiles([0.5, 0.99, 0.999]);
        let times: Vec<String> = silas.iter().map(|sila| as_fast(sila, case)).collect();
        let times = times.join(" | ");
        println!(
            "| {} | {} | {} | {times} | {p50:.1} | {p99:.1} | {p999:.1} | {:.0} | {} |",
            case.name,
            thousands(case.full.median(Slice::rate)),
            percent(&case.full, &cases[0].full),
            case.full.median(|slice| slice.cost().0),
            case.mean_size(),
        );
    }
    println!(
        "\nAt {rate} turns a second from {STEADY_CALLERS} callers, timed from when each was due:\n"
    );
    println!(
        "| server | turns/s | p50 ms | p99 ms | p99.9 ms | of one processor | start to first answer ms | MiB then | MiB at most |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    for case in cases {
        let [p50, p99, p999] = case.steady.percentiles([0.5, 0.99, 0.999]);
        let (_, most) = case.server.memory();
        println!(
            "| {} | {:.0} | {p50:.1} | {p99:.1} | {p999:.1} | {:.0} % | {:.0} | {:.0} | {most:.0} |",
            case.name,
            case.steady.median(Slice::rate),
            case.steady
                .median(|slice| 100.0 * slice.server.as_secs_f64() / slice.span.as_secs_f64()),
            case.start.as_secs_f64() * 1000.0,
            case.memory_at_start,
        );
    }
    let sila = silas[0];
    let callers = sila.full.median(|slice| slice.cost().1);
    let (usual, most) = (sila.documents.len() * 99 / 100, sila.documents.len() - 1);
    println!(
        "\nThe callers take {callers:.0} µs of the processors for each turn with Sila. Of Sila's documents 99 in 100 are \
         below {} bytes, the longest has {}.",
        sila.documents[usual].len(),
        sila.documents[most].len(),
    );
}

fn percent(own: &Slices, bare: &Slices) -> String {
    let percent = 100.0 * own.ratio(bare, Slice::rate);
    if percent < 10.0 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

/// Turns that Sila serves while another server serves one; a dash beside itself.
fn as_fast(sila: &Case, other: &Case) -> String {
    if sila.name == other.name {
        return "–".to_owned();
    }
    let times = sila.full.ratio(&other.full, Slice::rate);
    if times < 1.0 { format!("{times:.2} ×") } else { format!("{times:.1} ×") }
}

/// Three digits that count, in groups of three: 30,400.
fn thousands(figure: f64) -> String {
    let unit = 10_f64.powf((figure.log10().floor() - 2.0).max(0.0));
    let whole = ((figure / unit).round() * unit) as u64;
    match (whole / 1_000_000, whole / 1000 % 1000, whole % 1000) {
        (0, 0, ones) => ones.to_string(),
        (0, thousands, ones) => format!("{thousands},{ones:03}"),
        (millions, thousands, ones) => format!("{millions},{thousands:03},{ones:03}"),
    }
}
