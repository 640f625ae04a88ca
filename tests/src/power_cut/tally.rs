//! What a run of lives came to.

use std::fmt;

/// What must not be, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// What was answered as done is not there.
    Lost,
    /// The state is none between two transactions.
    HalfApplied,
    /// SQLite finds the file damaged, or it does not open.
    Damaged,
    /// Chain, fold, verification or the comparison of both ends fails.
    Unsound,
    /// Something was answered that no cut explains.
    Unexpected,
}

/// Counts of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Power cuts.
    pub cuts: u64,
    /// Those while a database was being opened after another cut.
    pub in_recovery: u64,
    /// Use cases, desk commands and requests that were answered.
    pub acknowledged: u64,
    /// Answered as done and not there after a cut.
    pub lost: u64,
    /// Cuts after which a state was found that is none between two transactions.
    pub half_applied: u64,
    /// Cuts after which a file was damaged.
    pub damaged: u64,
    /// Cuts after which chain, fold, verification or comparison failed.
    pub unsound: u64,
    /// Answers that no cut explains.
    pub unexpected: u64,
    /// Cuts that left a transaction that nobody was told of.
    pub unheard: u64,
    /// Saves that were refused because the disk was full.
    pub refused_full: u64,
    /// The first things that were wrong, each with its seed.
    pub findings: Vec<String>,
}

/// How many findings are told.
const TOLD: usize = 5;

impl Tally {
    /// Notes what is wrong.
    pub fn wrong(&mut self, kind: Wrong, seed: u64, what: impl fmt::Display) {
        let count = match kind {
            Wrong::Lost => &mut self.lost,
            Wrong::HalfApplied => &mut self.half_applied,
            Wrong::Damaged => &mut self.damaged,
            Wrong::Unsound => &mut self.unsound,
            Wrong::Unexpected => &mut self.unexpected,
        };
        *count += 1;
        if self.findings.len() < TOLD {
            self.findings.push(format!("seed {seed}, cut {}: {kind:?}: {what}", self.cuts));
        }
    }

    /// How much is wrong.
    #[must_use]
    pub const fn wrongs(&self) -> u64 {
        self.lost + self.half_applied + self.damaged + self.unsound + self.unexpected
    }

    /// Adds the counts of another run.
    pub fn add(&mut self, other: Self) {
        self.cuts += other.cuts;
        self.in_recovery += other.in_recovery;
        self.acknowledged += other.acknowledged;
        self.lost += other.lost;
        self.half_applied += other.half_applied;
        self.damaged += other.damaged;
        self.unsound += other.unsound;
        self.unexpected += other.unexpected;
        self.unheard += other.unheard;
        self.refused_full += other.refused_full;
        let room = TOLD.saturating_sub(self.findings.len());
        self.findings.extend(other.findings.into_iter().take(room));
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} cuts ({} in recovery), {} acknowledged, {} lost, {} half applied, {} damaged, \
             {} unsound, {} unexpected; {} done that nobody heard of, {} refused for a full disk",
            self.cuts,
            self.in_recovery,
            self.acknowledged,
            self.lost,
            self.half_applied,
            self.damaged,
            self.unsound,
            self.unexpected,
            self.unheard,
            self.refused_full,
        )
    }
}
