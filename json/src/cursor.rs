//! A validating cursor over the bytes of one JSON text.
//!
//! It never allocates and never recurses: nesting is a bit per level in one integer, which also is
//! the depth limit. Whatever it steps over has been proven to be JSON in UTF-8.

use core::fmt;

mod scalar;

pub(super) use scalar::short_scalar;

/// Deepest nesting that is read; a hostile body cannot ask for more.
pub const MAX_DEPTH: u32 = 128;

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number of any size and precision.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        })
    }
}

/// One value as it stands in its text; strings include their quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What the value is.
    pub kind: Kind,
    /// Its bytes, unchanged.
    pub raw: &'a [u8],
}

/// Where a text stops being JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Bytes from the start of the text.
    pub offset: usize,
    /// What would have been right there.
    pub expected: &'static str,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at byte {}", self.expected, self.offset)
    }
}

impl core::error::Error for SyntaxError {}

type Result<T> = core::result::Result<T, SyntaxError>;

/// A position in a JSON text, or in the part of one that is there.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Containers that the caller has entered and not left.
    depth: u32,
    /// Whether the text goes on where the bytes end.
    partial: bool,
}

impl<'a> Cursor<'a> {
    /// A cursor at the start of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, depth: 0, partial: false }
    }

    /// A cursor at the start of a part of a text, inside `depth` containers. If it is `partial`, other
    /// parts follow, and what could go on there is an error at the end of the bytes.
    pub(super) fn inside(bytes: &'a [u8], depth: u32, partial: bool) -> Self {
        Self { bytes, at: 0, depth, partial }
    }

    /// Whether an error may mean nothing but that the next part is not there yet: no token that ends
    /// too soon is found wrong further from the end.
    pub(super) fn wants_more(&self, error: &SyntaxError) -> bool {
        const LONGEST: usize = 8;
        self.partial && error.offset.saturating_add(LONGEST) > self.bytes.len()
    }

    /// Containers that have been entered and not left.
    pub(super) fn depth(&self) -> u32 {
        self.depth
    }

    /// Goes back to a place where this cursor was `depth` containers deep.
    pub(super) fn go_back(&mut self, at: usize, depth: u32) {
        (self.at, self.depth) = (at, depth);
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Steps over white space and tells which value begins there.
    #[inline]
    pub fn kind(&mut self) -> Result<Kind> {
        self.space();
        match self.peek() {
            Some(b'{') => Ok(Kind::Object),
            Some(b'[') => Ok(Kind::Array),
            Some(b'"') => Ok(Kind::String),
            Some(b'-' | b'0'..=b'9') => Ok(Kind::Number),
            Some(b't' | b'f') => Ok(Kind::Boolean),
            Some(b'n') => Ok(Kind::Null),
            _ => Err(self.expected("a value")),
        }
    }

    /// Steps over one whole value.
    pub fn skip(&mut self) -> Result<Token<'a>> {
        let kind = self.kind()?;
        let start = self.at;
        match kind {
            Kind::Object | Kind::Array => self.skip_container()?,
            _ => self.skip_scalar(kind)?,
        }
        Ok(self.token(kind, start))
    }

    /// Bytes from the start of the text.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// The value of `kind` that began at `start` and ends here.
    pub fn token(&self, kind: Kind, start: usize) -> Token<'a> {
        Token { kind, raw: self.bytes.get(start..self.at).unwrap_or_default() }
    }

    /// Steps into the array that begins here; false if it is empty, and then it is already left.
    pub fn enter_array(&mut self) -> Result<bool> {
        self.enter(b'[', b']')
    }

    /// Steps into the object that begins here; false if it is empty, and then it is already left.
    pub fn enter_object(&mut self) -> Result<bool> {
        self.enter(b'{', b'}')
    }

    /// After an element: true at the next one, false when the array has ended.
    pub fn next_element(&mut self) -> Result<bool> {
        self.next(b']', "`,` or `]`")
    }

    /// After a member: true at the next one, false when the object has ended.
    pub fn next_member(&mut self) -> Result<bool> {
        self.next(b'}', "`,` or `}`")
    }

    /// Steps over a member's name and colon; gives what stands between the quotes, still escaped.
    pub fn member(&mut self) -> Result<&'a [u8]> {
        self.space();
        if self.peek() != Some(b'"') {
            return Err(self.expected("a member name in quotes"));
        }
        let start = self.at + 1;
        self.skip_string()?;
        let name = self.bytes.get(start..self.at - 1).unwrap_or_default();
        self.space();
        self.eat(b':', "`:`")?;
        Ok(name)
    }

    /// Checks that nothing but white space is left.
    pub fn end(&mut self) -> Result<()> {
        self.space();
        if self.at == self.bytes.len() && !self.partial {
            Ok(())
        } else {
            Err(self.expected("the end"))
        }
    }

    fn enter(&mut self, open: u8, close: u8) -> Result<bool> {
        if self.depth == MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.eat(open, "a container")?;
        self.space();
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                return Ok(false);
            }
            // It may be empty or not.
            None if self.partial => return Err(self.expected("a value")),
            _ => {}
        }
        self.depth += 1;
        Ok(true)
    }

    fn next(&mut self, close: u8, expected: &'static str) -> Result<bool> {
        self.space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            _ => Err(self.expected(expected)),
        }
    }

    fn skip_container(&mut self) -> Result<()> {
        // One bit a level, set for an object.
        let mut nesting: u128 = 0;
        let mut levels = 0;
        loop {
            let kind = self.kind()?;
            match kind {
                Kind::Object | Kind::Array => {
                    if self.depth + levels == MAX_DEPTH {
                        return Err(self.too_deep());
                    }
                    self.at += 1;
                    self.space();
                    let object = kind == Kind::Object;
                    if self.peek() == Some(if object { b'}' } else { b']' }) {
                        self.at += 1;
                    } else {
                        nesting = nesting << 1 | u128::from(object);
                        levels += 1;
                        if object {
                            self.member()?;
                        }
                        continue;
                    }
                }
                _ => self.skip_scalar(kind)?,
            }
            loop {
                if levels == 0 {
                    return Ok(());
                }
                let object = nesting & 1 == 1;
                self.space();
                match (self.peek(), object) {
                    (Some(b','), true) => {
                        self.at += 1;
                        self.member()?;
                        break;
                    }
                    (Some(b','), false) => {
                        self.at += 1;
                        break;
                    }
                    (Some(b'}'), true) | (Some(b']'), false) => {
                        self.at += 1;
                        nesting >>= 1;
                        levels -= 1;
                    }
                    (_, true) => return Err(self.expected("`,` or `}`")),
                    (_, false) => return Err(self.expected("`,` or `]`")),
                }
            }
        }
    }

    fn eat(&mut self, byte: u8, expected: &'static str) -> Result<()> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.expected(expected))
        }
    }

    #[inline(always)]
    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    #[inline(always)]
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn expected(&self, expected: &'static str) -> SyntaxError {
        SyntaxError { offset: self.at, expected }
    }

    fn too_deep(&self) -> SyntaxError {
        self.expected("at most 128 levels of nesting")
    }
}

