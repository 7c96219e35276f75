//! What was measured, in tables.

use super::measure::{Measured, Measures};
use super::variant::Variant;
use crate::statistics::Spread;
use crate::table::Table;

/// The heads of what is told of a way.
const HEADS: [&str; 7] =
    ["", "CPU µs/request", "requests/s", "p50 ms", "p99 ms", "peak MB", "CPU of orquesta to it"];

/// Fewer processors busy with other programs do not show in what is measured.
const SILENCE: f64 = 0.1;

/// What a table is about.
pub(super) fn title(measured: &Measured) -> String {
    let rounds = measured.ways.first().map(Vec::len).unwrap_or_default();
    let rate = measured
        .open_rate
        .map(|rate| format!("; p50 and p99 at {rate:.0} requests/s"))
        .unwrap_or_default();
    let plural = if rounds == 1 { "" } else { "s" };
    let others = others(measured);
    let others = if others < SILENCE {
        String::new()
    } else {
        format!("; meanwhile other programs kept {others:.1} processors busy")
    };
    let Measured { scene, .. } = measured;
    format!("{} ({} bytes; {rounds} round{plural}{rate}{others})", scene.name(), scene.bytes)
}

/// How many processors were busy with other programs, as a median.
pub(super) fn others(measured: &Measured) -> f64 {
    Spread::of(measured.ways.iter().flatten().map(|measures| measures.others)).median
}

/// A row for each way.
pub(super) fn table(measured: &Measured) -> Table {
    let mut table = Table::new(&HEADS);
    for row in rows(measured) {
        table.row(row);
    }
    table
}

/// The same of several scenes, each with its amount.
pub(super) fn tables<'a>(scenes: impl IntoIterator<Item = &'a Measured>) -> Table {
    let mut heads = vec![""];
    heads.extend(HEADS);
    let mut table = Table::new(&heads);
    for measured in scenes {
        let rate = measured.open_rate.map(|rate| format!(" ({rate:.0}/s)")).unwrap_or_default();
        for row in rows(measured) {
            let amount = format!("{}{rate}", measured.scene.amount());
            table.row([vec![amount], row.to_vec()].concat());
        }
    }
    table
}

fn rows(measured: &Measured) -> impl Iterator<Item = [String; 7]> {
    let orquesta = measured.of(Variant::Orquesta);
    measured.scene.ways.iter().zip(&measured.ways).map(move |(way, rounds)| {
        let spread = |measure: fn(&Measures) -> f64| Spread::of(rounds.iter().map(measure));
        let ratio = orquesta
            .filter(|_| way.variant != Variant::Orquesta)
            .map(|orquesta| Spread::ratio(&processor(orquesta), &processor(rounds)).told(2));
        [
            way.variant.name().to_owned(),
            spread(|measures| measures.processor).told(0),
            spread(|measures| measures.rate).told(0),
            spread(|measures| measures.half).told(1),
            spread(|measures| measures.most).told(1),
            spread(|measures| measures.memory / 1e6).told(0),
            ratio.unwrap_or_default(),
        ]
    })
}

/// Microseconds of processor for a request, in each round.
pub(super) fn processor(rounds: &[Measures]) -> Vec<f64> {
    rounds.iter().map(|measures| measures.processor).collect()
}
