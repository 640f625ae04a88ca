//! Writes the demo station's spreadsheets anew: `cargo run -p dianfei-tests
//! --bin demo_sheets`. A test compares what is committed with what this makes.

use std::error::Error;
use std::fs;
use std::path::Path;

use dianfei_tests::demo_sheets;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("station/demo");
    fs::create_dir_all(folder)?;
    for table in demo_sheets::all() {
        let path = folder.join(table.file);
        fs::write(&path, demo_sheets::workbook(&table)?)?;
        println!("{} {} rows", path.display(), table.rows.len());
    }
    Ok(())
}
