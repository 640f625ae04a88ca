//! A supply contract at the desk: the form, what it refuses and where, and the card.

use dianfei_rules::tariff::Tariff;
use dianfei_station::audit::tariff;
use dianfei_station::people::password;
use dianfei_station::people::role::Command;
use dianfei_station::spine::{self, Actor};
use dianfei_station::store::StoreError;
use dianfei_station::verify::verify;
use dianfei_tests::clerk::Clerk;
use dianfei_tests::served::Served;
use dianfei_tests::station::TestStation;
use dianfei_tests::village;
use dianfei_wire::fact::people::Role;
use p256::ecdsa::SigningKey;

const PASSWORD: &str = "青石-营销-2026";
const OFFICER: &str = "1009";
const READER: &str = "1001";

struct Desk {
    station: TestStation,
    served: Served,
}

impl Desk {
    /// A village of two with prices, an officer and a reader who can sign in.
    fn new() -> Self {
        let station = TestStation::in_memory();
        village::set_up(&station, 2);
        let auditor = Actor {
            person: station.register("1003", "周静", &[Role::Auditor]),
            roles: vec![Role::Auditor],
        };
        let joint: Tariff = serde_json::from_value(serde_json::json!({
            "tariff": "JM", "name": "居民合表", "valid_from": "2020-01-01",
            "usage_class": "residential_priced", "source": "777doc.com/doc-1273747.html",
            "prices": { "single": { "price": "0.558" } }
        }))
        .expect("a price table");
        for version in [village::tariff(), joint] {
            let (app, request) = (&station.app, station.app.ids.token());
            spine::decide(app, &auditor, Command::PublishTariff, &request, |tx, moment| {
                tariff::publish(tx, moment, app.station.as_str(), &version)
            })
            .expect("published");
        }
        for (number, role) in [(OFFICER, Role::MarketingOfficer), (READER, Role::Reader)] {
            let person = station.register(number, "李明", &[role]);
            password::set(&station.app, &person, PASSWORD).expect("a password");
        }
        let identity = SigningKey::from_slice(&[1; 32]).expect("a key");
        let served = Served::start(station.app.clone(), identity);
        Self { station, served }
    }

    fn clerk(&self, person: &str) -> Clerk {
        Clerk::sign_in(&self.served, person, PASSWORD)
    }

    fn recorded(&self) -> i64 {
        let sql = "select count(*) as n from contract";
        let found = self.station.app.store.read(|store| store.query_one(sql, &[])?.int("n"));
        found.unwrap_or_else(|error: StoreError| panic!("{error}"))
    }
}

fn paths() -> (String, String) {
    let card = format!("/account/{}", village::account(1));
    (format!("{card}/contract"), card)
}

