//! The dates of a stop for arrears, and the frames of a meter's own line.

use chrono::NaiveDateTime;
use dianfei_rules::account::UsageClass;
use dianfei_rules::calendar::working_days::WorkingDayTable;
use dianfei_rules::collection::disconnection::{
    DisconnectionInput, ReconnectionInput, ReconnectionTerm, plan_disconnection, reconnection_term,
};
use dianfei_rules::meter::check_digit::check_digit_mod_11_10;
use dianfei_rules::meter::dlt645::{Frame, Identifier, MeterAddress, bcd, read_energy};
use dianfei_rules::meter::{Period, Register};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Case, Computed, Shared, Stop, told};

pub(super) fn disconnection(case: &Case, _shared: &mut Shared) -> Computed {
    let input: DisconnectionInput = case.input()?;
    told(plan_disconnection(&input, &case.view_or(input.due_on))?)
}

/// When supply must be given again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReconnectionCase {
    class: UsageClass,
    removed_at: NaiveDateTime,
}

/// A practice that counts working days needs the file's holidays.
pub(super) fn reconnection(case: &Case, shared: &mut Shared) -> Computed {
    let asked: ReconnectionCase = case.input()?;
    let view = case.view_or(asked.removed_at.date());
    let input = ReconnectionInput { class: asked.class, removed_at: asked.removed_at };
    let table = WorkingDayTable { years: shared.working_years.clone() };
    let known = (!table.years.is_empty()).then_some(&table);
    let term = reconnection_term(&input, &view, known)?;
    let Some(day) = term.working_day else { return told(term) };
    // Who checks the day wants to see by which papers it was counted.
    let counted = || asked.removed_at.date().iter_days().skip(1).take_while(|one| *one <= day);
    let papers = table.years.iter().filter(|year| counted().any(|day| year.speaks_of(day)));
    let papers = papers.map(|year| Paper { year: year.year, source: &year.source }).collect();
    told(Counted { term: &term, working_years: papers })
}

/// A term that was counted in working days.
#[derive(Debug, Serialize)]
struct Counted<'a> {
    #[serde(flatten)]
    term: &'a ReconnectionTerm,
    working_years: Vec<Paper<'a>>,
}

/// Where a year's holidays are from.
#[derive(Debug, Serialize)]
struct Paper<'a> {
    year: i32,
    source: &'a str,
}

/// A request to a meter (DL/T 645-2007).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestCase {
    address: MeterAddress,
    identifier: Identifier,
}

pub(super) fn dlt645_request(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: RequestCase = case.input()?;
    let frame = Frame::read(asked.address, asked.identifier)?;
    Ok(json!({ "hex": hex(&frame.print()?), "frame": frame }))
}

/// A meter's reply for an energy register.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplyCase {
    asked: MeterAddress,
    #[serde(default = "total")]
    period: Period,
    /// Digits behind the point.
    #[serde(default = "two")]
    decimals: u32,
    hex: String,
}

const fn total() -> Period {
    Period::Total
}

const fn two() -> u32 {
    2
}

pub(super) fn dlt645_reply(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: ReplyCase = case.input()?;
    let bytes = bytes(case, &asked.hex)?;
    let register = Register::forward_active(asked.period);
    told(read_energy(&bytes, asked.asked, register, asked.decimals)?)
}

/// A value's digits, low byte first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueCase {
    hex: String,
    decimals: u32,
}

pub(super) fn dlt645_value(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: ValueCase = case.input()?;
    let value = bcd(&bytes(case, &asked.hex)?, asked.decimals)?;
    Ok(json!({ "value": value.to_string() }))
}

/// The check digit of ISO 7064, MOD 11,10.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckDigitCase {
    digits: String,
}

pub(super) fn check_digit(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: CheckDigitCase = case.input()?;
    Ok(json!({ "digit": check_digit_mod_11_10(&asked.digits)? }))
}

/// Bytes as a person writes them: two digits each, blanks where they like.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}

fn bytes(case: &Case, text: &str) -> Result<Vec<u8>, Stop> {
    let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let wrong =
        || case.fault("hex", "每个字节写两位十六进制数", "a byte is two hexadecimal digits");
    if !digits.is_ascii() || digits.len() % 2 != 0 {
        return Err(wrong().into());
    }
    let pairs = (0..digits.len()).step_by(2).map(|at| digits.get(at..at + 2).unwrap_or_default());
    pairs.map(|pair| u8::from_str_radix(pair, 16).map_err(|_not_hex| wrong().into())).collect()
}
