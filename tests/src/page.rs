//! A page of the station as its HTML says it.

use scraper::{ElementRef, Html, Selector};

use crate::day::Stopped;

/// A page that is open.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Its path.
    pub path: String,
    /// The status; zero where a browser shows it.
    pub status: u16,
    /// Where it leads; empty where nowhere.
    pub location: String,
    /// Its HTML.
    pub html: String,
}

/// A form as it came, before anything is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageForm {
    /// Where it is sent.
    pub action: String,
    /// The fields with what they hold.
    pub fields: Vec<(String, String)>,
    /// The names of ticks that are not set.
    pub ticks: Vec<String>,
}

impl PageForm {
    /// What the form sends with `entered` in its fields; all must be there.
    pub fn filled<'e>(
        mut self,
        entered: impl IntoIterator<Item = (&'e str, &'e str)>,
    ) -> Result<Vec<(String, String)>, Stopped> {
        for (name, value) in entered {
            if self.ticks.iter().any(|tick| tick == name) {
                self.fields.push((name.to_owned(), value.to_owned()));
                continue;
            }
            let field = self.fields.iter_mut().find(|(known, _)| known == name);
            let field =
                field.ok_or_else(|| Stopped::at(&self.action, format!("has no field {name}")))?;
            value.clone_into(&mut field.1);
        }
        Ok(self.fields)
    }
}

fn select(css: &str) -> Selector {
    Selector::parse(css).expect("a selector of this file")
}

fn attr(element: ElementRef<'_>, name: &str) -> String {
    element.value().attr(name).unwrap_or_default().to_owned()
}

/// Whether `text` is `pattern`, in which `*` stands for any text.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, tail)) => text
            .strip_prefix(head)
            .is_some_and(|rest| rest.len() >= tail.len() && rest.ends_with(tail)),
    }
}

impl Page {
    /// Whether the page says all of these.
    #[must_use]
    pub fn says(&self, texts: &[&str]) -> bool {
        texts.iter().all(|text| self.html.contains(text))
    }

    /// What a field holds; absent where there is no such field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        let page = Html::parse_document(&self.html);
        let named = select(&format!("main [name='{name}']"));
        page.select(&named).next().map(held)
    }

    /// The first link of the page's body that `pattern` describes.
    #[must_use]
    pub fn link(&self, pattern: &str) -> Option<String> {
        let page = Html::parse_document(&self.html);
        let links = select("main a[href]");
        page.select(&links).map(|link| attr(link, "href")).find(|href| matches(pattern, href))
    }

    /// The form that is sent where `pattern` says.
    #[must_use]
    pub fn form(&self, pattern: &str) -> Option<PageForm> {
        let page = Html::parse_document(&self.html);
        let forms = select("form[method=post]");
        let form = page.select(&forms).find(|form| {
            let action = attr(*form, "action");
            matches(pattern, action.split('?').next().unwrap_or_default())
        })?;
        let named = select("input[name], select[name], textarea[name]");
        let (ticks, fields): (Vec<_>, Vec<_>) = form.select(&named).partition(|field| {
            attr(*field, "type") == "checkbox" && field.value().attr("checked").is_none()
        });
        Some(PageForm {
            action: attr(form, "action"),
            fields: fields.into_iter().map(|field| (attr(field, "name"), held(field))).collect(),
            ticks: ticks.into_iter().map(|tick| attr(tick, "name")).collect(),
        })
    }

    /// The text of the first element that `css` selects.
    #[must_use]
    pub fn text(&self, css: &str) -> Option<String> {
        let page = Html::parse_document(&self.html);
        let found = page.select(&select(css)).next()?;
        let text: Vec<&str> = found.text().flat_map(str::split_whitespace).collect();
        Some(text.join(" "))
    }

    /// The figure of the tile with this label, without grouping.
    #[must_use]
    pub fn tile(&self, label: &str) -> Option<String> {
        let page = Html::parse_document(&self.html);
        let (tiles, labels, figures) = (select("main .tile"), select(".what"), select(".figure"));
        // A figure's unit stands after it in an element of its own.
        let text =
            |element: ElementRef<'_>| element.text().next().unwrap_or_default().trim().to_owned();
        let tile = page
            .select(&tiles)
            .find(|tile| tile.select(&labels).next().is_some_and(|found| text(found) == label))?;
        tile.select(&figures).next().map(|figure| text(figure).replace(',', ""))
    }

    /// What the page refuses; absent where it refuses nothing.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        self.text("main .flash.refused, main .trouble")
    }

    /// What the page says was done; empty where it shows the outcome itself.
    pub fn done(&self) -> Result<String, Stopped> {
        match self.refusal() {
            None => Ok(self.text("main .flash").unwrap_or_default()),
            Some(refusal) => Err(Stopped::at(&self.path, refusal)),
        }
    }
}

fn held(field: ElementRef<'_>) -> String {
    match field.value().name() {
        "select" => field
            .select(&select("option[selected]"))
            .next()
            .or_else(|| field.select(&select("option")).next())
            .map(|option| attr(option, "value"))
            .unwrap_or_default(),
        "textarea" => field.text().collect(),
        _ => match (attr(field, "type").as_str(), field.value().attr("value")) {
            ("checkbox", None) => "on".to_owned(),
            (_, value) => value.unwrap_or_default().to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("/audit/run/*/issue", "/audit/run/0193/issue"));
        assert!(!matches("/audit/run/*/issue", "/audit/run/issue"));
        assert!(!matches("/audit/run/*", "/audit/runs"));
        assert!(matches("/ticket", "/ticket") && !matches("/ticket", "/ticket/lost"));
    }

    #[test]
    fn a_form_is_read_with_what_it_holds() {
        let page = Page {
            html: "<main><form method=post action='/a?b=1'><input name=csrf value=t>\
                <select name=s><option value=''>-<option value=x selected>X</select>\
                <textarea name=n>two</textarea><input type=checkbox name=c></form></main>"
                .to_owned(),
            ..Page::default()
        };
        let form = page.form("/a").expect("found");
        assert_eq!(form.action, "/a?b=1");
        let fields = [("csrf", "t"), ("s", "x"), ("n", "two")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!((form.fields, form.ticks), (fields.into(), vec!["c".to_owned()]));
        assert!(page.form("/b").is_none() && page.done().is_ok());
        let form = page.form("/a").expect("found");
        let sent = form.clone().filled([("n", "three"), ("c", "on")]).expect("all are there");
        assert_eq!(sent.last(), Some(&("c".to_owned(), "on".to_owned())));
        assert!(form.filled([("other", "")]).is_err());
    }
}