#[test]
fn a_contract_is_recorded_and_stands_on_the_card_in_both_languages() {
    let (desk, (form, card)) = (Desk::new(), paths());
    let officer = desk.clerk(OFFICER);
    let page = officer.open(&card);
    assert!(page.says(&["没有登记合同，按电价表计费。", "登记合同"]), "{}", page.html);
    let behind = village::account(2).to_string();
    let page = officer.fill(
        &form,
        &form,
        &[
            ("from", "2026-11-01"),
            ("reference", "供用电合同 2026-17"),
            ("reason", "商铺分表"),
            ("line_percent", "1.5"),
            ("shares", "JM 定量 30 并接\n"),
            ("behind", &behind),
        ],
    );
    assert_eq!((page.status, page.location.as_str()), (303, card.as_str()), "{}", page.html);
    assert_eq!(desk.recorded(), 1);
    let page = officer.open(&card);
    let agreed =
        ["1.5%", "电价 JM，每月 30 千瓦时，并接", &behind, "供用电合同 2026-17", "商铺分表"];
    assert!(page.says(&agreed), "{}", page.html);
    let page = officer.open(&format!("{card}?lang=en"));
    assert!(page.says(&["price table JM, 30 kWh a month, in parallel", "Supply contract"]));
    // What holds is what the next form begins with.
    let page = officer.open(&form);
    assert_eq!(page.field("shares").as_deref(), Some("JM 定量 30 并接"));
    assert_eq!(page.field("line_percent").as_deref(), Some("1.5"));
    assert_eq!(page.field("from").as_deref(), Some(""), "the first day is always given anew");
    let report = verify(&desk.station.app.store, &desk.station.app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
}

#[test]
fn each_fault_stands_at_its_field_with_what_to_do_and_nothing_is_recorded() {
    let (desk, (form, _card)) = (Desk::new(), paths());
    let officer = desk.clerk(OFFICER);
    let wrong = |fields: &[(&str, &str)]| {
        let given = [("from", "2026-11-01"), ("reference", "2026-17"), ("reason", "新签")];
        let fields: Vec<(&str, &str)> = given.iter().chain(fields).copied().collect();
        let page = officer.fill(&form, &form, &fields);
        assert_eq!((page.status, desk.recorded()), (422, 0), "{}", page.html);
        let error = fields.last().map(|(name, _)| format!("#error-{name}")).expect("a field");
        page.text(&error).unwrap_or_else(|| panic!("{error}: {}", page.html))
    };
    let told = wrong(&[("from", "")]);
    assert!(told.contains("填"), "{told}");
    let told = wrong(&[("shares", "JM 定量 30 并接\nJM 定量 三十 并接")]);
    assert!(told.contains("第 2 行") && told.contains("如 JM 定量 200 并接"), "{told}");
    let told = wrong(&[("shares", "ZJ-RES 定比 30 串接")]);
    assert!(told.contains("选与本户不同、没有阶梯和基本电费的电价"), "{told}");
    let told = wrong(&[("power_factor", "0.85")]);
    assert!(told.contains("示数类型 正向无功") && told.contains("核对电能表档案"), "{told}");
    let told = wrong(&[("line_percent", "1"), ("line_fixed", "30")]);
    assert!(told.contains("只填一项"), "{told}");
    let told = wrong(&[("demand_capacity", "315")]);
    assert!(told.contains("请清空或改选"), "{told}");
    let told = wrong(&[("transformers", "1号 315"), ("basic", "capacity")]);
    assert!(told.contains("电价表没有这种基本电价"), "{told}");
    let told = wrong(&[("behind", "3399999999")]);
    assert!(told.contains("分表户 3399999999"), "{told}");
}

#[test]
fn a_transformers_loss_has_the_fields_of_its_method() {
    let (desk, (form, card)) = (Desk::new(), paths());
    let officer = desk.clerk(OFFICER);
    assert!(officer.open(&form).field("loss_capacity").is_none(), "none is agreed");
    let page = officer.open(&format!("{form}?loss=formula"));
    assert_eq!(page.field("loss").as_deref(), Some("formula"));
    let by_formula = |model: &str| {
        let fields = [
            ("from", "2026-11-01"),
            ("reference", "2026-17"),
            ("reason", "专变"),
            ("loss_model", model),
            ("loss_capacity", "100"),
            ("loss_factor", "1.05"),
        ];
        officer.fill(&format!("{form}?loss=formula"), &form, &fields)
    };
    let page = by_formula("S99");
    assert_eq!(page.status, 422);
    assert!(page.says(&["变压器参数表中没有这个型号和容量"]), "{}", page.html);
    assert_eq!(page.field("loss_factor").as_deref(), Some("1.05"), "what was typed stays");
    assert_eq!(by_formula("S11").status, 303);
    let page = officer.open(&card);
    assert!(page.says(&["公式法，S11 100 千伏安，负荷曲线系数 1.05"]), "{}", page.html);
    let page = officer.open(&format!("{form}?loss=table&lang=en"));
    assert!(page.says(&["Name of the loss table", "Load rate"]), "{}", page.html);
}

#[test]
fn only_who_may_records_a_contract() {
    let (desk, (form, _card)) = (Desk::new(), paths());
    let reader = desk.clerk(READER);
    assert!(reader.open(&form).says(&["role_missing"]));
    let page = reader.force(&form, &[("from", "2026-11-01"), ("line_percent", "1")]);
    assert!(page.says(&["role_missing"]), "{}", page.html);
    assert_eq!(desk.recorded(), 0);
    let page = desk.clerk(OFFICER).open("/account/3399999999/contract");
    assert_eq!(page.status, 404);
}
