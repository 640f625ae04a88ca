//! Samples of money and handovers.

use dianfei_rules::money::Fen;
use dianfei_rules::quantity::Kwh;
use dianfei_wire::fact::collection::{
    Collected, CollectionMode, Denomination, HandoverContent, PrintedAllocation,
};

use super::{range, text};

pub(super) fn content() -> HandoverContent {
    HandoverContent {
        tickets: vec![range()],
        lists: vec![parsed!("T01")],
        cash_fen: Fen::new(8640),
        denominations: vec![Denomination { value_fen: Fen::new(10_000), pieces: 1 }],
        used_count: 1,
        used: vec![range()],
    }
}

pub(super) fn collected() -> Collected {
    Collected {
        account: parsed!("3300010001"),
        series: parsed!("A2026"),
        no: parsed!("12301"),
        amount_fen: Fen::new(8740),
        received_fen: Fen::new(10_000),
        change_fen: Fen::new(1260),
        mode: CollectionMode::DoorToDoor,
        energy_kwh: Kwh::whole(160),
        printed: vec![PrintedAllocation {
            bill: text("3300010001-2026-11-1"),
            principal_fen: Fen::new(8640),
            late_fee_fen: Fen::new(100),
        }],
        advance_fen: Fen::ZERO,
    }
}
