//! One search box on every page: an account by number, name, address,
//! telephone, meter number.

use axum::response::IntoResponse;
use dianfei_rules::id::AccountNo;
use dianfei_wire::part::PersonalDetails;

use crate::desk::{Answer, Desk};
use crate::spine::SpineError;
use crate::store::{Reader, StoreError};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{bi, see_other};

/// How many accounts are shown at the most.
const MOST_FOUND: usize = 200;

/// An account that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// 户号.
    pub account: AccountNo,
    /// Name; empty where the details were destroyed.
    pub name: String,
    /// Address.
    pub address: String,
    /// The transformer area's name.
    pub area: String,
    /// 表号; several are joined with a space.
    pub meters: String,
}

/// The accounts of which number, meter, name, address or telephone contains
/// all the words.
pub fn find(store: &mut Reader<'_>, station: &str, words: &str) -> Result<Vec<Found>, SpineError> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    Ok(candidates(store, station, None)?
        .into_iter()
        .filter(|(candidate, telephone)| matches(candidate, telephone, &words))
        .map(|(candidate, _telephone)| candidate)
        .take(MOST_FOUND)
        .collect())
}

/// One account by its number; absent where the station has none of it.
pub fn of_account(
    store: &mut Reader<'_>,
    station: &str,
    account: &AccountNo,
) -> Result<Option<Found>, SpineError> {
    Ok(candidates(store, station, Some(account))?.pop().map(|(found, _telephone)| found))
}

/// All accounts, or the one named, each with its telephone.
fn candidates(
    store: &mut Reader<'_>,
    station: &str,
    only: Option<&AccountNo>,
) -> Result<Vec<(Found, String)>, SpineError> {
    let rows = store.query(
        "select account.account, area.name as area, part.bytes, meter.meter
         from account
         join area on area.station_id = account.station_id and area.area = account.area
         left join meter on meter.station_id = account.station_id
            and meter.account = account.account
         left join part on part.station_id = account.station_id and part.hash = account.details
         where account.station_id = $1 and (account.account = $2 or $3 = 1)
         order by account.route, account.route_seq, account.account, meter.meter",
        &[
            station.into(),
            only.map_or("", AccountNo::as_str).into(),
            i64::from(only.is_none()).into(),
        ],
    )?;
    let mut found: Vec<(Found, String)> = Vec::new();
    for row in &rows {
        let account: AccountNo = row.parsed("account")?;
        let meter = row.opt_text("meter")?.unwrap_or_default();
        if let Some((last, _)) = found.last_mut().filter(|(last, _)| last.account == account) {
            last.meters = format!("{} {meter}", last.meters);
            continue;
        }
        let details = row.opt_blob("bytes")?.map(details).transpose()?;
        let candidate = Found {
            account,
            name: details.as_ref().map_or_else(String::new, |known| known.name.clone()),
            address: details.as_ref().and_then(|known| known.address.clone()).unwrap_or_default(),
            area: row.text("area")?.to_owned(),
            meters: meter.to_owned(),
        };
        found.push((candidate, details.and_then(|known| known.telephone).unwrap_or_default()));
    }
    Ok(found)
}

fn details(bytes: &[u8]) -> Result<PersonalDetails, StoreError> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::broken("a part of details", error))
}

fn matches(candidate: &Found, telephone: &str, words: &[String]) -> bool {
    let all = format!(
        "{} {} {} {} {telephone}",
        candidate.account, candidate.name, candidate.address, candidate.meters
    )
    .to_lowercase();
    words.iter().all(|word| all.contains(word))
}

/// The page of what was found; a single account opens at once.
pub fn page(desk: &Desk) -> Answer {
    let words = desk.query.get("find").unwrap_or_default().trim().to_owned();
    let station = desk.app.station.as_str();
    let found = if words.is_empty() {
        Vec::new()
    } else {
        desk.read(|store| find(store, station, &words))?
    };
    if let [only] = found.as_slice() {
        return Ok(see_other(&address(&only.account)));
    }
    let list = list(found, address);
    let body = list.render(&desk.frame, &desk.query);
    Ok(desk.frame.page(&bi("查找", "Search"), body).into_response())
}

/// What was found, each number leading to where `href` says.
#[must_use]
pub fn list(found: Vec<Found>, href: impl Fn(&AccountNo) -> String) -> List {
    let rows = found.into_iter().map(|found| {
        Row::new([
            Cell::link(found.account.to_string(), href(&found.account)),
            Cell::from(found.name),
            Cell::from(found.address),
            Cell::from(found.area),
            Cell::from(found.meters),
        ])
    });
    List::new("search", bi("查找", "Search"))
        .column(Column::number("account", bi("户号", "Account no.")))
        .column(Column::text("name", bi("户名", "Name")))
        .column(Column::text("address", bi("地址", "Address")))
        .column(Column::text("area", bi("台区", "Transformer area")))
        .column(Column::number("meter", bi("表号", "Meter no.")))
        .empty(bi(
            "没有找到。可输入户号、户名、地址、电话或表号的一部分。",
            "Nothing found. Type a part of an account number, name, address, telephone or meter number.",
        ))
        .rows(rows)
}

/// Where an account's journal is.
#[must_use]
pub fn address(account: &AccountNo) -> String {
    format!("/account/{account}")
}
