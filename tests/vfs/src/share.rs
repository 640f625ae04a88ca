//! What the connections to one file share: locks, and the memory of the
//! write-ahead log's index.

use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How far a connection has locked the file, in SQLite's order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Not at all.
    #[default]
    None,
    /// Reading.
    Shared,
    /// About to write, beside readers.
    Reserved,
    /// Alone.
    Exclusive,
}

/// The locks of the shared memory that SQLite uses.
const SLOTS: usize = 8;

#[derive(Debug, Default)]
struct State {
    readers: u32,
    is_reserved: bool,
    is_exclusive: bool,
    /// Never moved while a connection maps it: SQLite keeps the addresses.
    regions: Vec<Box<[AtomicU64]>>,
    mapped: u32,
    shared: [u32; SLOTS],
    exclusive: [bool; SLOTS],
}

/// What the connections to one file share.
#[derive(Debug, Default)]
pub struct Share(Mutex<State>);

/// What one connection holds of it; given back when it ends.
#[derive(Debug, Default)]
pub(crate) struct Held {
    pub(crate) level: Level,
    shared: u8,
    exclusive: u8,
    is_mapped: bool,
}

impl Share {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks the file further; says whether it could.
    pub(crate) fn lock(&self, held: &mut Held, level: Level) -> bool {
        let mut state = self.state();
        if level <= held.level {
            return true;
        }
        let others = state.readers - u32::from(held.level >= Level::Shared);
        let is_free = match level {
            Level::None => true,
            Level::Shared => !state.is_exclusive,
            Level::Reserved => !state.is_reserved,
            Level::Exclusive => {
                others == 0 && (held.level >= Level::Reserved || !state.is_reserved)
            }
        };
        if is_free {
            state.readers = others + 1;
            state.is_reserved |= level >= Level::Reserved;
            state.is_exclusive |= level == Level::Exclusive;
            held.level = level;
        }
        is_free
    }

    /// Gives the lock back down to `level`.
    pub(crate) fn unlock(&self, held: &mut Held, level: Level) {
        if level >= held.level {
            return;
        }
        let mut state = self.state();
        if held.level >= Level::Reserved {
            state.is_reserved = level >= Level::Reserved;
            state.is_exclusive = false;
        }
        if level == Level::None {
            state.readers -= 1;
        }
        held.level = level;
    }

    /// Whether some connection is about to write.
    pub(crate) fn is_reserved(&self) -> bool {
        self.state().is_reserved
    }

    /// Whether the region is there already.
    pub(crate) fn has_region(&self, region: usize) -> bool {
        self.state().regions.len() > region
    }

    /// The address of a region of `bytes` bytes; absent where it is not there and
    /// is not to be made.
    pub(crate) fn map(
        &self,
        held: &mut Held,
        region: usize,
        bytes: usize,
        extend: bool,
    ) -> Option<NonNull<u8>> {
        let mut state = self.state();
        if !held.is_mapped {
            held.is_mapped = true;
            state.mapped += 1;
        }
        while extend && state.regions.len() <= region {
            let words = bytes.div_ceil(size_of::<AtomicU64>());
            state.regions.push((0..words).map(|_word| AtomicU64::new(0)).collect());
        }
        let found = state.regions.get(region)?;
        NonNull::new(ptr::from_ref::<[AtomicU64]>(found).cast_mut().cast())
    }

    /// Lets the memory go; it is emptied with its last user, as a new system
    /// finds it.
    pub(crate) fn unmap(&self, held: &mut Held) {
        let mut state = self.state();
        for (slot, mask) in (0..SLOTS).map(|slot| (slot, 1_u8 << slot)) {
            if held.shared & mask != 0 {
                state.shared[slot] -= 1;
            }
            if held.exclusive & mask != 0 {
                state.exclusive[slot] = false;
            }
        }
        (held.shared, held.exclusive) = (0, 0);
        if held.is_mapped {
            held.is_mapped = false;
            state.mapped -= 1;
        }
        if state.mapped == 0 {
            state.regions.clear();
        }
    }

