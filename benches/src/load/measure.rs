//! Rounds in which the ways take turns.

use std::thread;
use std::time::{Duration, Instant};

use xtask::error::Result;

use super::check;
use super::process::busy_with_others;
use super::scene::Scene;
use super::variant::{Running, Variant};
use crate::statistics::percentile;

/// How long and how often is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// How often every way is started and measured.
    pub(crate) rounds: usize,
    /// How long each is asked as fast as it answers.
    pub(crate) time: Duration,
    /// Whether it is then asked at a rate.
    pub(crate) latency: bool,
}

/// Garbage of a few answers would decide where there are only a few.
const LEAST: usize = 40;

/// Processor time after which V8 has optimised what is hot, in JavaScript and in wasm, also where one answer
/// takes long: found by watching what requests cost from the start of the process on.
const WARM: Duration = Duration::from_secs(2);

/// How long is asked between looking whether it is warm.
const WARMING: Duration = Duration::from_millis(200);

/// What is left to do after the last answer, such as collecting garbage on other threads.
const SETTLE: Duration = Duration::from_millis(50);

/// Requests at a rate: 99 % of fewer than these would say little, and of more seconds nothing new.
const LEAST_AT_RATE: f64 = 100.0;
const MOST_SECONDS_AT_RATE: f64 = 15.0;

/// What was measured of a way in a round.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Measures {
    /// Microseconds of processor for a request.
    pub(crate) processor: f64,
    /// Requests a second when asked as fast as it answers.
    pub(crate) rate: f64,
    /// Bytes of memory at most, meanwhile.
    pub(crate) memory: f64,
    /// Milliseconds within which half of the answers came, and 99 %, at the rate that all ways are asked at; not
    /// a number where that was not measured.
    pub(crate) half: f64,
    pub(crate) most: f64,
    /// How many processors were busy with what has nothing to do with it, while it was asked as fast as it
    /// answers.
    pub(crate) others: f64,
}

/// What was measured of a scene.
pub(crate) struct Measured {
    pub(crate) scene: Scene,
    /// For each way of the scene, what was measured in each round.
    pub(crate) ways: Vec<Vec<Measures>>,
    /// Requests a second when the time to the answer was measured.
    pub(crate) open_rate: Option<f64>,
}

impl Measured {
    /// The measures of a way.
    pub(crate) fn of(&self, variant: Variant) -> Option<&[Measures]> {
        let place = self.scene.ways.iter().position(|way| way.variant == variant)?;
        self.ways.get(place).map(Vec::as_slice)
    }
}

/// Measures a scene. In each round every way runs in a fresh process; they take turns, and each is first,
/// second and so on in turn.
pub(crate) fn measure(scene: Scene, effort: Effort) -> Result<Measured> {
    let mut ways = vec![Vec::new(); scene.ways.len()];
    let mut open_rate = None;
    for round in 0..effort.rounds {
        let mut running = Vec::new();
        for way in &scene.ways {
            running.push(Running::start(&way.config, way.path, scene.services)?);
        }
        compare(&scene, &running)?;
        let mut order: Vec<usize> = (0..running.len()).collect();
        order.rotate_left(round % running.len().max(1));
        let mut measures = vec![Measures::default(); running.len()];
        let turns = || order.iter().filter_map(|place| Some((*place, running.get(*place)?)));
        for (place, running) in turns() {
            announce(&scene, effort, round, place, "");
            if let Some(measures) = measures.get_mut(place) {
                *measures = saturate(running, effort)?;
            }
        }
        if effort.latency {
            // The same for all, and in all rounds: half of what the slowest can do.
            let slowest =
                measures.iter().map(|measures| measures.rate).fold(f64::INFINITY, f64::min);
            let rate = *open_rate.get_or_insert(slowest / 2.0);
            for (place, running) in turns() {
                announce(&scene, effort, round, place, ", at a rate");
                if let Some(measures) = measures.get_mut(place) {
                    (measures.half, measures.most) = wait(running, rate, effort)?;
                }
            }
        }
        for (way, measures) in ways.iter_mut().zip(measures) {
            way.push(measures);
        }
    }
    Ok(Measured { scene, ways, open_rate })
}

fn announce(scene: &Scene, effort: Effort, round: usize, place: usize, how: &str) {
    let name = scene.ways.get(place).map_or("", |way| way.variant.name());
    eprintln!("  {}, round {} of {}: {name}{how}", scene.name(), round + 1, effort.rounds);
}

fn compare(scene: &Scene, running: &[Running]) -> Result<()> {
    let mut answers = Vec::new();
    for (way, running) in scene.ways.iter().zip(running) {
        let (name, answer) = (way.variant.name(), running.answer.as_slice());
        if way.variant == Variant::Copy {
            check::exact(name, answer, scene.whole.as_bytes())?;
        } else {
            answers.push((name, answer));
        }
    }
    if let Some((name, answer)) = answers.first() {
        check::complete(name, answer, scene.entire.then_some(scene.whole.as_bytes()))?;
    }
    check::alike(&answers)
}

fn saturate(running: &Running, effort: Effort) -> Result<Measures> {
    let Running { target, process, .. } = running;
    while process.processor_time()? < WARM {
        target.closed(WARMING, 1)?;
    }
    thread::sleep(SETTLE);
    process.forget_peak()?;
    let began = Instant::now();
    let before = (process.processor_time()?, busy_with_others()?);
    let closed = target.closed(effort.time, LEAST)?;
    thread::sleep(SETTLE);
    let spent = process.processor_time()?.saturating_sub(before.0);
    let others = busy_with_others()?.saturating_sub(before.1).saturating_sub(spent);
    let requests = closed.requests as f64;
    Ok(Measures {
        processor: spent.as_secs_f64() * 1e6 / requests,
        rate: requests / closed.took.as_secs_f64(),
        memory: process.peak()? as f64,
        half: f64::NAN,
        most: f64::NAN,
        others: others.as_secs_f64() / began.elapsed().as_secs_f64(),
    })
}

fn wait(running: &Running, rate: f64, effort: Effort) -> Result<(f64, f64)> {
    let count = (rate * effort.time.as_secs_f64() * 2.0).max(LEAST_AT_RATE);
    let count = count.min(rate * MOST_SECONDS_AT_RATE).max(1.0);
    let took = running.target.open_loop(rate, count as usize)?;
    Ok((percentile(&took, 50) * 1e3, percentile(&took, 99) * 1e3))
}
