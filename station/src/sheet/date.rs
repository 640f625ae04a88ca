//! Dates and months as stations write them.

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;

/// Reads `2026-11-05`, `2026/11/5`, `2026.11.5`, `20261105`, `2026年11月5日`; a
/// time of midnight after it is what a spreadsheet adds.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim().trim_end_matches("00:00:00").trim();
    if let [year, month, day] = numbers(text)?.as_slice() {
        return NaiveDate::from_ymd_opt(i32::try_from(*year).ok()?, *month, *day)
            .filter(|_| is_a_year(*year));
    }
    let packed = packed(text, 8)?;
    NaiveDate::from_ymd_opt(i32::try_from(packed / 10_000).ok()?, packed / 100 % 100, packed % 100)
        .filter(|_| is_a_year(packed / 10_000))
}

/// Reads `2026-11`, `2026/11`, `2026.11`, `202611`, `2026年11月`; a first day of
/// the month after it is what a spreadsheet adds.
pub(super) fn month(text: &str) -> Option<YearMonth> {
    let text = text.trim().trim_end_matches("00:00:00").trim();
    let (year, month) = match numbers(text)?.as_slice() {
        [year, month] | [year, month, 1] => (*year, *month),
        _ => {
            let packed = packed(text, 6)?;
            (packed / 100, packed % 100)
        }
    };
    if !is_a_year(year) {
        return None;
    }
    YearMonth::new(i32::try_from(year).ok()?, month)
}

const fn is_a_year(year: u32) -> bool {
    matches!(year, 1900..=2200)
}

/// The numbers between the marks; absent where something else stands there.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let ended = text.trim_end_matches(['日', '号', '月']);
    ended
        .split(['-', '/', '.', '年', '月'])
        .map(|number| {
            let plain =
                (1..=8).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
            if plain { number.parse().ok() } else { None }
        })
        .collect()
}

fn packed(text: &str, digits: usize) -> Option<u32> {
    if text.len() == digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_as_stations_write_them() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 5);
        for text in [
            "2026-11-05",
            "2026/11/5",
            "2026.11.5",
            "20261105",
            "2026年11月5日",
            "2026-11-05 00:00:00",
        ] {
            assert_eq!(date(text), day, "{text}");
        }
    }

    #[test]
    fn impossible_dates_are_none() {
        for text in
            ["2026-02-30", "2026-13-01", "20260230", "26-1-1", "45000", "2026-11-05x", "", "-"]
        {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn months_read_as_stations_write_them() {
        let november = YearMonth::new(2026, 11);
        for text in ["2026-11", "2026/11", "202611", "2026年11月", "2026-11-01"] {
            assert_eq!(month(text), november, "{text}");
        }
        for text in ["2026-13", "202600", "2026-11-02", "11", "2026-11-"] {
            assert_eq!(month(text), None, "{text}");
        }
    }
}
