//! Pictures where looking beats reading, as SVG that prints in black and
//! white: a dark series and a light one with an outline, never colour alone.

use std::fmt::Display;

use askama::Template;
use charts_rs::{BarChart, Box as Space, Color, LineChart, Series, Symbol};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::quantity::Kwh;

use super::figure;
use super::html::Html;
use super::lang::{Bi, Lang, bi};

/// The tints as they stand in the drawing; the style sheet gives them their
/// colours on light, dark and paper.
const DARK: &str = "#0f5c7a";
const LIGHT: &str = "#b9cbd6";
const INK: &str = "#454f59";
const RULE: &str = "#d5dce2";

/// How many steps the axis has.
const SPLITS: usize = 4;

const FONT: &str = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, sans-serif";

/// A row of figures under one name.
#[derive(Debug, Clone)]
pub struct Points {
    name: Bi,
    values: Vec<Option<String>>,
}

impl Points {
    /// The figures `values`, absent where nothing is known.
    #[must_use]
    pub fn new<V: Display>(name: Bi, values: impl IntoIterator<Item = Option<V>>) -> Self {
        let values = values.into_iter().map(|value| value.map(|value| value.to_string())).collect();
        Self { name, values }
    }

    fn series(&self, lang: Lang, dark: bool) -> Series {
        let values = self.values.iter().map(|value| value.as_deref().and_then(point_of)).collect();
        let mut series = Series::new_nullable(lang.of(&self.name).to_owned(), values);
        series.index = Some(if dark { 1 } else { 0 });
        series
    }
}

/// The only place where a figure becomes a point of a drawing.
fn point_of(plain: &str) -> Option<f32> {
    plain.parse().ok()
}

/// A picture: its caption, what stands along the foot, and one or two rows of
/// figures; the last one is the dark one.
#[derive(Debug, Clone)]
pub struct Chart {
    caption: Bi,
    unit: Bi,
    labels: Vec<String>,
    rows: Vec<Points>,
}

impl Chart {
    /// A picture over `labels`.
    #[must_use]
    pub fn new(caption: Bi, unit: Bi, labels: impl IntoIterator<Item = String>) -> Self {
        Self { caption, unit, labels: labels.into_iter().collect(), rows: Vec::new() }
    }

    /// This picture with one more row of figures.
    #[must_use]
    pub fn points(mut self, points: Points) -> Self {
        self.rows.push(points);
        self
    }

    /// The picture as bars.
    #[must_use]
    pub fn bars(&self, lang: Lang) -> Html {
        let mut chart = BarChart::new(self.series(lang), self.labels.clone());
        self.dress(&mut chart.base, &mut chart.y_axis_configs);
        chart.radius = Some(1.5);
        self.framed(lang, chart.svg().ok())
    }

    /// The picture as lines.
    #[must_use]
    pub fn lines(&self, lang: Lang) -> Html {
        let mut chart = LineChart::new(self.series(lang), self.labels.clone());
        self.dress(&mut chart.base, &mut chart.y_axis_configs);
        chart.base.series.smooth = false;
        if let [light, _dark] = chart.base.series_list.as_mut_slice() {
            light.stroke_dash_array = Some("6 3".to_owned());
            light.symbol = Some(Symbol::None);
        }
        self.framed(lang, chart.svg().ok())
    }

    fn series(&self, lang: Lang) -> Vec<Series> {
        let last = self.rows.len().saturating_sub(1);
        self.rows.iter().enumerate().map(|(at, points)| points.series(lang, at == last)).collect()
    }

    fn dress(&self, base: &mut charts_rs::ChartBase, axes: &mut [charts_rs::YAxisConfig]) {
        let ink = Color::from(INK);
        base.width = 1100.0;
        base.height = 230.0;
        base.margin = Space { left: 4.0, top: 10.0, right: 8.0, bottom: 4.0 };
        base.background_color = Color::transparent();
        FONT.clone_into(&mut base.font_family);
        base.legend.show = Some(false);
        base.series.colors = vec![Color::from(LIGHT), Color::from(DARK)];
        base.series.stroke_width = 2.0;
        base.grid.stroke_color = Color::from(RULE);
        base.x_axis.stroke_color = ink;
        base.x_axis.font.color = ink;
        base.x_axis.font.size = 12.0;
        for axis in axes {
            axis.font.color = ink;
            axis.font.size = 12.0;
            axis.split_number = SPLITS;
            if let Some(top) = self.top() {
                axis.min = Some(0.0);
                axis.max = point_of(&top.to_string());
            }
            axis.formatter = Some("{t}".to_owned());
        }
    }

