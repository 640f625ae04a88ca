//! The published table of power factor percents against the rule behind it.

use dianfei_rules::bill::power_factor::{
    Standard, adjustment_percent, bands, rule_percent, table_source,
};
use dianfei_rules::policy::Mark;

#[test]
fn the_published_table_and_the_rule_behind_it_agree() {
    assert_eq!(table_source().0, Mark::PublicPage);
    assert_eq!(bands().len(), 75);
    for band in bands() {
        for standard in Standard::ALL {
            let published = band.percent(standard);
            assert_eq!(rule_percent(standard, band.hundredths), published, "{band:?}");
            assert_eq!(adjustment_percent(standard, band.hundredths), published, "{band:?}");
        }
    }
}
