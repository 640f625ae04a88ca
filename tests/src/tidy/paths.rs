//! The paths that a Rust file names, in expressions, types and `use`, each as
//! its segments.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A path where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The line, from 1.
    pub line: usize,
    /// Its segments, such as `std`, `fs`, `read`.
    pub segments: Vec<String>,
}

/// All paths of a file.
pub fn all(text: &str) -> Result<Vec<Named>, syn::Error> {
    let tree = syn::parse_file(text)?;
    let mut found = Paths(Vec::new());
    found.visit_file(&tree);
    Ok(found.0)
}

struct Paths(Vec<Named>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.0.push(Named { line: path.span().start().line, segments });
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        spread(&item.tree, &mut Vec::new(), &mut self.0);
    }
}

/// One path for each leaf of a `use`.
fn spread(tree: &syn::UseTree, before: &mut Vec<String>, found: &mut Vec<Named>) {
    match tree {
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            spread(&path.tree, before, found);
            before.pop();
        }
        syn::UseTree::Group(group) => {
            for item in &group.items {
                spread(item, before, found);
            }
        }
        syn::UseTree::Name(name) => leaf(name.span(), name.ident.to_string(), before, found),
        syn::UseTree::Rename(name) => leaf(name.span(), name.ident.to_string(), before, found),
        syn::UseTree::Glob(glob) => leaf(glob.span(), "*".to_owned(), before, found),
    }
}

fn leaf(span: proc_macro2::Span, last: String, before: &[String], found: &mut Vec<Named>) {
    let segments = before.iter().cloned().chain([last]).collect();
    found.push(Named { line: span.start().line, segments });
}
