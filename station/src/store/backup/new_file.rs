//! A file that is whole under its name, or not there.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::store::StoreError;

/// Writes beside the target, makes it durable, then gives it its name, so
/// that a file under that name is always whole.
pub(super) fn into_new_file<T>(
    target: &Path,
    write: impl FnOnce(&Path) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let failed = |source| StoreError::File { path: target.to_owned(), source };
    if target.exists() {
        return Err(failed(io::ErrorKind::AlreadyExists.into()));
    }
    let mut partial = target.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let written = write(&partial).and_then(|copied| {
        File::open(&partial).and_then(|file| file.sync_all()).map_err(failed)?;
        fs::rename(&partial, target).map_err(failed)?;
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = File::open(folder.unwrap_or(Path::new("."))).map_err(failed)?;
        folder.sync_all().map_err(failed)?;
        Ok(copied)
    });
    if written.is_err() && partial.exists() {
        // The first error is the one to report.
        drop(fs::remove_file(&partial));
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_fills_up_leaves_no_half_file() {
        let folder = std::env::temp_dir().join(format!("dianfei-full-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let target = folder.join("backup");
        let refused = into_new_file(&target, |partial| {
            fs::write(partial, [7; 4096]).expect("the disk takes a first block");
            let source = io::ErrorKind::StorageFull.into();
            Err::<(), _>(StoreError::File { path: partial.to_owned(), source })
        });
        assert!(matches!(&refused, Err(StoreError::File { .. })), "{refused:?}");
        assert!(refused.expect_err("refused").to_string().contains("the space"));
        assert_eq!(fs::read_dir(&folder).expect("reads").count(), 0, "nothing is left");
        fs::remove_dir_all(&folder).expect("tidied up");
    }
}
