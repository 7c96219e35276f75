//! Randomness that a seed repeats.

/// SplitMix64 (Steele, Lea and Flood, 2014): small, fast, and good enough to spread retries.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The sequence that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// A number from 0 to `most`, both included.
    pub fn up_to(&mut self, most: u64) -> u64 {
        let wide = u128::from(self.bits()) * (u128::from(most) + 1);
        // The upper half of the product is at most `most`.
        u64::try_from(wide >> 64).unwrap_or(most)
    }

    /// Yes in `ratio` of the cases, from 0 for never to 1 for always.
    pub fn chance(&mut self, ratio: f64) -> bool {
        // 53 bits are all that a double between 0 and 1 has.
        (self.bits() >> 11) as f64 / ((1_u64 << 53) as f64) < ratio
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First outputs of the reference implementation for seed 1234567.
    #[test]
    fn is_splitmix64() {
        let mut random = Random::new(1_234_567);
        assert_eq!(random.bits(), 6_457_827_717_110_365_317);
        assert_eq!(random.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn stays_in_range_and_reaches_both_ends() {
        let mut random = Random::new(7);
        let drawn: alloc::vec::Vec<_> = (0..200).map(|_| random.up_to(3)).collect();
        assert!((0..=3).all(|n| drawn.contains(&n)) && drawn.iter().all(|n| *n <= 3));
        assert_eq!(random.up_to(0), 0);
        assert!((0..100).all(|_| random.chance(1.0) && !random.chance(0.0)));
        let yes = (0..10_000).filter(|_| random.chance(0.3)).count();
        assert!((2_800..3_200).contains(&yes), "{yes}");
    }
}
