//! What a seed is about. Not every seed does everything: a fault that is left
//! out leaves room for another to go deep.

use fastrand::Rng;

/// One thing that can happen in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A carrier takes money.
    Pay,
    /// A carrier reads a meter.
    Read,
    /// A carrier reads one again.
    Correct,
    /// A carrier cannot read one.
    Miss,
    /// A carrier hands the route in.
    HandInRoute,
    /// A carrier says that a ticket is void.
    Void,
    /// A carrier counts, reports a difference and hands the cash in.
    CashUp,
    /// A carrier takes the tickets that are offered.
    TakeBook,
    /// A phone meets the station.
    Sync,
    /// A request that was under way arrives.
    Arrive,
    /// A phone's wall clock is set wrong.
    SetClock,
    /// A phone starts anew.
    Reboot,
    /// The cashier takes money at the counter.
    Counter,
    /// The cashier takes or refuses what is offered.
    DeskAnswers,
    /// The cashier has all copies of a void ticket.
    ConfirmVoid,
    /// The head saw a copy of a disputed ticket.
    ConfirmMoney,
    /// The cashier banks the day's cash.
    Bank,
    /// The custodian offers more tickets.
    GiveBook,
    /// The auditor gives a route to another reader.
    Reassign,
    /// A phone's file is copied, or set back to its copy.
    SetBack,
    /// The station is backed up, or restored from that.
    Restore,
    /// A phone is lost, given up and found.
    Lose,
    /// A night passes.
    Night,
}

/// How often each happens where the seed has it at all. What stands with
/// `true` is in every seed.
const ACTS: [(Act, u32, bool); 23] = [
    (Act::Pay, 8, true),
    (Act::Read, 5, true),
    (Act::Sync, 9, true),
    (Act::Correct, 3, false),
    (Act::Miss, 1, false),
    (Act::HandInRoute, 1, false),
    (Act::Void, 2, false),
    (Act::CashUp, 4, false),
    (Act::TakeBook, 2, false),
    (Act::Arrive, 2, false),
    (Act::SetClock, 2, false),
    (Act::Reboot, 1, false),
    (Act::Counter, 3, false),
    (Act::DeskAnswers, 3, false),
    (Act::ConfirmVoid, 1, false),
    (Act::ConfirmMoney, 1, false),
    (Act::Bank, 1, false),
    (Act::GiveBook, 1, false),
    (Act::Reassign, 2, false),
    (Act::SetBack, 3, false),
    (Act::Restore, 3, false),
    (Act::Lose, 3, false),
    (Act::Night, 2, false),
];

/// What a seed is about.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many carriers there are.
    pub carriers: usize,
    /// How many steps it has.
    pub steps: u32,
    /// In one of how many requests the wire fails.
    pub wire_fails: u32,
    /// Under one of how many thumbs or replies a phone's programme dies.
    pub phone_dies: u32,
    /// Over one of how many requests the station's programme dies.
    pub station_dies: u32,
    acts: Vec<(Act, u32)>,
}

impl Plan {
    /// Draws a plan.
    #[must_use]
    pub fn draw(rng: &mut Rng) -> Self {
        let mut acts: Vec<(Act, u32)> = Vec::new();
        for (act, weight, always) in ACTS {
            // Left out in two seeds of five, or often, or very often.
            let times = if always { 1 } else { [0, 0, 1, 1, 3][rng.usize(0..5)] };
            if times > 0 {
                acts.push((act, weight * times));
            }
        }
        Self {
            carriers: [1, 2, 2, 3][rng.usize(0..4)],
            steps: rng.u32(10..=26),
            wire_fails: [4, 8, 20, 1000][rng.usize(0..4)],
            phone_dies: [5, 12, 1000][rng.usize(0..3)],
            station_dies: [8, 25, 1000][rng.usize(0..3)],
            acts,
        }
    }

    /// Draws what happens next.
    pub fn next(&self, rng: &mut Rng) -> Act {
        let mut at = rng.u32(0..self.acts.iter().map(|(_, weight)| weight).sum());
        for (act, weight) in &self.acts {
            match at.checked_sub(*weight) {
                Some(rest) => at = rest,
                None => return *act,
            }
        }
        Act::Sync
    }
}
