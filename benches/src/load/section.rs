//! The section of the page.

use super::chart;
use super::measure::Measured;
use super::scene::Endpoint;
use super::variant::Variant;
use super::{targets, told};
use crate::machine;
use crate::page::Section;
use crate::statistics::Spread;
use crate::table::Table;

const DRAWING: &str = "benchmarks.svg";

/// What was measured, in words, tables and a drawing.
pub(crate) fn section(all: &[Measured]) -> Section {
    let mut ways = Table::new(&["", ""]);
    for variant in Variant::ALL {
        ways.row([format!("`{}`", variant.name()), variant.about().to_owned()]);
    }
    let table = |endpoint| {
        let scenes = all.iter().filter(|measured| measured.scene.endpoint == endpoint);
        told::tables(scenes).markdown()
    };
    let rounds = all.iter().flat_map(|measured| measured.ways.first()).map(Vec::len).max();
    let others = Spread::of(all.iter().map(told::others));
    let text = include_str!("load.md")
        .replace("{{machine}}", &machine::told())
        .replace("{{ways}}", &ways.markdown())
        .replace("{{rounds}}", &rounds.unwrap_or_default().to_string())
        .replace("{{others}}", &others.told(1))
        .replace("{{consolidated}}", &table(Endpoint::Consolidated))
        .replace("{{summary}}", &table(Endpoint::Summary))
        .replace("{{sources}}", &table(Endpoint::Sources))
        .replace("{{each}}", &targets::sources(all).markdown())
        .replace("{{targets}}", &targets::table(all).markdown());
    Section { name: "load", text, drawing: Some((DRAWING, chart::svg(all))) }
}
