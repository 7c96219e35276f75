//! Values of a body that calls of other sources refer to: copied when the body is read, as it may be
//! gone, or far away, when they are wanted.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Range;

use crate::answer::{Content, Reading};
use crate::http::Body;
use crate::json::Slot;
use crate::plan::Source;

/// Longest field of a body that may stand in a URL, in bytes; as long as the query of a caller.
pub(super) const MAX_IN_URL: usize = 8192;

/// So much of a field that is for URLs tells whether it is too long: a byte is written as an escape of
/// six at most, the quotes are no part of it, and the last escape may be cut off.
const MAX_COPIED: usize = 6 * MAX_IN_URL + 64;

/// A value that another source's call refers to, as JSON.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) slot: Slot,
    pub(super) json: Vec<u8>,
}

/// The values that the other sources of the endpoint want of a body.
pub(super) fn fields<B: Body>(
    source: &Source,
    content: &Content<B>,
    reading: &Reading,
) -> Vec<Field> {
    let wanted = source.fields.iter().filter_map(|field| {
        let most = if field.in_body { usize::MAX } else { MAX_COPIED };
        let json = value(content, reading.value(field.slot)?, most).into_owned();
        Some(Field { slot: field.slot, json })
    });
    wanted.collect()
}

/// The value at a range: of an array or an object only that it is one, of what else is longer than
/// `most` only the beginning.
pub(super) fn value<B: Body>(
    content: &Content<B>,
    range: Range<usize>,
    most: usize,
) -> Cow<'_, [u8]> {
    let first = content.part(range.start..range.end.min(range.start + 1));
    if matches!(&*first, b"[" | b"{") {
        return first;
    }
    content.part(range.start..range.end.min(range.start.saturating_add(most)))
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::*;
    use crate::json::decode;

    #[test]
    fn what_is_copied_shows_that_the_whole_is_too_long() {
        for text in ["\\u0041", "x", "\\ud83c\\udfb5", "\\n", "é"] {
            let escaped = text.repeat(MAX_IN_URL + 1);
            let json = format!("\"{escaped}\"");
            let content: Content = Content::Reply(json.to_string().into_bytes());
            for cut in 0..16 {
                let copied = value(&content, 0..json.len(), MAX_COPIED - cut);
                let inner = copied.get(1..copied.len() - 1).unwrap_or_default();
                assert!(decode(inner).len() > MAX_IN_URL, "{text} {cut}");
            }
        }
    }

    #[test]
    fn only_scalars_are_copied() {
        let content: Content = Content::Reply(b"[[1,2],{\"a\":1},\"b\",23]".to_vec());
        for (range, expected) in [(1..6, "["), (7..14, "{"), (15..18, "\"b\""), (19..21, "23")] {
            assert_eq!(&*value(&content, range, usize::MAX), expected.as_bytes());
        }
    }
}
