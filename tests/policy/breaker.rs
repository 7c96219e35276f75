//! Laws of the breaker, over random policies and calls.

use orquesta::policy::breaker::{Breaker, BreakerPolicy, BreakerState, CallResult, Permit};
use orquesta::time::{Duration, Instant};
use proptest::collection::vec;
use proptest::prelude::*;

fn policy() -> impl Strategy<Value = BreakerPolicy> {
    let times = (1..20_u64, 1..8000_u64, 1..60_000_u64);
    let rest = (0..6_u32, 0.0..1.2_f64, 0.0..1.2_f64, 0..4_u32);
    (times, rest).prop_map(|((window, open, max_open), (volume, failed, slow, probes))| {
        BreakerPolicy {
            window: Duration::from_secs(window),
            volume,
            failure_ratio: failed,
            slow_ratio: slow,
            slow: None,
            open: Duration::from_millis(open),
            max_open: Duration::from_millis(max_open),
            probes,
        }
    })
}

/// A call is tried, or the one of these that is under way ends so.
#[derive(Clone, Copy, Debug)]
enum Event {
    Begin,
    End(usize, CallResult),
}

fn events(most: usize) -> impl Strategy<Value = Vec<(Event, Instant)>> {
    let result = prop_oneof![
        3 => Just(CallResult::Failure),
        2 => any::<bool>().prop_map(|slow| CallResult::Success { slow }),
        1 => Just(CallResult::Uncounted),
    ];
    let event = prop_oneof![
        Just(Event::Begin),
        (any::<usize>(), result).prop_map(|(place, result)| Event::End(place, result)),
    ];
    let steps = vec((event, prop_oneof![4 => 0..100_u64, 1 => 0..9000_u64]), 0..most);
    steps.prop_map(|steps| {
        let mut now = 0;
        steps
            .into_iter()
            .map(|(event, step)| {
                now += step * 1000;
                (event, Instant::from_micros(now))
            })
            .collect()
    })
}

/// The breaker after the events, and the permits still under way.
fn run(policy: &BreakerPolicy, events: &[(Event, Instant)]) -> (Breaker, Vec<Permit>) {
    let (mut breaker, mut permits) = (Breaker::default(), Vec::new());
    for (event, now) in events {
        step(&mut breaker, policy, &mut permits, *event, *now);
    }
    (breaker, permits)
}

fn step(
    breaker: &mut Breaker,
    policy: &BreakerPolicy,
    permits: &mut Vec<Permit>,
    event: Event,
    now: Instant,
) {
    match event {
        Event::Begin => {
            let admits = breaker.admits(policy, now);
            let permit = breaker.admit(policy, now);
            assert_eq!(admits, permit.is_some());
            permits.extend(permit);
        }
        Event::End(place, result) => {
            if let Some(place) = place.checked_rem(permits.len()) {
                let permit = permits.swap_remove(place);
                breaker.record(policy, permit, result, now);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Through a half-open breaker go no more probes than must succeed, through an open one none,
    /// and it is open for no longer than its policy says.
    #[test]
    fn breakers_let_through_what_their_state_allows(policy in policy(), events in events(80)) {
        let (mut breaker, mut permits) = (Breaker::default(), Vec::new());
        let (mut latest, mut last, mut lost) = (None, Instant::default(), false);
        for (event, now) in events {
            let before = breaker.state(now);
            let known = permits.len();
            step(&mut breaker, &policy, &mut permits, event, now);
            let admitted = permits.get(known).copied();
            match before {
                BreakerState::Open { .. } => prop_assert_eq!(admitted, None),
                BreakerState::Closed => prop_assert!(!admitted.is_some_and(Permit::is_probe)),
                BreakerState::HalfOpen => prop_assert!(admitted.is_none_or(Permit::is_probe)),
            }
            if let Some(probe) = admitted.filter(|permit| permit.is_probe()) {
                // Probes of the same trial have equal permits.
                let same = latest == Some(probe);
                lost = same && (lost || now.since(last) >= Duration::from_secs(60));
                (latest, last) = (Some(probe), now);
                let under_way = permits.iter().filter(|permit| **permit == probe).count();
                prop_assert!(lost || under_way <= usize::try_from(policy.probes.max(1)).unwrap());
            }
            if let BreakerState::Open { until } = breaker.state(now) {
                prop_assert!(until.since(now) <= policy.max_open);
                prop_assert!(breaker.admits(&policy, until));
            }
        }
    }

    /// Whatever has happened: once the service does well, the breaker closes.
    #[test]
    fn breakers_close_when_the_service_recovers(policy in policy(), events in events(80)) {
        let (mut breaker, _) = run(&policy, &events);
        let mut now = events.last().map_or(Instant::default(), |(_, now)| *now);
        for _ in 0..20 {
            now = now + Duration::from_secs(60);
            if let Some(permit) = breaker.admit(&policy, now) {
                breaker.record(&policy, permit, CallResult::Success { slow: false }, now);
            }
        }
        prop_assert_eq!(breaker.state(now), BreakerState::Closed);
    }

    #[test]
    fn breakers_are_restored_and_merged(
        policy in policy(),
        a in events(60),
        b in events(60),
        c in events(60),
        now in (0..40_000_000_u64).prop_map(Instant::from_micros),
    ) {
        let [a, b, c] = [a, b, c].map(|events| run(&policy, &events).0);
        let merged = |one: &Breaker, other: &Breaker| {
            let mut merged = one.clone();
            merged.merge(other, &policy, now);
            merged
        };
        let saved = |breaker: &Breaker| breaker.snapshot(&policy, now);
        let ab = merged(&a, &b);
        prop_assert_eq!(saved(&ab), saved(&merged(&b, &a)));
        prop_assert_eq!(saved(&merged(&ab, &c)), saved(&merged(&a, &merged(&b, &c))));
        prop_assert_eq!(&merged(&ab, &b), &ab);
        let restored = Breaker::restore(&policy, &saved(&ab), Instant::default());
        prop_assert_eq!(restored.snapshot(&policy, Instant::default()), saved(&ab));
    }
}
