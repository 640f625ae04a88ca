//! What the station's statements write: never a sealed table but through the
//! journal, and never a table of another chapter.

use std::collections::BTreeMap;

use dianfei_station::store::Mark;
use dianfei_station::{chapters, journal, phone};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use super::Finding;

/// Who writes a table, and what it is to the record.
#[derive(Debug, Clone, Copy)]
struct Owner {
    folder: &'static str,
    mark: Mark,
}

/// The chapters' folders in the order of `chapters::ALL`.
const FOLDERS: [&str; 8] =
    ["account", "people", "reading", "audit", "ticket", "collection", "recovery", "archive"];

/// May touch any table: the journal's rows, replay, and copies of whole stores.
const KEEPERS: [&str; 3] = ["station/src/journal", "station/src/store/", "station/src/spine.rs"];

fn owners() -> BTreeMap<&'static str, Owner> {
    assert_eq!(FOLDERS.len(), chapters::ALL.len(), "a folder for each chapter");
    let of_chapters = FOLDERS
        .into_iter()
        .zip(chapters::ALL)
        .flat_map(|(folder, chapter)| chapter.tables.iter().map(move |table| (folder, *table)));
    let of_door = phone::TABLES.iter().map(|table| ("phone", table));
    let of_journal = journal::TABLES.iter().map(|table| ("journal", table));
    of_chapters
        .chain(of_door)
        .chain(of_journal)
        .map(|(folder, table)| (table.name, Owner { folder, mark: table.mark }))
        .collect()
}

/// Statements of one file that write where they may not.
pub fn check(file: &str, text: &str) -> Result<Vec<Finding>, syn::Error> {
    let Some(inside) = file.strip_prefix("station/src/") else { return Ok(Vec::new()) };
    if KEEPERS.iter().any(|keeper| file.starts_with(keeper)) {
        return Ok(Vec::new());
    }
    let folder = inside.split('/').next().unwrap_or_default();
    let folder = folder.strip_suffix(".rs").unwrap_or(folder);
    let owners = owners();
    let mut texts = Texts(Vec::new());
    texts.visit_file(&syn::parse_file(text)?);
    let mut found = Vec::new();
    for (line, statement) in texts.0 {
        for (verb, table) in writes(&statement) {
            let Some(owner) = owners.get(table) else { continue };
            let remedy = if owner.mark.is_sealed() {
                format!("{verb} {table}: a sealed table is written by journal and spine alone")
            } else if owner.folder != folder {
                format!("{verb} {table}: a table of {}, which alone writes it", owner.folder)
            } else {
                continue;
            };
            found.push(Finding { file: file.to_owned(), line, remedy });
        }
    }
    Ok(found)
}

/// Verb and table of each writing statement in a text.
fn writes(text: &str) -> Vec<(&'static str, &str)> {
    let words: Vec<&str> = text
        .split(|mark: char| !(mark.is_ascii_alphanumeric() || mark == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(3)
        .filter_map(|window| match window {
            ["insert", "into", table] => Some(("insert into", *table)),
            ["delete", "from", table] => Some(("delete from", *table)),
            ["update", table, "set"] => Some(("update", *table)),
            _ => None,
        })
        .collect()
}

/// String literals with their lines, inside macros too; no doc comments.
struct Texts(Vec<(usize, String)>);

impl Texts {
    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(literal) => {
                    let line = literal.span().start().line;
                    if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        self.0.push((line, text.value()));
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Texts {
    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.0.push((literal.span().start().line, literal.value()));
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, _attribute: &'ast syn::Attribute) {}
}
