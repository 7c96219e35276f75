//! Reading numbers.

use super::finite;

/// As many decimal digits are an integer of 64 bits whatever they are.
const MAX_DIGITS: usize = 18;
/// As many decimal digits are an exact double whatever they are.
const EXACT_DIGITS: usize = 15;
const POWERS: [u64; EXACT_DIGITS + 1] = {
    let mut powers = [1; EXACT_DIGITS + 1];
    let mut index = 1;
    while index < powers.len() {
        powers[index] = powers[index - 1] * 10;
        index += 1;
    }
    powers
};

/// A number that a double can hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    /// An integer.
    Integer(i64),
    /// An integer of more digits than are sure to fit, as the nearest double.
    Large(f64),
    /// A number with a fraction or an exponent.
    Fraction(f64),
}

impl Number {
    /// The number written in `raw`, unless it is no number or too large for a double.
    #[inline]
    pub(crate) fn parse(raw: &[u8]) -> Option<Self> {
        let (negative, digits) = match raw.split_first() {
            Some((b'-', digits)) => (true, digits),
            _ => (false, raw),
        };
        let (mantissa, decimals) = match short_decimal(digits).or_else(|| decimal(digits)) {
            Some(decimal) => decimal,
            None if digits.iter().all(u8::is_ascii_digit) => return finite(raw).map(Self::Large),
            None => return finite(raw).map(Self::Fraction),
        };
        if decimals == 0 {
            let integer = mantissa.cast_signed();
            return Some(Self::Integer(if negative { -integer } else { integer }));
        }
        // Both are exact doubles, so that the quotient is the nearest double (Clinger, "How to Read
        // Floating Point Numbers Accurately", 1990).
        let power = POWERS.get(decimals).copied().unwrap_or(1);
        #[expect(clippy::cast_precision_loss, reason = "at most fifteen digits")]
        let number = mantissa as f64 / power as f64;
        Some(Self::Fraction(if negative { 0.0 - number } else { number }))
    }

    /// The nearest double.
    #[expect(clippy::cast_precision_loss, reason = "the nearest is wanted")]
    pub(crate) fn to_f64(self) -> f64 {
        match self {
            Self::Integer(integer) => integer as f64,
            Self::Large(number) | Self::Fraction(number) => number,
        }
    }
}

/// The digits of a decimal as an integer, and how many of them are decimals. Nothing if it has an
/// exponent, or more digits than can be dealt with exactly.
fn decimal(text: &[u8]) -> Option<(u64, usize)> {
    let mut mantissa = 0_u64;
    let mut point = None;
    for (place, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            }
            b'.' if point.is_none() => point = Some(place),
            _ => return None,
        }
    }
    match point {
        None => (1..=MAX_DIGITS).contains(&text.len()).then_some((mantissa, 0)),
        Some(_) if text.len() > EXACT_DIGITS + 1 => None,
        Some(point) => Some((mantissa, text.len() - point - 1)),
    }
}

/// The same for up to eight characters, all at once in a 64-bit number.
#[inline(always)]
fn short_decimal(text: &[u8]) -> Option<(u64, usize)> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const ZEROS: u64 = ONES * b'0' as u64;
    // The first character in the lowest byte.
    let word = match text.len() {
        8 => u64::from_le_bytes(*text.first_chunk()?),
        length @ 4..8 => {
            let first = u32::from_le_bytes(*text.first_chunk()?);
            let last = u32::from_le_bytes(*text.last_chunk()?);
            u64::from(first) | u64::from(last) << (8 * (length - 4))
        }
        1..4 => text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        _ => return None,
    };
    // The point, if there is one, is the lowest byte that becomes zero, and is taken out.
    let others = word ^ (ONES * u64::from(b'.'));
    let point = others.wrapping_sub(ONES) & !others & (ONES << 7);
    let (word, digits, decimals) = if point == 0 {
        (word, text.len(), 0)
    } else {
        let place = point.trailing_zeros() / 8;
        let before = (1_u64 << (8 * place)) - 1;
        (word & before | word >> 8 & !before, text.len() - 1, text.len() - 1 - place as usize)
    };
    if digits == 0 {
        return None;
    }
    // Eight digits with zeros in front.
    let front = 8 * (8 - digits);
    let word = word << front | ZEROS & ((1 << front) - 1);
    let high = ONES * 0xf0;
    if word & high != ZEROS || word.wrapping_add(ONES * 6) & high != ZEROS {
        return None;
    }
    // Pairs of digits, then of pairs, then of fours.
    let pairs = (word - ZEROS).wrapping_mul(1 + (10 << 8)) >> 8 & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(1 + (100 << 16)) >> 16 & 0x0000_ffff_0000_ffff;
    Some((fours.wrapping_mul(1 + (10_000 << 32)) >> 32, decimals))
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn numbers_are_those_of_the_standard_library() {
        let mut numbers = alloc::vec::Vec::new();
        for digits in ["0", "7", "10", "123", "4096", "65535", "999999", "1234567", "87654321"] {
            numbers.push(digits.into());
            for point in 1..digits.len() {
                let (before, after) = digits.split_at(point);
                numbers.push(format!("{before}.{after}"));
                numbers.push(format!("{before}.{after}00012345"));
            }
            numbers.extend(
                ["e2", "E-3", ".5e1", "00000000000", "000000000000000000000"]
                    .map(|end| format!("{digits}{end}")),
            );
        }
        for number in numbers {
            for raw in [number.clone(), format!("-{number}")] {
                let expected: f64 = raw.parse().unwrap();
                let parsed = Number::parse(raw.as_bytes()).unwrap();
                assert_eq!(parsed.to_f64(), expected, "{raw}");
                let whole = raw.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
                assert_eq!(matches!(parsed, Number::Fraction(_)), !whole, "{raw}");
            }
        }
    }

    /// Each of the short texts of these characters: read as the long ones are, or not at all.
    #[test]
    fn short_texts_are_read_as_long_ones() {
        let characters = b"019.-e/:";
        let mut texts = alloc::vec![alloc::vec::Vec::new()];
        for _ in 0..if cfg!(miri) { 2 } else { 5 } {
            let longer = |text: &alloc::vec::Vec<u8>| {
                characters.map(|character| [&text[..], &[character]].concat())
            };
            texts = texts.iter().flat_map(longer).collect();
            for text in &texts {
                for text in [text.clone(), [b"12", &text[..]].concat()] {
                    // What is no number does not come here, such as one that ends with its point.
                    if !text.ends_with(b".") && !text.starts_with(b".") {
                        assert_eq!(short_decimal(&text), decimal(&text), "{}", text.escape_ascii());
                    }
                }
            }
        }
    }
}
