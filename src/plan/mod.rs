//! Plans: services, sources and endpoints as data, checked when they are read.
//!
//! A [`Plan`] that exists is valid: every name it speaks of is there, no source waits for itself, no
//! two endpoints answer one request, and every limit is in its range.

mod answer;
mod call;
mod cors;
mod endpoint;
mod error;
mod node;
mod parameter;
mod policy;
mod reduce;
mod route;
mod service;
mod source;
mod variables;

pub use call::{Body, Call, Part, Reference};
pub use cors::Cors;
pub use endpoint::Endpoint;
pub use error::PlanError;
pub use parameter::{Argument, Domain, Parameter};
pub use policy::{ContentType, Policy};
pub use route::Route;
pub use service::Service;
pub use source::{Emptiness, Referred, Source};

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::json::{SyntaxError, Value};
use endpoint::Shared;
use error::Result;
use node::Node;
use source::SourceDraft;
use variables::Variables;

/// The JSON Schema of plans (draft 2020-12), for editors.
pub const SCHEMA: &str = include_str!("../../plans/plan.schema.json");

/// Most services, sources and endpoints, each.
const MAX_ENTRIES: usize = 256;

/// Bytes of bodies in flight unless the plan says otherwise: 48 MiB. What is in flight is there once as
/// it came and once more in answers on their way out; with the 16 MiB of former bodies that makes
/// 112 MiB, which fits the 128 MB that an isolate of a Worker has.
const MEMORY: usize = 48 << 20;

/// Most that a plan may allow: all that the core can count on every host.
const MAX_MEMORY: usize = u32::MAX as usize;

/// A valid plan.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it is called.
    pub name: String,
    /// Its services.
    pub services: Vec<Service>,
    /// Its endpoints.
    pub endpoints: Vec<Endpoint>,
    /// Which web pages may read its answers.
    pub cors: Cors,
    /// How many bytes of bodies may be in flight on a host before it sheds requests.
    pub memory: usize,
}

impl Plan {
    /// Reads a plan; `environment` gives the values of variables that are set.
    ///
    /// # Errors
    /// The first mistake: where it is, what stands there, and what was expected.
    pub fn parse(text: &[u8], environment: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let value = parse(text)?;
        let root = Node::root(&value);
        let object = root.object(&[
            "$schema",
            "name",
            "description",
            "variables",
            "defaults",
            "cors",
            "memory",
            "services",
            "sources",
            "endpoints",
        ])?;
        for name in ["$schema", "description"] {
            object.get(name).map(Node::string).transpose()?;
        }
        let variables = Variables::read(object.get("variables"), environment)?;
        let defaults = match object.get("defaults") {
            Some(node) => Policy::DEFAULT.adjusted(&node.object(&Policy::KEYS)?, &variables)?,
            None => Policy::DEFAULT,
        };
        let mut services = Vec::new();
        for (name, node) in entries(object.get("services"))? {
            services.push(service::read(name, &node, defaults, &variables)?);
        }
        let mut drafts = Vec::new();
        for (name, node) in entries(object.get("sources"))? {
            drafts.push(SourceDraft::read(name, &node, &services, &variables)?);
        }
        source::check_order(&drafts)?;
        let shared = Shared { services: &services, drafts: &drafts, variables: &variables };
        let mut endpoints: Vec<Endpoint> = Vec::new();
        for (name, node) in entries(Some(object.require("endpoints")?))? {
            let endpoint = Endpoint::read(name, &node, &shared)?;
            if let Some(other) = endpoints.iter().find(|e| e.route.collides(&endpoint.route)) {
                let found =
                    format!("`{name}`, which the endpoint `GET {}` answers, too", other.route);
                return Err(node.found(found, "endpoints with different paths"));
            }
            endpoints.push(endpoint);
        }
        check_parameters(&drafts, &endpoints)?;
        Ok(Self {
            name: object.get("name").map_or(Ok("orquesta"), Node::string)?.into(),
            cors: object.get("cors").map_or(Ok(Cors::default()), |n| Cors::read(n, &variables))?,
            memory: object.get("memory").map_or(Ok(MEMORY), |n| n.integer(1..=MAX_MEMORY))?,
            services,
            endpoints,
        })
    }

    /// The names of the variables that a plan declares, so that a host knows what to hand over.
    ///
    /// # Errors
    /// Where the text is not JSON, or `variables` is not an object.
    pub fn variables(text: &[u8]) -> Result<Vec<String>> {
        let value = parse(text)?;
        match value.member("variables") {
            Some(value) => {
                let node = Node { value, path: "$.variables".into() };
                Ok(node.members()?.into_iter().map(|(name, _)| name.to_string()).collect())
            }
            None => Ok(Vec::new()),
        }
    }

    /// The endpoint that answers `path`, with the values of the parameters in the path; of several
    /// that fit the one with the fewest parameters.
    pub fn route(&self, path: &str) -> Option<(&Endpoint, Vec<(usize, String)>)> {
        let fits = |endpoint: &'_ Endpoint| endpoint.route.fit(path);
        let fitting = self.endpoints.iter().filter_map(|e| Some((e, fits(e)?)));
        fitting.min_by_key(|(endpoint, _)| endpoint.route.looseness())
    }
}

fn parse(text: &[u8]) -> Result<Value> {
    Value::parse(text).map_err(|SyntaxError { offset, expected }| {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|&&byte| byte != b'\n').count() + 1;
        PlanError {
            path: "$".into(),
            found: format!("text that is not JSON at line {line}, column {column}"),
            expected: expected.into(),
        }
    })
}

fn entries<'a>(node: Option<&Node<'a>>) -> Result<Vec<(&'a str, Node<'a>)>> {
    let Some(node) = node else { return Ok(Vec::new()) };
    let entries = node.members()?;
    if entries.len() > MAX_ENTRIES {
        return Err(node.found(format!("{} entries", entries.len()), "256 at most"));
    }
    Ok(entries)
}

/// Every parameter that a source speaks of must be one of an endpoint that asks it.
fn check_parameters(drafts: &[SourceDraft], endpoints: &[Endpoint]) -> Result<()> {
    for draft in drafts {
        let asks = |endpoint: &&Endpoint| {
            endpoint.sources.iter().any(|s| !s.probe && s.name == draft.name)
        };
        let asking: Vec<_> = endpoints.iter().filter(asks).collect();
        let known = asking.iter().flat_map(|endpoint| &endpoint.parameters);
        let known: Vec<_> = known.map(|parameter| parameter.name.as_str()).collect();
        let unknown = draft.parameters().into_iter().find(|(name, _)| !known.contains(name));
        if let Some((name, path)) = unknown.filter(|_| !asking.is_empty()) {
            let known = node::choices(name, &known);
            return Err(PlanError {
                path: path.into(),
                found: format!("the parameter `{name}`"),
                expected: format!("a parameter of an endpoint that asks this source: {known}"),
            });
        }
    }
    Ok(())
}
