//! Amounts in capital Chinese numerals (大写金额), 正确填写票据和结算凭证的基本规定.
//!
//! One spelling is printed; every spelling that the regulation allows is read.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::money::Fen;
use crate::policy::{CapitalsWholeWord, OptionalZero, PolicyView};
use crate::refusal::Refusal;

/// Which of the allowed spellings is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapitalsStyle {
    /// Whether the zero that may be left out is written.
    pub optional_zero: OptionalZero,
    /// Where the word for whole stands.
    pub whole_word: CapitalsWholeWord,
}

impl CapitalsStyle {
    /// The published choice: optional zero left out, 整 after whole yuan only.
    pub const PLAIN: Self = Self {
        optional_zero: OptionalZero::LeaveOut,
        whole_word: CapitalsWholeWord::WholeYuanOnly,
    };

    /// The style that holds on the day of `view`.
    pub fn on(view: &PolicyView<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            optional_zero: view.capitals_optional_zero()?,
            whole_word: view.capitals_whole_word()?,
        })
    }
}

/// Why an amount has no capitals, or a text no amount.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CapitalsError {
    /// A trillion yuan and more is not written.
    #[error("{amount} yuan is too large to be written in capitals")]
    TooLarge {
        /// The amount.
        amount: Fen,
    },
    /// The text is no allowed spelling of any amount.
    #[error("{text:?} is no amount in capitals")]
    NotCapitals {
        /// The text as it was entered.
        text: String,
    },
    /// The text means an amount but is spelt in a way that is not allowed.
    #[error("{text:?} is no allowed spelling; write {instead:?}")]
    Misspelt {
        /// The text as it was entered.
        text: String,
        /// The printed spelling of the amount it seems to mean.
        instead: String,
    },
}

const PREFIX: &str = "人民币";
const NEGATIVE: char = '负';
const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [(u64, &str); 4] = [(1000, "仟"), (100, "佰"), (10, "拾"), (1, "")];
const GROUPS: [(u64, &str); 3] = [(100_000_000, "亿"), (10_000, "万"), (1, "")];
const LARGEST_YUAN: u64 = 999_999_999_999;

/// Where the one optional zero stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Zero {
    Nowhere,
    BeforeThousands,
    BeforeTenths,
}

/// The printed spelling of `amount`, with 人民币 in front.
///
/// A red slip's amount below zero has 负 after the prefix.
pub fn capitals(amount: Fen, style: CapitalsStyle) -> Result<String, CapitalsError> {
    let sum = Sum::of(amount)?;
    let zero = match style.optional_zero {
        OptionalZero::LeaveOut => Zero::Nowhere,
        OptionalZero::Write if sum.zero_before_tenths() => Zero::BeforeTenths,
        OptionalZero::Write => Zero::BeforeThousands,
    };
    let whole = match style.whole_word {
        CapitalsWholeWord::WholeYuanOnly => sum.is_whole(),
        CapitalsWholeWord::AlsoAfterTenths => sum.cents == 0,
    };
    Ok(format!("{PREFIX}{}{}", sum.spelt(zero), if whole { "整" } else { "" }))
}

/// The amount that `text` spells in any allowed way.
///
/// The prefix may be missing; 正 counts as 整; the optional zero may stand or
/// not, once; after 角 整 may stand or not.
pub fn read_capitals(text: &str) -> Result<Fen, CapitalsError> {
    let not_capitals = || CapitalsError::NotCapitals { text: text.to_owned() };
    let bare = text.strip_prefix(PREFIX).unwrap_or(text);
    let amount = meaning(bare).ok_or_else(not_capitals)?;
    let sum = Sum::of(amount).map_err(|_too_large| not_capitals())?;
    let (stem, whole) = match bare.strip_suffix('整').or_else(|| bare.strip_suffix('正')) {
        Some(stem) => (stem, true),
        None => (bare, false),
    };
    let whole_fits = if sum.is_whole() { whole } else { !whole || sum.cents == 0 };
    let spelt = [Zero::Nowhere, Zero::BeforeThousands, Zero::BeforeTenths]
        .into_iter()
        .any(|zero| sum.spelt(zero) == stem);
    if whole_fits && spelt {
        return Ok(amount);
    }
    Err(CapitalsError::Misspelt {
        text: text.to_owned(),
        instead: capitals(amount, CapitalsStyle::PLAIN)?,
    })
}

/// Whether `text` is an allowed spelling of `amount` (4.3.2).
#[must_use]
pub fn agrees(amount: Fen, text: &str) -> bool {
    read_capitals(text) == Ok(amount)
}

struct Sum {
    negative: bool,
    yuan: u64,
    tenths: u64,
    cents: u64,
}