    /// Empties the memory under connections that are all at rest: each then
    /// reads the log anew, as in a new system.
    pub fn empty(&self) {
        for word in self.state().regions.iter().flatten() {
            word.store(0, Ordering::Relaxed);
        }
    }

    /// Takes `count` locks of the memory from `first` on; says whether it could.
    pub(crate) fn take(
        &self,
        held: &mut Held,
        first: usize,
        count: usize,
        alone: bool,
    ) -> Option<bool> {
        let mut state = self.state();
        let slots = slots(first, count)?;
        let is_free = slots.clone().all(|slot| {
            let own = u32::from(held.shared & (1 << slot) != 0);
            let by_others = state.exclusive[slot] && held.exclusive & (1 << slot) == 0;
            !by_others && (!alone || state.shared[slot] == own)
        });
        if is_free {
            for slot in slots {
                if alone {
                    held.exclusive |= 1 << slot;
                    state.exclusive[slot] = true;
                } else if held.shared & (1 << slot) == 0 {
                    held.shared |= 1 << slot;
                    state.shared[slot] += 1;
                }
            }
        }
        Some(is_free)
    }

    /// Gives `count` locks of the memory back.
    pub(crate) fn give(&self, held: &mut Held, first: usize, count: usize) -> Option<()> {
        let mut state = self.state();
        for slot in slots(first, count)? {
            if held.exclusive & (1 << slot) != 0 {
                held.exclusive &= !(1 << slot);
                state.exclusive[slot] = false;
            }
            if held.shared & (1 << slot) != 0 {
                held.shared &= !(1 << slot);
                state.shared[slot] -= 1;
            }
        }
        Some(())
    }
}

fn slots(first: usize, count: usize) -> Option<std::ops::Range<usize>> {
    let end = first.checked_add(count)?;
    (end <= SLOTS).then_some(first..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_waits_for_readers_and_keeps_them_out() {
        let share = Share::default();
        let (mut first, mut second) = (Held::default(), Held::default());
        assert!(share.lock(&mut first, Level::Shared));
        assert!(share.lock(&mut second, Level::Shared));
        assert!(share.lock(&mut first, Level::Reserved));
        assert!(!share.lock(&mut second, Level::Reserved));
        assert!(!share.lock(&mut first, Level::Exclusive));
        share.unlock(&mut second, Level::None);
        assert!(share.lock(&mut first, Level::Exclusive));
        assert!(!share.lock(&mut second, Level::Shared));
        share.unlock(&mut first, Level::None);
        assert!(share.lock(&mut second, Level::Exclusive));
    }

    #[test]
    fn a_lock_of_the_memory_is_shared_or_held_alone() {
        let share = Share::default();
        let (mut first, mut second) = (Held::default(), Held::default());
        assert_eq!(share.take(&mut first, 3, 1, false), Some(true));
        assert_eq!(share.take(&mut second, 3, 1, false), Some(true));
        assert_eq!(share.take(&mut second, 3, 1, true), Some(false));
        assert_eq!(share.give(&mut first, 3, 1), Some(()));
        assert_eq!(share.take(&mut second, 3, 1, true), Some(true));
        assert_eq!(share.take(&mut first, 2, 2, true), Some(false));
        share.unmap(&mut second);
        assert_eq!(share.take(&mut first, 2, 2, true), Some(true));
        assert_eq!(share.take(&mut first, 7, 2, true), None);
    }

    #[test]
    fn memory_is_the_same_for_all_and_empty_after_the_last() {
        let share = Share::default();
        let (mut first, mut second) = (Held::default(), Held::default());
        assert_eq!(share.map(&mut first, 0, 32, false), None);
        let there = share.map(&mut first, 0, 32, true);
        assert!(there.is_some());
        assert_eq!(share.map(&mut second, 0, 32, false), there);
        share.unmap(&mut first);
        assert!(share.has_region(0));
        share.unmap(&mut second);
        assert!(!share.has_region(0));
    }
}
