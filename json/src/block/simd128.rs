//! Blocks by WebAssembly's simd128.

use core::arch::wasm32::{
    i8x16_bitmask, i8x16_eq, i8x16_lt, i8x16_splat, i64x2, u8x16_le, u8x16_splat, u8x16_sub, v128,
    v128_or,
};

use super::Mask;

pub(super) type Vector = v128;

#[inline(always)]
pub(super) fn of(low: u64, high: u64) -> Vector {
    i64x2(low.cast_signed(), high.cast_signed())
}

#[inline(always)]
pub(super) fn same(a: Vector, b: Vector) -> Mask {
    Mask::from(i8x16_bitmask(i8x16_eq(a, b)))
}

#[inline(always)]
pub(super) fn special(vector: Vector) -> Mask {
    // As signed numbers, bytes that are not ASCII are negative, and so below the space, too.
    let low = i8x16_lt(vector, i8x16_splat(b' '.cast_signed()));
    let quote = i8x16_eq(vector, u8x16_splat(b'"'));
    let backslash = i8x16_eq(vector, u8x16_splat(b'\\'));
    Mask::from(i8x16_bitmask(v128_or(low, v128_or(quote, backslash))))
}

#[inline(always)]
pub(super) fn digits(vector: Vector) -> Mask {
    let value = u8x16_sub(vector, u8x16_splat(b'0'));
    Mask::from(i8x16_bitmask(u8x16_le(value, u8x16_splat(9))))
}
