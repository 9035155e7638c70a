//! Gauges, brought up to date when metrics are asked for.

use jiff::Timestamp;
use metrics::{counter, gauge};
use rustix::fs::statvfs;

use crate::store::{JournalState, Shipper, ShipperState};
use crate::web::app::App;

/// Brings the gauges up to date.
pub fn update(app: &App) {
    let calls = &app.calls;
    let now = (calls.clock)();
    journal(&calls.journal.state());
    if let Some(state) = app.shipper.as_ref().map(Shipper::state) {
        shipper(&state, now);
    }
    let active = calls.editions.active().edition.number;
    gauge!("sila_edition").set(f64::from(active.get()));
    set("sila_editions_loaded", calls.editions.in_memory() as u64);
    set("sila_notices_in_force", calls.notices.in_force(now).len() as u64);
    if let Ok(disk) = statvfs(app.data_dir.as_std_path()) {
        set("sila_disk_free_bytes", disk.f_bavail.saturating_mul(disk.f_frsize));
    }
}

/// Events that wait on this machine for the database.
fn shipper(state: &ShipperState, now: Timestamp) {
    let age = state.oldest.map_or(0.0, |oldest| now.duration_since(oldest).as_secs_f64());
    set("sila_journal_waiting", state.waiting);
    gauge!("sila_journal_oldest_seconds").set(age.max(0.0));
    set("sila_journal_refused", state.refused);
    counter!("sila_shipped_total").absolute(state.shipped);
    counter!("sila_shipped_repeated_total").absolute(state.repeated);
    counter!("sila_shipped_again_total").absolute(state.again);
    counter!("sila_shipping_failures_total").absolute(state.failures);
}

fn journal(state: &JournalState) {
    set("sila_journal_queued", state.queued);
    counter!("sila_journal_committed_total").absolute(state.committed);
    counter!("sila_journal_commits_total").absolute(state.commits);
    counter!("sila_journal_slow_total").absolute(state.slow);
    counter!("sila_records_lost_total").absolute(state.lost);
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float; exact up to 2^53")]
fn set(name: &'static str, value: u64) {
    gauge!(name).set(value as f64);
}
