//! Endpoints: what a request is answered with.

use alloc::string::String;
use alloc::vec::Vec;

use super::answer::{Scope, asks_health, compile, named_sources};
use super::error::Result;
use super::node::{Node, Object, choices};
use super::parameter::Parameter;
use super::route::Route;
use super::service::{Service, header_name};
use super::source::{Source, SourceDraft, referred};
use super::variables::Variables;
use crate::answer::{Recipe, Template};
use crate::json::Value;
use crate::time::Duration;

/// Most sources that one endpoint may have.
const MAX_SOURCES: usize = 64;

/// Attempts of one request at a time: as many connections as Cloudflare gives a request.
const CONCURRENCY: usize = 6;

const KEYS: [&str; 7] = [
    "description",
    "deadline",
    "deadline_header",
    "concurrency",
    "parameters",
    "required",
    "answer",
];

/// What a request is answered with.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Which requests it answers.
    pub route: Route,
    /// What it is for.
    pub description: String,
    /// The longest time until the answer; nothing if only the sources' own deadlines bound it.
    pub deadline: Option<Duration>,
    /// The header field by which a trusted caller says how many milliseconds it waits.
    pub deadline_header: Option<String>,
    /// How many attempts of one request may be under way at a time.
    pub concurrency: usize,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its sources, in the order of the plan.
    pub sources: Vec<Source>,
    /// The shape of its answer.
    pub answer: Template,
}

/// What the endpoints of a plan share.
pub(super) struct Shared<'a> {
    pub(super) services: &'a [Service],
    pub(super) drafts: &'a [SourceDraft<'a>],
    pub(super) variables: &'a Variables,
}

impl Endpoint {
    pub(super) fn read(name: &str, node: Node<'_>, shared: &Shared<'_>) -> Result<Self> {
        let object = node.object(&KEYS)?;
        let deadline = object.get("deadline").map(|node| shared.variables.duration(node));
        let deadline = deadline.transpose()?;
        let mut parameters = Vec::new();
        for (name, node) in object.members("parameters")? {
            parameters.push(Parameter::read(name, node)?);
        }
        let route = Route::read(name, node, &parameters)?;
        require_in_path(&mut parameters, &route, object)?;
        let answer = object.require("answer")?;
        shared.variables.refuse(answer)?;

        let probes: Vec<SourceDraft<'_>> = if asks_health(answer.value) {
            let services = shared.services.iter().enumerate();
            services.map(|(place, service)| SourceDraft::probe(place, service, answer)).collect()
        } else {
            Vec::new()
        };
        let asked = shared.asked(answer);
        let sources: Vec<&SourceDraft<'_>> =
            asked.iter().filter_map(|place| shared.drafts.get(*place)).chain(&probes).collect();
        if sources.len() > MAX_SOURCES {
            let found = format_args!("an answer of {} sources", sources.len());
            return Err(answer.found(found, format_args!("at most {MAX_SOURCES}")));
        }

        let mut recipes = alloc::vec![Recipe::default(); sources.len()];
        let named = asked.len();
        let probe_places: Vec<_> = (named..sources.len()).collect();
        let template = compile(
            answer,
            &mut Scope {
                parameters: &parameters,
                services: shared.services,
                sources: sources.get(..named).unwrap_or_default(),
                drafts: shared.drafts,
                recipes: &mut recipes,
                probes: &probe_places,
            },
        )?;
        let required = object.elements("required")?;
        let mut resolved = Vec::new();
        for (place, draft) in sources.iter().enumerate() {
            let source = draft.resolve(&parameters, &sources, &mut recipes, place, node)?;
            resolved.push(Source { probe: place >= named, ..source });
        }
        for node in required {
            let name = node.string()?;
            let source = resolved.iter_mut().find(|source| source.name == name && !source.probe);
            let source = source.ok_or_else(|| {
                let names: Vec<_> = sources.iter().map(|source| source.name.as_str()).collect();
                node.wrong(format_args!("a source of this answer: {}", choices(name, &names)))
            })?;
            source.required = true;
        }
        for place in 0..resolved.len() {
            let fields = referred(&resolved, place);
            if let Some(source) = resolved.get_mut(place) {
                source.fields = fields;
                source.shown = template.shows_body(place);
            }
        }
        for (source, recipe) in resolved.iter_mut().zip(recipes) {
            let wrong =
                |error| node.found(format_args!("an `empty` that is not JSON: {error}"), "JSON");
            source.nothing = recipe.read(&*source.empty).map_err(wrong)?;
            if let Some((body, reading)) = &mut source.fallback {
                *reading = recipe.read(&**body).map_err(wrong)?;
            }
            source.recipe = recipe;
            source.slow = source.policy.slow(deadline);
        }
        Ok(Self {
            route,
            description: object.string("description")?.unwrap_or_default().into(),
            deadline,
            deadline_header: object.get("deadline_header").map(header_name).transpose()?,
            concurrency: object
                .get("concurrency")
                .map_or(Ok(CONCURRENCY), |node| node.integer(1..=MAX_SOURCES as i128))?,
            parameters,
            sources: resolved,
            answer: template,
        })
    }
}

/// A parameter in the path is always given; a plan need not, but may say so.
fn require_in_path(
    parameters: &mut [Parameter],
    route: &Route,
    endpoint: Object<'_>,
) -> Result<()> {
    let nodes = endpoint.members("parameters")?;
    for (place, (parameter, (_, node))) in parameters.iter_mut().zip(nodes).enumerate() {
        if route.holds(place) {
            if node.value.member("required") == Some(&Value::Boolean(false)) {
                let found = "`required` as `false` for a parameter in the path";
                return Err(node.found(found, "`true`, or no `required`"));
            }
            parameter.required = true;
        }
    }
    Ok(())
}

impl Shared<'_> {
    /// Places of the sources that an answer needs, those waited for by others included, in the
    /// order of the plan.
    fn asked(&self, answer: Node<'_>) -> Vec<usize> {
        let mut asked = Vec::new();
        named_sources(answer.value, self.drafts, &mut asked);
        let mut next = 0;
        while let Some(draft) = asked.get(next).and_then(|place| self.drafts.get(*place)) {
            for (name, _) in draft.depends_on() {
                let place = self.drafts.iter().position(|draft| draft.name == name);
                asked.extend(place.filter(|place| !asked.contains(place)));
            }
            next += 1;
        }
        // In order and each once, by what is short here, where sorting would not be.
        (0..self.drafts.len()).filter(|place| asked.contains(place)).collect()
    }
}
