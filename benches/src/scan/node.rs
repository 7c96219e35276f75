//! The contenders in the JavaScript engine of Node.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use orquesta_bench_tasks::Task;
use serde_json::{Value, json};
use xtask::error::{Context, Error, Result};

use super::sample::{LENGTH, Took};
use super::subject::Subject;

/// What JavaScript does, each with what in WebAssembly comes to the same; the bytes have to be brought in there.
pub(super) const SCRIPT: [(&str, Task); 4] = [
    ("JSON.parse", Task::ReadConsolidated),
    ("decode, JSON.parse", Task::ReadConsolidated),
    ("decode, parse, stringify, encode", Task::AnswerConsolidated),
    ("decode, parse, summary, stringify, encode", Task::AnswerSummary),
];

/// The stage before every task in WebAssembly.
pub(super) const COPY_IN: &str = "copy in";

/// What was measured of each subject.
pub(super) struct InNode {
    /// Which Node it was.
    pub(super) version: String,
    pub(super) subjects: Vec<Vec<Took>>,
}

/// Measures so many samples of each contender on each subject.
pub(super) fn measure(subjects: &[Subject], samples: usize) -> Result<InNode> {
    let wasm = env::var_os("ORQUESTA_BENCH_WASM").map(PathBuf::from).ok_or_else(|| {
        Error::new("`ORQUESTA_BENCH_WASM` names no module; run this by `cargo xtask bench`")
    })?;
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = env::temp_dir().join(format!("orquesta-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).on("create", &folder)?;
    let mut bodies = Vec::new();
    for (number, subject) in subjects.iter().enumerate() {
        let file = folder.join(format!("{number}.json"));
        fs::write(&file, &subject.text).on("write", &file)?;
        let tasks = (0..).zip(Task::ALL);
        let tasks = tasks.filter(|(_, task)| subject.metrics || !task.wants_metrics());
        let tasks: Vec<(usize, _)> = tasks.map(|(place, task)| (place, task.name())).collect();
        bodies.push(json!({ "file": file, "metrics": subject.metrics, "tasks": tasks }));
    }
    let job = json!({
        "wasm": wasm, "summary": here.join("workers/summary.js"), "samples": samples,
        "milliseconds": LENGTH.as_secs_f64() * 1e3, "bodies": bodies,
    });
    let said = run("scan.mjs", &job);
    drop(fs::remove_dir_all(&folder));
    read(&said?).ok_or_else(|| Error::new("`scan.mjs` printed something else than samples"))
}

/// Runs one of the scripts in `benches/node` and reads what it prints.
pub(crate) fn run(script: &str, job: &Value) -> Result<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("node").join(script);
    let output = Command::new("node")
        .arg(path)
        .arg(job.to_string())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Error::new(format!("cannot run `node`: {error}")))?;
    if !output.status.success() {
        let status = output.status;
        return Err(Error::new(format!("`{script}` failed ({status}); what it said is above")));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| Error::new(format!("`{script}` did not print JSON: {error}")))
}

fn read(said: &Value) -> Option<InNode> {
    let version = said.get("version")?.as_str()?.to_owned();
    let took = |pair: &Value| {
        let samples = pair.get(1)?.as_array()?.iter().map(Value::as_f64);
        let name = pair.get(0)?.as_str()?.to_owned();
        Some(Took { name, samples: samples.collect::<Option<_>>()? })
    };
    let subjects = said.get("measured")?.as_array()?.iter();
    let subjects = subjects.map(|pairs| pairs.as_array()?.iter().map(took).collect());
    Some(InNode { version, subjects: subjects.collect::<Option<_>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_read() {
        let said = json!({ "version": "v20.0.0", "measured": [[["a", [1.5, 2]]]] });
        let InNode { version, subjects } = read(&said).unwrap();
        assert_eq!(version, "v20.0.0");
        let took = &subjects[0][0];
        assert_eq!((took.name.as_str(), took.samples.as_slice()), ("a", [1.5, 2.0].as_slice()));
        assert!(read(&json!({ "version": "v20.0.0", "measured": [[["a", ["b"]]]] })).is_none());
    }
}
