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
use node::{Members, Node, Object};
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
    pub fn parse(
        text: &[u8],
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> core::result::Result<Self, PlanError> {
        Self::read(&parse(text)?, environment).map_err(|mistake| *mistake)
    }

    fn read(value: &Value, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let root = Node::root(value);
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
            object.string(name)?;
        }
        let variables = Variables::read(object, environment)?;
        let defaults = match object.get("defaults") {
            Some(node) => Policy::DEFAULT.adjusted(node.object(&Policy::KEYS)?, &variables)?,
            None => Policy::DEFAULT,
        };
        let mut services = Vec::new();
        for (name, node) in entries(object, "services")? {
            services.push(service::read(name, node, defaults, &variables)?);
        }
        let mut drafts = Vec::new();
        for (name, node) in entries(object, "sources")? {
            drafts.push(SourceDraft::read(name, node, &services, &variables)?);
        }
        source::check_order(&drafts)?;
        let shared = Shared { services: &services, drafts: &drafts, variables: &variables };
        let mut endpoints: Vec<Endpoint> = Vec::new();
        object.require("endpoints")?;
        for (name, node) in entries(object, "endpoints")? {
            let endpoint = Endpoint::read(name, node, &shared)?;
            if let Some(other) = endpoints.iter().find(|e| e.route.collides(&endpoint.route)) {
                let found =
                    format_args!("`{name}`, which the endpoint `GET {}` answers, too", other.route);
                return Err(node.found(found, "endpoints with different paths"));
            }
            endpoints.push(endpoint);
        }
        check_parameters(&drafts, &endpoints)?;
        Ok(Self {
            name: object.string("name")?.unwrap_or("orquesta").into(),
            cors: object.get("cors").map_or(Ok(Cors::default()), |n| Cors::read(n, &variables))?,
            memory: object
                .get("memory")
                .map_or(Ok(MEMORY), |n| n.integer(1..=MAX_MEMORY as i128))?,
            services,
            endpoints,
        })
    }

    /// The names of the variables that a plan declares, so that a host knows what to hand over.
    ///
    /// # Errors
    /// Where the text is not JSON, or `variables` is not an object.
    pub fn variables(text: &[u8]) -> core::result::Result<Vec<String>, PlanError> {
        let value = parse(text)?;
        let members = Node::root(&value).member("variables").map(Node::members).transpose();
        let members = members.map_err(|mistake| *mistake)?;
        Ok(members.into_iter().flatten().map(|(name, _)| name.to_string()).collect())
    }

    /// The endpoint that answers `path`, with the values of the parameters in the path; of several
    /// that fit the one with the fewest parameters.
    pub fn route(&self, path: &str) -> Option<(&Endpoint, Vec<(usize, String)>)> {
        let fits = |endpoint: &'_ Endpoint| endpoint.route.fit(path);
        let fitting = self.endpoints.iter().filter_map(|e| Some((e, fits(e)?)));
        fitting.min_by_key(|(endpoint, _)| endpoint.route.looseness())
    }
}

fn parse(text: &[u8]) -> core::result::Result<Value, PlanError> {
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

fn entries<'a>(object: Object<'a>, name: &str) -> Result<Members<'a>> {
    let entries = object.members(name)?;
    if entries.len() > MAX_ENTRIES {
        let found = format_args!("{} entries", entries.len());
        return Err(object.require(name)?.found(found, "256 at most"));
    }
    Ok(entries)
}

/// Every parameter that a source speaks of must be one of an endpoint that asks it.
fn check_parameters(drafts: &[SourceDraft<'_>], endpoints: &[Endpoint]) -> Result<()> {
    for draft in drafts {
        let asks = |endpoint: &&Endpoint| {
            endpoint.sources.iter().any(|s| !s.probe && s.name == draft.name)
        };
        let asking: Vec<_> = endpoints.iter().filter(asks).collect();
        let known = asking.iter().flat_map(|endpoint| &endpoint.parameters);
        let known: Vec<_> = known.map(|parameter| parameter.name.as_str()).collect();
        let unknown = draft.parameters().into_iter().find(|(name, _)| !known.contains(name));
        if let Some((name, node)) = unknown.filter(|_| !asking.is_empty()) {
            let known = node::choices(name, &known);
            return Err(node.found(
                format_args!("the parameter `{name}`"),
                format_args!("a parameter of an endpoint that asks this source: {known}"),
            ));
        }
    }
    Ok(())
}
