//! The public functions of the rule core by the paths under which a caller
//! names them, re-exports followed.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use syn::{ImplItem, Item, UseTree, Visibility};

/// A module with what stands in it.
#[derive(Default)]
struct Module {
    functions: BTreeSet<String>,
    types: BTreeSet<String>,
    /// What `pub use` gives another place to: the name, and the path from here.
    uses: Vec<(String, Vec<String>)>,
    /// The modules in it, and whether they are public.
    modules: BTreeMap<String, (bool, Module)>,
}

/// The public functions of each type, by the type's name.
type Methods = BTreeMap<String, BTreeSet<String>>;

/// What a path leads to.
enum Found<'a> {
    Function,
    Type,
    Module(&'a Module),
}

/// All public functions of the crate whose `lib.rs` lies in `folder`, such as
/// `bill::loss::transformer_loss` and `money::Fen::round_yuan`. Functions that a
/// macro writes are not among them.
pub fn public_functions(folder: &Path) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let mut methods = Methods::new();
    let root = read(&folder.join("lib.rs"), folder, &mut methods)?;
    let mut found = BTreeSet::new();
    collect(&root, "", &methods, &mut found);
    Ok(found)
}

/// The module of `file`, whose own modules lie in `folder`.
fn read(file: &Path, folder: &Path, methods: &mut Methods) -> Result<Module, Box<dyn Error>> {
    let text = fs::read_to_string(file)?;
    let mut module = Module::default();
    for item in syn::parse_file(&text)?.items {
        match item {
            Item::Fn(item) if is_public(&item.vis) => {
                module.functions.insert(item.sig.ident.to_string());
            }
            Item::Struct(item) if is_public(&item.vis) => {
                module.types.insert(item.ident.to_string());
            }
            Item::Enum(item) if is_public(&item.vis) => {
                module.types.insert(item.ident.to_string());
            }
            Item::Impl(item) if item.trait_.is_none() => collect_methods(&item, methods),
            Item::Use(item) if is_public(&item.vis) => {
                spread(&item.tree, &mut Vec::new(), &mut module.uses);
            }
            // A module written out in its parent is one of tests.
            Item::Mod(item) if item.content.is_none() => {
                let name = item.ident.to_string();
                let own = folder.join(&name);
                let child = read(&own.with_extension("rs"), &own, methods)?;
                module.modules.insert(name, (is_public(&item.vis), child));
            }
            _other => {}
        }
    }
    Ok(module)
}

const fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn collect_methods(item: &syn::ItemImpl, methods: &mut Methods) {
    let syn::Type::Path(path) = &*item.self_ty else { return };
    let Some(own) = path.path.segments.last() else { return };
    let own = methods.entry(own.ident.to_string()).or_default();
    for function in &item.items {
        if let ImplItem::Fn(function) = function
            && is_public(&function.vis)
        {
            own.insert(function.sig.ident.to_string());
        }
    }
}

fn spread(tree: &UseTree, before: &mut Vec<String>, uses: &mut Vec<(String, Vec<String>)>) {
    let path_to = |last: &syn::Ident, before: &[String]| {
        before.iter().cloned().chain([last.to_string()]).collect()
    };
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            spread(&path.tree, before, uses);
            before.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|item| spread(item, before, uses)),
        UseTree::Name(name) => uses.push((name.ident.to_string(), path_to(&name.ident, before))),
        UseTree::Rename(name) => uses.push((name.rename.to_string(), path_to(&name.ident, before))),
        // What a glob gives is not told by this file alone: the core has none.
        UseTree::Glob(_) => {}
    }
}

/// What `path` leads to inside the crate, whoever may see it.
fn find<'a>(module: &'a Module, path: &[String]) -> Option<Found<'a>> {
    let (first, rest) = path.split_first()?;
    if let Some((_, child)) = module.modules.get(first) {
        return if rest.is_empty() { Some(Found::Module(child)) } else { find(child, rest) };
    }
    if let Some((_, target)) = module.uses.iter().find(|(name, _)| name == first) {
        return match find(module, target)? {
            Found::Module(child) if !rest.is_empty() => find(child, rest),
            found => rest.is_empty().then_some(found),
        };
    }
    let is_last = rest.is_empty();
    if is_last && module.functions.contains(first) {
        Some(Found::Function)
    } else {
        (is_last && module.types.contains(first)).then_some(Found::Type)
    }
}

fn collect(module: &Module, before: &str, methods: &Methods, found: &mut BTreeSet<String>) {
    let path_to = |name: &str| {
        if before.is_empty() { name.to_owned() } else { format!("{before}::{name}") }
    };
    let add_type = |name: &str, found: &mut BTreeSet<String>| {
        let own = methods.get(name).into_iter().flatten();
        found.extend(own.map(|function| format!("{}::{function}", path_to(name))));
    };
    found.extend(module.functions.iter().map(|name| path_to(name)));
    module.types.iter().for_each(|name| add_type(name, found));
    for (name, target) in &module.uses {
        match find(module, target) {
            Some(Found::Function) => {
                found.insert(path_to(name));
            }
            Some(Found::Type) => add_type(name, found),
            Some(Found::Module(child)) => collect(child, &path_to(name), methods, found),
            None => {}
        }
    }
    for (name, (_, child)) in module.modules.iter().filter(|(_, (is_public, _))| *is_public) {
        collect(child, &path_to(name), methods, found);
    }
}
