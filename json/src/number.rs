//! Exact sums of integers, doubles, and how both are written.

use alloc::format;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt::Write as _;

use super::decimal::Number;
use super::double::{nearest, shortest};

/// Decimal digits in one limb; a limb holds billions of additions before it could overflow.
const LIMB_DIGITS: usize = 18;
const LIMB: i128 = 10_i128.pow(18);

/// A sum that stays exact as long as every number added is an integer, of any size.
///
/// Integers of up to 64 bits are added as one number; larger ones in decimal limbs, column by column,
/// which are carried once, at the end. The first number with a fraction or an exponent turns the result
/// into the nearest doubles' sum, in the order of addition.
#[derive(Clone, Debug, Default)]
pub struct ExactSum {
    /// More integers of 64 bits than a text can hold fit in it.
    small: i128,
    limbs: Vec<i128>,
    fraction: Option<f64>,
}

impl ExactSum {
    /// Adds the number written in `raw`, which must be valid JSON; one that is too large for a double
    /// and no integer is left out.
    pub fn add(&mut self, raw: &[u8]) {
        if let Some(number) = Number::parse(raw) {
            self.add_number(number, raw);
        } else if raw.iter().all(|byte| matches!(byte, b'-' | b'0'..=b'9')) {
            self.add_large(raw);
        }
    }

    /// Adds a number and is told how it is written.
    #[inline]
    pub(super) fn add_number(&mut self, number: Number, raw: &[u8]) {
        match number {
            Number::Integer(integer) => self.small += i128::from(integer),
            Number::Large(_) => self.add_large(raw),
            Number::Fraction(number) => *self.fraction.get_or_insert(0.0) += number,
        }
    }

    fn add_large(&mut self, raw: &[u8]) {
        let (negative, digits) = match raw.strip_prefix(b"-") {
            Some(digits) => (true, digits),
            None => (false, raw),
        };
        for (index, chunk) in digits.rchunks(LIMB_DIGITS).enumerate() {
            let value = chunk.iter().fold(0_i128, |n, digit| n * 10 + i128::from(digit - b'0'));
            if index == self.limbs.len() {
                self.limbs.push(0);
            }
            if let Some(limb) = self.limbs.get_mut(index) {
                *limb += if negative { -value } else { value };
            }
        }
    }

    /// Writes the sum as a JSON number.
    pub fn write(&self, out: &mut Vec<u8>) {
        let integer = self.integer();
        match self.fraction {
            None => out.extend_from_slice(&integer),
            Some(fraction) => write_f64(finite(&integer).unwrap_or(f64::NAN) + fraction, out),
        }
    }

    /// Orders two sums; exactly, as long as both are integers.
    pub fn compare(&self, other: &Self) -> Ordering {
        if let ([], [], None, None) = (&*self.limbs, &*other.limbs, self.fraction, other.fraction) {
            return self.small.cmp(&other.small);
        }
        let (a, b) = (self.integer(), other.integer());
        let fraction = |sum: &Self| sum.fraction.unwrap_or(0.0);
        if self.fraction.is_some() || other.fraction.is_some() {
            let number = |integer, sum| finite(integer).unwrap_or(0.0) + fraction(sum);
            return number(&a, self).total_cmp(&number(&b, other));
        }
        match (a.strip_prefix(b"-"), b.strip_prefix(b"-")) {
            (None, None) => a.len().cmp(&b.len()).then(a.cmp(&b)),
            (Some(a), Some(b)) => b.len().cmp(&a.len()).then(b.cmp(a)),
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
        }
    }

    fn integer(&self) -> Vec<u8> {
        if self.limbs.is_empty() {
            return format!("{}", self.small).into_bytes();
        }
        let mut limbs = self.limbs.clone();
        if let Some(lowest) = limbs.first_mut() {
            *lowest += self.small;
        }
        carry(&mut limbs);
        let negative = limbs.last().is_some_and(|&highest| highest < 0);
        if negative {
            limbs.iter_mut().for_each(|limb| *limb = -*limb);
            carry(&mut limbs);
        }
        let mut text = alloc::string::String::new();
        if negative {
            text.push('-');
        }
        let mut limbs = limbs.into_iter().rev().skip_while(|&limb| limb == 0);
        // Writing to a string cannot fail.
        let _ = write!(text, "{}", limbs.next().unwrap_or(0));
        for limb in limbs {
            let _ = write!(text, "{limb:018}");
        }
        text.into_bytes()
    }
}

/// Brings every limb but the highest into 0..LIMB.
fn carry(limbs: &mut Vec<i128>) {
    let mut carried = 0;
    for limb in limbs.iter_mut() {
        let value = *limb + carried;
        *limb = value.rem_euclid(LIMB);
        carried = value.div_euclid(LIMB);
    }
    if carried != 0 {
        limbs.push(carried);
    }
}

