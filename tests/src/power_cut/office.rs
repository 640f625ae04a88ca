//! The station on a machine that loses power.

use std::sync::Arc;

use dianfei_station::app::App;
use dianfei_station::collection::command::{self as collection, Asker};
use dianfei_station::collection::handover;
use dianfei_station::people::role::Command;
use dianfei_station::spine::{self, Actor, Draft, Moment, SpineError};
use dianfei_station::store::{Store, StoreConfig, StoreError, Tx};
use dianfei_station::ticket::command as ticket;
use dianfei_station::{chapters, site};
use dianfei_wire::DeviceId;
use dianfei_wire::fact::people::Role;
use p256::ecdsa::SigningKey;

use super::machine::Machine;
use super::pulse::Pulse;
use super::town::{self, CASHIER, CUSTODIAN, PERSON};

/// The name of the station's file.
pub const FILE: &str = "station.sqlite";

/// A station, open while its machine runs.
pub struct Office {
    /// Its clock and identities.
    pub pulse: Arc<Pulse>,
    app: Option<App>,
}

/// What is done at a desk.
#[derive(Debug, Clone, Copy)]
pub enum Desk {
    /// The custodian takes a new book in.
    ReceiveBook(u32),
    /// The custodian offers a book taken in before to the collector.
    OfferBook(u32),
    /// The cashier accepts the oldest offer made to him.
    AcceptCash(u32),
}

impl Office {
    /// A station that is closed.
    #[must_use]
    pub const fn closed(pulse: Arc<Pulse>) -> Self {
        Self { pulse, app: None }
    }

    /// Opens the station anew, as after a start of the machine.
    ///
    /// # Errors
    /// What the store says.
    pub fn open(&mut self, machine: &Machine) -> Result<(), StoreError> {
        self.close();
        let store = Store::open(&StoreConfig::Sqlite { path: machine.path(FILE) })?;
        store.migrate(&chapters::tables(), site::SCHEMA)?;
        let app = App::new(
            "330001".parse().expect("a station number"),
            store,
            Arc::clone(&self.pulse) as _,
            Arc::clone(&self.pulse) as _,
            SigningKey::from_slice(&[1; 32]).expect("a key"),
        );
        self.app = Some(app.at("https://127.0.0.1:0"));
        Ok(())
    }

    /// Drops the station: its connections end.
    pub fn close(&mut self) {
        self.app = None;
    }

    /// The station.
    ///
    /// # Panics
    /// Where it is closed.
    #[must_use]
    pub const fn app(&self) -> &App {
        self.app.as_ref().expect("the station is open")
    }

    /// Up to which number it holds the facts of a phone.
    ///
    /// # Errors
    /// What the store says.
    pub fn held(&self, device: DeviceId) -> Result<u64, StoreError> {
        self.app().store.read(|store| {
            let sql = "select coalesce(max(device_seq), 0) as n from journal
                 where device = $1 and kind in ('fact', 'unread')";
            let row = store.query_one(sql, &[device.to_string().into()])?;
            Ok(u64::try_from(row.int("n")?).expect("numbers count up"))
        })
    }
}

impl Desk {
    /// Does it.
    ///
    /// # Errors
    /// Where a rule forbids it, or the person has no answer.
    pub fn perform(self, app: &App) -> Result<(), SpineError> {
        let request = format!("{self:?}");
        let (number, role, command) = match self {
            Self::ReceiveBook(_) => (CUSTODIAN, Role::TicketCustodian, Command::ReceiveBook),
            Self::OfferBook(_) => (CUSTODIAN, Role::TicketCustodian, Command::OfferHandover),
            Self::AcceptCash(_) => (CASHIER, Role::Cashier, Command::AcceptHandover),
        };
        let actor = Actor { person: number.parse().expect("a person"), roles: vec![role] };
        let done = spine::decide(app, &actor, command, &request, |tx, moment| {
            self.decide(tx, moment, Asker { station: &app.station, person: &actor.person })
        });
        done.map(drop)
    }

    fn decide(
        self,
        tx: &mut Tx<'_>,
        moment: &Moment<'_>,
        asker: Asker<'_>,
    ) -> Result<Vec<Draft>, SpineError> {
        let station = asker.station.as_str();
        let book = |number: u32| town::book(&format!("B{number}"), 1);
        match self {
            Self::ReceiveBook(number) => ticket::receive_book(tx, moment, station, book(number)),
            Self::OfferBook(number) => {
                let (to, content) = (PERSON.parse().expect("a person"), book(number));
                collection::offer_handover(tx, moment, asker, to, town::with_tickets(content))
            }
            Self::AcceptCash(_) => {
                let open = handover::open(tx, station)?;
                let Some(offer) = open.into_iter().find(|row| row.receiver == *asker.person) else {
                    return Ok(Vec::new());
                };
                let seen = handover::content_hash(&offer.content);
                collection::accept_handover(tx, moment, asker, offer.offer, seen)
            }
        }
    }
}
