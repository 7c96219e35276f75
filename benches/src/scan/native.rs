//! The contenders natively: the tasks, and `sonic-rs`, which has no code for WebAssembly.

use std::hint::black_box;

use orquesta_bench_tasks::{Job, Metrics, Task};
use serde::de::IgnoredAny;

/// What `sonic-rs` does, each with the task of orquesta that comes to the same.
pub(super) const SONIC: [(&str, Task); 4] = [
    ("sonic-rs IgnoredAny", Task::Validate),
    ("sonic-rs Value", Task::ReadConsolidated),
    ("sonic-rs Value, to_vec", Task::AnswerConsolidated),
    ("sonic-rs structs, summary", Task::AnswerSummary),
];

/// What `sonic-rs` does to a body.
pub(super) fn sonic(body: &[u8], metrics: bool) -> Vec<(&'static str, Job<'_>)> {
    let jobs: [Job<'_>; 4] = [
        Box::new(move || sonic_rs::from_slice::<IgnoredAny>(black_box(body)).is_ok()),
        Box::new(move || {
            black_box(sonic_rs::from_slice::<sonic_rs::Value>(black_box(body))).is_ok()
        }),
        Box::new(move || {
            sonic_rs::from_slice::<sonic_rs::Value>(black_box(body))
                .and_then(|tree| sonic_rs::to_vec(&tree))
                .is_ok_and(|text| !black_box(text).is_empty())
        }),
        Box::new(move || {
            sonic_rs::from_slice::<Metrics<'_>>(black_box(body))
                .and_then(|metrics| sonic_rs::to_vec(&metrics.summary()))
                .is_ok_and(|text| !black_box(text).is_empty())
        }),
    ];
    let jobs =
        SONIC.into_iter().zip(jobs).filter(|((_, task), _)| metrics || !task.wants_metrics());
    jobs.map(|((name, _), job)| (name, job)).collect()
}
