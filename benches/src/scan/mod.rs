//! The JSON engine alone, natively and in WebAssembly, against other readers of JSON.

mod native;
mod node;
mod sample;
mod subject;
mod told;
mod twitter;

use orquesta_bench_tasks::{Job, Task};
use xtask::error::{Error, Result};

pub(crate) use node::run as run_in_node;

use crate::cli::Options;
use crate::page::Section;
use crate::shown::Shown;
use subject::Subject;

/// As many samples are taken for each round that is asked for.
const SAMPLES: usize = 10;

/// Measures all bodies, and shows a table for each, natively and in WebAssembly.
pub(crate) fn run(options: &Options) -> Result<Section> {
    let mut shown = Shown::new("core", include_str!("core.md"), options);
    let plan = orquesta_bench_tasks::plan().map_err(Error::new)?;
    let samples = options.effort.rounds * SAMPLES;
    let subjects = Subject::all();
    let mut native = Vec::new();
    for subject in &subjects {
        eprintln!("  {}: natively", subject.name);
        let body = subject.text.as_bytes();
        let mut jobs: Vec<(&str, Job<'_>)> = Vec::new();
        for task in Task::ALL.into_iter().filter(|task| subject.metrics || !task.wants_metrics()) {
            let job = task.job(&plan, body);
            let job = job.ok_or_else(|| Error::new(format!("cannot prepare `{}`", task.name())))?;
            jobs.push((task.name(), job));
        }
        jobs.extend(native::sonic(body, subject.metrics));
        native.push(sample::measure(jobs, samples)?);
    }
    eprintln!("  all in Node");
    let node = node::measure(&subjects, samples)?;
    for ((subject, native), node_took) in subjects.iter().zip(&native).zip(&node.subjects) {
        let places = ["natively".to_owned(), format!("in Node {}", node.version)];
        let measured = places.into_iter().zip([native, node_took]).zip(told::TARGETS);
        for ((place, took), target) in measured {
            let bytes = subject.text.len();
            let table = told::table(bytes, took);
            let title = format!("{} ({bytes} bytes; {samples} samples), {place}", subject.name);
            shown.table(&title, &table);
            if let Some(told) = told::target(bytes, took, target).filter(|_| subject.target) {
                shown.note(&told);
            }
        }
    }
    Ok(shown.section())
}

#[cfg(test)]
mod tests {
    use super::*;
    use orquesta_bench_tasks::Metrics;
    use serde_json::Value;

    #[test]
    fn every_task_can_be_done() {
        let plan = orquesta_bench_tasks::plan().unwrap();
        for subject in Subject::all() {
            let body = subject.text.as_bytes();
            for task in
                Task::ALL.into_iter().filter(|task| subject.metrics || !task.wants_metrics())
            {
                assert!(task.job(&plan, body).unwrap()(), "{}: {}", subject.name, task.name());
            }
            for (name, mut job) in native::sonic(body, subject.metrics) {
                assert!(job(), "{}: {name}", subject.name);
            }
        }
    }

    /// Sums of doubles are exact in one and not in the other.
    fn alike(ours: &Value, other: &Value) -> bool {
        match (ours, other) {
            (Value::Number(ours), Value::Number(other)) => {
                let [ours, other] = [ours, other].map(|number| number.as_f64().unwrap());
                (ours - other).abs() <= 1e-9 * ours.abs()
            }
            (Value::Array(ours), Value::Array(other)) => {
                ours.len() == other.len() && ours.iter().zip(other).all(|(a, b)| alike(a, b))
            }
            (Value::Object(ours), Value::Object(other)) => other
                .iter()
                .all(|(name, other)| ours.get(name).is_some_and(|ours| alike(ours, other))),
            _ => ours == other,
        }
    }

    #[test]
    fn structs_give_the_same_summary() {
        let plan = orquesta_bench_tasks::plan().unwrap();
        for subject in Subject::all().iter().filter(|subject| subject.metrics) {
            let metrics: Metrics<'_> = serde_json::from_str(&subject.text).unwrap();
            let other = serde_json::to_value(metrics.summary()).unwrap();
            let ours = Task::AnswerSummary.answer(&plan, subject.text.as_bytes()).unwrap();
            let ours: Value = serde_json::from_slice(&ours).unwrap();
            assert!(alike(&ours, &other), "{}: {ours} {other}", subject.name);
        }
    }
}
