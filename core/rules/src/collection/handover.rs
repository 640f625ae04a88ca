//! Handover: what is offered, the hash that the other side signs, and the
//! count of notes against what the tickets say (附件七).

use serde::{Deserialize, Serialize};

use crate::canonical::ContentHash;
use crate::id::{AreaNo, PersonNo};
use crate::money::{Fen, MoneyError};
use crate::refusal::Refusal;
use crate::ticket::book::TicketRange;

/// A number of notes or coins of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Denomination {
    /// The value of one piece.
    pub value_fen: Fen,
    /// How many pieces.
    pub pieces: u32,
}

/// The values of the notes and coins in use, from the largest.
pub const DENOMINATIONS: [Fen; 10] = [
    Fen::new(10_000),
    Fen::new(5_000),
    Fen::new(2_000),
    Fen::new(1_000),
    Fen::new(500),
    Fen::new(100),
    Fen::new(50),
    Fen::new(10),
    Fen::new(5),
    Fen::new(1),
];

/// What the counted pieces come to.
///
/// Refuses `denomination_unknown` with a value that is no note or coin, and
/// `out_of_range`.
pub fn counted(pieces: &[Denomination]) -> Result<Fen, Refusal> {
    let too_large = |_: MoneyError| Refusal::out_of_range("counted");
    let mut total = Fen::ZERO;
    for counted in pieces {
        if !DENOMINATIONS.contains(&counted.value_fen) {
            return Err(
                Refusal::new("denomination_unknown").with("value_fen", counted.value_fen.get())
            );
        }
        let value = counted
            .value_fen
            .get()
            .checked_mul(i64::from(counted.pieces))
            .ok_or_else(|| Refusal::out_of_range("counted"))?;
        total = total.plus(Fen::new(value)).map_err(too_large)?;
    }
    Ok(total)
}

/// What passes from one hand to another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverContent {
    /// Unused tickets.
    pub tickets: Vec<TicketRange>,
    /// Receivable lists and statements, by transformer area.
    pub lists: Vec<AreaNo>,
    /// Cash.
    pub cash_fen: Fen,
    /// The cash by denomination.
    pub denominations: Vec<Denomination>,
    /// How many tickets the cash stands for.
    pub used_count: u32,
    /// Used and void tickets whose copies come along.
    pub used: Vec<TicketRange>,
}

impl HandoverContent {
    /// Whether nothing passes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tickets.is_empty()
            && self.lists.is_empty()
            && self.cash_fen.is_zero()
            && self.used.is_empty()
    }

    /// How many unused numbers pass.
    #[must_use]
    pub fn ticket_count(&self) -> u64 {
        self.tickets.iter().map(TicketRange::count).sum()
    }
}

/// One side's word that it puts `content` into the other's hands.
///
/// The hash that the other side signs is over the canonical bytes of the
/// whole offer, so that neither the hands nor the content can be exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The offer's id.
    pub offer: String,
    /// Who gives.
    pub from: PersonNo,
    /// Who is to take it.
    pub to: PersonNo,
    /// What.
    pub content: HandoverContent,
}

impl Offer {
    /// What the other side signs.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        ContentHash::of(self)
    }

    /// Whether the offer can be made.
    ///
    /// Refuses `handover_empty`, `handover_to_self` (4.2.7: the two sides are
    /// two people), `handover_range` (the ends the wrong way round),
    /// `handover_negative` and `handover_count` (denominations do not come to
    /// the cash).
    pub fn check(&self) -> Result<(), Refusal> {
        if self.from == self.to {
            return Err(Refusal::by_clause("handover_to_self", "4.2.7"));
        }
        if self.content.is_empty() {
            return Err(Refusal::by_clause("handover_empty", "4.2.7"));
        }
        let ranges = self.content.tickets.iter().chain(&self.content.used);
        if let Some(range) = ranges.into_iter().find(|range| range.count() == 0) {
            return Err(Refusal::by_clause("handover_range", "4.2.7")
                .with("first", range.first)
                .with("last", range.last));
        }
        if self.content.cash_fen.is_negative() {
            return Err(Refusal::by_clause("handover_negative", "4.3.5")
                .with("cash_fen", self.content.cash_fen.get()));
        }
        let counted_fen = counted(&self.content.denominations)?;
        if counted_fen != self.content.cash_fen {
            return Err(Refusal::by_clause("handover_count", "4.3.5")
                .with("cash_fen", self.content.cash_fen.get())
                .with("counted_fen", counted_fen.get()));
        }
        Ok(())
    }
}

