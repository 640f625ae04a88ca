//! Articles of the 供电营业规则, which a statement names as what it follows.

use chrono::NaiveDate;

use super::PolicyView;

/// The first day of the rules of 2024 (国家发展改革委令第14号).
const RULES_OF_2024: Option<NaiveDate> = NaiveDate::from_ymd_opt(2024, 6, 1);

impl PolicyView<'_> {
    /// The article that holds on the day, by its number in the rules of 1996.
    ///
    /// No source that was read has the numbers of the rules of 2024, so none is named:
    /// that of 1996 says where the article stood.
    pub(crate) fn supply_rules_article(&self, number_1996: u8) -> String {
        if RULES_OF_2024.is_some_and(|first| self.day >= first) {
            format!("供电营业规则(2024)，条号未核（1996年版第{number_1996}条）")
        } else {
            format!("供电营业规则(1996) 第{number_1996}条")
        }
    }
}
