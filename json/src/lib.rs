//! JSON as bytes: validated, read by path and spliced without building a tree.
//!
//! - [`Cursor`] proves that bytes are exactly one JSON value (RFC 8259, UTF-8, bounded depth).
//! - [`Program`] is a set of declared paths; running it over a body validates the whole body and
//!   hands the declared values to a [`Sink`] in the same pass.
//! - A text may come in parts: [`Program::run_in_parts`] needs memory for one part, or one record.
//! - [`Value`] is a tree for the small documents that are read as a whole, such as plans.

#![no_std]

extern crate alloc;

mod block;
mod cursor;
mod decimal;
mod double;
mod field;
mod number;
mod path;
mod program;
mod reader;
mod scan;
mod shape;
mod string;
mod utf8;
mod value;
mod write;

pub use cursor::{Cursor, Kind, MAX_DEPTH, SyntaxError, Token};
pub use field::{Expect, Field};
pub use number::ExactSum;
pub use path::{Path, Segment};
pub use program::{EachId, Program, Sink, Slot};
pub use value::Value;

pub use number::{finite, round, write_f64};
pub use path::quote_member;
pub use string::decode;
pub use write::{write_string, write_value};

/// Checks that `bytes` are exactly one JSON value and tells its kind.
///
/// # Errors
/// The first byte that breaks the grammar, the encoding or the depth limit, and what was expected.
pub fn validate(bytes: &[u8]) -> Result<Kind, SyntaxError> {
    let mut cursor = Cursor::new(bytes);
    let kind = cursor.skip()?.kind;
    cursor.end()?;
    Ok(kind)
}
