//! The one object that the shell holds.

use std::path::PathBuf;
use std::sync::Arc;

use dianfei_field::{Config, Field, Ports};

use crate::error::CoreError;
use crate::port::{Signer, StoredKey, SystemClock};
use crate::view::{AreaView, RouteView, StatusView, TodayView, Told};

mod collection;
mod reading;
mod recovery;
mod station;
mod ticket;

/// Where the phone's file lies and what the core cannot read itself.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OpenConfig {
    /// The file; made where there is none.
    pub path: String,
    /// Minutes by which the station's zone lies east of UTC: 480 in China.
    pub zone_minutes: i32,
    /// How often the phone has started; absent where it does not say.
    pub boot_count: Option<i64>,
}

/// The phone's core. One for the process; its methods may be called from any
/// thread, writes wait for one another.
#[derive(uniffi::Object)]
pub struct FieldApi {
    pub(crate) field: Field,
}

#[uniffi::export]
impl FieldApi {
    /// Opens the phone's file. Refuses a file whose chain begins with another key
    /// than the signer's.
    #[uniffi::constructor]
    pub fn open(config: OpenConfig, signer: Arc<dyn Signer>) -> Result<Arc<Self>, CoreError> {
        let ports = Ports {
            clock: Arc::new(SystemClock { boot_count: config.boot_count }),
            ids: Arc::new(dianfei_field::port::SystemIds),
            signer: Arc::new(StoredKey::read(signer)?),
        };
        opened(&config, ports)
    }

    /// Whether the phone is bound to a person.
    pub fn is_enrolled(&self) -> Result<bool, CoreError> {
        Ok(self.field.is_enrolled()?)
    }

    /// What is always on screen.
    pub fn status(&self) -> Result<StatusView, CoreError> {
        Ok(self.field.status()?.into())
    }

    /// What there is to do today, and what is in hand.
    pub fn today(&self) -> Result<TodayView, CoreError> {
        let status = self.status()?;
        let handovers = self.field.handovers()?;
        let waiting = handovers.iter().filter(|row| row.waits_for_us());
        Ok(TodayView {
            status,
            routes: self.field.routes()?.into_iter().map(RouteView::from).collect(),
            areas: self.field.areas()?.into_iter().map(AreaView::from).collect(),
            offers: u32::try_from(waiting.count()).unwrap_or(u32::MAX),
            open_because: self.field.open_because()?.as_ref().map(Told::from),
        })
    }

    /// Keeps a photo of at most 16 MiB and returns the name by which a request
    /// names it. It is sent once a fact names it.
    pub fn keep_photo(&self, bytes: Vec<u8>) -> Result<String, CoreError> {
        Ok(self.field.keep_photo(bytes)?.to_string())
    }
}

#[cfg(feature = "by-hand")]
#[uniffi::export]
impl FieldApi {
    /// Opens the phone's file with clocks and identities that a test moves.
    #[uniffi::constructor]
    pub fn open_by_hand(
        config: OpenConfig,
        signer: Arc<dyn Signer>,
        hand: Arc<crate::port::by_hand::HandPorts>,
    ) -> Result<Arc<Self>, CoreError> {
        let ports = Ports {
            clock: Arc::clone(&hand) as _,
            ids: hand,
            signer: Arc::new(StoredKey::read(signer)?),
        };
        opened(&config, ports)
    }
}

fn opened(config: &OpenConfig, ports: Ports) -> Result<Arc<FieldApi>, CoreError> {
    let core = Config { path: PathBuf::from(&config.path), zone_minutes: config.zone_minutes };
    Ok(Arc::new(FieldApi { field: Field::open(core, ports)? }))
}
