//! Checks of one Rust file, over its syntax tree.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::Finding;

const MOST_LINES: usize = 400;
const MOST_FUNCTION_LINES: usize = 60;

/// Words that no identifier holds (style of names).
const BANNED: [&str; 10] =
    ["data", "info", "manager", "helper", "util", "utils", "process", "acct", "amt", "qty"];

/// Everything that the style says of one file.
pub fn check(file: &str, text: &str) -> Result<Vec<Finding>, syn::Error> {
    let tree = syn::parse_file(text)?;
    let mut checker = Checker { file, found: Vec::new(), is_money: is_near_money(file) };
    let lines = text.lines().count();
    if lines > MOST_LINES {
        checker.note(lines, &format!("{lines} lines, at most {MOST_LINES}: split the file"));
    }
    if file.ends_with("/mod.rs") {
        checker.note(1, "mod.rs: name the file after its folder, beside it");
    }
    checker.visit_file(&tree);
    Ok(checker.found)
}

/// Everything of the core and the station but the boundary to workbooks and charts.
fn is_near_money(file: &str) -> bool {
    let boundary = [
        "station/src/sheet/read/workbook.rs",
        "station/src/web/chart.rs",
        "station/src/web/export.rs",
    ];
    let is_boundary = boundary.contains(&file);
    (file.starts_with("core/") || file.starts_with("station/")) && !is_boundary
}

struct Checker<'a> {
    file: &'a str,
    found: Vec<Finding>,
    is_money: bool,
}

impl Checker<'_> {
    fn note(&mut self, line: usize, remedy: &str) {
        let (file, remedy) = (self.file.to_owned(), remedy.to_owned());
        self.found.push(Finding { file, line, remedy });
    }

    fn function(&mut self, name: &syn::Ident, span: Span) {
        let lines = span.end().line - span.start().line + 1;
        if lines > MOST_FUNCTION_LINES {
            let remedy =
                format!("fn {name} has {lines} lines, at most {MOST_FUNCTION_LINES}: split it");
            self.note(span.start().line, &remedy);
        }
        self.word(name);
    }

    fn word(&mut self, name: &syn::Ident) {
        let text = name.to_string().to_lowercase();
        let is_banned = text.starts_with("do_") || text.split('_').any(|w| BANNED.contains(&w));
        if is_banned {
            let remedy = format!("{name}: a banned word; use the word of the table of names");
            self.note(name.span().start().line, &remedy);
        }
    }
}

impl<'ast> Visit<'ast> for Checker<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig.ident, item.span());
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig.ident, item.span());
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.word(&item.ident);
        visit::visit_item_struct(self, item);
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if let Some(name) = &field.ident {
            self.word(name);
        }
        visit::visit_field(self, field);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.word(&item.ident);
        visit::visit_item_mod(self, item);
    }

    fn visit_type_path(&mut self, path: &'ast syn::TypePath) {
        if self.is_money && (path.path.is_ident("f64") || path.path.is_ident("f32")) {
            let line = path.span().start().line;
            self.note(line, "a binary float near money: use Fen or a decimal quantity");
        }
        visit::visit_type_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if ["todo", "unimplemented", "dbg"].iter().any(|name| call.path.is_ident(name)) {
            let line = call.span().start().line;
            self.note(line, "unfinished code: finish it or take it out");
        }
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let line = attribute.span().start().line;
        if attribute.path().is_ident("ignore") {
            self.note(line, "#[ignore]: a test runs or is not there");
        }
        if attribute.path().is_ident("allow") {
            self.note(line, "#[allow]: use #[expect(.., reason = ..)]");
        }
        visit::visit_attribute(self, attribute);
    }
}
