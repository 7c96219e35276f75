//! Looks for snapshots of health, and for times in `Retry-After`, that break their readers.
//!
//! From the root: `cargo +nightly fuzz run snapshot fuzz/corpus/snapshot fuzz/seeds/snapshot`.
#![no_main]

use orquesta::plan::Plan;
use orquesta::policy::retry_after::retry_after;
use orquesta::shared::Health;
use orquesta::time::{Instant, UnixTime};

const PLAN: &[u8] = br#"{
  "services": {"a": {"url": "http://a.test", "hedge": {}}, "b": {"url": "http://b.test"}},
  "endpoints": {"GET /": {"answer": {"$snapshot": "health"}}}
}"#;

libfuzzer_sys::fuzz_target!(|text: &[u8]| {
    if let Ok(text) = std::str::from_utf8(text) {
        let _ = retry_after(text, UnixTime(0));
    }
    let Ok(plan) = Plan::parse(PLAN, &|_| None) else { unreachable!() };
    let (now, time) = (Instant::from_micros(5_000_000), UnixTime(1_000));
    if let Ok(health) = Health::restore(&plan, text, now, time) {
        let saved = health.save(&plan, now, time);
        let again = Health::restore(&plan, &saved, now, time).expect("what is saved is read");
        assert_eq!(again.save(&plan, now, time), saved);
    }
});