impl Sum {
    fn of(amount: Fen) -> Result<Self, CapitalsError> {
        let fen = amount.get().unsigned_abs();
        let sum = Self {
            negative: amount.is_negative(),
            yuan: fen / 100,
            tenths: fen / 10 % 10,
            cents: fen % 10,
        };
        if sum.yuan > LARGEST_YUAN {
            return Err(CapitalsError::TooLarge { amount });
        }
        Ok(sum)
    }

    const fn is_whole(&self) -> bool {
        self.tenths == 0 && self.cents == 0
    }

    /// 元位是0 and 角位不是0: the zero between them is optional.
    const fn zero_before_tenths(&self) -> bool {
        self.yuan > 0 && self.yuan.is_multiple_of(10) && self.tenths > 0
    }

    fn spelt(&self, zero: Zero) -> String {
        let mut text = String::new();
        if self.negative {
            text.push(NEGATIVE);
        }
        if self.yuan > 0 || self.is_whole() {
            spell_yuan(&mut text, self.yuan, zero == Zero::BeforeThousands);
            text.push('元');
        }
        if self.tenths > 0 {
            if zero == Zero::BeforeTenths && self.zero_before_tenths() {
                text.push('零');
            }
            text.push(digit(self.tenths));
            text.push('角');
        } else if self.cents > 0 && self.yuan > 0 {
            text.push('零');
        }
        if self.cents > 0 {
            text.push(digit(self.cents));
            text.push('分');
        }
        text
    }
}

fn digit(value: u64) -> char {
    let index = usize::try_from(value).ok();
    index.and_then(|index| DIGITS.get(index)).copied().expect("a decimal digit")
}

fn spell_yuan(text: &mut String, yuan: u64, zero_before_thousands: bool) {
    if yuan == 0 {
        text.push('零');
    }
    let mut started = false;
    let mut zero_pending = false;
    let mut last_was_zero = false;
    for (size, word) in GROUPS {
        let group = yuan / size % 10_000;
        if group == 0 {
            zero_pending = started;
            last_was_zero = true;
            continue;
        }
        // 万位是0 and 千位不是0: the zero between them is optional.
        let optional = started && last_was_zero && !zero_pending && zero_before_thousands;
        for (place, name) in PLACES {
            let value = group / place % 10;
            if value == 0 {
                zero_pending = started;
                continue;
            }
            if zero_pending || (optional && place == 1000) {
                text.push('零');
            }
            text.push(digit(value));
            text.push_str(name);
            started = true;
            zero_pending = false;
        }
        zero_pending = false;
        last_was_zero = group.is_multiple_of(10);
        text.push_str(word);
    }
}

/// What a spelling means, read loosely: its exact form is compared afterwards.
fn meaning(text: &str) -> Option<Fen> {
    let (negative, text) = text.strip_prefix(NEGATIVE).map_or((false, text), |rest| (true, rest));
    let mut reader = Reader::default();
    for letter in text.chars() {
        reader.read(letter)?;
    }
    // A digit at the end has no place.
    if reader.digit.is_some() || !reader.any {
        return None;
    }
    let fen = i64::try_from(reader.fen).ok()?;
    Some(Fen::new(if negative { -fen } else { fen }))
}

#[derive(Default)]
struct Reader {
    any: bool,
    digit: Option<u64>,
    section: u64,
    yuan: u64,
    fen: u64,
}

impl Reader {
    fn read(&mut self, letter: char) -> Option<()> {
        if let Some(value) = DIGITS.iter().position(|digit| *digit == letter) {
            self.digit = Some(u64::try_from(value).ok()?);
            return Some(());
        }
        match letter {
            '仟' => self.place(1000)?,
            '佰' => self.place(100)?,
            '拾' => self.place(10)?,
            '万' => self.group(10_000)?,
            '亿' => self.group(100_000_000)?,
            '元' => {
                self.group(1)?;
                self.fen = self.fen.checked_add(self.yuan.checked_mul(100)?)?;
                self.any = true;
            }
            '角' => self.part(10)?,
            '分' => self.part(1)?,
            '整' | '正' => {}
            _ => return None,
        }
        Some(())
    }

    fn place(&mut self, size: u64) -> Option<()> {
        self.section = self.section.checked_add(self.digit.take()?.checked_mul(size)?)?;
        Some(())
    }

    fn group(&mut self, size: u64) -> Option<()> {
        self.section = self.section.checked_add(self.digit.take().unwrap_or_default())?;
        self.yuan = self.yuan.checked_add(self.section.checked_mul(size)?)?;
        self.section = 0;
        Some(())
    }

    fn part(&mut self, size: u64) -> Option<()> {
        self.fen = self.fen.checked_add(self.digit.take()?.checked_mul(size)?)?;
        self.any = true;
        Some(())
    }
}

#[cfg(test)]
mod tests;
