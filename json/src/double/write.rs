//! The shortest decimal that reads back as a double.

use alloc::vec::Vec;

use super::wide::Wide;
use super::{LEAST, MANTISSA, parts};

/// From here on, and below the other, decimals are written with an exponent, as Rust and Python do.
const LONG: i32 = 16;
const SMALL: i32 = -4;

/// Writes a finite number.
pub(in super::super) fn shortest(number: f64, out: &mut Vec<u8>) {
    if number.is_sign_negative() {
        out.push(b'-');
    }
    let (digits, point) = digits(number);
    let count = digits.len().cast_signed() as i32;
    if digits.is_empty() {
        out.extend_from_slice(b"0.0");
    } else if point > LONG || point <= SMALL {
        let (first, rest) = digits.split_at(1);
        out.extend_from_slice(first);
        if !rest.is_empty() {
            out.push(b'.');
            out.extend_from_slice(rest);
        }
        out.extend_from_slice(alloc::format!("e{}", point - 1).as_bytes());
    } else if point <= 0 {
        out.extend_from_slice(b"0.");
        out.extend((point..0).map(|_| b'0'));
        out.extend_from_slice(&digits);
    } else {
        let (whole, rest) = digits.split_at(digits.len().min(point.unsigned_abs() as usize));
        out.extend_from_slice(whole);
        out.extend((count..point).map(|_| b'0'));
        out.push(b'.');
        out.extend_from_slice(if rest.is_empty() { b"0" } else { rest });
    }
}

/// The digits of the shortest decimal within half of the distance to the next doubles, nearest to the number,
/// and how many of them stand before the point (Steele and White, "How to Print Floating-Point Numbers
/// Accurately", 1990, with the first power of ten estimated as by Burger and Dybvig, 1996).
fn digits(number: f64) -> (Vec<u8>, i32) {
    let (mantissa, exponent) = parts(number);
    if mantissa == 0 {
        return (Vec::new(), 0);
    }
    // Half of the distances, to above and to below: below a power of two the doubles lie closer.
    let closer = mantissa == 1 << (MANTISSA - 1) && exponent > LEAST;
    let scale = 1 + u32::from(closer);
    let (mut rest, mut whole) = (Wide::new(mantissa), Wide::new(1));
    let (mut above, mut below) = (Wide::new(1), Wide::new(1));
    above.shift(u32::from(closer));
    rest.shift(scale);
    whole.shift(scale);
    if exponent >= 0 {
        for wide in [&mut rest, &mut above, &mut below] {
            wide.shift(exponent.unsigned_abs());
        }
    } else {
        whole.shift(exponent.unsigned_abs());
    }
    let bits = (64 - mantissa.leading_zeros()).cast_signed() + exponent;
    // By the logarithm of two from below; a little too small, never too large.
    let mut point = ((bits - 1) * 78_913).div_euclid(1 << 18) + 1;
    point -= i32::from(bits <= 0);
    if point >= 0 {
        whole.multiply_by_ten(point.unsigned_abs());
    } else {
        for wide in [&mut rest, &mut above, &mut below] {
            wide.multiply_by_ten(point.unsigned_abs());
        }
    }
    // A bound itself reads back as the number if that is even.
    let even = mantissa & 1 == 0;
    let reaches = |rest: &Wide, above: &Wide, whole: &Wide| {
        let mut sum = rest.clone();
        sum.add(above);
        sum > *whole || even && sum == *whole
    };
    while reaches(&rest, &above, &whole) {
        whole.multiply(10, 0);
        point += 1;
    }
    let mut digits = Vec::new();
    loop {
        for wide in [&mut rest, &mut above, &mut below] {
            wide.multiply(10, 0);
        }
        let digit = rest.take(&whole);
        let low = rest < below || even && rest == below;
        let high = reaches(&rest, &above, &whole);
        if !low && !high {
            digits.push(b'0' + digit);
            continue;
        }
        let mut twice = rest.clone();
        twice.multiply(2, 0);
        let up = high && (!low || twice >= whole);
        digits.push(b'0' + digit + u8::from(up));
        return (digits, point);
    }
}
