//! Sources: named calls to services.

use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::call::{Call, Draft, Name, Place, Reference};
use super::error::Result;
use super::node::{Node, choices};
use super::parameter::Parameter;
use super::policy::Policy;
use super::service::Service;
use super::variables::Variables;
use crate::answer::{Reading, Recipe};
use crate::json::{Kind, Path, Slot};
use crate::time::Duration;

/// A source of one endpoint.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name in the plan.
    pub name: String,
    /// The place of its service in the plan.
    pub service: usize,
    /// How it is asked.
    pub policy: Policy,
    /// The calls it may make: the first whose parameters are all given is made.
    pub calls: Vec<Call>,
    /// Places of sources that must have ended before.
    pub after: Vec<usize>,
    /// How long an attempt may take before it counts as slow, or as failed if it is then given up.
    pub slow: Duration,
    /// Whether the endpoint has no answer without it.
    pub required: bool,
    /// Whether only the status of the reply counts.
    pub probe: bool,
    /// The body that stands in when it gave nothing, as JSON.
    pub empty: Arc<[u8]>,
    /// What the body must be; nothing if it may be anything.
    pub kind: Option<Kind>,
    /// How to tell that a body has no data.
    pub emptiness: Emptiness,
    /// What is read from the body.
    pub recipe: Recipe,
    /// What that gives when `empty` is the body.
    pub nothing: Reading,
    /// How old a former body may be to stand in when the source fails; nothing if none may.
    pub stale: Option<Duration>,
    /// The body that stands in when the source fails and no former one can, and what it gives.
    pub fallback: Option<(Arc<[u8]>, Reading)>,
    /// The single values of its body that calls of other sources refer to.
    pub fields: Vec<Referred>,
    /// Whether the answer shows its body, or a part of it, as it came.
    pub shown: bool,
}

/// A single value that calls of other sources refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Referred {
    /// The value's place in the source's program.
    pub slot: Slot,
    /// Whether it stands in a body, and not only in URLs.
    pub in_body: bool,
}

/// How to tell that a body has no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emptiness {
    /// It has no elements or members.
    Length(Slot),
    /// The number at a place is 0 or not there.
    Number(Slot),
}

/// A source as the plan has it, before it is known for which endpoint.
#[derive(Debug)]
pub(super) struct SourceDraft<'a> {
    pub(super) name: String,
    /// Where the plan says it, for errors, as with each call and each name.
    node: Node<'a>,
    pub(super) service: usize,
    policy: Policy,
    calls: Vec<(Draft, Node<'a>)>,
    after: Vec<(&'a str, Node<'a>)>,
    empty: Vec<u8>,
    kind: Option<Kind>,
    count: Option<Path>,
    stale: Option<Duration>,
    fallback: Option<Vec<u8>>,
}

