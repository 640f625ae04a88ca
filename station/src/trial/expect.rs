//! What a case expects of itself, and in what the answer differs.

use dianfei_rules::quantity::parse_decimal;
use dianfei_rules::refusal::Refusal;
use serde_json::Value;

/// What must come out, and what must not.
#[derive(Debug)]
pub(super) struct Expected {
    figures: toml::Table,
    never: toml::Table,
    refuse: Option<String>,
    clause: Option<String>,
}

impl Expected {
    /// Absent where the case expects nothing.
    pub fn of(
        figures: Option<toml::Table>,
        never: Option<toml::Table>,
        refuse: Option<String>,
        clause: Option<String>,
    ) -> Option<Self> {
        let expects = figures.is_some() || never.is_some() || refuse.is_some();
        expects.then(|| Self {
            figures: figures.unwrap_or_default(),
            never: never.unwrap_or_default(),
            refuse,
            clause,
        })
    }

    /// Each way in which the outcome is another; empty where it agrees.
    pub fn differs(&self, outcome: Result<&Value, &Refusal>) -> Vec<String> {
        let mut differs = Vec::new();
        match (outcome, &self.refuse) {
            (Ok(_), Some(code)) => {
                differs.push(format!("expected the refusal {code}, a result came out"));
            }
            (Ok(result), None) => {
                for (key, expected) in &self.figures {
                    compare(key, expected, result.get(key), &mut differs);
                }
                self.forbidden(result, &mut differs);
            }
            (Err(refusal), Some(code)) => {
                if refusal.code.as_str() != code {
                    differs.push(format!("expected the refusal {code}, it is {}", refusal.code));
                }
                let clause = refusal.clause.as_ref().map(ToString::to_string);
                if self.clause.is_some() && clause != self.clause {
                    let (expected, found) = (self.clause.as_deref(), clause.as_deref());
                    differs.push(format!("expected the clause {expected:?}, it is {found:?}"));
                }
                let figures = serde_json::to_value(&refusal.figures).unwrap_or_default();
                for (key, expected) in &self.figures {
                    compare(key, expected, figures.get(key), &mut differs);
                }
                self.forbidden(&figures, &mut differs);
            }
            (Err(refusal), None) => {
                differs.push(format!("expected a result, it was refused: {}", refusal.code));
            }
        }
        differs
    }

    /// Figures that some page gives and that must not come out.
    fn forbidden(&self, result: &Value, differs: &mut Vec<String>) {
        for (key, wrong) in &self.never {
            if result.get(key).is_none() {
                // Else a key that is misspelt forbids nothing, and is never seen.
                differs.push(format!("{key}: nothing of this name came out"));
            }
            let wrong = wrong.as_array().cloned().unwrap_or_else(|| vec![wrong.clone()]);
            for value in wrong {
                let mut apart = Vec::new();
                compare(key, &value, result.get(key), &mut apart);
                if apart.is_empty() {
                    differs.push(format!("{key}: {value} must not come out"));
                }
            }
        }
    }
}

/// Compares a figure of the case with what came out: tables by the keys that the
/// case names, lists item by item, all else by how it is printed.
fn compare(key: &str, expected: &toml::Value, found: Option<&Value>, differs: &mut Vec<String>) {
    match (expected, found) {
        (toml::Value::Table(expected), Some(Value::Object(found))) => {
            for (name, expected) in expected {
                compare(&format!("{key}.{name}"), expected, found.get(name), differs);
            }
        }
        (toml::Value::Array(expected), Some(Value::Array(found))) => {
            if expected.len() != found.len() {
                let (wanted, came) = (expected.len(), found.len());
                differs.push(format!("{key}: expected {wanted} items, there are {came}"));
            }
            for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
                compare(&format!("{key}[{at}]"), expected, Some(found), differs);
            }
        }
        (expected, found) => {
            let (wanted, came) = (said(expected), found.map(printed));
            if !came.as_deref().is_some_and(|came| agrees(&wanted, came)) {
                let came = came.unwrap_or_else(|| "nothing".to_owned());
                differs.push(format!("{key}: expected {wanted}, it is {came}"));
            }
        }
    }
}

/// Whether two figures are printed alike, or are one number: 0.80 is 0.8.
fn agrees(wanted: &str, came: &str) -> bool {
    let number = |text| parse_decimal(text).ok();
    wanted == came || number(wanted).is_some_and(|wanted| number(came) == Some(wanted))
}

fn said(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn printed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
