//! Blocks without vectors: one byte after another.

use super::Mask;

pub(super) type Vector = [u8; 16];

pub(super) fn of(low: u64, high: u64) -> Vector {
    (u128::from(high) << 64 | u128::from(low)).to_le_bytes()
}

pub(super) fn same(a: Vector, b: Vector) -> Mask {
    let pairs = a.into_iter().zip(b);
    mask(pairs.map(|(a, b)| a == b))
}

pub(super) fn special(vector: Vector) -> Mask {
    mask(
        vector.into_iter().map(|byte| !matches!(byte, 0x20..=0x7f) || matches!(byte, b'"' | b'\\')),
    )
}

pub(super) fn digits(vector: Vector) -> Mask {
    mask(vector.into_iter().map(|byte| byte.is_ascii_digit()))
}

fn mask(bytes: impl Iterator<Item = bool>) -> Mask {
    bytes.enumerate().fold(0, |mask, (index, is)| mask | Mask::from(is) << index)
}
