//! A person with a phone, in front of meters and customers, all day.

use std::collections::BTreeMap;

use dianfei_rules::collection::handover::DENOMINATIONS;
use dianfei_rules::money::Fen;
use dianfei_station::web::{Lang, words};

use super::handset::{Deed, Done, Handset, Reading};
use super::scenario::{CorrectAct, HandInAct, MissAct, PayAct, ReadAct, ReadRestAct, VoidAct};
use super::{Stopped, Told};
use crate::demo_sheets::Dial;

/// From one meter to the next on foot, in milliseconds.
const WALK_MS: i64 = 45_000;

/// A person with a phone.
pub struct Hand<'a> {
    set: Box<dyn Handset>,
    dials: &'a [Dial],
    readings: BTreeMap<usize, String>,
    paid: Option<(String, String)>,
}

/// The codes of what was found, in words.
fn found<'c>(codes: impl IntoIterator<Item = &'c str>) -> (String, String) {
    let codes: Vec<&str> = codes.into_iter().collect();
    let say = |lang: Lang, comma: &str| {
        let words: Vec<String> = codes.iter().map(|code| words::say(code, lang)).collect();
        if words.is_empty() { lang.t("无异常", "nothing").to_owned() } else { words.join(comma) }
    };
    (say(Lang::Zh, "、"), say(Lang::En, "; "))
}

/// An amount that was told in fen, in yuan.
fn yuan(done: &Done, name: &str) -> Result<String, Stopped> {
    let fen: i64 = done.text(name)?.parse().map_err(|error| Stopped::at(name, error))?;
    Ok(Fen::new(fen).to_string())
}

fn typed(shown: &[(&str, u64)]) -> Vec<(String, String)> {
    shown.iter().map(|(register, index)| ((*register).to_owned(), index.to_string())).collect()
}

impl<'a> Hand<'a> {
    /// A person who reads or collects on a route whose meters show `dials`.
    #[must_use]
    pub fn new(set: Box<dyn Handset>, dials: &'a [Dial]) -> Self {
        Self { set, dials, readings: BTreeMap::new(), paid: None }
    }

