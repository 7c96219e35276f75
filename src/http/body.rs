//! The body of a reply, wherever its bytes are.

use alloc::borrow::Cow;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// The body of a reply.
///
/// A host need not hold it in the memory that the core runs in: the core copies what it scans, and
/// of the rest only what it has to know.
pub trait Body {
    /// How many bytes it has.
    fn len(&self) -> usize;

    /// All the bytes, if they are in memory.
    fn bytes(&self) -> Option<&[u8]>;

    /// Copies the bytes from `at` on into `out`, which must not reach beyond the end.
    fn copy_to(&self, at: usize, out: &mut [u8]);

    /// Whether there is not one byte.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of a range, as far as there are any: copied only if they are not in memory.
    fn part(&self, range: Range<usize>) -> Cow<'_, [u8]> {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        match self.bytes() {
            Some(bytes) => Cow::Borrowed(bytes.get(start..end).unwrap_or_default()),
            None => {
                let mut copy = vec![0; end - start];
                self.copy_to(start, &mut copy);
                Cow::Owned(copy)
            }
        }
    }
}

impl<B: Body + ?Sized> Body for &B {
    fn len(&self) -> usize {
        (**self).len()
    }

    fn bytes(&self) -> Option<&[u8]> {
        (**self).bytes()
    }

    fn copy_to(&self, at: usize, out: &mut [u8]) {
        (**self).copy_to(at, out);
    }
}

impl Body for [u8] {
    fn len(&self) -> usize {
        self.len()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self)
    }

    fn copy_to(&self, at: usize, out: &mut [u8]) {
        let bytes = self.get(at..).unwrap_or_default();
        let count = out.len().min(bytes.len());
        if let (Some(out), Some(bytes)) = (out.get_mut(..count), bytes.get(..count)) {
            out.copy_from_slice(bytes);
        }
    }
}

impl Body for Vec<u8> {
    fn len(&self) -> usize {
        self.len()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self)
    }

    fn copy_to(&self, at: usize, out: &mut [u8]) {
        self.as_slice().copy_to(at, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A body that is elsewhere.
    struct Elsewhere(Vec<u8>);

    impl Body for Elsewhere {
        fn len(&self) -> usize {
            self.0.len()
        }

        fn bytes(&self) -> Option<&[u8]> {
            None
        }

        fn copy_to(&self, at: usize, out: &mut [u8]) {
            self.0.copy_to(at, out);
        }
    }

    #[test]
    fn parts_are_the_same_wherever_the_bytes_are() {
        let (here, elsewhere) = (b"0123456789".to_vec(), Elsewhere(b"0123456789".to_vec()));
        for (range, expected) in
            [(0..10, "0123456789"), (3..5, "34"), (8..99, "89"), (10..11, ""), (50..60, "")]
        {
            assert_eq!(here.part(range.clone()), expected.as_bytes());
            assert_eq!(elsewhere.part(range), expected.as_bytes());
        }
        assert!(matches!(here.part(1..2), Cow::Borrowed(_)));
        assert!(!elsewhere.is_empty());
    }
}
