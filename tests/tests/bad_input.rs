//! Bad input, each kind by the part that meets it: what a person reads in both
//! languages says what is wrong, where, and what to do; and nothing is half
//! done.

use std::fmt::Write;

use dianfei_field::collection::PaymentRequest;
use dianfei_field::port::{Transport, TransportError};
use dianfei_station::account::import::{ImportError, SheetFile, import_sheet};
use dianfei_station::app::App;
use dianfei_station::phone::{self, enrol};
use dianfei_station::spine::{Actor, SpineError};
use dianfei_station::store::StoreError;
use dianfei_station::web::form::Entered;
use dianfei_station::web::lang::Lang;
use dianfei_station::web::words;
use dianfei_tests::phone::Phone;
use dianfei_tests::pocket::{Pocket, open};
use dianfei_tests::station::TestStation;
use dianfei_tests::village;
use dianfei_wire::chain::Signature;
use dianfei_wire::fact::account::SheetKind;
use dianfei_wire::fact::collection::CollectionMode;
use dianfei_wire::fact::people::Role;
use dianfei_wire::frame::{Frame, LIMIT_BYTES};
use dianfei_wire::upload::{Reply, Request};
use p256::ecdsa::SigningKey;

/// A phone beside its station, without a network between.
struct Beside<'a>(&'a App);

impl Transport for Beside<'_> {
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportError> {
        Ok(phone::answer(self.0, request))
    }
}

/// A village with a route on a reader's phone, and a phone driven by hand.
struct Scene {
    station: TestStation,
    phone: Phone,
    pocket: Pocket,
    told: String,
}

impl Scene {
    fn new() -> Self {
        let station = TestStation::in_memory();
        village::set_up(&station, 1);
        let reader = station.register("1001", "李明", &[Role::Reader, Role::Collector]);
        village::plan(&station, village::PERIOD);
        let phone = Phone::new(21);
        let invitation = enrol::invite(&station.app, &reader).expect("invited");
        let beside = Beside(&station.app);
        phone.field.enrol(&beside, &invitation.to_text(), "抄表一号").expect("enrolled");
        phone.field.sync(&beside).expect("synced");
        let pocket = Pocket::enrolled(&station.app, 9, &reader);
        Self { station, phone, pocket, told: String::new() }
    }

    /// What both journals hold.
    fn recorded(&self) -> (i64, u64) {
        let rows = self
            .station
            .app
            .store
            .read(|store| store.query_one("select count(*) as n from journal", &[])?.int("n"))
            .unwrap_or_else(|error: StoreError| panic!("{error}"));
        (rows, self.phone.field.status().expect("a status").unsent_facts)
    }

    fn tell(&mut self, what: &str, input: &str, told: &[(String, String)]) {
        assert!(!told.is_empty(), "{what}: taken");
        let shown = input.trim_end().replace('\n', "\n        ");
        writeln!(self.told, "{what}\n  input {shown}").expect("written");
        for (zh, en) in told {
            assert!(!zh.is_empty() && !en.is_empty() && zh != en, "{what}: {zh} {en}");
            writeln!(self.told, "  zh    {zh}\n  en    {en}").expect("written");
        }
    }

    fn sheet(&self, kind: SheetKind, bytes: &[u8]) -> Vec<(String, String)> {
        let head =
            Actor { person: "1000".parse().expect("a number"), roles: vec![Role::StationHead] };
        let file = SheetFile { kind, name: "sample.csv", bytes };
        match import_sheet(&self.station.app, &head, file, &self.station.app.ids.token()) {
            Ok(_) => Vec::new(),
            Err(ImportError::Rejected(rejected)) => {
                let lines = rejected.errors.iter();
                lines.map(|error| (error.chinese(), error.english())).collect()
            }
            Err(ImportError::Spine(SpineError::Refused(refusal))) => {
                vec![of(refusal.code.as_str())]
            }
            Err(ImportError::Spine(error)) => panic!("{error}"),
        }
    }

    fn reading(&self, index: &str) -> Vec<(String, String)> {
        let refused = self.phone.field.record_reading(&village::reading(1, index));
        refused
            .err()
            .map(|error| error.at_field().expect("words at the field"))
            .into_iter()
            .collect()
    }

    fn money_on_the_phone(&self, amount: &str) -> Vec<(String, String)> {
        let refused = self.phone.field.take_payment(&PaymentRequest {
            request_id: format!("pay {amount}"),
            account: village::account(1),
            bills: Vec::new(),
            amount: amount.to_owned(),
            received: "100".to_owned(),
            mode: CollectionMode::DoorToDoor,
        });
        refused
            .err()
            .map(|error| error.at_field().expect("words at the field"))
            .into_iter()
            .collect()
    }

    fn door(&mut self, request: &[u8]) -> Vec<(String, String)> {
        match open(&self.station.app, &phone::answer(&self.station.app, request)) {
            Reply::Refused { code, .. } => vec![of(&code)],
            _ => Vec::new(),
        }
    }
}

