//! A write-ahead log of one commit, as SQLite's file format has it.

const MAGIC: u32 = 0x377f_0682; // checksums over little-endian words
const VERSION: u32 = 3_007_000;

/// A log that says the first page of `database` again. By its `salt` every
/// connection that is open sees that the file is another than it knew, and
/// forgets what it has read of it.
pub(super) fn of(database: &[u8], salt: u64) -> Vec<u8> {
    let page_bytes = u32::from(u16::from_be_bytes([database[16], database[17]]));
    let pages = u32::try_from(database.len()).expect("a short file") / page_bytes;
    let page = &database[..page_bytes as usize];
    let mut log = Vec::with_capacity(56 + page.len());
    let mut sum = Checksum::default();
    for number in [MAGIC, VERSION, page_bytes, 0] {
        log.extend(number.to_be_bytes());
    }
    log.extend(salt.to_be_bytes());
    sum.add(&log);
    log.extend(sum.bytes());
    // One frame: the page's number, and the file's pages after the commit.
    let place = [1_u32.to_be_bytes(), pages.to_be_bytes()].concat();
    sum.add(&place);
    sum.add(page);
    log.extend(place);
    log.extend(salt.to_be_bytes());
    log.extend(sum.bytes());
    log.extend_from_slice(page);
    log
}

#[derive(Default)]
struct Checksum(u32, u32);

impl Checksum {
    fn add(&mut self, bytes: &[u8]) {
        let mut words = bytes.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word));
        while let (Some(first), Some(second)) = (words.next(), words.next()) {
            self.0 = self.0.wrapping_add(first).wrapping_add(self.1);
            self.1 = self.1.wrapping_add(second).wrapping_add(self.0);
        }
    }

    fn bytes(&self) -> impl Iterator<Item = u8> + use<> {
        self.0.to_be_bytes().into_iter().chain(self.1.to_be_bytes())
    }
}
