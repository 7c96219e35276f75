//! Laws of the policies, over random events at random times, of which some go back.
//!
//! A failure prints the case that broke a law, shrunk; `PROPTEST_RNG_SEED` repeats a run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "policy/breaker.rs"]
mod breaker;

use std::collections::VecDeque;

use orquesta::policy::backoff::{Backoff, Jitter};
use orquesta::policy::budget::{Budget, BudgetPolicy};
use orquesta::policy::gate::{Entry, Gate, GatePolicy};
use orquesta::policy::latency::Latency;
use orquesta::policy::random::Random;
use orquesta::policy::retry_after::retry_after;
use orquesta::policy::window::Window;
use orquesta::time::{Duration, Instant, UnixTime};
use proptest::collection::vec;
use proptest::prelude::*;

const SPAN: Duration = Duration::from_secs(10);

/// Moments within 40 seconds, in no order.
fn moment() -> impl Strategy<Value = Instant> {
    (0..40_000_000_u64).prop_map(Instant::from_micros)
}

/// Moments in order.
fn moments(most: usize) -> impl Strategy<Value = Vec<Instant>> {
    vec(0..2_000_000_u64, 0..most).prop_map(|steps| {
        let mut now = 0;
        steps
            .into_iter()
            .map(|step| {
                now += step;
                Instant::from_micros(now)
            })
            .collect()
    })
}