impl<'a> SourceDraft<'a> {
    pub(super) fn read(
        name: &str,
        node: Node<'a>,
        services: &[Service],
        variables: &Variables,
    ) -> Result<Self> {
        node.check_name(name)?;
        let mut keys = Vec::from([
            "service",
            "description",
            "alternatives",
            "after",
            "empty",
            "count",
            "stale",
            "fallback",
        ]);
        keys.extend(Draft::KEYS);
        let object = node.object(&keys)?;
        let mut verbatim = node.members()?.filter(|(name, _)| *name != "stale");
        verbatim.try_for_each(|(_, node)| variables.refuse(node))?;
        object.string("description")?;
        let service_node = object.require("service")?;
        let wanted = service_node.string()?;
        let service =
            services.iter().position(|service| service.name == wanted).ok_or_else(|| {
                let names: Vec<_> = services.iter().map(|service| service.name.as_str()).collect();
                service_node
                    .wrong(format_args!("a service of this plan: {}", choices(wanted, &names)))
            })?;
        let base = Draft::new().adjusted(object)?;
        let mut calls: Vec<(Draft, Node<'_>)> = Vec::new();
        for node in object.elements("alternatives")? {
            let mut keys = Vec::from(["when"]);
            keys.extend(Draft::KEYS);
            let object = node.object(&keys)?;
            let mut draft = base.clone().adjusted(object)?;
            draft.when =
                object.require("when")?.strings()?.into_iter().map(ToString::to_string).collect();
            if draft.when.is_empty() {
                return Err(object.require("when")?.wrong("at least one parameter"));
            }
            if !draft.has_path {
                return Err(node.found("no key `path`", "one here or in the source"));
            }
            let covers = |(earlier, _): &(Draft, _)| {
                earlier.when.iter().all(|name| draft.when.contains(name))
            };
            if let Some(index) = calls.iter().position(covers) {
                let found =
                    format_args!("an alternative that `alternatives[{index}]` always precedes");
                return Err(node.found(found, "the one with more parameters in `when` first"));
            }
            calls.push((draft, node));
        }
        if base.has_path {
            calls.push((base, node));
        }
        if calls.is_empty() {
            return Err(node.found("no key `path`", "a `path`, or `alternatives` that have one"));
        }
        let empty = object.get("empty");
        let kind = empty.map_or(Kind::Null, |node| node.value.kind());
        if let Some(node) = empty.filter(|_| !matches!(kind, Kind::Array | Kind::Null))
            && calls.iter().any(|(draft, _)| draft.call.wrap)
        {
            return Err(node.wrong("an array, as `wrap` makes every body one"));
        }
        let fallback = object.get("fallback");
        if let Some(node) = fallback.filter(|_| kind != Kind::Null)
            && node.value.kind() != kind
        {
            return Err(node.wrong(format_args!("{kind}, as `empty` is")));
        }
        Ok(Self {
            name: name.into(),
            node,
            service,
            policy: services.get(service).map_or(Policy::DEFAULT, |service| service.policy),
            calls,
            after: object
                .elements("after")?
                .map(|node| Ok((node.string()?, node)))
                .collect::<Result<_>>()?,
            empty: empty.map_or_else(|| b"null".to_vec(), |node| node.value.to_json()),
            kind: (kind != Kind::Null).then_some(kind),
            count: object.get("count").map(Node::single_path).transpose()?,
            stale: object.get("stale").map(|node| variables.duration(node)).transpose()?,
            fallback: fallback.map(|node| node.value.to_json()),
        })
    }

    /// The source that tells the health of a service, for the answer at `node`.
    pub(super) fn probe(place: usize, service: &Service, node: Node<'a>) -> Self {
        let policy = Policy {
            attempts: 1,
            timeout: service.health_timeout,
            deadline: service.health_timeout,
            ..service.policy
        };
        Self {
            name: service.name.clone(),
            node,
            service: place,
            policy,
            calls: Vec::from([(service.health.clone(), node)]),
            after: Vec::new(),
            empty: b"null".to_vec(),
            kind: None,
            count: None,
            stale: None,
            fallback: None,
        }
    }

    /// Names of the sources that this one waits for, with where the plan says so.
    pub(super) fn depends_on(&self) -> Vec<(&str, Node<'a>)> {
        let mut names: Vec<(&str, _)> = self.after.clone();
        for (draft, node) in &self.calls {
            for (name, _) in draft.call.references() {
                if let Name::Field(source, _) = name {
                    names.push((source, *node));
                }
            }
        }
        names
    }

    /// Names of the parameters that the calls speak of, with where the plan says so.
    pub(super) fn parameters(&self) -> Vec<(&str, Node<'a>)> {
        let mut names: Vec<(&str, _)> = Vec::new();
        for (draft, node) in &self.calls {
            for (name, _) in draft.call.references() {
                if let Name::Parameter(name) = name {
                    names.push((name, *node));
                }
            }
            names.extend(draft.when.iter().map(|name| (name.as_str(), *node)));
        }
        names
    }

    /// The source as it is in an endpoint with these parameters and sources.
    pub(super) fn resolve(
        &self,
        parameters: &[Parameter],
        sources: &[&SourceDraft<'_>],
        recipes: &mut [Recipe],
        place: usize,
        endpoint: Node<'_>,
    ) -> Result<Source> {
        let parameter_place = |name: &str| parameters.iter().position(|p| p.name == name);
        let source_place = |name: &str| sources.iter().position(|source| source.name == name);
        let mut calls = Vec::new();
        for (draft, _) in &self.calls {
            // An alternative for parameters that this endpoint does not have never applies.
            let when =
                draft.when.iter().map(|name| parameter_place(name)).collect::<Option<Vec<_>>>();
            let Some(when) = when else { continue };
            for (name, part) in draft.call.references() {
                let Name::Parameter(name) = name else { continue };
                let given = parameters.iter().any(|p| p.name == *name && p.required)
                    || draft.when.contains(name);
                if !given && part == Place::Path {
                    return Err(endpoint.found(
                        format_args!(
                            "the source `{}`, whose path needs the parameter `{name}`",
                            self.name
                        ),
                        format_args!(
                            "`{name}` as a required parameter, or in `when` of an alternative"
                        ),
                    ));
                }
            }
            calls.push(draft.call.resolve(when, &mut |name| match name {
                Name::Parameter(name) => parameter_place(name).map(Reference::Parameter),
                Name::Field(source, path) => {
                    let source = source_place(source)?;
                    let slot = recipes.get_mut(source)?.program.value(path);
                    Some(Reference::Field { source, slot })
                }
            }));
        }
        if calls.is_empty() {
            let found =
                format_args!("the source `{}`, of which no alternative can apply", self.name);
            return Err(endpoint.found(found, "a parameter for each name in `when` of one"));
        }
        let waited_for = self.depends_on();
        let after = sources
            .iter()
            .enumerate()
            .filter(|(_, source)| waited_for.iter().any(|(name, _)| *name == source.name));
        let emptiness = recipes.get_mut(place).map(|recipe| match &self.count {
            Some(path) => Emptiness::Number(recipe.program.value(path)),
            None => Emptiness::Length(recipe.program.count(&Path::default())),
        });
        Ok(Source {
            name: self.name.clone(),
            service: self.service,
            policy: self.policy,
            slow: self.policy.slow(None),
            calls,
            after: after.map(|(place, _)| place).collect(),
            required: false,
            probe: false,
            empty: self.empty.as_slice().into(),
            kind: self.kind,
            emptiness: emptiness.unwrap_or(Emptiness::Length(0)),
            recipe: Recipe::default(),
            nothing: Reading::default(),
            stale: self.stale,
            fallback: self.fallback.as_deref().map(|body| (body.into(), Reading::default())),
            fields: Vec::new(),
            shown: false,
        })
    }
}

/// What the calls of all sources refer to in the body of the one at `place`.
pub(super) fn referred(sources: &[Source], place: usize) -> Vec<Referred> {
    let mut found: Vec<Referred> = Vec::new();
    let calls = sources.iter().flat_map(|source| &source.calls);
    for (reference, part) in calls.flat_map(Call::references) {
        let Reference::Field { source, slot } = *reference else { continue };
        if source != place {
            continue;
        }
        let in_body = part == Place::Body;
        match found.iter_mut().find(|known| known.slot == slot) {
            Some(known) => known.in_body |= in_body,
            None => found.push(Referred { slot, in_body }),
        }
    }
    found
}

/// Checks that every source waits only for sources of the plan and none, in the end, for itself.
pub(super) fn check_order(sources: &[SourceDraft<'_>]) -> Result<()> {
    let names: Vec<_> = sources.iter().map(|source| source.name.as_str()).collect();
    let mut cleared = Vec::new();
    for source in sources {
        for (name, node) in source.depends_on() {
            if !names.contains(&name) {
                return Err(node.found(
                    format_args!("the source `{name}`"),
                    format_args!("a source of this plan: {}", choices(name, &names)),
                ));
            }
        }
        if let Some(cycle) = find_cycle(source, sources, &mut Vec::new(), &mut cleared) {
            let expected = "sources that do not wait for each other in a circle";
            return Err(source.node.found(format_args!("the cycle `{cycle}`"), expected));
        }
    }
    Ok(())
}

/// Depth-first; the trail bounds the recursion by the number of sources, and what has been cleared
/// is not walked again.
fn find_cycle<'s>(
    source: &'s SourceDraft<'_>,
    sources: &'s [SourceDraft<'_>],
    trail: &mut Vec<&'s str>,
    cleared: &mut Vec<&'s str>,
) -> Option<String> {
    if cleared.contains(&source.name.as_str()) {
        return None;
    }
    if let Some(start) = trail.iter().position(|name| *name == source.name) {
        let mut cycle = trail.get(start..).unwrap_or_default().to_vec();
        cycle.push(&source.name);
        return Some(cycle.join("` → `"));
    }
    trail.push(&source.name);
    for (name, _) in source.depends_on() {
        let next = sources.iter().find(|source| source.name == name)?;
        if let Some(cycle) = find_cycle(next, sources, trail, cleared) {
            return Some(cycle);
        }
    }
    trail.pop();
    cleared.push(&source.name);
    None
}
