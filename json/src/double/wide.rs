//! Natural numbers of any size, as far as doubles need them.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// A natural number; the lowest 32 bits come first, and the highest are not zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wide(Vec<u32>);

impl Wide {
    pub(super) fn new(number: u64) -> Self {
        let mut wide = Self(vec![number as u32, (number >> 32) as u32]);
        wide.trim();
        wide
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// How many bits it has, leading zeros not counted.
    pub(super) fn bits(&self) -> u32 {
        let highest = self.0.last().map_or(0, |limb| 32 - limb.leading_zeros());
        self.0.len().saturating_sub(1) as u32 * 32 + highest
    }

    /// Multiplies it and adds to it.
    pub(super) fn multiply(&mut self, factor: u32, addend: u32) {
        let mut carry = u64::from(addend);
        for limb in &mut self.0 {
            carry += u64::from(*limb) * u64::from(factor);
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Multiplies it by a power of ten.
    pub(super) fn multiply_by_ten(&mut self, mut power: u32) {
        while power > 0 {
            let step = power.min(9);
            self.multiply(10_u32.pow(step), 0);
            power -= step;
        }
    }

    /// Multiplies it by a power of two.
    pub(super) fn shift(&mut self, bits: u32) {
        self.multiply(1 << (bits % 32), 0);
        if !self.is_zero() {
            self.0.splice(0..0, vec![0; bits as usize / 32]);
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        let mut carry = 0;
        for place in 0..self.0.len().max(other.0.len()) {
            if place == self.0.len() {
                self.0.push(0);
            }
            if let Some(limb) = self.0.get_mut(place) {
                carry += u64::from(*limb) + u64::from(other.0.get(place).copied().unwrap_or(0));
                *limb = carry as u32;
                carry >>= 32;
            }
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Takes what is not larger from it.
    pub(super) fn subtract(&mut self, other: &Self) {
        let mut borrow = 0;
        for (place, limb) in self.0.iter_mut().enumerate() {
            let taken = i64::from(other.0.get(place).copied().unwrap_or(0)) + borrow;
            let left = i64::from(*limb) - taken;
            *limb = left as u32;
            borrow = i64::from(left < 0);
        }
        self.trim();
    }

    /// How often a divisor fits, if that is at most nine times; what is left stays.
    pub(super) fn take(&mut self, divisor: &Self) -> u8 {
        let mut count = 0;
        while *self >= *divisor {
            self.subtract(divisor);
            count += 1;
        }
        count
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

impl Ord for Wide {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Wide {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
