//! Well-formed UTF-8, one sequence at a time (Unicode 16, table 3-7).

/// The length of the sequence of two to four bytes that `bytes` begins with, if it is well formed.
pub(super) fn sequence(bytes: &[u8]) -> Option<usize> {
    let tail = |byte: &u8| (0x80..=0xbf).contains(byte);
    match bytes {
        [0xc2..=0xdf, b, ..] if tail(b) => Some(2),
        [0xe0, 0xa0..=0xbf, c, ..]
        | [0xed, 0x80..=0x9f, c, ..]
        | [0xe1..=0xec | 0xee | 0xef, 0x80..=0xbf, c, ..]
            if tail(c) =>
        {
            Some(3)
        }
        [0xf0, 0x90..=0xbf, c, d, ..]
        | [0xf4, 0x80..=0x8f, c, d, ..]
        | [0xf1..=0xf3, 0x80..=0xbf, c, d, ..]
            if tail(c) && tail(d) =>
        {
            Some(4)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every sequence of two and three bytes, and every four-byte one with extreme tails.
    #[test]
    fn agrees_with_the_standard_library() {
        let check = |bytes: &[u8]| {
            let expected = core::str::from_utf8(bytes).is_ok_and(|text| text.chars().count() == 1);
            assert_eq!(sequence(bytes) == Some(bytes.len()), expected, "{bytes:x?}");
        };
        // Miri takes a thousand times as long.
        for a in (0x80..=0xff).step_by(if cfg!(miri) { 23 } else { 1 }) {
            for b in (0..=0xff).step_by(if cfg!(miri) { 19 } else { 1 }) {
                check(&[a, b]);
                for c in (0..=0xff).step_by(if cfg!(miri) { 29 } else { 1 }) {
                    check(&[a, b, c]);
                    for d in [0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xff] {
                        check(&[a, b, c, d]);
                    }
                }
            }
        }
    }
}
