//! What the built Worker and a page with the npm package weigh, and how long it is until the Worker answers.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xtask::error::{Error, Result};
use xtask::process::Output;
use xtask::repository;
use xtask::workerd::{Config, Workerd};

use crate::bodies::Style;
use crate::cli::Options;
use crate::load::{Connection, Endpoint, Scene, Variant, get, scripts};
use crate::page::Section;
use crate::scan::run_in_node;
use crate::shown::Shown;
use crate::statistics::Spread;
use crate::table::Table;

/// Of the Worker; then of a page: with its own code, and with the first call of a plan.
const FILES: [&str; 4] = ["index_bg.wasm", "index.js", "client.js", "engine.js"];

/// As many starts and as many samples for each round that is asked for.
const STARTS: usize = 3;
const SAMPLES: usize = 4;

/// What `compile.js` is asked for in a sample, and how often it does that then.
const COMPILED: [(&str, u32); 2] = [("compile", 5), ("instantiate", 100)];

/// Bytes of all bodies of the services, those of `tests/vectors/typical.json`.
const BODIES: usize = 114_000;

/// Measures all that, and shows a table for each.
pub(crate) fn run(options: &Options) -> Result<Section> {
    let mut shown = Shown::new("size", include_str!("size.md"), options);
    let rounds = options.effort.rounds;
    let (worker, page) = (repository::worker_build(), repository::page_bundle());
    let [wasm, script, client, engine] = FILES;
    let files = [worker.join(wasm), worker.join(script), page.join(client), page.join(engine)];
    let sizes = weighed(&run_in_node("size.mjs", &json!(files))?)
        .ok_or_else(|| Error::new("`size.mjs` printed something else than sizes"))?;
    shown.table("The built Worker, and what a page downloads of the npm package, in bytes", &sizes);
    let [wasm, ..] = files;
    let samples = rounds * SAMPLES;
    let title = format!("Its module in `workerd`, {samples} samples");
    shown.table(&title, &compiled(wasm, samples)?);
    let starts = rounds * STARTS;
    let title = format!("A fresh `workerd`, from the start of the process, {starts} times each");
    shown.table(&title, &started(starts)?);
    Ok(shown.section())
}

fn weighed(said: &Value) -> Option<Table> {
    let mut sizes = Table::new(&["", "bytes", "gzip", "brotli"]);
    for (name, size) in FILES.iter().zip(said.as_array()?) {
        let size = size.as_array()?.iter().map(Value::to_string);
        sizes.row([vec![(*name).to_owned()], size.collect()].concat());
    }
    Some(sizes)
}

/// How long a module takes that the engine has not seen before.
fn compiled(wasm: PathBuf, samples: usize) -> Result<Table> {
    let config = scripts(["compile.js"]).compiles(wasm);
    let workerd = Workerd::start(repository::workerd(), &config, Output::Kept)?;
    let mut table = Table::new(&["", "ms"]);
    for (what, times) in COMPILED {
        let path = format!("/?{what}={times}");
        // What comes first is slower than what follows.
        ask(workerd.port(), &path)?;
        let mut took = Vec::new();
        for _ in 0..samples {
            took.push(ask(workerd.port(), &path)?.as_secs_f64() * 1e3 / f64::from(times));
        }
        table.row([what.to_owned(), Spread::of(took).told(2)]);
    }
    Ok(table)
}

/// From the start of the process, its configuration written first, to the end of the first answers. It is asked
/// `OPTIONS /` until it answers, for which it reads the plan but asks no service.
fn started(times: usize) -> Result<Table> {
    let variants = [Variant::Orquesta, Variant::Plain];
    let scene = Scene::new(Endpoint::Consolidated, BODIES, Style::Compact, &variants)?;
    let mut ways: Vec<(String, &Config, &str)> = Vec::new();
    for way in &scene.ways {
        let name = way.variant.name();
        if way.variant == Variant::Orquesta {
            ways.push((format!("{name}, `GET /`"), &way.config, "/"));
        }
        ways.push((format!("{name}, consolidated"), &way.config, way.path));
    }
    let mut took = vec![(Vec::new(), Vec::new()); ways.len()];
    for number in 1..=times {
        eprintln!("  start {number} of {times}");
        for ((_, config, path), (starts, answers)) in ways.iter().zip(&mut took) {
            let (start, answer) = start(config, path)?;
            starts.push(start.as_secs_f64() * 1e3);
            answers.push((start + answer).as_secs_f64() * 1e3);
        }
    }
    let mut table = Table::new(&["", "ms to `OPTIONS /`", "ms to the answer"]);
    for ((name, ..), (starts, answers)) in ways.into_iter().zip(took) {
        table.row([name, Spread::of(starts).told(1), Spread::of(answers).told(1)]);
    }
    Ok(table)
}

/// How long until it answers at all, and from then until it has answered this.
fn start(config: &Config, path: &str) -> Result<(Duration, Duration)> {
    let begin = Instant::now();
    let workerd = Workerd::start(repository::workerd(), config, Output::Kept)?;
    let start = begin.elapsed();
    Ok((start, ask(workerd.port(), path)?))
}

/// How long an answer takes.
fn ask(port: u16, path: &str) -> Result<Duration> {
    let begin = Instant::now();
    let answer = Connection::open(port)
        .and_then(|mut connection| connection.ask(&get(path)))
        .map_err(|error| Error::new(format!("cannot ask for `{path}`: {error}")))?;
    match answer.status {
        200 => Ok(begin.elapsed()),
        other => Err(Error::new(format!("`{path}` was answered with {other}; expected 200"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        let said =
            json!([[600_000, 200_000, 150_000], [20_000, 8_000, 7_000], [9, 8, 7], [6, 5, 4]]);
        let text = weighed(&said).unwrap().text();
        assert!(text.contains("index.js       20000   8000    7000\n"), "{text}");
        assert!(weighed(&json!({ "index.js": 20_000 })).is_none());
    }
}
