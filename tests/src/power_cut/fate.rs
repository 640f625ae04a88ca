//! What becomes of a change that was not durable when power went off.

use fastrand::Rng;

use super::content::Content;
use super::disk::Pending;

/// What a disk writes at once at most.
const SECTOR: usize = 512;

/// How a cut goes on the whole; drawn once a cut, so that some lose all, some
/// nothing, and some a single sector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fate {
    /// How many of a hundred changes are there afterwards.
    kept: u8,
    /// How many of a hundred sectors that are there are torn.
    torn: u8,
}

impl Fate {
    pub(super) fn drawn(chance: &mut Rng) -> Self {
        let kept = *chance.choice(&[0, 3, 20, 50, 80, 97, 100]).expect("some");
        let torn = *chance.choice(&[0, 0, 5, 30]).expect("some");
        Self { kept, torn }
    }

    /// Whether one more change is there afterwards.
    pub(super) fn reaches(&self, chance: &mut Rng) -> bool {
        chance.u8(0..100) < self.kept
    }

    fn tears(&self, chance: &mut Rng) -> bool {
        chance.u8(0..100) < self.torn
    }
}

/// Applies of a change what reached the disk, sector by sector.
pub(super) fn land(content: &mut Content, change: Pending, fate: &Fate, chance: &mut Rng) {
    let (offset, bytes) = match change {
        Pending::Write(offset, bytes) => (offset, bytes),
        Pending::Length(length) => {
            if fate.reaches(chance) {
                content.set_length(length);
            }
            return;
        }
    };
    let mut done = 0;
    while done < bytes.len() {
        let at = offset + done;
        let count = (SECTOR - at % SECTOR).min(bytes.len() - done);
        if fate.reaches(chance) {
            sector(content, at, &bytes[done..done + count], fate, chance);
        }
        done += count;
    }
}

fn sector(content: &mut Content, at: usize, bytes: &[u8], fate: &Fate, chance: &mut Rng) {
    if at > content.length() && chance.bool() {
        // The file was made longer before what lies in between was written.
        let gap = content.length()..at;
        let old: Vec<u8> = gap.clone().map(|_byte| chance.u8(..)).collect();
        content.write(gap.start, &old);
    }
    if !fate.tears(chance) {
        content.write(at, bytes);
        return;
    }
    // No byte beside those written is harmed: SQLite takes that for granted on
    // Linux and Android, and so do we (ADR 13).
    let (from, to) = (chance.usize(0..=bytes.len()), chance.usize(0..=bytes.len()));
    let (from, to) = (from.min(to), from.max(to));
    if chance.u8(0..4) == 0 {
        let noise: Vec<u8> = (from..to).map(|_byte| chance.u8(..)).collect();
        content.write(at + from, &noise);
    } else {
        content.write(at + from, &bytes[from..to]);
    }
}