    fn dial(&self, stop: usize) -> Result<&'a Dial, Stopped> {
        let found = stop.checked_sub(1).and_then(|at| self.dials.get(at));
        found.ok_or_else(|| Stopped::at("the route", format!("has no stop {stop}")))
    }

    fn walk(&mut self) -> Result<(), Stopped> {
        self.set.carry_out(&Deed::Pass { by_ms: WALK_MS }).map(|_passed| ())
    }

    fn named(dial: &Dial) -> Told {
        Told::from([
            ("account", dial.account.clone()),
            ("name", dial.name.clone()),
            ("meter", dial.meter.clone()),
        ])
    }

    /// Binds the phone by the scanned text.
    pub fn enrol(&mut self, scanned: &str, label: &str) -> Result<(), Stopped> {
        let deed = Deed::Enrol { scanned: scanned.to_owned(), label: label.to_owned() };
        self.set.carry_out(&deed).map(|_enrolled| ())
    }

    /// Exchanges with the station.
    pub fn sync(&mut self) -> Result<Told, Stopped> {
        let done = self.set.carry_out(&Deed::Sync {})?;
        let mut told = Told::new();
        for name in ["sent", "disputed", "unsent", "routes", "stops"] {
            told.insert(name, done.text(name)?);
        }
        Ok(told)
    }

    /// Reads one meter.
    pub fn read(&mut self, act: &ReadAct) -> Result<Told, Stopped> {
        let dial = self.dial(act.stop)?;
        self.walk()?;
        let shown = dial.after(act.usage.unwrap_or(dial.usual_kwh));
        let total = shown.first().map_or_else(String::new, |(_, index)| index.to_string());
        let mut entered = typed(&shown);
        if let Some(other) = &act.typed {
            entered.iter_mut().for_each(|(_, text)| text.clone_from(other));
        }
        let reading = Reading {
            meter: dial.meter.clone(),
            entered,
            cause: act.cause.clone(),
            rollover: act.rollover,
            other_number: act.other_number,
        };
        let mut told = Self::named(dial);
        let index = act.typed.clone().unwrap_or(total);
        told.extend([("index", index), ("previous", dial.last_index.to_string())]);
        let done = self.set.carry_out(&Deed::Read(reading))?;
        if done.get("refused") != act.refused.as_deref() {
            return Err(Stopped::at("a reading", format!("{done:?} is not {:?}", act.refused)));
        }
        if let Some(code) = done.get("refused") {
            let (zh, en) = found([code]);
            told.extend([("found", zh), ("found_en", en)]);
            return Ok(told);
        }
        self.readings.insert(act.stop, done.text("reading")?);
        let (zh, en) = found(done.text("findings")?.split_whitespace());
        told.extend([("usage", done.text("usage")?), ("found", zh), ("found_en", en)]);
        Ok(told)
    }

    /// Records that a meter could not be read.
    pub fn miss(&mut self, act: &MissAct) -> Result<Told, Stopped> {
        let dial = self.dial(act.stop)?;
        self.walk()?;
        let (meter, reason, note) = (dial.meter.clone(), act.reason, act.note.clone());
        let done = self.set.carry_out(&Deed::Miss { meter, reason, note })?;
        let mut told = Self::named(dial);
        let (zh, en) = found([act.reason.code()]);
        told.extend([("misses", done.text("misses")?), ("found", zh), ("found_en", en)]);
        Ok(told)
    }

    /// Corrects a reading to what the meter shows.
    pub fn correct(&mut self, act: &CorrectAct) -> Result<Told, Stopped> {
        let dial = self.dial(act.stop)?;
        let corrects = self.readings.get(&act.stop).cloned();
        let corrects = corrects.ok_or_else(|| Stopped("nothing to correct".to_owned()))?;
        let entered = typed(&dial.after(dial.usual_kwh));
        let index = entered.first().map_or_else(String::new, |(_, index)| index.clone());
        let reading = Reading { meter: dial.meter.clone(), entered, ..Reading::default() };
        let reason = act.reason.clone();
        let done = self.set.carry_out(&Deed::Correct { reading, corrects, reason })?;
        let mut told = Self::named(dial);
        told.extend([("index", index), ("usage", done.text("usage")?)]);
        Ok(told)
    }

    /// Reads every meter that has neither reading nor reason.
    pub fn read_rest(&mut self, act: &ReadRestAct) -> Result<Told, Stopped> {
        let open = self.set.carry_out(&Deed::OpenMeters {})?.text("meters")?;
        let (mut read, mut flagged) = (0_u32, 0_u32);
        for meter in open.split_whitespace() {
            let dial = self.dials.iter().find(|dial| dial.meter == meter);
            let dial = dial.ok_or_else(|| Stopped::at(meter, "hangs nowhere"))?;
            let entered = typed(&dial.after(dial.usual_kwh));
            self.walk()?;
            let cause = Some(act.cause.clone());
            let reading = Reading { meter: meter.to_owned(), entered, cause, ..Reading::default() };
            let done = self.set.carry_out(&Deed::Read(reading))?;
            done.text("reading")?;
            read += 1;
            flagged += u32::from(done.text("asked")? == "1");
        }
        Ok(Told::from([("read", read.to_string()), ("flagged", flagged.to_string())]))
    }

    /// Hands the route in.
    pub fn hand_in_route(&mut self) -> Result<Told, Stopped> {
        let done = self.set.carry_out(&Deed::HandInRoute {})?;
        Ok(Told::from([("read", done.text("read")?), ("missed", done.text("missed")?)]))
    }

    /// Accepts what others offer to this person.
    pub fn accept(&mut self) -> Result<Told, Stopped> {
        let done = self.set.carry_out(&Deed::Accept {})?;
        let (tickets, lists) = (done.text("tickets")?, done.text("lists")?);
        if tickets == "0" && lists.is_empty() {
            return Err(Stopped("nothing was offered".to_owned()));
        }
        Ok(Told::from([("tickets", tickets), ("lists", lists)]))
    }

    /// Takes money at a door.
    pub fn pay(&mut self, act: &PayAct) -> Result<Told, Stopped> {
        let dial = self.dial(act.stop)?;
        self.walk()?;
        let (amount, received) = (act.amount.clone(), act.received.clone());
        let account = dial.account.clone();
        let done = self.set.carry_out(&Deed::Pay { account, amount, received })?;
        let (series, no) = (done.text("series")?, done.text("no")?);
        let mut told = Self::named(dial);
        for name in ["owed", "amount", "received", "change", "advance", "late_fee"] {
            told.insert(name, yuan(&done, name)?);
        }
        told.extend([("ticket", format!("{series} {no}")), ("left", done.text("left")?)]);
        self.paid = Some((series, no));
        Ok(told)
    }

    /// Claims the last ticket void.
    pub fn void(&mut self, act: &VoidAct) -> Result<Told, Stopped> {
        let paid = self.paid.take().ok_or_else(|| Stopped("no payment to void".to_owned()))?;
        let (series, no) = paid.clone();
        let done = self.set.carry_out(&Deed::Void { series, no, reason: act.reason.clone() })?;
        Ok(Told::from([
            ("ticket", format!("{} {}", paid.0, paid.1)),
            ("series", paid.0),
            ("no", paid.1),
            ("held", yuan(&done, "held")?),
        ]))
    }

    /// Counts the cash: it is what the tickets say.
    pub fn count(&mut self) -> Result<Told, Stopped> {
        let tally = self.set.carry_out(&Deed::Tally {})?;
        let expected: Result<i64, _> = tally.text("expected")?.parse();
        let mut left = expected.map_err(|error| Stopped::at("expected", error))?;
        let pieces = DENOMINATIONS.into_iter().filter_map(|value_fen| {
            let value = value_fen.get();
            let pieces = u32::try_from(left / value).ok().filter(|pieces| *pieces > 0)?;
            left %= value;
            Some((value, pieces))
        });
        let pieces = pieces.collect();
        let done = self.set.carry_out(&Deed::Count { pieces })?;
        Ok(Told::from([
            ("cash", yuan(&done, "counted")?),
            ("difference", yuan(&done, "difference")?),
            ("used", tally.text("used")?),
            ("voids", tally.text("voids")?),
        ]))
    }

    /// Offers the counted cash to a cashier.
    pub fn hand_in(&mut self, act: &HandInAct) -> Result<Told, Stopped> {
        let done = self.set.carry_out(&Deed::HandIn { to: act.to.clone() })?;
        Ok(Told::from([("cash", yuan(&done, "cash")?)]))
    }
}
