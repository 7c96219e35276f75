//! Sixteen bytes looked at together: by SSE2, by WebAssembly's simd128, or else one by one.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[path = "block/simd128.rs"]
mod vector;
#[cfg(target_arch = "x86_64")]
#[path = "block/sse2.rs"]
mod vector;
#[cfg(not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128"))))]
#[path = "block/scalar.rs"]
mod vector;

// Everywhere compiled for its tests: it is what the others must agree with.
#[cfg(test)]
#[path = "block/scalar.rs"]
mod scalar;

use vector::Vector;

/// Which bytes of a block are meant, the first one as the lowest bit.
pub(super) type Mask = u32;

/// Sixteen bytes of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block(Vector);

impl Block {
    /// How many bytes a block has.
    pub(super) const WIDTH: usize = 16;

    /// The block that begins at `at`, if the text goes on that far.
    #[inline(always)]
    pub(super) fn load(bytes: &[u8], at: usize) -> Option<Self> {
        // Two integers side by side, which compilers turn into one load.
        let (halves, _) = bytes.get(at..)?.first_chunk::<16>()?.as_chunks::<8>();
        let [low, high] = halves else { return None };
        Some(Self(vector::of(u64::from_le_bytes(*low), u64::from_le_bytes(*high))))
    }

    /// The block of these bytes and zeros behind them; of more than sixteen, the first ones.
    pub(super) fn padded(bytes: &[u8]) -> Self {
        let mut halves = [0_u64; 2];
        for (index, &byte) in bytes.iter().take(Self::WIDTH).enumerate() {
            let [low, high] = &mut halves;
            let half = if index < 8 { low } else { high };
            *half |= u64::from(byte) << (index % 8 * 8);
        }
        let [low, high] = halves;
        Self(vector::of(low, high))
    }

    /// Bytes that two blocks have in common.
    #[inline(always)]
    pub(super) fn same(self, other: Self) -> Mask {
        vector::same(self.0, other.0)
    }

    /// Bytes that do not simply stand for themselves in a string: the quote, the backslash, control
    /// characters and what is not ASCII.
    #[inline(always)]
    pub(super) fn special(self) -> Mask {
        vector::special(self.0)
    }

    /// Decimal digits.
    #[inline(always)]
    pub(super) fn digits(self) -> Mask {
        vector::digits(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte at every place beside every other kind of byte; run under Miri as well.
    #[test]
    fn agrees_with_one_byte_after_another() {
        let step = if cfg!(miri) { 61 } else { 1 };
        for byte in (0..=u8::MAX).step_by(step) {
            for other in [0, 0x1f, b' ', b'"', b'/', b'0', b'9', b':', b'\\', 0x7f, 0x80, 0xff] {
                for place in 0..Block::WIDTH {
                    let mut bytes = [other; Block::WIDTH];
                    bytes[place] = byte;
                    let block = Block::load(&bytes, 0).unwrap();
                    let number = u128::from_le_bytes(bytes);
                    let expected = scalar::of(number as u64, (number >> 64) as u64);
                    assert_eq!(block.special(), scalar::special(expected), "{bytes:?}");
                    assert_eq!(block.digits(), scalar::digits(expected), "{bytes:?}");
                    let same = block.same(Block::padded(&[byte; Block::WIDTH]));
                    let all =
                        scalar::of(u64::from_le_bytes([byte; 8]), u64::from_le_bytes([byte; 8]));
                    assert_eq!(same, scalar::same(expected, all), "{bytes:?}");
                }
            }
        }
    }

    #[test]
    fn ends_where_the_text_does() {
        let text = *b"0123456789abcdef+";
        assert!(Block::load(&text, 1).is_some());
        assert!([2, 17, 18, usize::MAX].iter().all(|&at| Block::load(&text, at).is_none()));
        let block = Block::padded(b"01x");
        assert_eq!((block.digits(), block.special()), (0b11, 0xfff8));
        assert_eq!(block.same(Block::padded(b"0")) & 0xff, 0b1111_1001);
    }
}
