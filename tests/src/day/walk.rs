//! Walks the scenario: each step by its person, told in one line.

use std::collections::BTreeMap;

use dianfei_field::port::Transport;
use dianfei_field::sync::http::HttpTransport;
use dianfei_station::demo::MORNING_MS;
use dianfei_wire::enrol::Invitation;

use super::hand::Hand;
use super::handset::Handset;
use super::handset::core::CoreHandset;
use super::office::Office;
use super::scenario::{Act, FormAct, InviteAct, Scenario, Step};
use super::{Stopped, Told};
use crate::demo_sheets::{Dial, dials};
use crate::phone::Phone;

/// A form is sent at most so often in one step.
const MOST_TIMES: u32 = 400;

/// How a phone reaches the station that invites it.
pub type Door = dyn Fn(&Invitation) -> Result<Box<dyn Transport>, Stopped>;

/// Where the phones of a day come from: the phone whose key is made of a number,
/// for a person whom the station invites.
pub type Phones<'p> = dyn FnMut(u8, &Invitation) -> Result<Box<dyn Handset>, Stopped> + 'p;

/// Phones that are the core alone and knock at `door`.
pub fn core_phones<'p>(
    scenario: &'p Scenario,
    door: &'p Door,
) -> impl FnMut(u8, &Invitation) -> Result<Box<dyn Handset>, Stopped> + 'p {
    |key, invitation| {
        let wrong = |error: &dyn std::fmt::Display| Stopped::at("tests/day/one_day.toml", error);
        let route = scenario.route.parse().map_err(|error| wrong(&error))?;
        let period = scenario.period.parse().map_err(|error| wrong(&error))?;
        let phone = Phone::at(key, MORNING_MS);
        Ok(Box::new(CoreHandset::new(phone, door(invitation)?, route, period)))
    }
}

/// The door over TLS, the station known by its key alone.
pub fn over_tls(invitation: &Invitation) -> Result<Box<dyn Transport>, Stopped> {
    let transport = HttpTransport::to_inviter(invitation);
    Ok(Box::new(transport.map_err(|error| Stopped::at("TLS", error))?))
}

/// What happens on the way.
pub trait Watch {
    /// A step was done; its line.
    fn told(&mut self, step: &Step, line: &str);
}

/// Walks the whole day at one office, each phone made for its person.
pub fn walk<O: Office>(
    scenario: &Scenario,
    office: &mut O,
    phones: &mut Phones<'_>,
    watch: &mut dyn Watch,
) -> Result<(), Stopped> {
    let all = dials();
    let first = all.iter().position(|dial| dial.route == scenario.route).unwrap_or(all.len());
    let count = all.iter().filter(|dial| dial.route == scenario.route).count();
    let dials = all.get(first..first + count).unwrap_or_default();
    let mut day =
        Day { scenario, office, phones, dials, hands: BTreeMap::new(), told: Told::new() };
    for (at, step) in scenario.steps.iter().enumerate() {
        let told = day.step(step);
        let told = told.map_err(|error| {
            Stopped::at(&format!("step {} by {} ({})", at + 1, step.by, step.en), error)
        })?;
        day.told.extend(told);
        let line = format!("{} · {}", filled(&step.zh, &day.told)?, filled(&step.en, &day.told)?);
        watch.told(step, &line);
    }
    Ok(())
}

/// The key of the first phone; each later one's is one more.
pub const FIRST_KEY: u8 = 101;

struct Day<'a, 'p, O> {
    scenario: &'a Scenario,
    office: &'a mut O,
    phones: &'a mut Phones<'p>,
    dials: &'a [Dial],
    hands: BTreeMap<String, Hand<'a>>,
    told: Told,
}

