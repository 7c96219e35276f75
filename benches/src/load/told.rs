//! What was measured, in tables.

use super::measure::{Measured, Measures};
use super::variant::Variant;
use crate::statistics::Spread;
use crate::table::Table;

/// What a table is about.
pub(crate) fn title(measured: &Measured) -> String {
    let rounds = measured.ways.first().map(Vec::len).unwrap_or_default();
    let rate = measured
        .open_rate
        .map(|rate| format!("; p50 and p99 at {rate:.0} requests/s"))
        .unwrap_or_default();
    let plural = if rounds == 1 { "" } else { "s" };
    let Measured { scene, .. } = measured;
    format!("{} ({} bytes; {rounds} round{plural}{rate})", scene.name(), scene.bytes)
}

/// A row for each way.
pub(crate) fn table(measured: &Measured) -> Table {
    let mut table = Table::new(&[
        "",
        "CPU µs/request",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "peak MB",
        "CPU of orquesta to it",
    ]);
    let orquesta = measured.of(Variant::Orquesta);
    for (way, rounds) in measured.scene.ways.iter().zip(&measured.ways) {
        let spread = |measure: fn(&Measures) -> f64| Spread::of(rounds.iter().map(measure));
        let ratio = orquesta
            .filter(|_| way.variant != Variant::Orquesta)
            .map(|orquesta| Spread::ratio(&processor(orquesta), &processor(rounds)).told(2));
        table.row([
            way.variant.name().to_owned(),
            spread(|measures| measures.processor).told(0),
            spread(|measures| measures.rate).told(0),
            spread(|measures| measures.half).told(1),
            spread(|measures| measures.most).told(1),
            spread(|measures| measures.memory / 1e6).told(0),
            ratio.unwrap_or_default(),
        ]);
    }
    table
}

/// Processor time for a request, in each round.
pub(crate) fn processor(rounds: &[Measures]) -> Vec<f64> {
    rounds.iter().map(|measures| measures.processor).collect()
}
