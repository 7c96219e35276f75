//! What must hold of any bytes whatever. Shared by the fuzz target, by the properties and by the
//! JSON test suite, so that each finding of one is an input for the others.
//!
//! - The validator accepts what serde_json accepts, if that is UTF-8 and not too deep.
//! - A program validates as the validator does, to the same error, whichever paths it follows.
//! - A tree is read from valid bytes only, and survives being written and read again.

use std::ops::Range;
use std::sync::LazyLock;

use orquesta::json::{
    EachId, Expect, Field, Kind, MAX_DEPTH, Path, Program, Sink, Slot, SyntaxError, Token, Value,
    validate,
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

/// Checks that running `program` over `bytes` ends as `verdict`, down to place and reason, and that
/// all is the same when the bytes come in parts.
pub(crate) fn validates_alike(program: &Program, bytes: &[u8], verdict: Result<Kind, SyntaxError>) {
    let mut whole = Log::of(bytes);
    let run = program.run(bytes, &mut whole);
    let shown = bytes.escape_ascii();
    assert_eq!(run, verdict, "{program:?} over {shown}");
    for part in [1, 5, 16, 37, 64] {
        let mut parts = Log::of(bytes);
        let mut copy = |at: usize, out: &mut [u8]| out.copy_from_slice(&bytes[at..at + out.len()]);
        let run = program.run_in_parts(bytes.len(), part, &mut copy, &mut parts);
        assert_eq!(run, verdict, "parts of {part}, {program:?} over {shown}");
        if verdict.is_ok() {
            assert_eq!(parts.events, whole.events, "parts of {part}, {program:?} over {shown}");
        }
    }
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

/// What is handed over; each value is checked to be a whole one.
struct Log<'a> {
    bytes: &'a [u8],
    events: Vec<Event>,
}

#[derive(Debug, PartialEq)]
enum Event {
    Value(Slot, Range<usize>, Kind),
    Forget(Slot),
    Count(Slot, usize),
    Begin(EachId),
    Record(EachId, Vec<Option<Vec<u8>>>),
    Unusable(EachId),
}

impl<'a> Log<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, events: Vec::new() }
    }
}

fn check_whole(token: Token<'_>) {
    assert_eq!(kind_by_first_byte(token.raw), Some(token.kind));
    assert_eq!(validate(token.raw), Ok(token.kind), "{}", token.raw.escape_ascii());
    assert_eq!(token.raw.trim_ascii().len(), token.raw.len());
}

impl Sink for Log<'_> {
    fn value(&mut self, slot: Slot, range: Range<usize>, kind: Kind) {
        check_whole(Token { kind, raw: &self.bytes[range.clone()] });
        self.events.push(Event::Value(slot, range, kind));
    }
    fn forget(&mut self, slot: Slot) {
        self.events.push(Event::Forget(slot));
    }
    fn count(&mut self, slot: Slot, count: usize) {
        assert!(count <= self.bytes.len());
        self.events.push(Event::Count(slot, count));
    }
    fn begin(&mut self, each: EachId) {
        self.events.push(Event::Begin(each));
    }
    fn record(&mut self, each: EachId, fields: &[Option<Field<'_>>]) {
        fields.iter().flatten().for_each(|field| check_whole(field.token));
        let fields = fields.iter().map(|field| field.map(|field| field.token.raw.to_vec()));
        self.events.push(Event::Record(each, fields.collect()));
    }
    fn unusable(&mut self, each: EachId) {
        self.events.push(Event::Unusable(each));
    }
}
