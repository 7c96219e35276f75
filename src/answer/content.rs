//! What stands for the body of a source in an answer.

use alloc::borrow::Cow;
use alloc::sync::Arc;
use core::ops::Range;

use crate::http::Body;

/// What stands for the body of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content<B = alloc::vec::Vec<u8>> {
    /// Bytes that others share: of the plan, or of a former reply.
    Shared(Arc<[u8]>),
    /// The body of a reply.
    Reply(B),
    /// An array whose only element is the body of a reply.
    Wrapped(B),
}

/// A stretch of an answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a, B = alloc::vec::Vec<u8>> {
    /// Bytes in memory.
    Text(&'a [u8]),
    /// A range of the body of a reply.
    Body(&'a B, Range<usize>),
}

impl<B: Body> Content<B> {
    /// The stretches that a range of it is made of; empty ones are to be passed over.
    pub(super) fn pieces(&self, range: Range<usize>) -> [Piece<'_, B>; 3] {
        let none = || Piece::Text(&[]);
        match self {
            Self::Shared(bytes) => {
                [Piece::Text(bytes.get(range).unwrap_or_default()), none(), none()]
            }
            Self::Reply(body) => [Piece::Body(body, range), none(), none()],
            Self::Wrapped(body) => {
                // The body stands between the two brackets.
                let bracket = |text: &'static [u8], at| {
                    Piece::Text(if range.contains(&at) { text } else { &[] })
                };
                let end = body.len();
                let within = |at: usize| at.saturating_sub(1).min(end);
                let middle = within(range.start)..within(range.end);
                [bracket(b"[", 0), Piece::Body(body, middle), bracket(b"]", end + 1)]
            }
        }
    }
}

impl<B> Content<B> {
    /// The same without its own copy of a body.
    pub(crate) fn borrowed(&self) -> Content<&B> {
        match self {
            Self::Shared(bytes) => Content::Shared(bytes.clone()),
            Self::Reply(body) => Content::Reply(body),
            Self::Wrapped(body) => Content::Wrapped(body),
        }
    }
}

impl<B: Body> Body for Content<B> {
    fn len(&self) -> usize {
        match self {
            Self::Shared(bytes) => bytes.len(),
            Self::Reply(body) => body.len(),
            Self::Wrapped(body) => body.len() + 2,
        }
    }

    fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Shared(bytes) => Some(bytes),
            Self::Reply(body) => body.bytes(),
            Self::Wrapped(_) => None,
        }
    }

    fn copy_to(&self, at: usize, out: &mut [u8]) {
        let mut rest = out;
        for piece in self.pieces(at..at + rest.len()) {
            let (now, later) = rest.split_at_mut(piece.len().min(rest.len()));
            piece.copy_to(now);
            rest = later;
        }
    }
}

impl<'a, B: Body> Piece<'a, B> {
    /// How many bytes it has.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Body(_, range) => range.len(),
        }
    }

    /// Whether there is not one byte.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its bytes, copied only if they are not in memory.
    pub fn bytes(self) -> Cow<'a, [u8]> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Body(body, range) => body.part(range),
        }
    }

    /// Copies its bytes into `out`, which must have as many.
    pub fn copy_to(&self, out: &mut [u8]) {
        match self {
            Self::Text(text) => text.copy_to(0, out),
            Self::Body(body, range) => body.copy_to(range.start, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn what_is_wrapped_reads_like_the_array_that_it_stands_for() {
        let (body, array) = (b"{\"a\":1}".to_vec(), b"[{\"a\":1}]");
        let wrapped = Content::Wrapped(body);
        assert_eq!(wrapped.len(), array.len());
        for start in 0..=array.len() {
            for end in start..=array.len() {
                let range = start..end;
                assert_eq!(wrapped.part(range.clone()), &array[range.clone()]);
                let pieces = wrapped.pieces(range.clone());
                assert_eq!(pieces.iter().map(Piece::len).sum::<usize>(), range.len());
            }
        }
    }

    #[test]
    fn the_others_are_what_they_are() {
        let contents = [Content::Shared((*b"[1,2]").into()), Content::Reply(b"[1,2]".to_vec())];
        for content in contents {
            assert_eq!(content.bytes(), Some(&b"[1,2]"[..]));
            assert_eq!(content.part(1..4).to_vec(), b"1,2".to_vec() as Vec<u8>);
        }
    }
}