impl<O: Office> Day<'_, '_, O> {
    fn step(&mut self, step: &Step) -> Result<Told, Stopped> {
        match &step.act {
            Act::Form(act) => return self.form(&step.by, act),
            Act::Invite(act) => return self.invite(&step.by, act),
            _ => {}
        }
        let hand = self.hands.get_mut(&step.by);
        let hand = hand.ok_or_else(|| Stopped::at(&step.by, "has no phone"))?;
        match &step.act {
            Act::Form(_) | Act::Invite(_) => Ok(Told::new()),
            Act::Sync(_) => hand.sync(),
            Act::Read(act) => hand.read(act),
            Act::Miss(act) => hand.miss(act),
            Act::Correct(act) => hand.correct(act),
            Act::ReadRest(act) => hand.read_rest(act),
            Act::HandInRoute(_) => hand.hand_in_route(),
            Act::Accept(_) => hand.accept(),
            Act::Pay(act) => hand.pay(act),
            Act::Void(act) => hand.void(act),
            Act::Count(_) => hand.count(),
            Act::HandIn(act) => hand.hand_in(act),
        }
    }

    fn form(&mut self, by: &str, act: &FormAct) -> Result<Told, Stopped> {
        self.office.sit(by, &self.scenario.password)?;
        let (mut times, mut said) = (0, String::new());
        while times < MOST_TIMES && self.find(act)? {
            if let Some(label) = &act.tile {
                let here = self.office.here();
                let figure = here.tile(label);
                let figure =
                    figure.ok_or_else(|| Stopped::at(&here.path, format!("no {label}")))?;
                self.told.insert("tile", figure);
            }
            let fields = act.fields.iter();
            let fields = fields.map(|(name, value)| Ok((name.clone(), filled(value, &self.told)?)));
            let fields = fields.collect::<Result<BTreeMap<_, _>, Stopped>>()?;
            let page = self.office.fill(&act.form, &fields)?;
            if act.refused {
                let refusal = page.refusal();
                said = refusal.ok_or_else(|| Stopped::at(&page.path, "refused nothing"))?;
            } else {
                said = page.done()?;
            }
            times += 1;
            if !act.each {
                break;
            }
        }
        if times == 0 && !act.each {
            let here = &self.office.here().path;
            return Err(Stopped::at(here, format!("has no form {}", act.form)));
        }
        Ok(Told::from([("times", times.to_string()), ("said", said)]))
    }

    /// Goes to the page of a form; whether the form is there.
    fn find(&mut self, act: &FormAct) -> Result<bool, Stopped> {
        if let Some(page) = &act.page {
            self.office.open(page)?;
        }
        if let Some(pattern) = &act.follow {
            let Some(link) = self.office.here().link(pattern) else { return Ok(false) };
            self.office.open(&link)?;
        }
        Ok(self.office.here().form(&act.form).is_some())
    }

    fn invite(&mut self, by: &str, act: &InviteAct) -> Result<Told, Stopped> {
        self.office.sit(by, &self.scenario.password)?;
        self.office.open("/people")?;
        let fields = BTreeMap::from([("person".to_owned(), act.person.clone())]);
        let page = self.office.fill("/people/invite", &fields)?;
        let text = page.text("main .invitation textarea");
        let text = text.ok_or_else(|| Stopped::at(&page.path, "shows no enrolment text"))?;
        let invitation =
            Invitation::from_text(&text).map_err(|error| Stopped::at("invitation", error))?;
        let number = u8::try_from(self.hands.len()).unwrap_or(0);
        let phone = (self.phones)(FIRST_KEY + number, &invitation)?;
        let mut hand = Hand::new(phone, self.dials);
        hand.enrol(&text, &act.label)?;
        let told = hand.sync()?;
        self.hands.insert(act.person.clone(), hand);
        Ok(told)
    }
}

/// A line with what was told put in its places.
fn filled(line: &str, told: &Told) -> Result<String, Stopped> {
    let mut parts = line.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        let value =
            told.get(name).ok_or_else(|| Stopped::at(line, format!("no {name} is known")))?;
        text.push_str(value);
        text.push_str(rest);
    }
    Ok(text)
}
