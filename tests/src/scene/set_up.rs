//! The scene's sheets and bills.

use chrono::NaiveDate;
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::Kwh;
use dianfei_station::account::row::{AccountRow, AreaRow, RouteRow, to_part};
use dianfei_station::collection::receivable;
use dianfei_station::spine::{self, Draft, SpineError};
use dianfei_wire::PartHash;
use dianfei_wire::fact::account::{AccountFact, SheetKind};
use dianfei_wire::fact::audit::{AuditFact, BillIssued};
use dianfei_wire::fact::{FactBody, FactId};
use dianfei_wire::part::{Part, PartKind, PersonalDetails};

use super::{COLLECTOR, HEAD, Scene, person, today};

impl Scene {
    pub(super) fn sheets(&self) {
        let details = PersonalDetails {
            salt: "s".to_owned(),
            name: "周慧".to_owned(),
            telephone: None,
            address: None,
        };
        let details = Part::canonical(PartKind::Personal, &details);
        let areas = to_part(&[AreaRow {
            area: "T1".parse().expect("an area"),
            name: "青石一号".to_owned(),
            village: "青石".to_owned(),
            capacity_kva: Kwh::from_wh(100_000),
            posting_place: None,
        }]);
        let routes = to_part(&[RouteRow {
            route: "R1".parse().expect("a route"),
            name: "青石".to_owned(),
            read_day: 5,
            reader: None,
            collector: Some(person(COLLECTOR)),
        }]);
        let accounts: Vec<AccountRow> = ["3301", "3302"]
            .iter()
            .zip(1..)
            .map(|(account, seq)| AccountRow {
                account: account.parse().expect("an account"),
                details: details.hash(),
                area: "T1".parse().expect("an area"),
                route: "R1".parse().expect("a route"),
                seq,
                usage_class: "residential".to_owned(),
                tariff: "J1".parse().expect("a tariff"),
                household_size: None,
                household_approved_on: None,
                free_quota_kwh: Kwh::from_wh(0),
                capacity_kw: None,
                due_day: None,
            })
            .collect();
        let accounts = to_part(&accounts);
        for (sheet, part, more) in [
            (SheetKind::Areas, areas, Vec::new()),
            (SheetKind::Routes, routes, Vec::new()),
            (SheetKind::Accounts, accounts, vec![details]),
        ] {
            let rows = part.hash();
            let body = sheet_fact(sheet, rows);
            let parts = more.into_iter().chain([part]).collect();
            self.station.record(HEAD, body, parts);
        }
    }

    pub(super) fn bills(&self) {
        spine::record_alone(&self.station.app, &person(HEAD), |_tx, moment| {
            let run = moment.fact_id();
            let began = FactBody::Audit(AuditFact::BillingRunBegan {
                period: "2026-11".parse().expect("a month"),
                routes: Vec::new(),
                due_on: NaiveDate::from_ymd_opt(2026, 11, 28).expect("a date"),
                policy: hash("policy"),
            });
            let bills = ["3301", "3302"].map(|account| BillIssued {
                bill: format!("{account}-2026-11-1"),
                account: account.parse().expect("an account"),
                period: "2026-11".parse().expect("a month"),
                tariff: "J1".parse().expect("a tariff"),
                read_on: today(),
                document: hash(account),
                amount_fen: Fen::new(5_000),
                energy_kwh: Kwh::from_wh(100_000),
                usage_kwh: None,
                provisional: false,
                reading: None,
                readings_beside: Vec::new(),
            });
            let computed =
                FactBody::Audit(AuditFact::BillsComputed { run: run.clone(), bills: bills.into() });
            Ok::<_, SpineError>(vec![
                Draft::new(moment, began).with_id(run),
                Draft::new(moment, computed),
            ])
        })
        .map(|ids| self.issue(&ids[0]))
        .expect("the run is computed");
    }

    fn issue(&self, run: &FactId) {
        spine::record_alone(&self.station.app, &person(HEAD), |tx, moment| {
            let ruling = receivable::issue_ruling(tx, "330001", run, moment.today)?;
            let body = FactBody::Audit(AuditFact::BillingRunIssued {
                run: run.clone(),
                count: 2,
                total_fen: Fen::new(10_000),
                energy_kwh: Kwh::from_wh(200_000),
            });
            Ok(vec![Draft::new(moment, body).with_ruling(ruling)])
        })
        .expect("the run is issued");
    }
}

fn sheet_fact(sheet: SheetKind, rows: PartHash) -> FactBody {
    FactBody::Account(AccountFact::SheetImported {
        sheet,
        rows,
        count: 1,
        file_name: "set-up.xlsx".to_owned(),
        file: hash("set-up.xlsx"),
    })
}

fn hash(text: &str) -> PartHash {
    PartHash(dianfei_wire::Hash::of(text.as_bytes()))
}