/// The words of a refusal in both languages: what happened and what to do.
fn of(code: &str) -> (String, String) {
    let told = words::code(code).unwrap_or_else(|| panic!("{code} has no words"));
    assert!(!told.todo_zh.is_empty(), "{code} does not say what to do");
    (format!("{}{}", told.zh, told.todo_zh), format!("{} {}", told.en, told.todo_en))
}

fn money_at_the_station(amount: &str) -> Vec<(String, String)> {
    let mut entered = Entered::parse(&format!("amount={amount}"));
    if entered.money_above_zero("amount").is_some() {
        return Vec::new();
    }
    let told = entered.error_of("amount").expect("an error at the field");
    vec![(Lang::Zh.of(told).to_owned(), Lang::En.of(told).to_owned())]
}

const ACCOUNTS: &str = "户号,户名,地址,台区编号,抄表段编号,抄表顺序号,用电类别,电价代码\n";
const ONE_ACCOUNT: &str = "32001,王秀英,清河村1号,T01,R01,10,居民,JM01\n";
const METERS: &str = "表号,户号,表型,表位数,小数位,倍率,检定日期,起用示数\n";

#[test]
fn bad_input() {
    let mut scene = Scene::new();
    let before = scene.recorded();
    let sheets = [
        ("sheet: wrong columns", SheetKind::Accounts, "户号,姓名,地址\n1,王,村\n".to_owned()),
        (
            "sheet: letters in a number",
            SheetKind::History,
            "户号,年月,示数,电量\n1,2026-10,12a,5\n".to_owned(),
        ),
        (
            "sheet: a duplicate account",
            SheetKind::Accounts,
            format!("{ACCOUNTS}{ONE_ACCOUNT}{ONE_ACCOUNT}"),
        ),
        (
            "sheet: an impossible date",
            SheetKind::Meters,
            format!("{METERS}DB1,1,DDS,5,0,1,2026-02-30,100\n"),
        ),
    ];
    for (what, kind, text) in sheets {
        let told = scene.sheet(kind, text.as_bytes());
        scene.tell(what, &text, &told);
    }
    let bytes = [0xff, 0xfe, 0x37, 0x62];
    let told = scene.sheet(SheetKind::Accounts, &bytes);
    scene.tell("sheet: bytes in no known encoding", &format!("{bytes:02x?}"), &told);

    for (what, index) in [
        ("phone: a reading of letters", "12x4"),
        ("phone: a negative reading", "-1"),
        ("phone: a reading above the meter's digits", "100000"),
    ] {
        let told = scene.reading(index);
        scene.tell(what, index, &told);
    }
    for amount in ["12.345", "-1", "1e9"] {
        let told = scene.money_on_the_phone(amount);
        scene.tell("phone: money", amount, &told);
        scene.tell("station: money", amount, &money_at_the_station(amount));
    }
    doors(&mut scene);
    assert_eq!(scene.recorded(), before, "nothing is half done");
    insta::assert_snapshot!(scene.told);
}

fn doors(scene: &mut Scene) {
    let told = scene.door(&vec![b'x'; LIMIT_BYTES + 1]);
    scene.tell("door: a body over the limit", &format!("{} bytes", LIMIT_BYTES + 1), &told);

    let own = scene.pocket.frame(Request::Assignment, &[]);
    let frame = Frame::split(&own).expect("a frame");
    let key = SigningKey::from_slice(&[77; 32]).expect("a key");
    let signature = Signature::sign(&key, frame.header);
    let forged = [signature.as_str().as_bytes(), frame.header, frame.body].join(&b'\n');
    let told = scene.door(&forged);
    scene.tell("door: a wrong signature", "a request under another phone's key", &told);

    scene.pocket.protocol = 0;
    let old = scene.pocket.frame(Request::Assignment, &[]);
    let told = scene.door(&old);
    scene.tell("door: an old protocol", "protocol 0", &told);
}

#[test]
fn a_sheet_in_utf_8_and_in_gbk_is_read_alike() {
    let text = "台区编号,台区名称,村,变压器容量\nT09,下青石台区,下青石,100\n";
    let (gbk, _, _) = encoding_rs::GBK.encode(text);
    let areas = |bytes: &[u8]| {
        dianfei_station::sheet::read::<dianfei_station::sheet::area::AreaRow>(bytes)
            .expect("a sheet")
            .rows
    };
    assert_ne!(gbk.as_ref(), text.as_bytes());
    assert_eq!(areas(&gbk), areas(text.as_bytes()));
}

/// Every code that a person can meet, with its words. A changed word is seen
/// here by who reviews it.
#[test]
fn words_of_all_codes() {
    let mut lines: Vec<String> = words::all()
        .map(|(code, told)| {
            let zh = format!("{}{}", told.zh, told.todo_zh);
            let en = [told.en, told.todo_en].join(" ");
            format!("{code}\n  {zh}\n  {}", en.trim_end())
        })
        .collect();
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"));
}
