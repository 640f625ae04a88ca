//! What the simulator breaks on purpose in the product's own code: a mutant
//! takes one safeguard away, a crash point ends the programme around a commit.
//!
//! Without the feature `inject` every function here is empty. A build without
//! debug assertions refuses the feature, so that no release can turn a
//! safeguard off.

#[cfg(all(feature = "inject", not(debug_assertions)))]
compile_error!(
    "the feature `inject` takes safeguards away: it is for builds with debug assertions"
);

mod mutant;

pub use mutant::Mutant;

/// On which end something breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The programme of a phone.
    Phone,
    /// The programme of the station.
    Station,
}

/// Around which side of a commit a programme dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Before it: nothing of the transaction is kept.
    Before,
    /// After it: the transaction is kept and nobody was told.
    After,
}

/// A programme's death, as the payload of the unwinding that stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Died(pub End);

#[cfg(feature = "inject")]
mod script {
    //! The faults of this thread: each seed of the simulator runs on one.

    use std::cell::Cell;

    use super::{Died, End, Mutant, Side};

    #[derive(Debug, Clone, Copy)]
    struct Death {
        end: End,
        commits_left: u32,
        side: Side,
    }

    thread_local! {
        static MUTANT: Cell<Option<Mutant>> = const { Cell::new(None) };
        static DEATH: Cell<Option<Death>> = const { Cell::new(None) };
    }

    /// Takes a safeguard away from all programmes of this thread, or gives it back.
    pub fn set_mutant(mutant: Option<Mutant>) {
        MUTANT.set(mutant);
    }

    /// Whether a safeguard is taken away.
    #[must_use]
    pub fn is_mutated(mutant: Mutant) -> bool {
        MUTANT.get() == Some(mutant)
    }

    /// Lets a programme die around its commit number `commits_left` from now,
    /// counted from 0.
    pub fn die_at(end: End, commits_left: u32, side: Side) {
        DEATH.set(Some(Death { end, commits_left, side }));
    }

    /// Takes a death back that did not come.
    pub fn live_on() {
        DEATH.set(None);
    }

    /// Whether a programme dies before its next commit.
    #[must_use]
    pub fn is_dying(end: End) -> bool {
        let at = |death: Death| (death.end, death.commits_left, death.side);
        DEATH.get().map(at) == Some((end, 0, Side::Before))
    }

    /// A commit of a programme: it dies here where the simulator says so.
    pub fn around_commit<T, E>(end: End, commit: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let Some(death) = DEATH.get().filter(|death| death.end == end) else { return commit() };
        if death.commits_left > 0 {
            DEATH.set(Some(Death { commits_left: death.commits_left - 1, ..death }));
            return commit();
        }
        DEATH.set(None);
        if death.side == Side::After {
            commit()?;
        }
        // No panic hook runs: this is a death, not a programmer's error.
        std::panic::resume_unwind(Box::new(Died(end)))
    }
}

#[cfg(feature = "inject")]
pub use script::{around_commit, die_at, is_dying, is_mutated, live_on, set_mutant};

/// Whether a safeguard is taken away: never.
#[cfg(not(feature = "inject"))]
#[must_use]
pub const fn is_mutated(_mutant: Mutant) -> bool {
    false
}

/// Whether a programme dies before its next commit: never.
#[cfg(not(feature = "inject"))]
#[must_use]
pub const fn is_dying(_end: End) -> bool {
    false
}

/// A commit of a programme.
#[cfg(not(feature = "inject"))]
#[inline]
pub fn around_commit<T, E>(_end: End, commit: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    commit()
}
