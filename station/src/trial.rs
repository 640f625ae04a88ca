//! 试算: cases in a TOML file, computed by the rules alone. No database, no
//! station: an auditor tries a price before using it, and anyone checks the
//! rules against a book. The format is told in `docs/trial.md`.

use std::collections::BTreeMap;
use std::fmt;

use dianfei_rules::bill::BillDocument;
use dianfei_rules::calendar::working_days::WorkingYear;
use dianfei_rules::money::Fen;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::Tariff;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

mod bill;
mod case;
mod charge;
mod expect;
mod line;
mod money;
mod rates;
mod reading;

pub use case::Case;
use case::path;

/// Something in the file that cannot be computed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[error("{key}: {reason}")]
pub struct Fault {
    /// Where: the topic, the case, the key, as in `usage A3.meters[1].digits`; places in
    /// lists are counted from 1.
    pub key: String,
    /// Why.
    pub reason: String,
    /// Why, in Chinese; what the file itself says stays as it is.
    pub zh: String,
}

impl Fault {
    /// A fault with words of our own.
    fn told(key: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { key: key.into(), zh: zh.into(), reason: en.into() }
    }

    /// A fault in the words of the file's reader.
    fn read(key: impl Into<String>, reason: impl fmt::Display) -> Self {
        let reason = reason.to_string();
        // The reader says the key once more, without the places in lists.
        let lines: Vec<&str> =
            reason.trim().lines().filter(|line| !line.starts_with("in `")).collect();
        let zh: Vec<String> = lines.iter().map(|line| chinese(line)).collect();
        let (reason, zh) = (lines.join("\n"), zh.join("\n"));
        Self { key: key.into(), reason, zh }
    }
}

/// A line of the file's reader in Chinese; one that shows the file stays as it is.
fn chinese(line: &str) -> String {
    if line.contains(" |") {
        return line.to_owned();
    }
    PHRASES.iter().fold(line.to_owned(), |text, (en, zh)| text.replace(en, zh))
}

/// The phrases of the file's reader.
const PHRASES: [(&str, &str); 16] = [
    ("unknown field", "没有这个键："),
    ("unknown variant", "没有这个选项："),
    ("missing field", "缺少键："),
    ("duplicate field", "键重复："),
    ("invalid type:", "类型不对："),
    ("invalid value:", "值不对："),
    (", expected one of", "，可用："),
    (", expected a string", "，应写在引号内"),
    (", expected", "，应为"),
    ("TOML parse error at line", "TOML 格式错误，行"),
    (", column", "，列"),
    ("integer `", "整数 `"),
    ("floating point `", "小数 `"),
    ("is not a number", "不是数字"),
    ("is not a month such as", "不是月份，应如"),
    ("input contains invalid characters", "不是日期"),
];

/// Why a file was not computed: nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[error("{}", listed(.faults))]
pub struct BadFile {
    /// Every fault; topics in the order of their names, cases in that of the file.
    pub faults: Vec<Fault>,
}

fn listed(faults: &[Fault]) -> String {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.join("\n  ")
}

impl From<Fault> for BadFile {
    fn from(fault: Fault) -> Self {
        Self { faults: vec![fault] }
    }
}

/// What the rules say of one case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The topic.
    pub topic: &'static str,
    /// The case.
    pub id: String,
    /// Its title.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The page or book that it is from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Every figure, down to the result; absent where the rules refuse.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// What the rules refuse.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
    /// In what the case's own expectation differs; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differs: Option<Vec<String>>,
}

impl Answer {
    /// Whether something other than the case expects came out.
    #[must_use]
    pub fn disagrees(&self) -> bool {
        self.differs.as_ref().is_some_and(|differs| !differs.is_empty())
    }
}