/// The state of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// In transit: nobody else can be offered the same.
    Open,
    /// Custody moved.
    Accepted,
    /// Taken back, or refused by the other side.
    Withdrawn,
}

/// Whether `by` may accept the offer whose hash he saw (4.2.7).
///
/// Refuses `handover_not_for_you`, `handover_hash` (what he saw is not what
/// was offered) and `handover_closed`.
pub fn may_accept(
    offer: &Offer,
    state: OfferState,
    by: &PersonNo,
    seen: ContentHash,
) -> Result<(), Refusal> {
    if state != OfferState::Open {
        return Err(Refusal::by_clause("handover_closed", "4.2.7"));
    }
    if offer.to != *by {
        return Err(Refusal::by_clause("handover_not_for_you", "4.2.7").with("to", &offer.to));
    }
    if offer.hash() != seen {
        return Err(Refusal::by_clause("handover_hash", "4.2.7")
            .with("offered", offer.hash())
            .with("seen", seen));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer() -> Offer {
        Offer {
            offer: "0198c0de".to_owned(),
            from: "1007".parse().expect("a person number"),
            to: "1003".parse().expect("a person number"),
            content: HandoverContent {
                cash_fen: Fen::new(12_350),
                denominations: vec![
                    Denomination { value_fen: Fen::new(10_000), pieces: 1 },
                    Denomination { value_fen: Fen::new(1_000), pieces: 2 },
                    Denomination { value_fen: Fen::new(50), pieces: 7 },
                ],
                used_count: 2,
                ..HandoverContent::default()
            },
        }
    }

    fn refused(offer: &Offer) -> String {
        offer.check().expect_err("not to be offered").code.to_string()
    }

    #[test]
    fn an_offer_counts_to_its_cash_and_goes_to_someone_else() {
        assert_eq!(offer().check(), Ok(()));
        let mut short = offer();
        short.content.denominations[2].pieces = 6;
        assert_eq!(refused(&short), "handover_count");
        let mut false_note = offer();
        false_note.content.denominations[2].value_fen = Fen::new(51);
        assert_eq!(refused(&false_note), "denomination_unknown");
        assert_eq!(refused(&Offer { to: offer().from, ..offer() }), "handover_to_self");
        let empty = Offer { content: HandoverContent::default(), ..offer() };
        assert_eq!(refused(&empty), "handover_empty");
    }

    #[test]
    fn only_the_one_named_accepts_and_only_what_he_saw_and_once() {
        let offer = offer();
        let code =
            |result: Result<(), Refusal>| result.expect_err("not to be accepted").code.to_string();
        let seen = offer.hash();
        assert_eq!(may_accept(&offer, OfferState::Open, &offer.to, seen), Ok(()));
        let taken = may_accept(&offer, OfferState::Accepted, &offer.to, seen);
        assert_eq!(code(taken), "handover_closed");
        let stranger = may_accept(&offer, OfferState::Open, &offer.from, seen);
        assert_eq!(code(stranger), "handover_not_for_you");
        let mut other = offer.clone();
        other.content.used_count = 3;
        let changed = may_accept(&other, OfferState::Open, &offer.to, seen);
        assert_eq!(code(changed), "handover_hash");
    }
}
