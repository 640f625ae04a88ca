//! Photos of a phone's facts: cut off on their way, and asked for again by a
//! station that lost them.

use std::cell::Cell;
use std::sync::Arc;

use dianfei_field::FieldError;
use dianfei_field::port::{Transport, TransportError};
use dianfei_field::reading::{MissRequest, PlaceFix, PresenceEntry};
use dianfei_station::app::App;
use dianfei_station::phone::{self, assignment, device, enrol};
use dianfei_station::port::SystemIds;
use dianfei_station::spine::{self, Draft};
use dianfei_station::store::{Store, StoreConfig, StoreError};
use dianfei_tests::phone::Phone;
use dianfei_tests::pocket::Pocket;
use dianfei_tests::station::TestStation;
use dianfei_tests::village;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::account::AccountFact;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::reading::{MissReason, Presence, ReadingFact, ReadingMissed};
use dianfei_wire::frame::{self, Frame};
use dianfei_wire::part::{Part, PartKind};
use dianfei_wire::upload::{Reply, Request, RequestHeader};
use dianfei_wire::{Hash, PartHash};
use p256::ecdsa::SigningKey;

/// Two stretches and a bit.
const PHOTO_BYTES: usize = 600_000;

/// A line to the station that lets only so many stretches of parts through.
struct Line<'a> {
    app: &'a App,
    stretches: Cell<u32>,
}

impl<'a> Line<'a> {
    fn new(app: &'a App, stretches: u32) -> Self {
        Self { app, stretches: Cell::new(stretches) }
    }
}

impl Transport for Line<'_> {
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportError> {
        let frame = Frame::split(request).expect("a frame");
        let header: RequestHeader = frame.header().expect("a header");
        if matches!(header.request, Request::Part { .. }) {
            let left = self.stretches.get().checked_sub(1);
            let left = left.ok_or(TransportError::Broken { detail: "cut off".to_owned() })?;
            self.stretches.set(left);
        }
        Ok(phone::answer(self.app, request))
    }
}

/// A reader's phone with a miss whose photo the station does not have yet.
fn photographed(station: &TestStation) -> (Phone, PartHash) {
    village::set_up(station, 1);
    let reader = station.register("1001", "李明", &[Role::Reader]);
    village::plan(station, "2026-11");
    let invitation = enrol::invite(&station.app, &reader).expect("invited");
    let line = Line::new(&station.app, 0);
    let phone = Phone::new(41);
    phone.field.enrol(&line, &invitation.to_text(), "抄表一号").expect("enrolled");
    phone.field.sync(&line).expect("synced");
    let photo = phone.field.keep_photo(vec![7; PHOTO_BYTES]).expect("kept");
    let missed = MissRequest {
        request_id: "miss".to_owned(),
        route: "R01".parse().expect("a route"),
        period: "2026-11".parse().expect("a month"),
        meter: village::meter(1),
        reason: MissReason::DoorLocked,
        note: None,
        presence: PresenceEntry { photos: vec![photo], ..PresenceEntry::default() },
    };
    phone.field.record_miss(&missed).expect("missed with a reason");
    (phone, photo)
}

/// How many bytes of the photo the station has in its place.
fn held(app: &App, photo: PartHash) -> Option<usize> {
    let bytes: Result<_, StoreError> = app
        .store
        .read(|store| dianfei_station::journal::part::bytes(store, app.station.as_str(), photo));
    bytes.expect("reads").map(|bytes| bytes.len())
}

fn cut(phone: &Phone, line: &Line<'_>) {
    let cut = phone.field.sync(line);
    assert!(matches!(cut, Err(FieldError::Offline(_))), "{cut:?}");
}

#[test]
fn a_photo_goes_on_where_it_was_cut_off() {
    let station = TestStation::in_memory();
    let (phone, photo) = photographed(&station);
    cut(&phone, &Line::new(&station.app, 1));
    assert_eq!(held(&station.app, photo), None, "half a photo is none");
    assert_eq!(phone.field.status().expect("a status").unsent_parts, 1);
    let line = Line::new(&station.app, 2);
    let report = phone.field.sync(&line).expect("delivered");
    assert_eq!((report.sent_parts, line.stretches.get()), (1, 0), "nothing was sent twice");
    assert_eq!(held(&station.app, photo), Some(PHOTO_BYTES));
}

