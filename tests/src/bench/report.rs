//! What was measured, as a table for people.

use std::fmt::{self, Write};
use std::fs;
use std::path::Path;

use super::measure::{self, Milliseconds, Pair, Ratio, Samples};

/// The least that a bare fsync takes for ratios to hang on it, in nanoseconds.
const SLOW_DISK_NS: u64 = 100_000;

/// What was measured.
#[derive(Debug)]
pub struct Report {
    machine: String,
    fsync: Samples,
    rows: Vec<String>,
    notes: Vec<String>,
}

impl Report {
    /// An empty report of this machine and of the disk under `folder`.
    #[must_use]
    pub fn begin(folder: &Path) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or_default();
        Self {
            machine: format!("{cores} cores, load {load} at the beginning"),
            fsync: measure::fsync(folder),
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A ratio of two jobs that may be at most `most` thousandths.
    pub fn ratio(&mut self, name: &str, pair: &Pair, most: u64) {
        let ratio = pair.ratio.median();
        let met = verdict(ratio <= most);
        self.rows.push(format!(
            "| {name} | ≤ {} | **{}** {met} | {} – {} | {} – {} | {} | {} | {} | {} |",
            Ratio(most),
            Ratio(ratio),
            Ratio(pair.ratio.at_percent(25)),
            Ratio(pair.ratio.at_percent(75)),
            Ratio(pair.ratio.at_percent(0)),
            Ratio(pair.ratio.at_percent(100)),
            Ratio(pair.cpu_ratio.median()),
            pair.ratio.count(),
            Milliseconds(pair.product.median()),
            Milliseconds(pair.bare.median()),
        ));
    }

    /// A figure that has to reach `least` or stay below `most`, in `unit`.
    pub fn figure(&mut self, name: &str, samples: &Samples, bound: Bound, unit: &str) {
        let found = samples.median();
        let met = match bound {
            Bound::AtLeast(least) => verdict(found >= least),
            Bound::Below(most) => verdict(found < most),
        };
        self.notes.push(format!(
            "- {name}: **{found}** {unit} {met} ({bound}; quartiles {} – {}, all {} – {}, {} runs)",
            samples.at_percent(25),
            samples.at_percent(75),
            samples.at_percent(0),
            samples.at_percent(100),
            samples.count()
        ));
    }

    /// Something to know beside the figures.
    pub fn note(&mut self, text: &str) {
        self.notes.push(format!("- {text}"));
    }
}

fn verdict(is_met: bool) -> &'static str {
    if is_met { "✓" } else { "✗" }
}

/// What a figure has to keep.
#[derive(Debug, Clone, Copy)]
pub enum Bound {
    /// Not less.
    AtLeast(u64),
    /// Less.
    Below(u64),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(least) => write!(f, "≥ {least}"),
            Self::Below(most) => write!(f, "< {most}"),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fsync = self.fsync.median();
        let slow = if fsync >= SLOW_DISK_NS {
            "ratios that hang on it count"
        } else {
            "too fast for ratios that hang on it to count"
        };
        writeln!(
            f,
            "# Bench\n\n{}. A bare fsync takes {} ms ({} – {}, {} times): {slow}.",
            self.machine,
            Milliseconds(fsync),
            Milliseconds(self.fsync.at_percent(25)),
            Milliseconds(self.fsync.at_percent(75)),
            self.fsync.count()
        )?;
        writeln!(
            f,
            "Each ratio is the median over pairs of runs in turn; ✓ and ✗ say whether the target is met. CPU is the same ratio of processors' time alone.\n"
        )?;
        if !self.rows.is_empty() {
            writeln!(
                f,
                "| job | target | ratio | quartiles | all | CPU | pairs | product, ms | bare, ms |"
            )?;
            writeln!(f, "|---|---|---|---|---|---|---|---|---|")?;
            self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))?;
            f.write_char('\n')?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "{note}"))
    }
}
