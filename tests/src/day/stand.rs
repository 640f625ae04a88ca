//! The demo station in this process, and what a day left behind in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use dianfei_station::app::App;
use dianfei_station::demo::{self, MORNING_MS};
use dianfei_station::port::{CountedIds, Ids};
use dianfei_station::store::{Store, StoreConfig, StoreError};
use dianfei_station::{chapters, site};
use dianfei_wire::FactId;
use p256::ecdsa::SigningKey;

use crate::served::Served;
use crate::station::HandClock;

/// Identities of facts and random text that are counted apart, so that a page more
/// or less changes no fact.
#[derive(Debug, Default)]
struct SteadyIds {
    facts: CountedIds,
    texts: CountedIds,
}

impl Ids for SteadyIds {
    fn fact_id(&self, now_ms: i64) -> FactId {
        self.facts.fact_id(now_ms)
    }

    fn token(&self) -> String {
        self.texts.token()
    }
}

/// The demo station, served, its clock standing at the demo's morning.
#[must_use]
pub fn demo_station() -> (App, Served) {
    let store = Store::open(&StoreConfig::Memory).expect("a store in memory");
    store.migrate(&chapters::tables(), site::SCHEMA).expect("an empty store takes the schema");
    let identity = SigningKey::from_slice(&[7; 32]).expect("a key");
    let station = demo::STATION.parse().expect("a station number");
    let clock = HandClock::at(MORNING_MS);
    let ids = Arc::new(SteadyIds::default());
    let app = App::new(station, store, clock, ids, identity.clone());
    demo::set_up(&app, &mut |_line| {}).expect("the demo's own sheets are taken in");
    let served = Served::start(app.clone(), identity);
    (app, served)
}

/// What a day comes to, whatever the ids and however often things were sent.
pub fn outcome(app: &App) -> BTreeMap<String, i64> {
    const COUNTS: [(&str, &str); 9] = [
        (
            "journal",
            "select kind as name, count(*) as n from journal where kind = 'fact' group by kind",
        ),
        ("reading", "select state as name, count(*) as n from reading group by state"),
        ("miss", "select reason as name, count(*) as n from miss group by reason"),
        ("form", "select codes as name, count(*) as n from exception_form group by codes"),
        (
            "bill",
            "select period as name, cast(sum(amount_fen) as bigint) as n from bill group by period",
        ),
        (
            "open",
            "select period as name, cast(sum(open_fen) as bigint) as n from receivable
             group by period",
        ),
        ("ticket", "select state as name, count(*) as n from ticket group by state"),
        ("payment", "select state as name, count(*) as n from payment group by state"),
        ("ledger", "select ledger as name, balance_fen as n from ledger_balance"),
    ];
    let read = app.store.read(|store| {
        let mut outcome = BTreeMap::new();
        for (what, sql) in COUNTS {
            for row in store.query(sql, &[])? {
                // Cash in transit is named after its offer, an id of chance.
                let name = row.text("name")?;
                let name = if name.starts_with("in_transit:") { "in_transit" } else { name };
                *outcome.entry(format!("{what} {name}")).or_insert(0) += row.int("n")?;
            }
        }
        Ok(outcome)
    });
    read.unwrap_or_else(|error: StoreError| panic!("{error}"))
}

/// Every fact in the order in which the station took it, as bytes.
#[must_use]
pub fn facts(app: &App) -> Vec<Vec<u8>> {
    let read = app.store.read(|store| {
        let rows =
            store.query("select bytes from journal where kind = 'fact' order by seq", &[])?;
        rows.iter().map(|row| row.blob("bytes").map(<[u8]>::to_vec)).collect()
    });
    read.unwrap_or_else(|error: StoreError| panic!("{error}"))
}
