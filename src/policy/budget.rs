//! How much may be asked in addition, so that retries cannot multiply the load of a service that
//! is failing under it.
//!
//! Retries and hedges draw on one budget: a share of the first attempts of the last seconds, and a
//! few regardless, as in Finagle's `RetryBudget` (20 %, and 10 a second, over 10 s) and Envoy's
//! `retry_budget` (20 %, and 3 at a time).

use super::window::{Slices, Window};
use crate::time::{Duration, Instant};

/// How large a budget is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BudgetPolicy {
    /// Additional attempts for each first attempt, from 0.0; 0.2 is one for five.
    pub ratio: f64,
    /// Additional attempts within the window that are allowed however few first attempts there are.
    pub floor: u32,
    /// Over which time both are counted.
    pub window: Duration,
}

impl BudgetPolicy {
    /// 20 %, as in Finagle and Envoy, and 10 in 10 s: a tenth of Finagle's floor, as each isolate
    /// keeps a budget of its own.
    pub const DEFAULT: Self = Self { ratio: 0.2, floor: 10, window: Duration::from_secs(10) };
}

/// The budget of one service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    window: Window<2>,
}

const FIRST: usize = 0;
const ADDITIONAL: usize = 1;

impl Budget {
    /// Counts a first attempt.
    pub fn deposit(&mut self, policy: &BudgetPolicy, now: Instant) {
        self.window.add(policy.window, FIRST, now);
    }

    /// Whether an additional attempt may be made; if so, it is counted.
    pub fn withdraw(&mut self, policy: &BudgetPolicy, now: Instant) -> bool {
        let [first, additional] = self.window.totals(policy.window, now);
        // A ratio that is no number gives nothing.
        let most = f64::from(policy.floor) + policy.ratio.max(0.0) * f64::from(first);
        let allowed = f64::from(additional) + 1.0 <= most;
        if allowed {
            self.window.add(policy.window, ADDITIONAL, now);
        }
        allowed
    }

    /// What has to be saved: first and additional attempts of each slice of the window.
    pub fn snapshot(&self, policy: &BudgetPolicy, now: Instant) -> Slices<2> {
        self.window.slices(policy.window, now)
    }

    /// The budget that was saved.
    pub fn restore(policy: &BudgetPolicy, slices: Slices<2>, now: Instant) -> Self {
        Self { window: Window::from_slices(policy.window, now, slices) }
    }

    /// Joins what two have counted, as [`Window::merge`] does.
    pub fn merge(&mut self, other: &Self, policy: &BudgetPolicy, now: Instant) {
        self.window.merge(&other.window, policy.window, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant::from_micros(seconds * 1_000_000)
    }

    fn withdrawn(budget: &mut Budget, policy: &BudgetPolicy, now: Instant) -> usize {
        (0..1000).filter(|_| budget.withdraw(policy, now)).count()
    }

    #[test]
    fn a_share_and_a_floor() {
        let policy = BudgetPolicy::DEFAULT;
        let mut budget = Budget::default();
        assert_eq!(withdrawn(&mut budget, &policy, at(1)), 10);
        (0..100).for_each(|_| budget.deposit(&policy, at(2)));
        assert_eq!(withdrawn(&mut budget, &policy, at(3)), 20);
        assert_eq!(withdrawn(&mut budget, &policy, at(10)), 0);
        assert_eq!(withdrawn(&mut budget, &policy, at(11)), 10, "the first ten have aged");
        assert_eq!(withdrawn(&mut budget, &policy, at(60)), 10);
    }

    #[test]
    fn without_a_floor_the_share_must_be_whole() {
        let policy = BudgetPolicy { floor: 0, ..BudgetPolicy::DEFAULT };
        let mut budget = Budget::default();
        (0..4).for_each(|_| budget.deposit(&policy, at(0)));
        assert!(!budget.withdraw(&policy, at(0)));
        budget.deposit(&policy, at(0));
        assert!(budget.withdraw(&policy, at(0)));
        assert!(!budget.withdraw(&policy, at(0)));
    }

    #[test]
    fn odd_ratios_do_no_harm() {
        for (ratio, expected) in [(f64::NAN, 2), (-1.0, 2), (f64::INFINITY, 1000)] {
            let policy = BudgetPolicy { ratio, floor: 2, ..BudgetPolicy::DEFAULT };
            let mut budget = Budget::default();
            budget.deposit(&policy, at(0));
            assert_eq!(withdrawn(&mut budget, &policy, at(0)), expected, "{ratio}");
        }
    }

    #[test]
    fn is_saved_and_merged() {
        let policy = BudgetPolicy::DEFAULT;
        let mut budget = Budget::default();
        (0..7).for_each(|_| assert!(budget.withdraw(&policy, at(100))));
        let mut restored = Budget::restore(&policy, budget.snapshot(&policy, at(101)), at(5));
        restored.merge(&restored.clone(), &policy, at(5));
        assert_eq!(withdrawn(&mut restored, &policy, at(5)), 3);
    }
}