#[test]
fn a_station_restored_from_a_backup_asks_for_the_photo_that_it_lost() {
    let station = TestStation::in_memory();
    let (phone, photo) = photographed(&station);
    cut(&phone, &Line::new(&station.app, 0));
    let folder = tempfile::tempdir().expect("a folder");
    let backup = folder.path().join("noon.dump");
    station.app.store.dump(&backup).expect("dumped between the fact and its photo");
    let report = phone.field.sync(&Line::new(&station.app, 3)).expect("delivered");
    assert_eq!((report.sent_parts, held(&station.app, photo)), (1, Some(PHOTO_BYTES)));
    assert_eq!(phone.field.status().expect("a status").unsent_parts, 0);

    let store = Store::open(&StoreConfig::Memory).expect("opens");
    store.restore(&backup).expect("restored");
    let restored = App::new(
        station.app.station.clone(),
        store,
        Arc::clone(&station.app.clock),
        Arc::new(SystemIds),
        SigningKey::from_slice(&[1; 32]).expect("a key"),
    );
    let head = "1000".parse().expect("a person");
    spine::record_alone(&restored, &head, |_tx, moment| {
        let began = AccountFact::IncarnationBegan { incarnation: 2 };
        Ok(vec![Draft::new(moment, FactBody::Account(began))])
    })
    .expect("a new incarnation");
    assert_eq!(held(&restored, photo), None);
    let report = phone.field.sync(&Line::new(&restored, 3)).expect("synced");
    assert_eq!(report.sent_facts, 0, "the fact itself was in the backup");
    assert_eq!((report.sent_parts, held(&restored, photo)), (1, Some(PHOTO_BYTES)));
    let report = phone.field.sync(&Line::new(&restored, 0)).expect("nothing more is asked for");
    assert_eq!(report.sent_parts, 0);
}

#[test]
fn a_place_that_comes_after_its_reading_changes_what_names_the_assignment() {
    let station = TestStation::in_memory();
    let (phone, _photo) = photographed(&station);
    let line = |stretches| Line::new(&station.app, stretches);
    let mut reading = village::reading(1, "1100");
    let (latitude_micro, longitude_micro) = (29_123_456, 120_123_456);
    let fix = PlaceFix { latitude_micro, longitude_micro, accuracy_m: 8, mock: false };
    reading.presence.fix = Some(fix);
    phone.field.record_reading(&reading).expect("read where it was missed");
    cut(&phone, &line(0));
    station.clock.turn(30 * 86_400_000);
    phone.clock.pass(30 * 86_400_000);
    village::plan(&station, "2026-12");
    cut(&phone, &line(0));

    let app = &station.app;
    let now_ms = app.clock.now_ms();
    let reader = app.store.read(|store| -> Result<_, StoreError> {
        let known = device::all(store, &app.station)?.remove(0);
        Ok(device::find(store, &app.station, known.id)?.expect("a phone"))
    });
    let reader = reader.expect("reads");
    let named = || assignment::current_hash(app, now_ms, &reader).expect("a name");
    let made = || {
        let packed = assignment::packed(app, now_ms, &reader).expect("a snapshot");
        Hash::of(&frame::unpack(&packed).expect("packed"))
    };
    let before = named();
    assert_eq!(before, made());
    phone.field.sync(&line(9)).expect("its parts are delivered");
    assert_ne!(named(), before, "the meter's place came with the part, and no row of the record");
    assert_eq!(named(), made());
}

/// A photo that two phones' facts name is asked of both; the second is told that it is
/// held, and then is asked no more.
#[test]
fn what_another_phone_brought_is_asked_for_once_and_no_more() {
    let station = TestStation::in_memory();
    let reader = station.register("1001", "李明", &[Role::Reader]);
    let photo = Part { kind: PartKind::Photo, bytes: vec![7; 1_000] };
    let today = station.app.today();
    let mut phones = [9, 10].map(|fill| Pocket::enrolled(&station.app, fill, &reader));
    for phone in &mut phones {
        phone.record(today, missed_with(photo.hash()));
        let told = phone.upload(&station.app, 1, 1);
        assert_eq!(wanted(told), [photo.hash()]);
    }
    for phone in &mut phones {
        let request =
            Request::Part { part: photo.hash(), kind: photo.kind, length: 1_000, offset: 0 };
        let told = phone.ask(&station.app, request, &photo.bytes);
        assert_eq!(told, Reply::PartHeld { part: photo.hash(), length: 1_000 });
        assert_eq!(wanted(phone.hello(&station.app)), []);
    }
}

fn wanted(reply: Reply) -> Vec<PartHash> {
    match reply {
        Reply::Acknowledged { wanted, .. } | Reply::Hello { wanted, .. } => wanted,
        other => panic!("{other:?}"),
    }
}

fn missed_with(photo: PartHash) -> FactBody {
    FactBody::Reading(ReadingFact::ReadingMissed(ReadingMissed {
        account: village::account(1),
        meter: village::meter(1),
        period: "2026-11".parse().expect("a month"),
        route: "R01".parse().expect("a route"),
        epoch: 1,
        reason: MissReason::DoorLocked,
        presence: Presence { scanned: None, position: None, photos: vec![photo] },
        note: None,
    }))
}
