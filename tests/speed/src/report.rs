//! What was measured, as a table for people.

use std::fmt::{self, Write};
use std::fs;
use std::path::Path;

use crate::measure::{self, Milliseconds, Pair, Ratio, Samples};

/// The least that a bare fsync takes for ratios to hang on it, in nanoseconds.
const SLOW_DISK_NS: u64 = 100_000;

/// What was measured.
#[derive(Debug)]
pub struct Report {
    title: &'static str,
    machine: String,
    fsync: Option<Samples>,
    rows: Vec<String>,
    notes: Vec<String>,
}

impl Report {
    /// An empty report of this machine.
    #[must_use]
    pub fn begin(title: &'static str) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or_default();
        Self {
            title,
            machine: format!("{cores} cores, load {load} at the beginning"),
            fsync: None,
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The same with the speed of the disk under `folder`.
    #[must_use]
    pub fn on_disk(self, folder: &Path) -> Self {
        Self { fsync: Some(measure::fsync(folder)), ..self }
    }

    /// A ratio of two jobs that may be at most `most` thousandths.
    pub fn ratio(&mut self, name: &str, pair: &Pair, most: u64) {
        let met = verdict(pair.ratio.median() <= most);
        self.row(name, &format!("≤ {}", Ratio(most)), met, pair, [&pair.product, &pair.bare]);
    }

    /// How many times faster the product is than the bare job, which has to be at
    /// least `least` thousandths: then `pair` holds the bare job first.
    pub fn faster(&mut self, name: &str, pair: &Pair, least: u64) {
        let met = verdict(pair.ratio.median() >= least);
        self.row(name, &format!("≥ {}", Ratio(least)), met, pair, [&pair.bare, &pair.product]);
    }

    fn row(
        &mut self,
        name: &str,
        target: &str,
        met: &str,
        pair: &Pair,
        [product, bare]: [&Samples; 2],
    ) {
        let ratio = pair.ratio.median();
        self.rows.push(format!(
            "| {name} | {target} | **{}** {met} | {} – {} | {} – {} | {} | {} | {} | {} |",
            Ratio(ratio),
            Ratio(pair.ratio.at_percent(25)),
            Ratio(pair.ratio.at_percent(75)),
            Ratio(pair.ratio.at_percent(0)),
            Ratio(pair.ratio.at_percent(100)),
            Ratio(pair.cpu_ratio.median()),
            pair.ratio.count(),
            Milliseconds(product.median()),
            Milliseconds(bare.median()),
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

/// What the disk does, and whether ratios that hang on it count.
fn told(fsync: &Samples) -> String {
    let median = fsync.median();
    let slow = if median >= SLOW_DISK_NS {
        "ratios that hang on it count"
    } else {
        "too fast for ratios that hang on it to count"
    };
    format!(
        "A bare fsync takes {} ms ({} – {}, {} times): {slow}.",
        Milliseconds(median),
        Milliseconds(fsync.at_percent(25)),
        Milliseconds(fsync.at_percent(75)),
        fsync.count()
    )
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
        writeln!(f, "# {}\n\n{}.", self.title, self.machine)?;
        if let Some(fsync) = &self.fsync {
            writeln!(f, "{}", told(fsync))?;
        }
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
