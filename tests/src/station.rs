//! A station in this process, with a clock that only a test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use dianfei_field::port::{Transport, TransportError};
use dianfei_rules::id::PersonNo;
use dianfei_rules::policy::{DecidedValue, PolicyDecision};
use dianfei_station::app::App;
use dianfei_station::port::{Clock, CountedIds};
use dianfei_station::spine::{self, Draft};
use dianfei_station::store::{Store, StoreConfig};
use dianfei_station::{chapters, phone, site};
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::account::AccountFact;
use dianfei_wire::fact::people::{PeopleFact, Role};
use dianfei_wire::part::{Part, PartKind, PersonalDetails};
use p256::ecdsa::SigningKey;

/// Noon of 20 November 2026 in China, UTC milliseconds.
pub const NOON_MS: i64 = 1_795_147_200_000;

/// A clock that stands until it is moved.
#[derive(Debug)]
pub struct HandClock(AtomicI64);

impl HandClock {
    /// A clock that shows an instant, UTC milliseconds.
    #[must_use]
    pub fn at(now_ms: i64) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(now_ms)))
    }

    /// Moves it by milliseconds, forward or back.
    pub fn turn(&self, by_ms: i64) {
        self.0.fetch_add(by_ms, Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The wire to a station in this process.
#[derive(Debug)]
pub struct InProcess<'a>(pub &'a App);

impl Transport for InProcess<'_> {
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportError> {
        Ok(phone::answer(self.0, request))
    }
}

/// A founded station without customers.
#[derive(Debug)]
pub struct TestStation {
    /// The station.
    pub app: App,
    /// Its clock.
    pub clock: Arc<HandClock>,
}

impl TestStation {
    /// A founded station in memory.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::on(&StoreConfig::Memory)
    }

    /// A founded station on a store.
    #[must_use]
    pub fn on(config: &StoreConfig) -> Self {
        let store = Store::open(config).expect("the store opens");
        store.migrate(&chapters::tables(), site::SCHEMA).expect("the schema is laid");
        let clock = HandClock::at(NOON_MS);
        let app = App::new(
            "330001".parse().expect("a station number"),
            store,
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::new(CountedIds::default()),
            SigningKey::from_slice(&[1; 32]).expect("a key"),
        )
        .at("https://127.0.0.1:0");
        let station = Self { app, clock };
        station.record(
            "1000",
            FactBody::Account(AccountFact::StationFounded {
                name: "青石供电所".to_owned(),
                identity: station.app.identity(),
                zone_minutes: 480,
                emergency_telephone: "0570-0000000".to_owned(),
            }),
            Vec::new(),
        );
        station.register("1000", "方正", &[Role::StationHead]);
        station
    }

    /// Registers a person with roles.
    pub fn register(&self, person: &str, name: &str, roles: &[Role]) -> PersonNo {
        let details = PersonalDetails {
            salt: format!("salt of {person}"),
            name: name.to_owned(),
            telephone: None,
            address: None,
        };
        let part = Part::canonical(PartKind::Personal, &details);
        let number: PersonNo = person.parse().expect("a person number");
        let body = FactBody::People(PeopleFact::PersonRegistered {
            person: number.clone(),
            details: part.hash(),
            roles: roles.to_vec(),
        });
        self.record("1000", body, vec![part]);
        number
    }

    /// The station decides the late fee in per mille a day: of residents, and of
    /// others for arrears of the current year and for older ones.
    pub fn decide_late_fee(&self, per_mille: [u32; 3]) {
        let keys = [
            "late_fee_resident_per_mille",
            "late_fee_other_current_year_per_mille",
            "late_fee_other_carried_over_per_mille",
        ];
        for (key, per_mille) in keys.into_iter().zip(per_mille) {
            let decision = PolicyDecision {
                key: key.to_owned(),
                from: "2026-01-01".parse().expect("a date"),
                value: DecidedValue::Set(per_mille.to_string()),
                source: "供用电合同".to_owned(),
            };
            let body = FactBody::Account(AccountFact::PolicyDecided { decision });
            self.record("1000", body, Vec::new());
        }
    }

    /// Records a fact of the station itself.
    pub fn record(&self, person: &str, body: FactBody, parts: Vec<Part>) {
        let person = person.parse().expect("a person number");
        spine::record_alone(&self.app, &person, |_tx, moment| {
            Ok(vec![Draft::new(moment, body).with_parts(parts)])
        })
        .expect("the fact is recorded");
    }
}
