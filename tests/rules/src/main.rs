//! Writes the page of the rules anew: `cargo run -p dianfei-rule-list`. A test
//! compares what is committed with what this makes.

use std::error::Error;
use std::fs;

use dianfei_rule_list::{PAGE, page, read, root};

fn main() -> Result<(), Box<dyn Error>> {
    let chapters = read()?;
    fs::write(root().join(PAGE), page(&chapters))?;
    let rules: usize = chapters.iter().map(|chapter| chapter.rules.len()).sum();
    println!("{PAGE} {rules} rules");
    Ok(())
}
