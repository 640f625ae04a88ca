//! What the form of a contract holds as lines of text: shares, transformers and
//! accounts, written as they are read.

use dianfei_rules::account::{ShareSize, ShareTerms};
use dianfei_rules::bill::basic_charge::Transformer;
use dianfei_rules::bill::power_factor::LightingConnection;
use dianfei_rules::id::AccountNo;

/// Reads each line that is not blank with `read`; the number of the first line
/// that cannot be read.
fn each<T>(text: &str, read: impl Fn(&[&str]) -> Option<T>) -> Result<Vec<T>, usize> {
    let lines = text.lines().enumerate();
    let words = lines.map(|(at, line)| (at, line.split_whitespace().collect::<Vec<_>>()));
    words
        .filter(|(_, words)| !words.is_empty())
        .map(|(at, words)| read(&words).ok_or(at + 1))
        .collect()
}

/// Shares, one a line.
pub(super) fn shares(text: &str) -> Result<Vec<ShareTerms>, usize> {
    each(text, |words| {
        let [tariff, kind, figure, connection] = words else { return None };
        let size = match *kind {
            "定量" | "fixed" => ShareSize::Fixed(figure.parse().ok()?),
            "定比" | "percent" => {
                ShareSize::Percent(figure.trim_end_matches(['%', '％']).parse().ok()?)
            }
            _ => return None,
        };
        let connection = match *connection {
            "串接" | "series" => LightingConnection::Series,
            "并接" | "parallel" => LightingConnection::Parallel,
            _ => return None,
        };
        Some(ShareTerms { tariff: tariff.parse().ok()?, size, connection })
    })
}

/// Shares as [`shares`] reads them.
pub(super) fn shares_text(shares: &[ShareTerms]) -> String {
    let line = |share: &ShareTerms| {
        let size = match share.size {
            ShareSize::Fixed(month) => format!("定量 {month}"),
            ShareSize::Percent(percent) => format!("定比 {percent}"),
        };
        let connection = match share.connection {
            LightingConnection::Series => "串接",
            LightingConnection::Parallel => "并接",
        };
        format!("{} {size} {connection}", share.tariff)
    };
    shares.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Transformers, one a line.
pub(super) fn transformers(text: &str) -> Result<Vec<Transformer>, usize> {
    each(text, |words| {
        let (name, capacity, interlock) = match words {
            [name, capacity] => (name, capacity, None),
            [name, capacity, interlock] => (name, capacity, Some((*interlock).to_owned())),
            _ => return None,
        };
        let name = (*name).to_owned();
        Some(Transformer { name, capacity_kva: capacity.parse().ok()?, interlock })
    })
}

/// Transformers as [`transformers`] reads them.
pub(super) fn transformers_text(transformers: &[Transformer]) -> String {
    let line = |transformer: &Transformer| {
        let interlock = transformer.interlock.as_ref();
        let lock = interlock.map_or_else(String::new, |name| format!(" {name}"));
        format!("{} {}{lock}", transformer.name, transformer.capacity_kva)
    };
    transformers.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Account numbers, one a line.
pub(super) fn accounts(text: &str) -> Result<Vec<AccountNo>, usize> {
    each(text, |words| match words {
        [account] => account.parse().ok(),
        _ => None,
    })
}

/// Account numbers as [`accounts`] reads them.
pub(super) fn accounts_text(accounts: &[AccountNo]) -> String {
    accounts.iter().map(AccountNo::as_str).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let text = "JM 定量 200 并接\nPG 定比 30 串接";
        assert_eq!(shares(text).map(|read| shares_text(&read)).as_deref(), Ok(text));
        let text = "1号 315\n2号 200 甲";
        assert_eq!(transformers(text).map(|read| transformers_text(&read)).as_deref(), Ok(text));
        let text = "3301\n3302";
        assert_eq!(accounts(text).map(|read| accounts_text(&read)).as_deref(), Ok(text));
    }

    #[test]
    fn the_first_line_that_cannot_be_read_is_named() {
        assert_eq!(shares("\nJM fixed 200 parallel\nJM 定量 二百 并接\n"), Err(3));
        assert_eq!(shares("PG 定比 30% series").map(|read| read.len()), Ok(1));
        assert_eq!(transformers("1号"), Err(1));
        assert_eq!(accounts("3301 3302"), Err(1));
    }
}
