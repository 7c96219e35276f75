//! Paths into a JSON value: JSON Pointer (RFC 6901) and a subset of JSONPath (RFC 9535).
//!
//! The subset is member names (`.name`, `['name']`), indices from the start (`[0]`) and one kind of
//! wildcard, `[*]`, for the elements of an array. It selects without looking back, so that a body
//! is read once.

use alloc::string::String;
use alloc::vec::Vec;

/// Segments in one path; bounds the recursion of the reader.
const MAX_SEGMENTS: usize = 16;

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// The member of an object.
    Member(String),
    /// The element of an array, from 0.
    Index(usize),
    /// A JSON Pointer token that may be either: the member's name, and the same as an index.
    Token(String, usize),
    /// Every element of an array.
    Each,
}

/// A parsed path; empty is the value itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(Vec<Segment>);

impl Path {
    /// Reads a JSON Pointer (empty or beginning with `/`) or a JSONPath (beginning with `$`).
    ///
    /// # Errors
    /// What was expected instead.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let segments = match text.strip_prefix('$') {
            Some(rest) => json_path(rest)?,
            None => json_pointer(text)?,
        };
        if segments.len() > MAX_SEGMENTS {
            return Err("a path of at most 16 segments");
        }
        Ok(Self(segments))
    }

    /// The steps from the outside in.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Whether the path names one place, having no `[*]`.
    pub fn is_single(&self) -> bool {
        !self.0.contains(&Segment::Each)
    }

    /// The path of the array, if this path ends in its only `[*]`.
    pub fn array(&self) -> Option<Self> {
        let (last, head) = self.0.split_last()?;
        let array = Self(head.to_vec());
        (*last == Segment::Each && array.is_single()).then_some(array)
    }
}

fn json_pointer(text: &str) -> Result<Vec<Segment>, &'static str> {
    const EXPECTED: &str = "a JSON Pointer such as `/items/0` or a JSONPath such as `$.items[*]`";
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let tokens = text.strip_prefix('/').ok_or(EXPECTED)?;
    tokens
        .split('/')
        .map(|token| {
            let escapes = token.split('~').skip(1);
            if !escapes.into_iter().all(|rest| rest.starts_with(['0', '1'])) {
                return Err("`~0` for `~` and `~1` for `/`, no other `~`");
            }
            let name = token.replace("~1", "/").replace("~0", "~");
            Ok(match index(token) {
                Some(index) => Segment::Token(name, index),
                None => Segment::Member(name),
            })
        })
        .collect()
}

fn json_path(mut rest: &str) -> Result<Vec<Segment>, &'static str> {
    const EXPECTED: &str = "only `.name`, `['name']`, `[0]` and `[*]` after `$`";
    let mut segments = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            let valid = |(at, c): (usize, char)| {
                c == '_' || !c.is_ascii() || c.is_ascii_alphabetic() || at > 0 && c.is_ascii_digit()
            };
            if name.is_empty() || !name.char_indices().all(valid) {
                return Err(EXPECTED);
            }
            segments.push(Segment::Member(name.into()));
            rest = after;
        } else if let Some(after) = rest.strip_prefix("[*]") {
            segments.push(Segment::Each);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("['") {
            let (name, after) = quoted(after, '\'').ok_or(EXPECTED)?;
            segments.push(Segment::Member(name));
            rest = after;
        } else if let Some(after) = rest.strip_prefix("[\"") {
            let (name, after) = quoted(after, '"').ok_or(EXPECTED)?;
            segments.push(Segment::Member(name));
            rest = after;
        } else {
            let (digits, after) =
                rest.strip_prefix('[').and_then(|after| after.split_once(']')).ok_or(EXPECTED)?;
            segments.push(Segment::Index(index(digits).ok_or(EXPECTED)?));
            rest = after;
        }
    }
    Ok(segments)
}

/// The name up to `quote`, `\` before it or before itself taking its meaning away, and what follows
/// the closing bracket.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return Some((name, text.get(at + 1..)?.strip_prefix(']')?));
        }
        if c == '\\' {
            let (_, escaped) = chars.next()?;
            if escaped != quote && escaped != '\\' {
                return None;
            }
            name.push(escaped);
        } else {
            name.push(c);
        }
    }
    None
}

fn index(digits: &str) -> Option<usize> {
    let canonical = digits == "0" || !digits.starts_with('0');
    let plain = canonical && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// Adds a member to the text of a JSONPath, as error messages show it.
pub fn quote_member(path: &str, name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain {
        alloc::format!("{path}.{name}")
    } else {
        let escaped = name.replace('\\', "\\\\").replace('\'', "\\'");
        alloc::format!("{path}['{escaped}']")
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn reads_pointers_and_paths() {
        let member = |name: &str| Segment::Member(name.into());
        for (text, segments) in [
            ("", vec![]),
            ("$", vec![]),
            (
                "/items/0/a~1b~0c",
                vec![member("items"), Segment::Token("0".into(), 0), member("a/b~c")],
            ),
            ("/", vec![member("")]),
            ("/01", vec![member("01")]),
            ("$.items[*].views", vec![member("items"), Segment::Each, member("views")]),
            ("$['a.b'][3]", vec![member("a.b"), Segment::Index(3)]),
            ("$[\"it's\"]", vec![member("it's")]),
            (r"$['it\'s']", vec![member("it's")]),
            ("$.añadir", vec![member("añadir")]),
        ] {
            assert_eq!(Path::parse(text), Ok(Path(segments)), "{text}");
        }
    }

    #[test]
    fn refuses_the_rest() {
        for text in
            ["items", "$..a", "$.", "$[", "$[-1]", "$[01]", "$[1:2]", "$.a b", "$['a", "/~2", "$x"]
        {
            assert!(Path::parse(text).is_err(), "{text}");
        }
        assert!(Path::parse(&"/a".repeat(17)).is_err());
    }

    #[test]
    fn quotes_what_needs_it() {
        assert_eq!(quote_member("$", "a_1"), "$.a_1");
        assert_eq!(quote_member("$.x", "GET /it's"), r"$.x['GET /it\'s']");
    }
}