/// The double nearest to the number written in `raw`, unless it is too large for one; `-0` is 0, so
/// that the two are ties wherever numbers are ordered.
pub fn finite(raw: &[u8]) -> Option<f64> {
    nearest(raw).map(|number| number + 0.0)
}

/// Rounds to `decimals` places, fifteen at most: the nearest such decimal to the exact value of the
/// double, half to even, as Python's `round` does.
pub fn round(number: f64, decimals: u8) -> f64 {
    // A double is an integer times a power of two.
    let bits = number.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) =
        if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    let decimals = usize::from(decimals.min(15));
    // Integers, and what is not finite, are what they are.
    if exponent >= 0 {
        return number;
    }
    // The mantissa has 53 bits and ten to the fifteenth 50, so that what is shifted out further is less
    // than half.
    let scaled = u128::from(mantissa) * 10_u128.pow(decimals as u32);
    let shift = exponent.unsigned_abs();
    let rounded = match shift {
        128.. => 0,
        _ => {
            let (whole, rest) = (scaled >> shift, scaled & ((1 << shift) - 1));
            let half = 1_u128 << (shift - 1);
            let up = rest > half || rest == half && whole & 1 == 1;
            whole + u128::from(up)
        }
    };
    let text = format!("{rounded:0width$}", width = decimals + 1);
    let (whole, rest) = text.split_at(text.len() - decimals);
    let rounded = finite(format!("{whole}.{rest}0").as_bytes()).unwrap_or(number.abs());
    rounded.copysign(number)
}

/// Writes the shortest decimal that reads back as `number`; JSON has none for what is not finite.
pub fn write_f64(number: f64, out: &mut Vec<u8>) {
    if number.is_finite() {
        // A rounded negative nothing is nothing.
        let number = if number == 0.0 { 0.0 } else { number };
        shortest(number, out);
    } else {
        out.extend_from_slice(b"null");
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    fn sum(numbers: &[&str]) -> String {
        let mut sum = ExactSum::default();
        numbers.iter().for_each(|number| sum.add(number.as_bytes()));
        let mut out = Vec::new();
        sum.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn integers_of_any_size_are_exact() {
        assert_eq!(sum(&[]), "0");
        assert_eq!(sum(&["-0"]), "0");
        assert_eq!(sum(&["18446744073709551615", "1"]), "18446744073709551616");
        assert_eq!(sum(&["999999999999999999", "1"]), "1000000000000000000");
        assert_eq!(sum(&["-1000000000000000000", "1"]), "-999999999999999999");
        assert_eq!(sum(&["1000000000000000000", "-1"]), "999999999999999999");
        assert_eq!(sum(&["5", "-7"]), "-2");
        let nines = "9".repeat(60);
        assert_eq!(sum(&[&nines, "1"]), String::from("1") + &"0".repeat(60));
        assert_eq!(sum(&[&nines, &(String::from("-") + &nines)]), "0");
    }

    #[test]
    fn a_fraction_makes_it_a_double() {
        assert_eq!(sum(&["1", "2.5"]), "3.5");
        assert_eq!(sum(&["1e3"]), "1000.0");
        assert_eq!(sum(&["1", "1e999"]), "1");
    }

    #[test]
    fn sums_are_ordered_exactly() {
        let sum = |number: &str| {
            let mut sum = ExactSum::default();
            sum.add(number.as_bytes());
            sum
        };
        let ascending = [
            "-20000000000000000001",
            "-3",
            "0",
            "0.5",
            "9",
            "10",
            "18446744073709551616",
            "18446744073709551617",
        ];
        for pair in ascending.windows(2) {
            assert_eq!(sum(pair[0]).compare(&sum(pair[1])), Ordering::Less, "{pair:?}");
            assert_eq!(sum(pair[1]).compare(&sum(pair[0])), Ordering::Greater, "{pair:?}");
        }
        assert_eq!(sum("7").compare(&sum("7")), Ordering::Equal);
        assert_eq!(finite(b"-0.0").map(f64::to_bits), Some(0.0_f64.to_bits()));
    }

    /// Expected values are Python's `round(x, 2)`.
    #[test]
    fn rounding_is_half_to_even_on_the_exact_double() {
        for (number, expected) in [
            (2.675, 2.67),
            (0.125, 0.12),
            (0.375, 0.38),
            (1.005, 1.0),
            (-0.001, -0.0),
            (1e16, 1e16),
        ] {
            assert_eq!(round(number, 2), expected);
        }
    }

    #[test]
    fn doubles_are_written_short_and_valid() {
        for (number, text) in [
            (0.1 + 0.2, "0.30000000000000004"),
            (0.0, "0.0"),
            (-0.0, "0.0"),
            (18.0, "18.0"),
            (1e21, "1e21"),
            (f64::INFINITY, "null"),
        ] {
            let mut out = Vec::new();
            write_f64(number, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }
}
