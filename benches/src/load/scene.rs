//! What is asked, and of what services.

use xtask::error::Result;
use xtask::workerd::Config;

use super::upstream::Upstream;
use super::variant::{Variant, built, scripts};
use crate::bodies::{Bodies, Style};

/// A request and the services behind it.
pub(crate) struct Scene {
    /// What it is called in tables.
    pub(crate) name: String,
    /// Bytes of all bodies of the services.
    pub(crate) bytes: usize,
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

/// An answer of the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Consolidated,
    Summary,
}

impl Endpoint {
    pub(crate) const ALL: [Self; 2] = [Self::Consolidated, Self::Summary];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Consolidated => "consolidated",
            Self::Summary => "summary",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Consolidated => "/api/dashboard/consolidated",
            Self::Summary => "/api/dashboard/summary",
        }
    }
}

impl Scene {
    /// The dashboard over services whose bodies have `size` bytes in all. The services run until the program
    /// ends.
    pub(crate) fn dashboard(
        endpoint: Endpoint,
        size: usize,
        style: Style,
        variants: &[Variant],
    ) -> Result<Self> {
        let bodies = Bodies::new(size, style);
        let Bodies { users, accounts, metrics, dashboard } = &bodies;
        let whole = format!(
            "{{\"users\":{users},\"scraped_accounts\":{accounts},\"metrics\":{metrics},\"dashboard_data\":{dashboard}}}"
        );
        let mut variables = Vec::new();
        for (number, body) in (1..).zip([users, accounts, metrics, dashboard]) {
            variables.push((format!("MICROSERVICE{number}_URL"), Upstream::start(body)?.url()));
        }
        let ways = variants.iter().filter_map(|variant| {
            let (config, path) = way(*variant, endpoint)?;
            let config =
                variables.iter().fold(config, |config, (name, url)| config.variable(name, url));
            Some(Way { variant: *variant, config, path })
        });
        Ok(Self {
            name: format!("{}, {}", endpoint.name(), told_size(size)),
            bytes: bodies.size(),
            ways: ways.collect(),
            whole,
            entire: endpoint == Endpoint::Consolidated,
        })
    }
}

/// The summary cannot be copied; there the floor is the copy that the consolidated answer is. Nor can what is
/// parsed stay bytes.
fn way(variant: Variant, endpoint: Endpoint) -> Option<(Config, &'static str)> {
    let path = endpoint.path();
    Some(match variant {
        Variant::Orquesta => {
            (Config::new(built(), include_str!("../../../plans/dashboard.json")), path)
        }
        Variant::Plain => (scripts(["plain.js", "sources.js", "summary.js"]), path),
        Variant::Clever => (scripts(["clever.js", "sources.js", "summary.js"]), path),
        Variant::Bytes if endpoint == Endpoint::Summary => return None,
        Variant::Bytes => (scripts(["bytes.js", "join.js", "sources.js"]), path),
        Variant::Copy => {
            (scripts(["copy.js", "join.js", "sources.js"]), Endpoint::Consolidated.path())
        }
    })
}

/// A size in kB or MB.
pub(crate) fn told_size(bytes: usize) -> String {
    let (unit, value) = if bytes < 1_000_000 { ("kB", 1e3) } else { ("MB", 1e6) };
    format!("{} {unit}", bytes as f64 / value)
}