fn window() -> impl Strategy<Value = Window<2>> {
    vec((0..3_usize, moment()), 0..60).prop_map(|events| {
        let mut window = Window::default();
        events.into_iter().for_each(|(kind, now)| window.add(SPAN, kind, now));
        window
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Nothing is counted that is older than the window, and all that is younger by a slice.
    #[test]
    fn a_window_counts_what_is_recent(times in moments(60), rest in 0..12_000_000_u64) {
        let mut window = Window::<1>::default();
        times.iter().for_each(|now| window.add(SPAN, 0, *now));
        let last = times.last().map_or(0, |now| now.as_micros());
        let now = Instant::from_micros(last + rest);
        let younger = |age: u64| {
            let age = Duration::from_secs(age);
            u32::try_from(times.iter().filter(|time| now.since(**time) < age).count()).unwrap()
        };
        let [total] = window.totals(SPAN, now);
        prop_assert!(younger(9) <= total && total <= younger(10), "{total}");
    }

    #[test]
    fn windows_merge_in_any_order_and_any_number_of_times(
        a in window(), b in window(), c in window(), now in moment(),
    ) {
        let merged = |one: &Window<2>, other: &Window<2>| {
            let mut merged = one.clone();
            merged.merge(other, SPAN, now);
            merged
        };
        let ab = merged(&a, &b);
        prop_assert_eq!(&ab, &merged(&b, &a));
        prop_assert_eq!(&merged(&ab, &c), &merged(&a, &merged(&b, &c)));
        prop_assert_eq!(&merged(&ab, &b), &ab);
        prop_assert_eq!(&merged(&ab, &ab), &ab);
        let totals = [&a, &b, &ab].map(|window| window.totals(SPAN, now)[0]);
        prop_assert!(totals[2] >= totals[0].min(totals[1]) && totals[2] <= totals[0] + totals[1]);
    }

    #[test]
    fn windows_are_restored_on_any_clock(window in window(), then in moment(), now in moment()) {
        let slices = window.slices(SPAN, then);
        let restored = Window::from_slices(SPAN, now, slices);
        prop_assert_eq!(restored.slices(SPAN, now), slices);
        prop_assert_eq!(restored.totals(SPAN, now), window.totals(SPAN, then));
    }

    /// At no moment have more retries been made in the window than the floor and the share.
    #[test]
    fn budgets_are_kept(
        times in moments(120),
        firsts in vec(any::<bool>(), 120),
        ratio in 0.0..1.0_f64,
        floor in 0..5_u32,
    ) {
        let policy = BudgetPolicy { ratio, floor, window: SPAN };
        let mut budget = Budget::default();
        for (now, first) in times.into_iter().zip(firsts) {
            let before = budget.snapshot(&policy, now);
            let sum = |kind: usize| before.iter().map(|slice| f64::from(slice[kind])).sum::<f64>();
            if first {
                budget.deposit(&policy, now);
            } else {
                let within = sum(1) + 1.0 <= f64::from(floor) + ratio * sum(0);
                prop_assert_eq!(budget.withdraw(&policy, now), within);
            }
            let mut twice = Budget::restore(&policy, budget.snapshot(&policy, now), now);
            twice.merge(&budget, &policy, now);
            prop_assert_eq!(twice.snapshot(&policy, now), budget.snapshot(&policy, now));
        }
    }

    /// A percentile is that of the sorted list, at most an eighth too long.
    #[test]
    fn percentiles_are_those_of_the_sorted_list(
        mut micros in vec(prop_oneof![0..5000_u64, 0..131_000_000_u64], 20..200),
        percentile in 1..=100_u8,
    ) {
        let now = Instant::default();
        let mut latency = Latency::default();
        micros.iter().for_each(|micros| latency.record(Duration::from_micros(*micros), now));
        micros.sort_unstable();
        let rank = (micros.len() * usize::from(percentile)).div_ceil(100);
        let exact = micros[rank - 1];
        let read = latency.percentile(percentile, now).unwrap();
        let read = u64::try_from(read.as_micros()).unwrap();
        prop_assert!(exact <= read && read <= (exact + exact / 8).max(1000), "{exact} {read}");
        let lower = latency.percentile(percentile.saturating_sub(1), now);
        prop_assert!(lower <= latency.percentile(percentile, now));
    }

    #[test]
    fn latencies_are_restored_and_merged(
        a in vec((0..9000_u64, moment()), 0..60),
        b in vec((0..9000_u64, moment()), 0..60),
        now in moment(),
    ) {
        let [a, b] = [a, b].map(|calls| {
            let mut latency = Latency::default();
            for (millis, now) in calls {
                latency.record(Duration::from_millis(millis), now);
            }
            latency
        });
        let merged = |one: &Latency, other: &Latency| {
            let mut merged = one.clone();
            merged.merge(other, now);
            merged
        };
        let ab = merged(&a, &b);
        prop_assert_eq!(&ab, &merged(&b, &a));
        prop_assert_eq!(&merged(&ab, &b), &ab);
        let saved = ab.snapshot(now);
        let restored = Latency::restore(&saved, Instant::default());
        prop_assert_eq!(restored.snapshot(Instant::default()), saved);
    }

    /// The gate beside a model: those who wait are let in by order of arrival, none is lost, and
    /// the bounds hold.
    #[test]
    fn gates_are_fair_and_bounded(
        concurrency in 0..4_u32,
        queue in 0..4_u32,
        actions in vec((0..5_u8, 0..6_usize), 0..100),
    ) {
        let policy = GatePolicy { concurrency, queue };
        let until = Instant::from_micros(5);
        let (mut gate, mut waiting, mut under_way) = (Gate::default(), VecDeque::new(), 0);
        for (action, place) in actions {
            let free = concurrency.max(1) - under_way;
            let ahead = u32::try_from(waiting.len()).unwrap();
            match (action, waiting.get(place).copied()) {
                (0, _) => match gate.enter(&policy, until, until, until) {
                    Entry::Admitted => {
                        prop_assert!(ahead < free);
                        under_way += 1;
                    }
                    Entry::Queued(ticket) => {
                        prop_assert!(ahead >= free && ahead < queue + free);
                        waiting.push_back(ticket);
                    }
                    Entry::Full => prop_assert!(ahead >= free && ahead >= queue + free),
                },
                (1, _) => {
                    let admitted = gate.try_enter(&policy, until);
                    prop_assert_eq!(admitted, ahead < free);
                    under_way += u32::from(admitted);
                }
                (2, Some(ticket)) => {
                    let admitted = gate.advance(&policy, ticket, until);
                    prop_assert_eq!(admitted, u32::try_from(place).unwrap() < free);
                    if admitted {
                        waiting.remove(place);
                        under_way += 1;
                    }
                }
                (3, Some(ticket)) => {
                    gate.forget(ticket);
                    waiting.remove(place);
                }
                (4, _) => {
                    gate.release(until);
                    under_way = under_way.saturating_sub(1);
                }
                _ => {}
            }
            prop_assert_eq!(gate.in_flight(), under_way);
            prop_assert_eq!(gate.waiting(), u32::try_from(waiting.len()).unwrap());
            prop_assert!(under_way <= concurrency.max(1) && gate.waiting() + under_way <= queue + concurrency.max(1));
        }
    }

    #[test]
    fn delays_stay_within_their_bounds(
        base in 0..5000_u64,
        max in 0..9000_u64,
        previous in 0..9000_u64,
        attempt in any::<u32>(),
        seed in any::<u64>(),
    ) {
        let [base, max, previous] = [base, max, previous].map(Duration::from_millis);
        let delay = |jitter| {
            Backoff { base, max, jitter }.delay(attempt, previous, &mut Random::new(seed))
        };
        prop_assert!(delay(Jitter::Full) <= delay(Jitter::None));
        prop_assert!(delay(Jitter::None) <= max);
        let decorrelated = delay(Jitter::Decorrelated);
        prop_assert!(base.min(max) <= decorrelated && decorrelated <= max);
        prop_assert!(decorrelated <= previous.max(base) * 3);
    }

    /// The moment that `UnixTime` writes is the one that is read.
    #[test]
    fn dates_are_read_as_they_are_written(
        seconds in 0..253_402_300_800_u64,
        before in 0..9_000_000_u64,
    ) {
        let date = UnixTime(seconds * 1000).to_iso8601();
        let mut months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(' ');
        let month = months.nth(date[5..7].parse::<usize>().unwrap() - 1).unwrap();
        let text = format!("Mon, {} {month} {} {} GMT", &date[8..10], &date[..4], &date[11..19]);
        let now = seconds.saturating_sub(before);
        let delay = retry_after(&text, UnixTime(now * 1000));
        prop_assert_eq!(delay, Some(Duration::from_secs(seconds - now)));
    }

    #[test]
    fn any_text_is_harmless(
        text in "\\PC{0,40}|(Mon|Sun), [0-9]{2} (Jan|Feb) [0-9]{4} [0-9:]{8}.{4}",
        time in any::<u64>(),
    ) {
        let delay = retry_after(&text, UnixTime(time));
        prop_assert!(delay.is_none_or(|delay| delay <= Duration::from_secs(1 << 31)));
    }
}
