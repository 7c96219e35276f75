//! Any number of services, each asked for the same amount.

use serde_json::{Map, Value, json};
use xtask::error::Result;

use super::scene::{Endpoint, Scene, orquesta, scripts, services, ways};
use super::variant::Variant;
use crate::bodies::{Style, items};

/// Bytes of what each service says.
pub(super) const EACH: usize = 10_000;

const PATH: &str = "/everything";

/// A request for what `count` services say.
pub(super) fn scene(count: usize, style: Style, variants: &[Variant]) -> Result<Scene> {
    let bodies: Vec<_> = (1..).take(count).map(|seed| items(EACH, style, seed)).collect();
    let members = (1..).zip(&bodies).map(|(number, body)| format!("\"service{number}\":{body}"));
    let whole = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
    let mut variables = services(&bodies, |number| format!("SERVICE{number}_URL"))?;
    variables.push(("SERVICES".to_owned(), count.to_string()));
    let plan = plan(count).to_string();
    let ways = ways(variants, &variables, |variant| {
        let config = match variant {
            Variant::Orquesta => orquesta(&plan),
            Variant::Plain => scripts(["many-plain.js", "ask.js", "many.js"]),
            Variant::Clever => scripts(["many-clever.js", "ask.js", "many.js"]),
            // It would be the same as `copy`, with metadata.
            Variant::Bytes => return None,
            Variant::Copy => scripts(["many-copy.js", "ask.js", "join.js", "many.js"]),
        };
        Some((config, PATH))
    });
    let bytes = bodies.iter().map(String::len).sum();
    Ok(Scene {
        endpoint: Endpoint::Sources,
        amount: count,
        bytes,
        services: count,
        ways,
        whole,
        entire: true,
    })
}

/// All at once, as the others do: `workerd` sets no limit to that, unlike the platform.
fn plan(count: usize) -> Value {
    let all = |value: &dyn Fn(usize) -> Value| -> Map<_, _> {
        (1..=count).map(|number| (format!("service{number}"), value(number))).collect()
    };
    let url = |number| format!("SERVICE{number}_URL");
    let variables: Map<_, _> = (1..=count).map(|number| (url(number), Value::Null)).collect();
    let mut answer = all(&|number| json!({ "$source": format!("service{number}") }));
    let metadata = json!({ "services_status": { "$statuses": "service" }, "services": { "$reports": "service" } });
    answer.insert("metadata".to_owned(), metadata);
    json!({
        "variables": variables,
        "defaults": { "timeout": "30s" },
        "services": all(&|number| json!({ "url": format!("${{{}}}", url(number)) })),
        "sources": all(&|number| json!({ "service": format!("service{number}"), "path": "/list" })),
        "endpoints": { format!("GET {PATH}"): { "concurrency": count, "answer": answer } },
    })
}
