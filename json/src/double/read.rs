//! The double nearest to a decimal.

use super::wide::Wide;
use super::{LEAST, MANTISSA};

/// As many digits fit into 64 bits whatever they are.
const DIGITS: usize = 19;
/// More digits than these never decide to which side a decimal is rounded, but that there are some
/// (Clinger, 1990): the longest that lies between two doubles has 767.
const DECIDING: usize = 770;
/// Powers of ten of 64 bits.
const POWERS: [u64; DIGITS + 1] = {
    let mut powers = [1; DIGITS + 1];
    let mut index = 1;
    while index < powers.len() {
        powers[index] = powers[index - 1] * 10;
        index += 1;
    }
    powers
};

/// The double nearest to the number written in `raw` as JSON has it, half to even; nothing if it is no
/// number or too large.
pub(in super::super) fn nearest(raw: &[u8]) -> Option<f64> {
    let (negative, text) = match raw.strip_prefix(b"-") {
        Some(text) => (true, text),
        None => (false, raw),
    };
    let decimal = Decimal::read(text)?;
    let number = decimal.nearest();
    number.is_finite().then_some(if negative { -number } else { number })
}

/// The digits of a number, leading zeros left out, and the power of ten of the last one.
struct Decimal<'t> {
    /// The text, in which the digits are.
    text: &'t [u8],
    /// The first digits, as many as fit.
    first: u64,
    /// How many digits there are in all.
    count: usize,
    exponent: i64,
}

impl<'t> Decimal<'t> {
    fn read(text: &'t [u8]) -> Option<Self> {
        let end = text.iter().position(|byte| matches!(byte, b'e' | b'E'));
        let (text, exponent) = text.split_at(end.unwrap_or(text.len()));
        let mut decimal = Self { text, first: 0, count: 0, exponent: read_exponent(exponent)? };
        let mut fraction = false;
        for byte in text {
            match byte {
                b'.' if !fraction => fraction = true,
                b'0'..=b'9' => {
                    let digit = u64::from(byte - b'0');
                    if decimal.count > 0 || digit > 0 {
                        if decimal.count < DIGITS {
                            decimal.first = decimal.first * 10 + digit;
                        }
                        decimal.count += 1;
                    }
                    decimal.exponent -= i64::from(fraction);
                }
                _ => return None,
            }
        }
        text.first()?.is_ascii_digit().then_some(decimal)
    }

    fn nearest(&self) -> f64 {
        let magnitude = self.exponent.saturating_add(self.count as i64);
        match usize::try_from(self.exponent.unsigned_abs()) {
            _ if self.count == 0 || magnitude < -330 => 0.0,
            _ if magnitude > 310 => f64::INFINITY,
            Ok(power) if self.count <= DIGITS && power < POWERS.len() => {
                let power = POWERS[power];
                if self.exponent >= 0 {
                    compose(u128::from(self.first) * u128::from(power), 0, false)
                } else {
                    divide(self.first, power)
                }
            }
            _ => self.nearest_exactly(),
        }
    }

    /// By numbers as long as it takes.
    fn nearest_exactly(&self) -> f64 {
        let (mut number, mut divisor) = (Wide::new(0), Wide::new(1));
        let digits = self.text.iter().filter(|byte| byte.is_ascii_digit());
        let digits = digits.skip_while(|byte| **byte == b'0').map(|byte| u32::from(byte - b'0'));
        let mut exponent = self.exponent;
        let (mut more, mut place) = (false, 0);
        for digit in digits {
            if place < DECIDING {
                number.multiply(10, digit);
            } else {
                more |= digit > 0;
                exponent += 1;
            }
            place += 1;
        }
        // Bounded by the magnitude and the number of digits.
        let power = u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX);
        if exponent < 0 {
            divisor.multiply_by_ten(power);
        } else {
            number.multiply_by_ten(power);
        }
        // The quotient is to have 65 or 66 bits.
        let shift = 65 + divisor.bits().cast_signed() - number.bits().cast_signed();
        if shift >= 0 {
            number.shift(shift.unsigned_abs());
        } else {
            divisor.shift(shift.unsigned_abs());
        }
        let mut quotient = 0_u128;
        divisor.shift(65);
        for _ in 0..=65 {
            quotient = quotient << 1 | u128::from(number.take(&divisor));
            number.shift(1);
        }
        compose(quotient, -shift, more || !number.is_zero())
    }
}

