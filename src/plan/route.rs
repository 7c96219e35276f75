//! Routes: which requests an endpoint answers.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::error::Result;
use super::node::Node;
use super::parameter::Parameter;
use crate::http::{is_path, percent_decode};

/// A path with places for parameters; the method is always `GET`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    /// The name of a parameter and its place among the endpoint's.
    Parameter(String, usize),
}

impl Route {
    /// Reads a name such as `GET /orders/{id}`.
    pub(super) fn read(name: &str, node: Node<'_>, parameters: &[Parameter]) -> Result<Self> {
        let wrong = |expected| node.found(format_args!("the endpoint `{name}`"), expected);
        let expected = "`GET` and a path, such as `GET /orders/{id}`";
        let path = name.strip_prefix("GET ").ok_or_else(|| wrong(expected))?;
        let rest = path.strip_prefix('/').ok_or_else(|| wrong(expected))?;
        let mut segments = Vec::new();
        for text in rest.split('/') {
            if let Some(name) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
                let place = parameters.iter().position(|parameter| parameter.name == name);
                let place = place.ok_or_else(|| {
                    node.found(
                        format_args!("`{{{name}}}` in the path"),
                        "a parameter declared in `parameters`",
                    )
                })?;
                if segments.contains(&Segment::Parameter(name.into(), place)) {
                    return Err(
                        node.found(format_args!("`{{{name}}}` twice in the path"), "it once")
                    );
                }
                segments.push(Segment::Parameter(name.into(), place));
            } else if is_path(text) {
                segments.push(Segment::Literal(text.into()));
            } else {
                return Err(wrong(expected));
            }
        }
        Ok(Self { segments })
    }

    /// The parameters' values if `path` fits: each place among the endpoint's parameters and text.
    pub(super) fn fit(&self, path: &str) -> Option<Vec<(usize, String)>> {
        let mut values = Vec::new();
        let mut texts = path.strip_prefix('/')?.split('/');
        for segment in &self.segments {
            let text = texts.next()?;
            match segment {
                Segment::Literal(literal) if literal == text => {}
                Segment::Parameter(_, place) if !text.is_empty() => {
                    values.push((*place, percent_decode(text)));
                }
                _ => return None,
            }
        }
        texts.next().is_none().then_some(values)
    }

    /// The path with these values, already encoded, for the parameters at each place.
    pub fn path(&self, value: &dyn Fn(usize) -> String) -> String {
        let segments = self.segments.iter().map(|segment| match segment {
            Segment::Literal(text) => format!("/{text}"),
            Segment::Parameter(_, place) => format!("/{}", value(*place)),
        });
        segments.collect()
    }

    /// Whether the parameter at `place` stands in the path.
    pub(crate) fn holds(&self, place: usize) -> bool {
        self.segments
            .iter()
            .any(|segment| matches!(segment, Segment::Parameter(_, p) if *p == place))
    }

    /// Whether some path fits both and neither is the more literal.
    pub(super) fn collides(&self, other: &Self) -> bool {
        let meet = |(a, b): (&Segment, &Segment)| match (a, b) {
            (Segment::Literal(a), Segment::Literal(b)) => a == b,
            _ => true,
        };
        self.segments.len() == other.segments.len()
            && self.looseness() == other.looseness()
            && self.segments.iter().zip(&other.segments).all(meet)
    }

    /// How many parameters stand in the path; of several routes that fit the most literal counts.
    pub(super) fn looseness(&self) -> usize {
        self.segments.iter().filter(|segment| matches!(segment, Segment::Parameter(..))).count()
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            match segment {
                Segment::Literal(text) => write!(f, "/{text}")?,
                Segment::Parameter(name, _) => write!(f, "/{{{name}}}")?,
            }
        }
        Ok(())
    }
}
