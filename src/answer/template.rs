//! The declared shape of an answer.

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Slot, write_string};

/// A member's name with quotes and colon, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(Vec<u8>);

impl Label {
    /// The label of the member called `name`.
    pub fn new(name: &str) -> Self {
        let mut label = Vec::new();
        write_string(name, &mut label);
        label.push(b':');
        Self(label)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    /// Writes the name with its quotes alone.
    pub(super) fn write_name(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.strip_suffix(b":").unwrap_or_default());
    }
}

/// A value of another source's record with an equal key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// The other source's place in the endpoint.
    pub source: usize,
    /// The place of its [`super::Index`].
    pub reduction: usize,
    /// What stands where no record has the key, as JSON; one without a value gives `null`.
    pub default: Vec<u8>,
}

/// One value of the answer; sources are places in the endpoint, values are JSON.
#[derive(Clone, Debug, PartialEq)]
pub enum Template {
    /// The same in every answer.
    Constant(Vec<u8>),
    /// An object; members in order.
    Object(Vec<(Label, Template)>),
    /// An array.
    Array(Vec<Template>),
    /// A body, or a part of it, as it came.
    Body {
        /// Which source.
        source: usize,
        /// Which part; without it the whole.
        slot: Option<Slot>,
        /// What stands where the body has no such part.
        default: Vec<u8>,
    },
    /// How many elements or members a part of a body has.
    Count {
        /// Which source.
        source: usize,
        /// Which part.
        slot: Slot,
    },
    /// What became of a reduction.
    Reduced {
        /// Which source.
        source: usize,
        /// Which reduction.
        reduction: usize,
        /// What stands where there was nothing to make it of.
        default: Vec<u8>,
    },
    /// The status of each of these sources, by name.
    Statuses(Vec<(String, usize)>),
    /// The report of each of these sources, by name.
    Reports(Vec<(String, usize)>),
    /// The health that each of these sources shows, by name.
    Health(Vec<(String, usize)>),
    /// What the host remembers of the health of its services.
    Snapshot,
    /// A parameter as it was given, or `null`.
    Parameter(usize),
    /// The time of the answer in ISO 8601.
    Time,
}

impl Template {
    /// Whether it shows the body of a source, or a part of it, as it came.
    pub fn shows_body(&self, source: usize) -> bool {
        match self {
            Self::Object(members) => members.iter().any(|(_, member)| member.shows_body(source)),
            Self::Array(elements) => elements.iter().any(|element| element.shows_body(source)),
            Self::Body { source: shown, .. } => *shown == source,
            _ => false,
        }
    }

    /// Whether it shows when something happened or how long it took, and so differs from one
    /// request to the next even if all sources say the same.
    pub fn shows_time(&self) -> bool {
        match self {
            Self::Object(members) => members.iter().any(|(_, member)| member.shows_time()),
            Self::Array(elements) => elements.iter().any(Self::shows_time),
            Self::Reports(_) | Self::Health(_) | Self::Snapshot | Self::Time => true,
            _ => false,
        }
    }
}
