//! What is aimed at, and whether it is reached.

use super::measure::Measured;
use super::scene::{Endpoint, size};
use super::told::processor;
use super::variant::Variant;
use crate::statistics::Spread;
use crate::table::Table;

/// What the processor time of orquesta may be of that of another way, at most.
struct Target {
    endpoint: Endpoint,
    to: Variant,
    /// Bytes of all bodies, and the ratio.
    most: [(usize, f64); 3],
}

const MIDDLE: usize = 114_000;
const LARGE: usize = 1_100_000;
const LARGEST: usize = 5_500_000;

const TARGETS: [Target; 4] = [
    Target {
        endpoint: Endpoint::Consolidated,
        to: Variant::Plain,
        most: [(MIDDLE, 0.55), (LARGE, 0.30), (LARGEST, 0.30)],
    },
    Target {
        endpoint: Endpoint::Consolidated,
        to: Variant::Clever,
        most: [(MIDDLE, 0.85), (LARGE, 0.70), (LARGEST, 0.70)],
    },
    Target {
        endpoint: Endpoint::Consolidated,
        to: Variant::Copy,
        most: [(MIDDLE, 1.4), (LARGE, 1.6), (LARGEST, 1.6)],
    },
    Target {
        endpoint: Endpoint::Summary,
        to: Variant::Plain,
        most: [(MIDDLE, 0.60), (LARGE, 0.35), (LARGEST, 0.35)],
    },
];

/// What a byte may cost in the largest bodies of what it costs in large ones.
const LINEAR: f64 = 1.2;

/// A row for each target that something was measured for.
pub(super) fn table(all: &[Measured]) -> Table {
    let mut table = Table::new(&["answer", "", "aim at most", "measured", ""]);
    for target in &TARGETS {
        for (bytes, most) in target.most {
            let Some(measured) = find(all, target.endpoint, bytes) else { continue };
            let rounds = |variant| measured.of(variant).map(processor);
            let Some((orquesta, other)) = rounds(Variant::Orquesta).zip(rounds(target.to)) else {
                continue;
            };
            let what = format!("CPU to `{}`, {}", target.to.name(), size(bytes));
            table.row(row(target.endpoint, what, most, Spread::ratio(&orquesta, &other)));
        }
    }
    for endpoint in [Endpoint::Consolidated, Endpoint::Summary] {
        let each = |bytes| for_a_byte(find(all, endpoint, bytes)?);
        if let Some((large, largest)) = each(LARGE).zip(each(LARGEST)) {
            let what = format!("CPU for a byte, {} to {}", size(LARGEST), size(LARGE));
            table.row(row(endpoint, what, LINEAR, Spread::of([largest / large])));
        }
    }
    table
}

fn row(endpoint: Endpoint, what: String, most: f64, measured: Spread) -> [String; 5] {
    let met = if measured.median <= most { "✓" } else { "✗" };
    let name = endpoint.name().to_owned();
    [name, what, format!("{most:.2}"), measured.told(2), met.to_owned()]
}

fn find(all: &[Measured], endpoint: Endpoint, amount: usize) -> Option<&Measured> {
    all.iter()
        .find(|measured| measured.scene.endpoint == endpoint && measured.scene.amount == amount)
}

fn for_a_byte(measured: &Measured) -> Option<f64> {
    let rounds = measured.of(Variant::Orquesta)?;
    Some(Spread::of(processor(rounds)).median / measured.scene.bytes as f64)
}

/// What another source costs, between one count of sources and the next: a row for each way.
pub(super) fn sources(all: &[Measured]) -> Table {
    let scenes: Vec<_> =
        all.iter().filter(|measured| measured.scene.endpoint == Endpoint::Sources).collect();
    let steps: Vec<_> = scenes.iter().zip(scenes.iter().skip(1)).collect();
    let heads =
        steps.iter().map(|(from, to)| format!("from {} to {}", from.scene.amount, to.scene.amount));
    let heads: Vec<_> = std::iter::once(String::new()).chain(heads).collect();
    let mut table = Table::new(&heads.iter().map(String::as_str).collect::<Vec<_>>());
    for variant in Variant::ALL {
        let median =
            |measured: &Measured| Some(Spread::of(processor(measured.of(variant)?)).median);
        let cells: Option<Vec<_>> = steps
            .iter()
            .map(|(from, to)| {
                let more = to.scene.amount.checked_sub(from.scene.amount)? as f64;
                Some(format!("{:.0}", (median(to)? - median(from)?) / more))
            })
            .collect();
        if let Some(cells) = cells.filter(|cells| !cells.is_empty()) {
            table.row([vec![variant.name().to_owned()], cells].concat());
        }
    }
    table
}
