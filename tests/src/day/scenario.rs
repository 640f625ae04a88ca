//! The scenario file.

use std::collections::BTreeMap;

use dianfei_wire::fact::reading::MissReason;
use serde::Deserialize;

use super::Stopped;

/// The day.
const ONE_DAY: &str = include_str!("../../day/one_day.toml");

/// A day: where it goes on, and its steps in order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The route that is read and collected.
    pub route: String,
    /// The billing period.
    pub period: String,
    /// Everybody's password at the pages.
    pub password: String,
    /// The steps.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, Deserialize)]
pub struct Step {
    /// Who does it: a person number.
    pub by: String,
    /// What is told of it in Chinese, with `{names}` of what the step tells.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// What is done.
    #[serde(flatten)]
    pub act: Act,
}

/// What a step does.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Fills in a form on a page.
    Form(FormAct),
    /// Invites a person's phone on the page, and that phone scans the code.
    Invite(InviteAct),
    /// The phone exchanges with the station.
    Sync(NoMore),
    /// A meter is read.
    Read(ReadAct),
    /// A meter cannot be read.
    Miss(MissAct),
    /// A reading is corrected.
    Correct(CorrectAct),
    /// All other meters of the route are read.
    ReadRest(ReadRestAct),
    /// The route comes back.
    HandInRoute(NoMore),
    /// What others offer is accepted.
    Accept(NoMore),
    /// A customer pays at the door.
    Pay(PayAct),
    /// The ticket of the last payment is void.
    Void(VoidAct),
    /// The cash in hand is counted, and it agrees.
    Count(NoMore),
    /// The counted cash and used tickets are offered to a cashier.
    HandIn(HandInAct),
}

/// Nothing more to say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoMore {}

/// A form on a page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormAct {
    /// The page; absent to stay on the page that the last form led to.
    pub page: Option<String>,
    /// Where the first link on it leads that is followed, `*` for any text.
    pub follow: Option<String>,
    /// Where the form is sent, `*` for any text.
    pub form: String,
    /// What is filled in.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The label of a tile on the page whose figure is told as `{tile}`, also to
    /// the fields.
    pub tile: Option<String>,
    /// Again and again while the page has such a link or form.
    #[serde(default)]
    pub each: bool,
    /// Whether the form must be refused, keeping what was typed.
    #[serde(default)]
    pub refused: bool,
}

/// An invitation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InviteAct {
    /// Whose phone.
    pub person: String,
    /// What it is called.
    pub label: String,
}

/// A reading.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadAct {
    /// The number of the meter in walking order, from 1.
    pub stop: usize,
    /// What was used since the last reading, in kWh; absent where it is as usual.
    pub usage: Option<u64>,
    /// What is typed instead of what the meter shows.
    pub typed: Option<String>,
    /// The code with which the phone refuses it.
    pub refused: Option<String>,
    /// What the reader says to the findings.
    pub cause: Option<String>,
    /// The reader saw that the register went over its end.
    #[serde(default)]
    pub rollover: bool,
    /// The number on the meter is not the one on the card.
    #[serde(default)]
    pub other_number: bool,
}

/// A miss.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissAct {
    /// The number of the meter in walking order, from 1.
    pub stop: usize,
    /// Why.
    pub reason: MissReason,
    /// A note.
    pub note: String,
}

/// A correction.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectAct {
    /// The number of the meter in walking order, from 1.
    pub stop: usize,
    /// Why.
    pub reason: String,
}

/// The rest of the route.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadRestAct {
    /// What the reader says where a finding asks.
    pub cause: String,
}

/// A payment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayAct {
    /// The number of the customer's meter in walking order, from 1.
    pub stop: usize,
    /// What is paid, in yuan; absent for all that is owed.
    pub amount: Option<String>,
    /// What the customer puts down, in yuan; absent for just that.
    pub received: Option<String>,
}

/// A void ticket.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoidAct {
    /// Why.
    pub reason: String,
}

/// A hand-in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandInAct {
    /// The cashier.
    pub to: String,
}

impl Scenario {
    /// The day of the file.
    pub fn one_day() -> Result<Self, Stopped> {
        toml::from_str(ONE_DAY).map_err(|error| Stopped::at("tests/day/one_day.toml", error))
    }
}
