//! What is asked, and of what services.

use std::path::Path;

use xtask::error::Result;
use xtask::workerd::Config;

use super::upstream::Upstream;
use super::variant::{Variant, built};
use super::{dashboard, sources};
use crate::bodies::Style;

/// A request and the services behind it, which run until the program ends.
pub(crate) struct Scene {
    pub(crate) endpoint: Endpoint,
    /// Bytes of all bodies that are wanted, or how many sources.
    pub(crate) amount: usize,
    /// Bytes of all bodies that are asked for.
    pub(crate) bytes: usize,
    /// How many services there are.
    pub(crate) services: usize,
    /// The ways that there are, how each is started, and what is asked of it.
    pub(crate) ways: Vec<Way>,
    /// All bodies between their names: what `copy` must answer.
    pub(crate) whole: String,
    /// Whether other answers have all bodies in them, too.
    pub(crate) entire: bool,
}

/// A way to answer in a scene.
pub(crate) struct Way {
    pub(crate) variant: Variant,
    pub(crate) config: Config,
    pub(crate) path: &'static str,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// The bodies of the four services of the dashboard.
    Consolidated,
    /// Totals, rankings and the trend of the same.
    Summary,
    /// The bodies of any number of services.
    Sources,
}

impl Endpoint {
    pub(crate) const ALL: [Self; 3] = [Self::Consolidated, Self::Summary, Self::Sources];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Consolidated => "consolidated",
            Self::Summary => "summary",
            Self::Sources => "sources",
        }
    }
}

impl Scene {
    /// A request for `endpoint`, of so many bytes or of so many sources.
    pub(crate) fn new(
        endpoint: Endpoint,
        amount: usize,
        style: Style,
        variants: &[Variant],
    ) -> Result<Self> {
        match endpoint {
            Endpoint::Sources => sources::scene(amount, style, variants),
            _ => dashboard::scene(endpoint, amount, style, variants),
        }
    }

    /// What it is called in tables.
    pub(crate) fn name(&self) -> String {
        match self.endpoint {
            Endpoint::Sources => format!("{} of {}", self.amount(), size(sources::EACH)),
            _ => format!("{}, {}", self.endpoint.name(), self.amount()),
        }
    }

    /// How much is asked for, with its unit.
    pub(crate) fn amount(&self) -> String {
        match (self.endpoint, self.amount) {
            (Endpoint::Sources, 1) => "1 source".to_owned(),
            (Endpoint::Sources, count) => format!("{count} sources"),
            (_, bytes) => size(bytes),
        }
    }
}

/// Services that say these, and the variables, named by what numbers them from 1, that tell where they are.
pub(super) fn services<'a>(
    bodies: impl IntoIterator<Item = &'a String>,
    name: impl Fn(usize) -> String,
) -> Result<Vec<(String, String)>> {
    let bodies = (1..).zip(bodies);
    bodies.map(|(number, body)| Ok((name(number), Upstream::start(body)?.url()))).collect()
}

/// The Worker that is built, with a plan.
pub(super) fn orquesta(plan: &str) -> Config {
    Config::new(built(), plan)
}

/// A Worker in JavaScript, of these files.
pub(crate) fn scripts<const N: usize>(names: [&str; N]) -> Config {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workers");
    Config::scripts(names.map(|name| folder.join(name)))
}

/// Those of `variants` that there are.
pub(super) fn ways(
    variants: &[Variant],
    variables: &[(String, String)],
    way: impl Fn(Variant) -> Option<(Config, &'static str)>,
) -> Vec<Way> {
    let ways = variants.iter().filter_map(|variant| {
        let (config, path) = way(*variant)?;
        let config =
            variables.iter().fold(config, |config, (name, url)| config.variable(name, url));
        Some(Way { variant: *variant, config, path })
    });
    ways.collect()
}

/// A size in kB or MB.
pub(crate) fn size(bytes: usize) -> String {
    let (unit, value) = if bytes < 1_000_000 { ("kB", 1e3) } else { ("MB", 1e6) };
    format!("{} {unit}", bytes as f64 / value)
}
