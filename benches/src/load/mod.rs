//! The built Worker under load, against other Workers that give the same answer in the same `workerd`.

mod chart;
mod check;
mod client;
mod dashboard;
mod drive;
mod measure;
mod process;
mod scene;
mod section;
mod sources;
mod targets;
mod told;
mod upstream;
mod variant;

use xtask::error::Result;

pub(crate) use client::{Connection, get};
pub(crate) use measure::{Effort, Measured};
pub(crate) use scene::{Endpoint, Scene, scripts};
pub(crate) use section::section;
pub(crate) use variant::Variant;

use crate::cli::Options;

/// Measures what was asked for, and shows each table as soon as it is known.
pub(crate) fn run(options: &Options) -> Result<Vec<Measured>> {
    let mut measured = Vec::new();
    for endpoint in &options.endpoints {
        let amounts =
            if *endpoint == Endpoint::Sources { &options.sources } else { &options.sizes };
        for amount in amounts {
            let scene = Scene::new(*endpoint, *amount, options.style, &options.variants)?;
            let scene = measure::measure(scene, options.effort)?;
            let table = told::table(&scene);
            let table = if options.markdown { table.markdown() + "\n" } else { table.text() };
            println!("\n{}\n\n{table}", told::title(&scene));
            measured.push(scene);
        }
    }
    Ok(measured)
}
