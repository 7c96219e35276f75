//! An answer as pieces: text made here between ranges of bodies that are passed on as they came.

use alloc::vec::Vec;
use core::ops::Range;

/// A body whose larger parts were never copied; a host copies the pieces out once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Splice {
    text: Vec<u8>,
    bodies: Vec<Vec<u8>>,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(Range<usize>),
    Body(usize, Range<usize>),
}

impl Splice {
    /// Bytes in all.
    pub fn len(&self) -> usize {
        self.pieces().map(<[u8]>::len).sum()
    }

    /// Whether there is not one byte.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The pieces in order; together they are the whole.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        self.pieces.iter().map(|piece| match piece {
            Piece::Text(range) => self.text.get(range.clone()).unwrap_or_default(),
            Piece::Body(body, range) => {
                self.bodies.get(*body).and_then(|body| body.get(range.clone())).unwrap_or_default()
            }
        })
    }

    /// The whole in one buffer.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.len());
        self.pieces().for_each(|piece| out.extend_from_slice(piece));
        out
    }
}

impl From<Vec<u8>> for Splice {
    fn from(text: Vec<u8>) -> Self {
        let pieces = alloc::vec![Piece::Text(0..text.len())];
        Self { text, bodies: Vec::new(), pieces }
    }
}

/// Puts an answer together.
#[derive(Debug, Default)]
pub struct SpliceBuilder {
    text: Vec<u8>,
    /// How much of the text is in a piece already.
    taken: usize,
    pieces: Vec<Piece>,
}

impl SpliceBuilder {
    /// Where to write text.
    pub(super) fn text(&mut self) -> &mut Vec<u8> {
        &mut self.text
    }

    /// Adds a range of a body, named by its place among the bodies given to [`Self::finish`].
    pub(super) fn body(&mut self, body: usize, range: Range<usize>) {
        self.end_text();
        self.pieces.push(Piece::Body(body, range));
    }

    /// The answer, with the bodies that its ranges are of.
    pub fn finish(mut self, bodies: Vec<Vec<u8>>) -> Splice {
        self.end_text();
        Splice { text: self.text, bodies, pieces: self.pieces }
    }

    fn end_text(&mut self) {
        if self.taken < self.text.len() {
            self.pieces.push(Piece::Text(self.taken..self.text.len()));
            self.taken = self.text.len();
        }
    }
}
