//! From what was measured to what is printed.

use std::time::Duration;

/// One measurement of one server.
pub struct Slice {
    /// Duration of the measurement.
    pub span: Duration,
    /// Duration of each turn, in microseconds.
    pub times: Vec<u32>,
    /// Processor time of the server.
    pub server: Duration,
    /// Processor time of the callers.
    pub callers: Duration,
}

impl Slice {
    /// Turns a second.
    pub fn rate(&self) -> f64 {
        self.times.len() as f64 / self.span.as_secs_f64()
    }

    /// Microseconds of processor time that each turn took the server, and the callers.
    pub fn cost(&self) -> (f64, f64) {
        let each = |time: Duration| time.as_secs_f64() * 1e6 / self.times.len() as f64;
        (each(self.server), each(self.callers))
    }
}

/// All slices of one server under one load.
#[derive(Default)]
pub struct Slices(pub Vec<Slice>);

impl Slices {
    /// The median of a figure over the slices.
    pub fn median(&self, figure: impl Fn(&Slice) -> f64) -> f64 {
        median(self.0.iter().map(figure).collect())
    }

    /// The median of a figure's ratio to that of `other`, slice by slice: both of a pair ran one after the other.
    pub fn ratio(&self, other: &Self, figure: impl Fn(&Slice) -> f64) -> f64 {
        let pairs = self.0.iter().zip(&other.0);
        median(pairs.map(|(own, other)| figure(own) / figure(other)).collect())
    }

    /// The milliseconds below which these shares of all turns stayed.
    pub fn percentiles<const N: usize>(&self, shares: [f64; N]) -> [f64; N] {
        let mut times: Vec<u32> = self.0.iter().flat_map(|slice| &slice.times).copied().collect();
        times.sort_unstable();
        shares.map(|share| f64::from(times[((times.len() - 1) as f64 * share) as usize]) / 1000.0)
    }
}

/// The median of some figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
