//! The dates of a stop for arrears, and the frames of a meter's own line.

use chrono::NaiveDateTime;
use dianfei_rules::account::UsageClass;
use dianfei_rules::calendar::working_days::WorkingDayTable;
use dianfei_rules::collection::disconnection::{
    DisconnectionInput, ReconnectionInput, plan_disconnection, reconnection_term,
};
use dianfei_rules::meter::dlt645::{Frame, Identifier, MeterAddress, read_energy};
use dianfei_rules::meter::{Period, Register};
use serde::Deserialize;
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
    /// Holidays and worked weekends, where the practice counts working days.
    table: Option<WorkingDayTable>,
}

pub(super) fn reconnection(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: ReconnectionCase = case.input()?;
    let view = case.view_or(asked.removed_at.date());
    let input = ReconnectionInput { class: asked.class, removed_at: asked.removed_at };
    told(reconnection_term(&input, &view, asked.table.as_ref())?)
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