#[cfg(test)]
mod tests {
    use alloc::{string::String, vec::Vec};

    use super::super::validate;
    use super::*;

    #[test]
    fn errors_say_where_and_what() {
        for (text, error) in [
            ("", "expected a value at byte 0"),
            ("[1,]", "expected a value at byte 3"),
            ("{\"a\" 1}", "expected `:` at byte 5"),
            ("{a:1}", "expected a member name in quotes at byte 1"),
            ("[1 2]", "expected `,` or `]` at byte 3"),
            ("\"\\x\"", "expected an escape such as `\\n` or `\\u00e9` at byte 2"),
            ("\"\\ud8\"", "expected four hexadecimal digits at byte 5"),
            ("\"a\nb\"", "expected an escaped control character at byte 2"),
            ("1 2", "expected the end at byte 2"),
            ("-", "expected a digit at byte 1"),
            ("01", "expected the end at byte 1"),
            ("nul", "expected `null` at byte 0"),
            ("<html>", "expected a value at byte 0"),
        ] {
            assert_eq!(
                validate(text.as_bytes()).map_err(|e| alloc::format!("{e}")),
                Err(error.into())
            );
        }
    }

    #[test]
    fn depth_is_bounded_whether_walked_or_skipped() {
        let nested = |depth: usize| {
            let mut text: String = "[".repeat(depth);
            text.push_str(&"]".repeat(depth));
            text
        };
        assert!(validate(nested(128).as_bytes()).is_ok());
        assert!(validate(nested(129).as_bytes()).is_err());
        let text = nested(129);
        let mut cursor = Cursor::new(text.as_bytes());
        let entered: Vec<_> = (0..128).map(|_| cursor.enter_array()).collect();
        assert!(entered.iter().all(|entered| *entered == Ok(true)));
        assert!(cursor.skip().is_err());
        assert!(cursor.enter_array().is_err());
    }
}
