//! Which accounts stand behind which (总表–分表).

use std::collections::BTreeMap;

use crate::id::AccountNo;
use crate::refusal::Refusal;

/// The accounts behind each total account.
pub type Behind = BTreeMap<AccountNo, Vec<AccountNo>>;

/// Whether `account` can have `behind` behind it, beside what `others` have.
///
/// Refuses `behind_twice`, `behind_other` (each energy is taken off once) and
/// `behind_circle` (an account behind itself, or behind one that stands behind it).
pub fn check_behind(
    account: &AccountNo,
    behind: &[AccountNo],
    others: &Behind,
) -> Result<(), Refusal> {
    let refuse = |code, sub: &AccountNo| Err(Refusal::new(code).with("sub_account", sub));
    for (place, sub) in behind.iter().enumerate() {
        if behind.iter().skip(place + 1).any(|other| other == sub) {
            return refuse("behind_twice", sub);
        }
        let total = others.iter().find(|(total, subs)| *total != account && subs.contains(sub));
        if let Some((total, _)) = total {
            return Err(Refusal::new("behind_other")
                .with("sub_account", sub)
                .with("total_account", total));
        }
        if stands_behind(account, sub, others) {
            return refuse("behind_circle", sub);
        }
    }
    Ok(())
}

/// Whether `account` is `total`, or stands behind it over any number of meters.
fn stands_behind(account: &AccountNo, total: &AccountNo, others: &Behind) -> bool {
    let mut open = vec![total];
    let mut seen: Vec<&AccountNo> = Vec::new();
    while let Some(next) = open.pop() {
        if next == account {
            return true;
        }
        if !seen.contains(&next) {
            seen.push(next);
            open.extend(others.get(next).into_iter().flatten());
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(text: &str) -> AccountNo {
        text.parse().expect("an account")
    }

    fn code(total: &str, behind: &[&str], others: &[(&str, &[&str])]) -> Option<String> {
        let of = |(total, subs): &(&str, &[&str])| {
            (account(total), subs.iter().map(|sub| account(sub)).collect())
        };
        let behind: Vec<AccountNo> = behind.iter().map(|sub| account(sub)).collect();
        let others = others.iter().map(of).collect();
        check_behind(&account(total), &behind, &others)
            .err()
            .map(|refusal| refusal.code.to_string())
    }

    #[test]
    fn each_meter_stands_behind_one_other_and_none_behind_itself() {
        assert_eq!(code("1", &["2", "3"], &[]), None);
        assert_eq!(code("1", &["2"], &[("1", &["2", "3"])]), None, "its own earlier terms");
        assert_eq!(code("1", &["2"], &[("2", &["3"])]), None, "a total behind a total");
        assert_eq!(code("1", &["2", "2"], &[]).as_deref(), Some("behind_twice"));
        assert_eq!(code("1", &["1"], &[]).as_deref(), Some("behind_circle"));
        assert_eq!(
            code("3", &["1"], &[("1", &["2"]), ("2", &["3"])]).as_deref(),
            Some("behind_circle")
        );
        assert_eq!(code("1", &["3"], &[("2", &["3"])]).as_deref(), Some("behind_other"));
    }
}
