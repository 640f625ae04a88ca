//! The bytes of a file in shared pieces, so that a copy of a disk costs a few
//! pointers.

use std::sync::Arc;

const PIECE: usize = 4096;

/// The bytes of a file. Those after its end are zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    pieces: Vec<Arc<[u8; PIECE]>>,
    length: usize,
}

impl Content {
    /// How many there are.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.length
    }

    /// Copies from `offset` on into `into`, as far as there are bytes, and says
    /// how many.
    pub fn read(&self, offset: usize, into: &mut [u8]) -> usize {
        let there = self.length.saturating_sub(offset).min(into.len());
        let mut copied = 0;
        while copied < there {
            let (piece, from) = ((offset + copied) / PIECE, (offset + copied) % PIECE);
            let count = (PIECE - from).min(there - copied);
            into[copied..copied + count].copy_from_slice(&self.pieces[piece][from..from + count]);
            copied += count;
        }
        there
    }

    /// Writes at `offset`; a gap before it is zero.
    pub fn write(&mut self, offset: usize, bytes: &[u8]) {
        self.reach(offset + bytes.len());
        let mut copied = 0;
        while copied < bytes.len() {
            let (piece, to) = ((offset + copied) / PIECE, (offset + copied) % PIECE);
            let count = (PIECE - to).min(bytes.len() - copied);
            let target = Arc::make_mut(&mut self.pieces[piece]);
            target[to..to + count].copy_from_slice(&bytes[copied..copied + count]);
            copied += count;
        }
    }

    /// Cuts off, or fills up with zeros, to `length`.
    pub fn set_length(&mut self, length: usize) {
        self.reach(length);
        self.pieces.truncate(length.div_ceil(PIECE));
        let end = length % PIECE;
        if length < self.length
            && end > 0
            && let Some(last) = self.pieces.last_mut()
        {
            Arc::make_mut(last)[end..].fill(0);
        }
        self.length = length;
    }

    fn reach(&mut self, length: usize) {
        let pieces = length.div_ceil(PIECE);
        if pieces > self.pieces.len() {
            self.pieces.resize_with(pieces, || Arc::new([0; PIECE]));
        }
        self.length = self.length.max(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_across_pieces_and_gaps_are_zero() {
        let mut content = Content::default();
        content.write(PIECE - 2, b"abcd");
        let copy = content.clone();
        content.write(PIECE, b"XY");
        let mut into = [9; 6];
        assert_eq!(content.read(PIECE - 3, &mut into), 5);
        assert_eq!(&into, b"\0abXY\x09");
        assert_eq!(copy.read(PIECE - 3, &mut into), 5);
        assert_eq!(&into[..5], b"\0abcd");
    }

    #[test]
    fn what_is_cut_off_does_not_come_back() {
        let mut content = Content::default();
        content.write(0, b"abcd");
        content.set_length(1);
        content.set_length(3);
        let mut into = [9; 4];
        assert_eq!(content.read(0, &mut into), 3);
        assert_eq!(&into, b"a\0\0\x09");
    }
}
