//! What must hold of any bytes whatever. Shared by the fuzz target, by the properties and by the
//! JSON test suite, so that each finding of one is an input for the others.
//!
//! - The validator accepts what serde_json accepts, if that is UTF-8 and not too deep.
//! - A program validates as the validator does, to the same error, whichever paths it follows.
//! - A tree is read from valid bytes only, and survives being written and read again.

use std::sync::LazyLock;

use orquesta::json::{
    EachId, Expect, Kind, MAX_DEPTH, Path, Program, Sink, Slot, SyntaxError, Token, Value, validate,
};
use serde::de::IgnoredAny;

/// Programs that differ in what they step into: nothing, values, counts, records, all of them.
static PROGRAMS: LazyLock<Vec<Program>> = LazyLock::new(|| {
    let path = |text: &str| Path::parse(text).expect(text);
    let mut values = Program::default();
    for text in ["/a", "/a/0", "/a/0/b", "/0", "/0/0/0", "/0/a/0/a", "", "/a/a/a/a", "/a/~1/é"] {
        values.value(&path(text));
    }
    let mut counts = Program::default();
    for text in ["", "/a", "/0", "/0/0", "/a/b/c"] {
        counts.count(&path(text));
    }
    let mut records = Program::default();
    for text in ["", "/a", "/0", "/a/items"] {
        let each = records.each(&path(text));
        for (text, expect) in [
            ("/a", Expect::Any),
            ("/a/b", Expect::Number),
            ("/0", Expect::Scalar),
            ("/0/0", Expect::Number),
            ("", Expect::Any),
        ] {
            records.field(each, &path(text), expect);
        }
    }
    let mut all = records.clone();
    for text in ["/0", "/1/a", "/a/0", "/a/1/b", "/a/items/0/0"] {
        all.value(&path(text));
        all.count(&path(text));
    }
    // A path of the longest kind, which steps into sixteen levels.
    let mut deep = Program::default();
    deep.value(&path(&"/0".repeat(16)));
    vec![Program::default(), values, counts, records, all, deep]
});

/// Checks everything that this file promises; gives what the validator said.
pub(crate) fn check(bytes: &[u8]) -> Result<Kind, SyntaxError> {
    let verdict = validate(bytes);
    agrees_with_serde_json(bytes, verdict);
    for program in PROGRAMS.iter() {
        validates_alike(program, bytes, verdict);
    }
    tree_is_faithful(bytes, verdict);
    verdict
}

/// Checks that running `program` over `bytes` ends as `verdict`, down to place and reason.
pub(crate) fn validates_alike(program: &Program, bytes: &[u8], verdict: Result<Kind, SyntaxError>) {
    let run = program.run(bytes, &mut Within(bytes));
    assert_eq!(run, verdict, "{program:?} over {}", bytes.escape_ascii());
}

fn agrees_with_serde_json(bytes: &[u8], verdict: Result<Kind, SyntaxError>) {
    // Ignoring a value checks its grammar only: any depth, lone surrogates, numbers of any size.
    let grammar = serde_json::from_slice::<IgnoredAny>(bytes);
    let accepted = grammar.is_ok() && str::from_utf8(bytes).is_ok() && depth(bytes) <= MAX_DEPTH;
    let shown = bytes.escape_ascii();
    assert_eq!(verdict.is_ok(), accepted, "{verdict:?}, serde_json: {grammar:?}, {shown}");
    match verdict {
        Ok(kind) => assert_eq!(Some(kind), kind_by_first_byte(bytes), "{shown}"),
        Err(error) => assert!(error.offset <= bytes.len(), "{error:?}, {shown}"),
    }
}

fn tree_is_faithful(bytes: &[u8], verdict: Result<Kind, SyntaxError>) {
    let shown = bytes.escape_ascii();
    match (Value::parse(bytes), verdict) {
        (Ok(value), Ok(kind)) => {
            assert_eq!(value.kind(), kind, "{shown}");
            let json = value.to_json();
            assert_eq!(Value::parse(&json).as_ref(), Ok(&value), "{shown}");
            // What serde_json reads from both is the same, numbers compared as text.
            if let Ok(theirs) = serde_json::from_slice::<serde_json::Value>(bytes) {
                assert_eq!(serde_json::from_slice::<serde_json::Value>(&json).ok(), Some(theirs));
            }
        }
        (Ok(_), Err(error)) => panic!("a tree from bytes that are invalid: {error}, {shown}"),
        (Err(ours), Err(error)) => {
            // A lone surrogate may come before the place of the syntax error.
            assert!(ours == error || ours.expected == PARTNER, "{ours} or {error}, {shown}");
        }
        (Err(ours), Ok(_)) => assert_eq!(ours.expected, PARTNER, "{shown}"),
    }
}

/// What only trees ask for.
const PARTNER: &str = "a string without lone surrogates";

/// The deepest nesting of what is known to be JSON.
pub(crate) fn depth(bytes: &[u8]) -> u32 {
    let (mut now, mut deepest) = (0_u32, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in bytes {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'[' | b'{') => {
                now += 1;
                deepest = deepest.max(now);
            }
            (false, b']' | b'}') => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn kind_by_first_byte(bytes: &[u8]) -> Option<Kind> {
    Some(match bytes.trim_ascii_start().first()? {
        b'{' => Kind::Object,
        b'[' => Kind::Array,
        b'"' => Kind::String,
        b't' | b'f' => Kind::Boolean,
        b'n' => Kind::Null,
        _ => Kind::Number,
    })
}

/// Checks that each value handed over is a part of the body and its whole extent is one value.
struct Within<'a>(&'a [u8]);

impl Within<'_> {
    fn check(&self, token: Token<'_>) {
        assert!(self.0.as_ptr_range().contains(&token.raw.as_ptr()));
        assert_eq!(kind_by_first_byte(token.raw), Some(token.kind));
        assert_eq!(validate(token.raw), Ok(token.kind), "{}", token.raw.escape_ascii());
        assert_eq!(token.raw.trim_ascii().len(), token.raw.len());
    }
}

impl<'a> Sink<'a> for Within<'a> {
    fn value(&mut self, _: Slot, token: Token<'a>) {
        self.check(token);
    }
    fn forget(&mut self, _: Slot) {}
    fn count(&mut self, _: Slot, count: usize) {
        assert!(count <= self.0.len());
    }
    fn begin(&mut self, _: EachId) {}
    fn record(&mut self, _: EachId, fields: &[Option<Token<'a>>]) {
        fields.iter().flatten().for_each(|token| self.check(*token));
    }
    fn unusable(&mut self, _: EachId) {}
}
