//! Times and ratios in whole numbers, with their spread.

use std::fmt;
use std::fs::File;
use std::io::Write;
use std::iter::Sum;
use std::ops::Add;
use std::path::Path;
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

/// How often each pair is run at least: a median of fewer says little.
pub const RUNS: usize = 15;

/// What a job took, in nanoseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Took {
    /// From its beginning to its end.
    pub wall_ns: u64,
    /// Of the processors, by all threads of this program: the disk's share and
    /// other programs are not in it.
    pub cpu_ns: u64,
}

impl Add for Took {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { wall_ns: self.wall_ns + other.wall_ns, cpu_ns: self.cpu_ns + other.cpu_ns }
    }
}

impl Sum for Took {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Self::add)
    }
}

/// What a job took and what it gave.
#[expect(clippy::disallowed_methods, reason = "the one place where the bench reads the clock")]
pub fn timed<T>(job: impl FnOnce() -> T) -> (Took, T) {
    let (begun, cpu) = (Instant::now(), cpu_ns());
    let given = job();
    let cpu_ns = cpu_ns() - cpu;
    let wall_ns = u64::try_from(begun.elapsed().as_nanos()).expect("it ends within 500 years");
    (Took { wall_ns, cpu_ns }, given)
}

fn cpu_ns() -> u64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let ns = time.tv_sec * 1_000_000_000 + time.tv_nsec;
    u64::try_from(ns).expect("time runs forward")
}

/// Repeated measurements of one thing, each a whole number of one unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Samples(Vec<u64>);

impl Samples {
    /// One more.
    pub fn add(&mut self, sample: u64) {
        self.0.push(sample);
        self.0.sort_unstable();
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The sample below which `percent` of all lie.
    ///
    /// # Panics
    /// Without a sample.
    #[must_use]
    pub fn at_percent(&self, percent: usize) -> u64 {
        let last = self.0.len().checked_sub(1).expect("measured at least once");
        self.0[(last * percent + 50) / 100]
    }

    /// The one in the middle.
    #[must_use]
    pub fn median(&self) -> u64 {
        self.at_percent(50)
    }
}

/// Two jobs that ran in turn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    /// What the product took, in nanoseconds.
    pub product: Samples,
    /// What the bare job took, in nanoseconds.
    pub bare: Samples,
    /// The ratios of each turn, in thousandths.
    pub ratio: Samples,
    /// The same of the processors' time alone.
    pub cpu_ratio: Samples,
}

impl Pair {
    /// One more turn.
    pub fn add(&mut self, product: Took, bare: Took) {
        self.product.add(product.wall_ns);
        self.bare.add(bare.wall_ns);
        self.ratio.add(thousandths(product.wall_ns, bare.wall_ns));
        self.cpu_ratio.add(thousandths(product.cpu_ns, bare.cpu_ns));
    }
}

fn thousandths(one: u64, other: u64) -> u64 {
    one.saturating_mul(1000) / other.max(1)
}

/// A ratio in thousandths, printed with two decimals.
#[derive(Debug, Clone, Copy)]
pub struct Ratio(pub u64);

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = (self.0 + 5) / 10;
        write!(f, "{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

/// Nanoseconds, printed as milliseconds with three decimals.
#[derive(Debug, Clone, Copy)]
pub struct Milliseconds(pub u64);

impl fmt::Display for Milliseconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let microseconds = (self.0 + 500) / 1000;
        write!(f, "{}.{:03}", microseconds / 1000, microseconds % 1000)
    }
}

/// What it takes to make 4 KiB more of a file durable, with nothing else.
#[must_use]
pub fn fsync(folder: &Path) -> Samples {
    let mut file = File::create(folder.join("fsync")).expect("a file");
    let mut samples = Samples::default();
    for _ in 0..RUNS * 10 {
        file.write_all(&[7; 4096]).expect("there is space");
        samples.add(timed(|| file.sync_data().expect("synced")).0.wall_ns);
    }
    samples
}