/// The exponent of a number: nothing, or `e`, a sign and digits. One that is absurd is cut off.
fn read_exponent(text: &[u8]) -> Option<i64> {
    let Some((_, text)) = text.split_first() else { return Some(0) };
    let (negative, digits) = match text.split_first()? {
        (b'-', digits) => (true, digits),
        (b'+', digits) => (false, digits),
        _ => (false, text),
    };
    digits.first()?;
    let mut exponent = 0_i64;
    for byte in digits {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        exponent = (exponent * 10 + digit).min(1 << 40);
    }
    Some(if negative { -exponent } else { exponent })
}

/// The double nearest to a quotient.
fn divide(number: u64, divisor: u64) -> f64 {
    // Both with the highest bit set, the number half of the divisor at most, so that the quotient has 64
    // bits.
    let (left, right) = (number.leading_zeros(), divisor.leading_zeros());
    let (number, divisor) = (number << left, divisor << right);
    let (quotient, rest) = quotient(number >> 1, (number & 1) << 63, divisor);
    // Of a quotient of 2^62 at least, what is left over is less than half of what is kept.
    compose(quotient.into(), right.cast_signed() - left.cast_signed() - 63, rest > 0)
}

/// `(high * 2^64 + low) / divisor` and what is left, for a divisor with its highest bit set that is larger
/// than `high` (Knuth, *The Art of Computer Programming*, volume 2, algorithm D, with digits of 32 bits).
fn quotient(high: u64, low: u64, divisor: u64) -> (u64, u64) {
    let (upper, lower) = (divisor >> 32, divisor & 0xffff_ffff);
    let step = |rest: u64, next: u64| {
        let (mut digit, mut left) = (rest / upper, rest % upper);
        while digit >> 32 != 0 || digit * lower > (left << 32 | next) {
            digit -= 1;
            left += upper;
            if left >> 32 != 0 {
                break;
            }
        }
        let whole = (rest << 32 | next).wrapping_sub(digit.wrapping_mul(divisor));
        (digit, whole)
    };
    let (first, rest) = step(high, low >> 32);
    let (second, rest) = step(rest, low & 0xffff_ffff);
    (first << 32 | second, rest)
}

/// The double nearest to `number * 2^exponent`, half to even; `more` says that it is a little larger, which needs
/// at least 55 bits to be of use.
fn compose(number: u128, exponent: i32, more: bool) -> f64 {
    let bits = 128 - number.leading_zeros();
    if bits == 0 {
        return 0.0;
    }
    let shift = (bits.cast_signed() - MANTISSA.cast_signed()).max(LEAST - exponent);
    let mantissa = if shift <= 0 {
        // So that the mantissa of what is not the smallest has all its bits.
        number << shift.unsigned_abs()
    } else if shift > 127 {
        0
    } else {
        let (whole, rest) = (number >> shift, number & ((1 << shift) - 1));
        let half = 1_u128 << (shift - 1);
        let up = rest > half || rest == half && (more || whole & 1 == 1);
        whole + u128::from(up)
    };
    let mantissa = mantissa as u64;
    // What has been rounded up to the next power of two carries into the exponent.
    let exponent = exponent + shift;
    let biased = if mantissa >> (MANTISSA - 1) == 0 { 0 } else { exponent - LEAST + 1 };
    if biased >= 0x7ff {
        return f64::INFINITY;
    }
    let implied = if biased == 0 { 0 } else { 1 << (MANTISSA - 1) };
    f64::from_bits((u64::from(biased.unsigned_abs()) << (MANTISSA - 1)) + (mantissa - implied))
}
