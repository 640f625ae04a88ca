//! What really happened, beside every record: which money changed hands, which
//! tickets customers hold, what was read. Records are held against it.

use std::collections::{BTreeMap, BTreeSet};

use dianfei_rules::id::AccountNo;
use dianfei_wire::FactId;

use super::base::{CARRIERS, CASHIER};

/// Who wrote it down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorder {
    /// A phone, under its number of the fact.
    Phone {
        /// Which.
        phone: usize,
        /// The fact's number on it.
        seq: u64,
    },
    /// The station's own desk.
    Desk,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Happened {
    /// The fact that says so.
    pub fact: FactId,
    /// A second fact that says the same: a stub that was entered.
    pub stub: Option<FactId>,
    /// Who wrote it down.
    pub recorder: Recorder,
    /// Whether its record may be lost: a named hole.
    pub excused: bool,
    /// What.
    pub what: What,
}

/// What happened. Persons are numbers of [`CARRIERS`] or the cashier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Money was taken under a ticket.
    Taken {
        /// Whose debt.
        account: AccountNo,
        /// The ticket's number.
        no: u64,
        /// How much, in fen.
        fen: i64,
        /// Who took it.
        taker: &'static str,
    },
    /// A difference was found in a person's cash and reported.
    Reported {
        /// Whose.
        person: &'static str,
        /// By how much the cash is more than the tickets say, in fen.
        fen: i64,
    },
    /// Cash was put into the cashier's hands.
    Offered {
        /// By whom.
        person: &'static str,
        /// How much, in fen.
        fen: i64,
    },
    /// The cashier took it.
    Accepted {
        /// The offer.
        offer: FactId,
    },
    /// The cashier gave it back.
    Refused {
        /// The offer.
        offer: FactId,
    },
    /// The cashier has all copies of a void ticket, and the customer his money.
    Voided {
        /// Its number.
        no: u64,
    },
    /// All of the cashier's cash went to the bank, in fen.
    Banked(i64),
    /// A meter was read.
    Read {
        /// The account's number in the village.
        number: u32,
        /// What it showed.
        index: u32,
    },
}

/// All of it, in the order in which it happened.
#[derive(Debug, Clone, Default)]
pub struct Reality {
    /// What happened.
    pub all: Vec<Happened>,
}

impl Reality {
    /// Notes what happened.
    pub fn note(&mut self, fact: FactId, recorder: Recorder, what: What) {
        self.all.push(Happened { fact, stub: None, recorder, excused: false, what });
    }

    /// What a record that holds `known` must say.
    pub fn seen_by<'a>(
        &'a self,
        known: &'a BTreeSet<FactId>,
    ) -> impl Iterator<Item = &'a Happened> {
        self.all.iter().filter(|happened| happened.is_in(known))
    }

    /// The balances of custody that a record with `known` must have, by the
    /// keys of the station's ledger. What a person handed in ahead of the facts
    /// counts with his cash, and what the cashier took in with the cashier's own.
    #[must_use]
    pub fn custody(&self, known: &BTreeSet<FactId>) -> BTreeMap<String, i64> {
        let mut custody: BTreeMap<String, i64> = BTreeMap::new();
        let mut add = |key: String, fen: i64| *custody.entry(key).or_default() += fen;
        for happened in self.seen_by(known) {
            match &happened.what {
                What::Taken { taker, fen, .. } => add(cash(taker), *fen),
                What::Reported { person, fen } => add(cash(person), *fen),
                What::Offered { person, fen } => {
                    add(cash(person), -fen);
                    add(transit(&happened.fact), *fen);
                }
                What::Accepted { offer } => {
                    if let Some((_, fen)) = self.offer(offer, known) {
                        add(transit(offer), -fen);
                        add(cash(CASHIER), fen);
                    }
                }
                What::Refused { offer } => {
                    if let Some((person, fen)) = self.offer(offer, known) {
                        add(transit(offer), -fen);
                        add(cash(person), fen);
                    }
                }
                What::Voided { no } => {
                    for (taker, fen) in self.counted_on(*no, known) {
                        add(cash(taker), -fen);
                    }
                }
                What::Banked(fen) => {
                    add("station_account".to_owned(), *fen);
                    add(cash(CASHIER), -fen);
                }
                What::Read { .. } => {}
            }
        }
        custody.retain(|_, fen| *fen != 0);
        custody
    }

    fn offer(&self, offer: &FactId, known: &BTreeSet<FactId>) -> Option<(&'static str, i64)> {
        self.seen_by(known).find_map(|happened| match &happened.what {
            What::Offered { person, fen } if happened.fact == *offer => Some((*person, *fen)),
            _ => None,
        })
    }

    fn counted_on<'a>(
        &'a self,
        no: u64,
        known: &'a BTreeSet<FactId>,
    ) -> impl Iterator<Item = (&'static str, i64)> + 'a {
        self.seen_by(known).filter_map(move |happened| match &happened.what {
            What::Taken { no: of, fen, taker, .. } if *of == no => Some((*taker, *fen)),
            _ => None,
        })
    }

    /// Whether a number was printed before for the same account and amount.
    #[must_use]
    pub fn is_printed(&self, account: &AccountNo, no: u64, fen: i64) -> bool {
        self.all.iter().any(|happened| {
            matches!(&happened.what, What::Taken { account: of, no: number, fen: amount, .. }
                if of == account && *number == no && *amount == fen)
        })
    }
}

impl Happened {
    /// Whether a record that holds `known` knows of it.
    #[must_use]
    pub fn is_in(&self, known: &BTreeSet<FactId>) -> bool {
        known.contains(&self.fact) || self.stub.as_ref().is_some_and(|stub| known.contains(stub))
    }
}

/// The key of a person's cash.
#[must_use]
pub fn cash(person: &str) -> String {
    format!("cash:{person}")
}

fn transit(offer: &FactId) -> String {
    format!("in_transit:{offer}")
}

/// The carrier's number, as a text that lives as long as the programme.
#[must_use]
pub fn carrier(person: &str) -> &'static str {
    CARRIERS.into_iter().find(|known| *known == person).expect("a carrier")
}
