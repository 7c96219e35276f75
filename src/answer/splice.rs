//! An answer as pieces: text made here between ranges of bodies that are passed on as they came.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::{Content, Piece};
use crate::http::Body;

/// A body whose larger parts were never copied; a host copies the pieces out once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice<B = Vec<u8>> {
    text: Vec<u8>,
    bodies: Vec<Option<Content<B>>>,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(Range<usize>),
    Body(usize, Range<usize>),
}

impl<B: Body> Splice<B> {
    /// Bytes in all.
    pub fn len(&self) -> usize {
        self.pieces().map(|piece| piece.len()).sum()
    }

    /// Whether there is not one byte.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The pieces in order, none of them empty; together they are the whole.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_, B>> {
        let text = |range: &Range<usize>| {
            let text = self.text.get(range.clone()).unwrap_or_default();
            [Piece::Text(text), Piece::Text(&[]), Piece::Text(&[])]
        };
        let pieces = self.parts.iter().flat_map(move |part| match part {
            Part::Text(range) => text(range),
            Part::Body(body, range) => match self.bodies.get(*body).and_then(Option::as_ref) {
                Some(content) => content.pieces(range.clone()),
                None => text(&(0..0)),
            },
        });
        pieces.filter(|piece| !piece.is_empty())
    }

    /// The whole between two texts.
    #[must_use]
    pub fn between(mut self, before: &[u8], after: &[u8]) -> Self {
        for (text, place) in [(before, 0), (after, self.parts.len() + 1)] {
            let start = self.text.len();
            self.text.extend_from_slice(text);
            self.parts.insert(place, Part::Text(start..self.text.len()));
        }
        self
    }

    /// The whole in one buffer.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut whole = vec![0; self.len()];
        let mut rest = whole.as_mut_slice();
        for piece in self.pieces() {
            let (now, later) = rest.split_at_mut(piece.len());
            piece.copy_to(now);
            rest = later;
        }
        whole
    }
}

impl<B> Default for Splice<B> {
    /// Not one byte.
    fn default() -> Self {
        Self { text: Vec::new(), bodies: Vec::new(), parts: Vec::new() }
    }
}

impl<B> From<Vec<u8>> for Splice<B> {
    fn from(text: Vec<u8>) -> Self {
        let parts = vec![Part::Text(0..text.len())];
        Self { text, parts, bodies: Vec::new() }
    }
}

/// Puts an answer together.
#[derive(Debug, Default)]
pub struct SpliceBuilder {
    text: Vec<u8>,
    /// How much of the text is in a part already.
    taken: usize,
    parts: Vec<Part>,
}

impl SpliceBuilder {
    /// Where to write text.
    pub(crate) fn text(&mut self) -> &mut Vec<u8> {
        &mut self.text
    }

    /// Adds a range of a body, named by its place among the bodies given to [`Self::finish`].
    pub(super) fn body(&mut self, body: usize, range: Range<usize>) {
        self.end_text();
        self.parts.push(Part::Body(body, range));
    }

    /// The answer, with the bodies that its ranges are of.
    pub fn finish<B>(mut self, bodies: Vec<Option<Content<B>>>) -> Splice<B> {
        self.end_text();
        Splice { text: self.text, parts: self.parts, bodies }
    }

    fn end_text(&mut self) {
        if self.taken < self.text.len() {
            self.parts.push(Part::Text(self.taken..self.text.len()));
            self.taken = self.text.len();
        }
    }
}
