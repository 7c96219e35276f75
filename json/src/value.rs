//! A small JSON document as a tree, for plans.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Cursor, Kind, SyntaxError, decode, write_value};

/// A JSON value that keeps the order of members and the digits of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number as it was written.
    Number(String),
    /// A string, its escapes undone.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object; members as they were written, so that whoever reads it can name a repeated one.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// Reads one JSON text.
    ///
    /// # Errors
    /// Where the text is not JSON; besides, a surrogate must have its partner.
    pub fn parse(text: &[u8]) -> Result<Self, SyntaxError> {
        let mut cursor = Cursor::new(text);
        let value = read(&mut cursor)?;
        cursor.end()?;
        Ok(value)
    }

    /// What the value is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Boolean(_) => Kind::Boolean,
            Self::Number(_) => Kind::Number,
            Self::String(_) => Kind::String,
            Self::Array(_) => Kind::Array,
            Self::Object(_) => Kind::Object,
        }
    }

    /// The first member called `name`, if this is an object that has one.
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(n, _)| n == name).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The value as JSON text without spaces.
    pub fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::new();
        write_value(self, &mut out);
        out
    }
}

/// Recursion is safe: the cursor refuses to enter more than [`super::MAX_DEPTH`] levels.
fn read(cursor: &mut Cursor<'_>) -> Result<Value, SyntaxError> {
    let kind = cursor.kind()?;
    Ok(match kind {
        Kind::Array => {
            let mut elements = Vec::new();
            let mut more = cursor.enter_array()?;
            while more {
                elements.push(read(cursor)?);
                more = cursor.next_element()?;
            }
            Value::Array(elements)
        }
        Kind::Object => {
            let mut members: Vec<(String, Value)> = Vec::new();
            let mut more = cursor.enter_object()?;
            while more {
                let offset = cursor.offset();
                let name = text(cursor.member()?, offset)?;
                members.push((name, read(cursor)?));
                more = cursor.next_member()?;
            }
            Value::Object(members)
        }
        Kind::String => {
            let offset = cursor.offset();
            let raw = cursor.skip()?.raw;
            Value::String(text(raw.get(1..raw.len() - 1).unwrap_or_default(), offset)?)
        }
        Kind::Number => Value::Number(String::from_utf8_lossy(cursor.skip()?.raw).into_owned()),
        Kind::Boolean => Value::Boolean(cursor.skip()?.raw == b"true"),
        Kind::Null => {
            cursor.skip()?;
            Value::Null
        }
    })
}

fn text(inner: &[u8], offset: usize) -> Result<String, SyntaxError> {
    String::from_utf8(decode(inner).into_owned())
        .map_err(|_| SyntaxError { offset, expected: "a string without lone surrogates" })
}