    /// A round figure above all others, so that the axis has round figures;
    /// absent where one is below zero.
    fn top(&self) -> Option<u64> {
        let whole = |value: &String| value.split('.').next().and_then(|whole| whole.parse().ok());
        let values = self.rows.iter().flat_map(|points| points.values.iter().flatten());
        let most: u64 = values.map(whole).try_fold(0, |most: u64, value| Some(most.max(value?)))?;
        let round = |power: u32| {
            let unit = 10_u64.checked_pow(power)?;
            [4, 6, 8, 10, 12, 16, 20, 24, 28, 32, 36]
                .into_iter()
                .filter_map(|times: u64| times.checked_mul(unit))
                .find(|top| *top > most)
        };
        (0..18).find_map(round)
    }

    fn framed(&self, lang: Lang, drawing: Option<String>) -> Html {
        let last = self.rows.len().saturating_sub(1);
        let rows = self.labels.iter().enumerate().map(|(at, label)| {
            let figure = |points: &Points| {
                let value = points.values.get(at).and_then(Option::as_deref);
                value.map(figure::grouped).unwrap_or_default()
            };
            (label.as_str(), self.rows.iter().map(figure).collect())
        });
        Html::of(&ChartTemplate {
            lang,
            caption: lang.of(&self.caption),
            unit: lang.of(&self.unit),
            names: self
                .rows
                .iter()
                .enumerate()
                .map(|(at, points)| (at == last, lang.of(&points.name)))
                .collect(),
            rows: rows.collect(),
            drawing: drawing.map(Html::trusted).unwrap_or_default(),
        })
    }
}

/// An account's usage in the twelve months that end with `last`, each beside
/// the same month a year before. `usage` answers for any month.
#[must_use]
pub fn usage(lang: Lang, last: YearMonth, usage: impl Fn(YearMonth) -> Option<Kwh>) -> Html {
    let months: Vec<YearMonth> = (0..12).rev().map(|back| last.minus(back)).collect();
    let before = months.iter().map(|month| usage(month.minus(12)));
    let current = months.iter().map(|month| usage(*month));
    Chart::new(
        bi("24 个月电量，与去年同月对照", "Usage over 24 months, beside the same month last year"),
        bi("千瓦时", "kWh"),
        months.iter().map(YearMonth::to_string),
    )
    .points(Points::new(bi("去年同月", "Same month last year"), before))
    .points(Points::new(bi("本期", "This period"), current))
    .bars(lang)
}

#[derive(Template)]
#[template(path = "web/chart.html")]
struct ChartTemplate<'a> {
    lang: Lang,
    caption: &'a str,
    unit: &'a str,
    names: Vec<(bool, &'a str)>,
    rows: Vec<(&'a str, Vec<String>)>,
    drawing: Html,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_what_is_known_and_lists_every_figure() {
        let last = YearMonth::new(2026, 1).unwrap();
        let drawn = usage(Lang::Zh, last, |month| {
            (month != last.minus(3)).then(|| Kwh::whole(i64::from(month.month()) * 1000))
        });
        let html = drawn.as_str();
        assert!(html.contains("<svg") && html.contains("2025-02") && html.contains("12,000"));
        assert!(!html.contains("NaN") && !html.contains("style="));
    }

    #[test]
    fn the_axis_ends_at_a_round_figure() {
        let top = |values: &[&str]| {
            let values: Vec<_> = values.iter().map(|value| Some(*value)).collect();
            Chart::new(bi("无", "None"), bi("元", "yuan"), Vec::new())
                .points(Points::new(bi("一", "One"), values))
                .top()
        };
        assert_eq!(top(&["0", "3.99"]), Some(4));
        assert_eq!(top(&["356", "12.5"]), Some(360));
        assert_eq!(top(&["100"]), Some(120));
        assert_eq!(top(&["12846.50"]), Some(16_000));
        assert_eq!(top(&["5", "-1"]), None);
    }

    #[test]
    fn nothing_known_is_still_a_page() {
        let empty = Chart::new(bi("无", "None"), bi("元", "yuan"), Vec::new());
        assert!(empty.bars(Lang::En).as_str().contains("<figure"));
        assert!(empty.lines(Lang::En).as_str().contains("<figure"));
    }
}
