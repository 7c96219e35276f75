//! What serde_json finds along a path, as the bytes that stand there.

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use orquesta::json::Expect;

/// One step of a path, apart from how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Of a JSON Pointer: a name or an index, as the value demands.
    Token(String),
    /// Of a JSONPath.
    Member(String),
    /// Of a JSONPath.
    Index(usize),
}

impl Step {
    pub(crate) fn may_be_member(&self) -> bool {
        !matches!(self, Self::Index(_))
    }

    pub(crate) fn may_be_index(&self) -> bool {
        self.index().is_some()
    }

    fn index(&self) -> Option<usize> {
        match self {
            // A canonical index: what it reads as is written the same.
            Self::Token(token) => token.parse().ok().filter(|at: &usize| at.to_string() == *token),
            Self::Member(_) => None,
            Self::Index(at) => Some(*at),
        }
    }
}

/// A path in writing: a JSON Pointer if it is made of tokens.
pub(crate) fn written(steps: &[Step]) -> String {
    let root = if let Some(Step::Token(_)) | None = steps.first() { "" } else { "$" };
    let steps = steps.iter().map(|step| match step {
        Step::Token(token) => format!("/{}", token.replace('~', "~0").replace('/', "~1")),
        Step::Member(name) => format!("['{}']", name.replace('\\', "\\\\").replace('\'', "\\'")),
        Step::Index(at) => format!("[{at}]"),
    });
    root.to_owned() + &steps.collect::<String>()
}

/// A value one level deep, its parts in the order in which they are written.
pub(crate) enum Shape<'a> {
    Object(Vec<(Vec<u8>, &'a str)>),
    Array(Vec<&'a str>),
    Scalar,
}

/// Reads one level of what must be JSON.
pub(crate) fn open(text: &str) -> Shape<'_> {
    match text.trim_ascii_start().as_bytes()[0] {
        b'{' => Shape::Object(serde_json::from_str::<Members<'_>>(text).unwrap().0),
        b'[' => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).unwrap();
            Shape::Array(elements.into_iter().map(RawValue::get).collect())
        }
        _ => Shape::Scalar,
    }
}

impl<'a> Shape<'a> {
    /// The part that a step leads to; of members with one name the last.
    pub(crate) fn child(&self, step: &Step) -> Option<&'a str> {
        match (self, step) {
            (Self::Object(members), Step::Token(name) | Step::Member(name)) => {
                let named = |(other, _): &&(Vec<u8>, &str)| other == name.as_bytes();
                members.iter().rev().find(named).map(|(_, value)| *value)
            }
            (Self::Array(elements), step) => elements.get(step.index()?).copied(),
            _ => None,
        }
    }
}

/// The value that a path leads to.
pub(crate) fn find<'a>(text: &'a str, steps: &[Step]) -> Option<&'a str> {
    steps.iter().try_fold(text.trim_ascii(), |text, step| open(text).child(step))
}

/// How many elements or members a value has; a name that is repeated counts each time.
pub(crate) fn count(text: &str) -> usize {
    match open(text) {
        Shape::Object(members) => members.len(),
        Shape::Array(elements) => elements.len(),
        Shape::Scalar => 0,
    }
}

/// Whether a value is what a field must be.
pub(crate) fn holds(expect: Expect, text: &str) -> bool {
    let first = text.as_bytes()[0];
    match expect {
        Expect::Any => true,
        Expect::Number => text.parse().is_ok_and(f64::is_finite),
        Expect::Scalar => !matches!(first, b'{' | b'[' | b'n'),
    }
}

struct Members<'a>(Vec<(Vec<u8>, &'a str)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Vec<(Vec<u8>, &'de str)>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Name(name), value)) = map.next_entry::<_, &RawValue>()? {
                    members.push((name, value.get()));
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(InOrder).map(Self)
    }
}

/// A name as bytes, since a lone surrogate does not fit into a `String`.
struct Name(Vec<u8>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Vec<u8>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a name")
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                Ok(bytes.to_vec())
            }
        }
        deserializer.deserialize_bytes(Bytes).map(Self)
    }
}
