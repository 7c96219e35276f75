//! Doubles as decimals and back, in a tenth of the size of the standard library's formatting, whose tables and
//! options a browser would have to download. Both directions are exact, and tested to agree with it.

mod read;
mod wide;
mod write;

pub(super) use read::nearest;
pub(super) use write::shortest;

/// How many bits of a double are its mantissa, the leading one included.
const MANTISSA: u32 = 53;
/// The exponent of the smallest double above zero.
const LEAST: i32 = -1074;

/// A finite double as an integer and a power of two.
fn parts(number: f64) -> (u64, i32) {
    let bits = number.to_bits();
    let fraction = bits & ((1 << (MANTISSA - 1)) - 1);
    // Eleven bits.
    match (bits >> (MANTISSA - 1) & 0x7ff) as i32 {
        0 => (fraction, LEAST),
        exponent => (fraction | 1 << (MANTISSA - 1), exponent + LEAST - 1),
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    use super::*;

    /// How many of each kind are tried; under Miri few.
    const CASES: u32 = if cfg!(miri) { 20 } else { 3_000 };

    /// Doubles of every magnitude and shape, the same in every run (Marsaglia, "Xorshift RNGs", 2003).
    fn doubles() -> impl Iterator<Item = f64> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let edges = [0, 1, 2, 1 << 52, (1 << 52) - 1, (1 << 53) - 1, 0x7fef_ffff_ffff_ffff];
        let powers = (0..0x7ff_u64).map(|exponent| exponent << 52);
        let around = powers.flat_map(|bits| [bits, bits + 1, bits.saturating_sub(1)]);
        let random = (0..CASES).flat_map(move |_| {
            let bits = next();
            // As they come; with few bits; close to 1; and with few digits.
            let few = bits & 0xffff_0000_0000_0000;
            let near = 1.0 + (bits >> 40) as f64 / 1e6;
            let short = (bits >> 44) as f64 / 100.0;
            [bits, few, near.to_bits(), short.to_bits()]
        });
        let around: Vec<_> = around.step_by(if cfg!(miri) { 500 } else { 1 }).collect();
        let all = edges.into_iter().chain(around).chain(random);
        all.map(f64::from_bits).filter(|number| number.is_finite())
    }

    #[test]
    fn doubles_are_written_as_by_the_standard_library() {
        for number in doubles() {
            for number in [number, -number] {
                let mut out = Vec::new();
                shortest(number, &mut out);
                let expected = format!("{number:?}");
                assert_eq!(String::from_utf8(out).unwrap(), expected, "{:x}", number.to_bits());
            }
        }
    }

    fn check(text: &str) {
        let expected = text.parse::<f64>().ok().filter(|number| number.is_finite());
        let found = nearest(text.as_bytes());
        assert_eq!(found.map(f64::to_bits), expected.map(f64::to_bits), "{text}");
    }

    #[test]
    fn decimals_are_read_as_by_the_standard_library() {
        for number in doubles() {
            for text in [format!("{number:?}"), format!("{number:e}"), format!("{number:.17e}")] {
                check(&text);
                // One digit more is where others would round twice.
                check(&text.replacen('e', "5e", 1));
            }
        }
    }

    /// Exactly between two doubles, and a little to each side.
    #[test]
    fn decimals_between_two_doubles_go_to_the_nearest() {
        for number in doubles().step_by(if cfg!(miri) { 50 } else { 3 }) {
            let (mantissa, exponent) = parts(number);
            let mut text = match exponent {
                // An odd multiple of half of the distance, times a power of two or of a half.
                0.. if exponent < 60 => (u128::from(2 * mantissa + 1) << exponent >> 1).to_string(),
                -60..0 => {
                    let scaled = u128::from(2 * mantissa + 1);
                    let five = (0..=exponent.unsigned_abs())
                        .try_fold(scaled, |product, _| product.checked_mul(5));
                    let Some(digits) = five else { continue };
                    format!("{digits}e-{}", exponent.unsigned_abs() + 1)
                }
                _ => continue,
            };
            check(&text);
            let end = text.find('e').unwrap_or(text.len());
            let point = if text.contains('e') { "" } else { "." };
            for more in ["0000000000000000000000001", "000000000000000000000000"] {
                let mut longer = text.clone();
                // Digits behind those before an exponent make it ten times as large each.
                longer.insert_str(end, &format!("{point}{more}"));
                check(&longer);
            }
            if let Some(last) = text.get(..end).and_then(|digits| digits.chars().last()) {
                let less = char::from_digit(last.to_digit(10).unwrap().saturating_sub(1), 10);
                text.replace_range(end - 1..end, &less.unwrap().to_string());
                check(&text);
            }
        }
    }

    #[test]
    fn what_is_long_or_far_is_read_all_the_same() {
        let nines = "9".repeat(800);
        let zeros = "0".repeat(800);
        for text in [
            &nines,
            &format!("0.{nines}"),
            &format!("0.{zeros}{nines}"),
            &format!("{nines}e-800"),
            &format!("1{zeros}e-800"),
            &format!("0.{zeros}1e801"),
            &format!("9007199254740993.{zeros}1"),
            &format!("9007199254740993.{zeros}"),
            "1e308",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1e309",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "0e99999999999999999999",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "5e-324",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "18446744073709551615",
            "18446744073709551616",
            "9223372036854775807e-19",
            "1e23",
            "8.5e22",
            "0",
            "-0",
            "-0.0e5",
        ] {
            check(text);
        }
        for text in ["", "-", "e5", "1e", "1e+", "1.2.3", "null", "\"1\"", "inf", "NaN", "+1", " 1"]
        {
            assert_eq!(nearest(text.as_bytes()), None, "{text}");
        }
    }
}
