//! Blocks by SSE2, which every x86-64 processor has.

use core::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_cmplt_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128,
    _mm_set_epi64x, _mm_set1_epi8, _mm_sub_epi8,
};

use super::Mask;

pub(super) type Vector = __m128i;

#[inline(always)]
pub(super) fn of(low: u64, high: u64) -> Vector {
    // SAFETY: what is called needs nothing but SSE2, and that is part of the target.
    unsafe { _mm_set_epi64x(high.cast_signed(), low.cast_signed()) }
}

#[inline(always)]
pub(super) fn same(a: Vector, b: Vector) -> Mask {
    // SAFETY: as above.
    unsafe { _mm_movemask_epi8(_mm_cmpeq_epi8(a, b)).cast_unsigned() }
}

#[inline(always)]
pub(super) fn special(vector: Vector) -> Mask {
    // SAFETY: as above.
    unsafe {
        // As signed numbers, bytes that are not ASCII are negative, and so below the space, too.
        let low = _mm_cmplt_epi8(vector, _mm_set1_epi8(b' '.cast_signed()));
        let quote = _mm_cmpeq_epi8(vector, _mm_set1_epi8(b'"'.cast_signed()));
        let backslash = _mm_cmpeq_epi8(vector, _mm_set1_epi8(b'\\'.cast_signed()));
        _mm_movemask_epi8(_mm_or_si128(low, _mm_or_si128(quote, backslash))).cast_unsigned()
    }
}

#[inline(always)]
pub(super) fn digits(vector: Vector) -> Mask {
    // SAFETY: as above.
    unsafe {
        let value = _mm_sub_epi8(vector, _mm_set1_epi8(b'0'.cast_signed()));
        let digit = _mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value);
        _mm_movemask_epi8(digit).cast_unsigned()
    }
}
