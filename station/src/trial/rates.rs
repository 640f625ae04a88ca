//! Rates that a station is measured by: void tickets, wrong amounts, collection.

use dianfei_rules::bill::error_rate::charge_error_rate;
use dianfei_rules::recovery::progress::Recovery;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::ticket::void_rate::void_rate;
use serde::Deserialize;
use serde_json::{Value, json};

use super::money::amount;
use super::{Case, Computed, Shared};

/// The counts of a month; each rate is told where its counts are given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RatesCase {
    tickets: Option<Tickets>,
    charges: Option<Charges>,
    collection: Option<Collection>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tickets {
    /// With the void ones.
    used: u32,
    void: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Charges {
    /// What each wrong bill was wrong by, with its sign.
    wrong_yuan: Vec<String>,
    issued_yuan: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Collection {
    collected_yuan: String,
    owed_yuan: String,
}

pub(super) fn rates(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: RatesCase = case.input()?;
    let mut told = serde_json::Map::new();
    if let Some(Tickets { used, void }) = asked.tickets {
        told.insert("void_per_mille".to_owned(), json!(void_rate(used, void)?));
    }
    if let Some(Charges { wrong_yuan, issued_yuan }) = asked.charges {
        let mut wrong = Vec::new();
        for (at, yuan) in wrong_yuan.iter().enumerate() {
            wrong.push(amount(case, &format!("charges.wrong_yuan[{}]", at + 1), yuan)?);
        }
        let issued = amount(case, "charges.issued_yuan", &issued_yuan)?;
        let percent = charge_error_rate(&wrong, issued)?;
        told.insert("charge_error_percent".to_owned(), json!(percent));
    }
    if let Some(Collection { collected_yuan, owed_yuan }) = asked.collection {
        let collected_fen = amount(case, "collection.collected_yuan", &collected_yuan)?;
        let owed_fen = amount(case, "collection.owed_yuan", &owed_yuan)?;
        let range = |_overflow| Refusal::out_of_range("collection");
        let due_fen = collected_fen.plus(owed_fen).map_err(range)?;
        let recovery = Recovery { due_fen, collected_fen };
        told.insert("due".to_owned(), json!(due_fen.to_string()));
        told.insert("recovery_rate".to_owned(), json!(recovery.rate()));
    }
    Ok(Value::Object(told))
}
