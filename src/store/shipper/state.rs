//! The state of the shipping, for metrics and for the operators.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::text::grouped;

/// Records that wait on this machine, and the course of carrying them to the store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShipperState {
    pub waiting: u64,
    /// The time of the record that has waited longest.
    pub oldest: Option<Timestamp>,
    /// Records that the store took since the start, those among them that it had before not counted.
    pub shipped: u64,
    /// Records that the store had before, since the start.
    pub repeated: u64,
    /// Records that the store would not take and that are set aside on this machine, also from before the start.
    pub refused: u64,
    /// Records that the store had confirmed and then lacked, since the start; they were carried again.
    pub again: u64,
    /// Attempts that failed since the start, refusals not counted.
    pub failures: u64,
    /// The error that keeps records from the store, with causes; none while it takes them as far as is known.
    pub trouble: Option<String>,
}

impl ShipperState {
    /// One to three sentences for the operators, with times of the zone `zone`.
    pub fn in_words(&self, zone: &TimeZone) -> String {
        let on_the_way = match (self.waiting, &self.trouble) {
            (0, None) => "Everything that happened in calls is in the database.".to_owned(),
            (0, Some(trouble)) => format!("No records wait on this machine; {trouble}"),
            (waiting, None) => format!(
                "{} on the way to the database{}.",
                records(waiting, "is", "are"),
                self.since(zone)
            ),
            (waiting, Some(trouble)) => format!(
                "{} on this machine{}; {trouble}",
                records(waiting, "waits", "wait"),
                self.since(zone)
            ),
        };
        if self.refused == 0 {
            return on_the_way;
        }
        format!(
            "{on_the_way} {} set aside on this machine because the database does not take {}: see the table \
             “refused” in the journal's file.",
            records(self.refused, "is", "are"),
            if self.refused == 1 { "it" } else { "them" }
        )
    }

    fn since(&self, zone: &TimeZone) -> String {
        self.oldest.map_or_else(String::new, |oldest| {
            let oldest = oldest.to_zoned(zone.clone());
            format!(" since {}", oldest.strftime("%Y-%m-%d %H:%M"))
        })
    }
}

/// `1,234 records wait`.
fn records(count: u64, one: &str, several: &str) -> String {
    match count {
        1 => format!("1 record {one}"),
        _ => format!("{} records {several}", grouped(count)),
    }
}
