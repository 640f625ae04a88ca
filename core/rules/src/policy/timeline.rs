//! A figure that every bill asks for, read once for all days.

use std::sync::OnceLock;

use chrono::NaiveDate;

/// What a figure is from each day on, found when it is first asked for.
///
/// It follows from the set that it lies in: two sets do not differ by it.
#[derive(Debug, Clone)]
pub(super) struct Timeline<T>(OnceLock<Vec<(NaiveDate, Option<T>)>>);

impl<T: Copy> Timeline<T> {
    /// The figure on a day; absent where it cannot be read. `find` gives it from each
    /// day on which it may change, in their order.
    pub(super) fn on(
        &self,
        day: NaiveDate,
        find: impl FnOnce() -> Vec<(NaiveDate, Option<T>)>,
    ) -> Option<T> {
        let all = self.0.get_or_init(find);
        all.iter().rfind(|(from, _)| *from <= day).and_then(|(_, figure)| *figure)
    }
}

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> PartialEq for Timeline<T> {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl<T> Eq for Timeline<T> {}
