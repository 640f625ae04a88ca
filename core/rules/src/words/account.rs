//! What stands on a customer's card.

use super::{Entry, state};

pub(super) const WORDS: &[Entry] = &[
    state("residential", "居民生活", "residential"),
    state(
        "residential_priced",
        "执行居民价的非居民（合表、学校）",
        "billed at the residents' price",
    ),
    state("agricultural", "农业生产", "agriculture"),
    state("irrigation", "农业排灌", "irrigation"),
    state("general_commercial", "一般工商业", "general commerce"),
    state("large_industry", "大工业", "large industry"),
];
