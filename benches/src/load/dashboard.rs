//! The dashboard of `plans/dashboard.json`, over bodies of a size.

use xtask::error::Result;
use xtask::workerd::Config;

use super::scene::{Endpoint, Scene, orquesta, scripts, services, ways};
use super::variant::Variant;
use crate::bodies::{Bodies, Style};

const PLAN: &str = include_str!("../../../plans/dashboard.json");

const CONSOLIDATED: &str = "/api/dashboard/consolidated";
const SUMMARY: &str = "/api/dashboard/summary";

/// A request to the dashboard, over services whose bodies have `size` bytes in all.
pub(super) fn scene(
    endpoint: Endpoint,
    size: usize,
    style: Style,
    variants: &[Variant],
) -> Result<Scene> {
    let bodies = Bodies::new(size, style);
    let Bodies { users, accounts, metrics, dashboard } = &bodies;
    let whole = format!(
        "{{\"users\":{users},\"scraped_accounts\":{accounts},\"metrics\":{metrics},\"dashboard_data\":{dashboard}}}"
    );
    let variables = services([users, accounts, metrics, dashboard], |number| {
        format!("MICROSERVICE{number}_URL")
    })?;
    let entire = endpoint == Endpoint::Consolidated;
    let ways = ways(variants, &variables, if entire { consolidated } else { summary });
    Ok(Scene { endpoint, amount: size, bytes: bodies.size(), services: 4, ways, whole, entire })
}

fn consolidated(variant: Variant) -> Option<(Config, &'static str)> {
    let config = match variant {
        Variant::Orquesta => orquesta(PLAN),
        Variant::Plain => scripts(["plain.js", "ask.js", "dashboard.js", "summary.js"]),
        Variant::Clever => scripts(["clever.js", "ask.js", "dashboard.js", "summary.js"]),
        Variant::Bytes => scripts(["bytes.js", "ask.js", "dashboard.js", "join.js"]),
        Variant::Copy => scripts(["copy.js", "ask.js", "dashboard.js", "join.js"]),
    };
    Some((config, CONSOLIDATED))
}

fn summary(variant: Variant) -> Option<(Config, &'static str)> {
    match variant {
        // What is parsed cannot stay bytes.
        Variant::Bytes => None,
        // There is nothing to copy; the floor is the copy that the other answer is.
        Variant::Copy => consolidated(variant),
        _ => consolidated(variant).map(|(config, _)| (config, SUMMARY)),
    }
}
