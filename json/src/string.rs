//! Strings with their escapes undone.

use alloc::borrow::Cow;
use alloc::vec::Vec;

/// What stands between the quotes of a validated string, with its escapes undone.
///
/// The result is for comparing: a lone surrogate, which the grammar allows, becomes the three bytes
/// that UTF-8 would have used for it, so that different strings stay different.
pub fn decode(inner: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = inner.iter().position(|&byte| byte == b'\\') else {
        return Cow::Borrowed(inner);
    };
    let (plain, mut rest) = inner.split_at(first);
    let mut out = Vec::with_capacity(inner.len());
    out.extend_from_slice(plain);
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let Some((&escape, tail)) = rest.split_first() else {
            break;
        };
        rest = tail;
        match escape {
            b'b' => out.push(0x08),
            b'f' => out.push(0x0c),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'u' => rest = decode_unicode(rest, &mut out),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

/// The number that four hexadecimal digits at the start of `digits` stand for.
fn parse_hex4(digits: &[u8]) -> Option<u32> {
    let digits = digits.get(..4)?;
    digits.iter().try_fold(0, |n, &digit| Some(n << 4 | char::from(digit).to_digit(16)?))
}

fn decode_unicode<'a>(rest: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    let unit = parse_hex4(rest).unwrap_or(0xfffd);
    let rest = rest.get(4..).unwrap_or_default();
    if let 0xd800..=0xdbff = unit
        && let Some(low @ 0xdc00..=0xdfff) = rest.strip_prefix(b"\\u").and_then(parse_hex4)
    {
        push_code_point(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), out);
        return rest.get(6..).unwrap_or_default();
    }
    push_code_point(unit, out);
    rest
}

#[expect(clippy::cast_possible_truncation, reason = "each shift leaves at most eight bits")]
fn push_code_point(point: u32, out: &mut Vec<u8>) {
    match char::from_u32(point) {
        Some(character) => {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        None => out.extend_from_slice(&[
            0xe0 | (point >> 12) as u8,
            0x80 | (point >> 6 & 0x3f) as u8,
            0x80 | (point & 0x3f) as u8,
        ]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_every_escape() {
        for (inner, expected) in [
            ("plain", "plain"),
            (r#"a\"b\\c\/d"#, r#"a"b\c/d"#),
            (r"\b\f\n\r\t", "\u{8}\u{c}\n\r\t"),
            (r"per\u00fA \ud83c\udfb5!", "perú 🎵!"),
        ] {
            assert_eq!(decode(inner.as_bytes()), expected.as_bytes());
        }
    }

    #[test]
    fn lone_surrogates_stay_different() {
        assert_ne!(decode(br"\ud800"), decode(br"\ud801"));
        assert_eq!(decode(br"\ud800x"), [0xed, 0xa0, 0x80, b'x'].as_slice());
        assert_eq!(decode(br"\ud800\u0041"), [0xed, 0xa0, 0x80, b'A'].as_slice());
    }
}