/// A refusal with its words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refused {
    /// Its code, clause and figures.
    #[serde(flatten)]
    pub refusal: Refusal,
    /// What it means, in Chinese.
    pub zh: String,
    /// What it means, in English.
    pub en: String,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let words = dianfei_rules::words::say(refusal.code.as_str());
        Self { refusal, zh: words.zh, en: words.en }
    }
}

/// Why a case has no result.
enum Stop {
    Fault(Fault),
    Refused(Refusal),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

type Computed = Result<Value, Stop>;

/// A result of the rules with all its figures.
fn told(figures: impl Serialize) -> Computed {
    Ok(serde_json::to_value(figures).unwrap_or_default())
}

/// Beside every amount in fen the same in yuan, as a person reads it.
fn with_yuan(figures: &mut Value) {
    match figures {
        Value::Object(object) => {
            let yuan: Vec<(String, Value)> = object
                .iter()
                .filter_map(|(key, value)| {
                    let name = key.strip_suffix("_fen")?;
                    let yuan = Fen::new(value.as_i64()?).to_string();
                    Some((format!("{name}_yuan"), Value::String(yuan)))
                })
                .collect();
            object.values_mut().for_each(with_yuan);
            object.extend(yuan);
        }
        Value::Array(list) => list.iter_mut().for_each(with_yuan),
        _other => {}
    }
}

/// What the cases of a file share.
#[derive(Debug, Default)]
struct Shared {
    /// The price tables of the file.
    tariffs: Vec<Tariff>,
    /// The holidays and worked weekends of the file.
    working_years: Vec<WorkingYear>,
    /// The bills computed so far, by case.
    bills: BTreeMap<String, BillDocument>,
}

/// A topic: its key, its names in Chinese and English, and how a case is computed.
type Topic = (&'static str, (&'static str, &'static str), fn(&Case, &mut Shared) -> Computed);

/// All topics, in the order in which their cases are answered.
const TOPICS: &[Topic] = &[
    ("usage", ("抄见电量", "usage"), reading::usage),
    ("fluctuation", ("电量波动", "fluctuation"), reading::fluctuation),
    ("provisional", ("暂计电量", "provisional usage"), reading::provisional),
    ("settlement", ("暂计结清", "settlement"), reading::settlement),
    ("price_table", ("电价表校验", "price table"), bill::price_table),
    ("bill", ("电费", "bill"), bill::bill),
    ("transformer_loss", ("变压器损耗", "transformer loss"), charge::transformer_loss),
    ("loss_sharing", ("损耗分摊", "sharing of a loss"), charge::loss_sharing),
    ("line_loss", ("线路损耗", "line loss"), charge::line_loss),
    ("line_loss_rate", ("线损率", "line loss rate"), charge::line_loss_rate),
    ("power_factor", ("功率因数调整", "power factor"), charge::power_factor),
    ("basic_charge", ("基本电费", "basic charge"), charge::basic_charge),
    ("correction", ("退补电量", "correction"), charge::correction),
    ("pending", ("未定前计费", "pending correction"), charge::pending),
    ("correction_tiers", ("退补归档", "correction and tiers"), charge::correction_tiers),
    ("stolen", ("窃电电量", "stolen energy"), charge::stolen),
    ("default_use", ("违约用电", "default use"), charge::default_use),
    ("late_fee", ("违约金", "late fee"), money::late_fee),
    ("allocation", ("销账", "allocation"), money::allocation),
    ("capitals", ("大写金额", "capitals"), money::capitals),
    ("rates", ("统计指标", "rates"), rates::rates),
    ("disconnection", ("欠费停电", "disconnection"), line::disconnection),
    ("reconnection", ("复电", "reconnection"), line::reconnection),
    ("dlt645_request", ("电表请求帧", "request to a meter"), line::dlt645_request),
    ("dlt645_reply", ("电表应答帧", "reply of a meter"), line::dlt645_reply),
    ("dlt645_value", ("电表数值", "value of a meter"), line::dlt645_value),
    ("check_digit", ("校验位", "check digit"), line::check_digit),
];

/// The price tables of a file, which its bills name.
const TARIFF: &str = "tariff";
/// The holidays and worked weekends of a file, by year.
const WORKING_YEAR: &str = "working_year";

/// What the cases of a file share, from one of its lists; the faults in it.
fn shared<T: DeserializeOwned>(key: &str, list: &[toml::Value], into: &mut Vec<T>) -> Vec<Fault> {
    let read = |(at, value): (usize, &toml::Value)| {
        path::decode(value.clone(), &format!("{key} {}", at + 1))
    };
    let mut faults = Vec::new();
    for outcome in list.iter().enumerate().map(read) {
        match outcome {
            Ok(value) => into.push(value),
            Err(fault) => faults.push(fault),
        }
    }
    faults
}

/// What a topic is called, in Chinese and English.
#[must_use]
pub fn title(topic: &str) -> (&'static str, &'static str) {
    let known = TOPICS.iter().find(|(name, ..)| *name == topic);
    known.map_or(("", ""), |(_, title, _)| *title)
}

/// The names of all topics.
pub fn topics() -> impl Iterator<Item = &'static str> {
    TOPICS.iter().map(|(name, ..)| *name)
}

/// Computes every case of a file.
///
/// # Errors
/// [`BadFile`] where anything in it cannot be read; then nothing was computed.
pub fn run(text: &str) -> Result<Vec<Answer>, BadFile> {
    run_with(text, &[])
}

/// [`run`], with the holidays of years that the file itself does not give.
///
/// # Errors
/// As [`run`].
pub fn run_with(text: &str, years: &[WorkingYear]) -> Result<Vec<Answer>, BadFile> {
    let file: toml::Table = toml::from_str(text).map_err(|error| Fault::read("", error))?;
    let (mut faults, mut cases) = (Vec::new(), Vec::new());
    let mut common = Shared::default();
    for (key, value) in &file {
        let topic = TOPICS.iter().find(|(name, ..)| name == key);
        match (topic, value) {
            (Some((name, ..)), toml::Value::Array(list)) => {
                cases.extend(list.iter().enumerate().map(|(at, case)| Case::read(name, at, case)));
            }
            (None, toml::Value::Array(list)) if key == TARIFF => {
                faults.extend(shared(TARIFF, list, &mut common.tariffs));
            }
            (None, toml::Value::Array(list)) if key == WORKING_YEAR => {
                faults.extend(shared(WORKING_YEAR, list, &mut common.working_years));
            }
            (Some(_), _) => faults.push(Fault::told(
                key,
                format!("算例应写作 [[{key}]]"),
                format!("a case is written [[{key}]]"),
            )),
            _other => faults.push(unknown_topic(key)),
        }
    }
    let own: Vec<i32> = common.working_years.iter().map(|year| year.year).collect();
    let further = years.iter().filter(|year| !own.contains(&year.year));
    common.working_years.extend(further.cloned());
    let cases: Vec<Case> = cases
        .into_iter()
        .filter_map(|case| case.map_err(|fault| faults.push(fault)).ok())
        .collect();
    let mut answers = Vec::new();
    for (name, _, compute) in TOPICS {
        for case in cases.iter().filter(|case| case.topic == *name) {
            match compute(case, &mut common) {
                Ok(result) => answers.push(case.answer(Ok(result))),
                Err(Stop::Refused(refusal)) => answers.push(case.answer(Err(refusal))),
                Err(Stop::Fault(fault)) => faults.push(fault),
            }
        }
    }
    if faults.is_empty() { Ok(answers) } else { Err(BadFile { faults }) }
}

fn unknown_topic(key: &str) -> Fault {
    let known: Vec<&str> = [TARIFF, WORKING_YEAR].into_iter().chain(topics()).collect();
    let known = known.join(", ");
    Fault::told(
        key,
        format!("没有这类算例，可用：{known}"),
        format!("no such topic, known: {known}"),
    )
}
