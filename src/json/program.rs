//! Reading many declared paths from one body in one pass.
//!
//! The paths become a tree; the reader follows it where the body does and skips, still validating,
//! everything else. A path is one of three things: a single *value*, the *count* of elements at a
//! place, or a *field* of the records that the elements of an array are. Records are handed over one
//! by one, so that memory follows what a [`Sink`] keeps and not the body.
//!
//! As in every common JSON reader the last of several members of one name counts; what an earlier
//! one gave is taken back.

use alloc::vec;
use alloc::vec::Vec;

use super::{Cursor, Kind, Path, Segment, SyntaxError, Token, decode, finite};

/// Which single value, or which count, of a [`Program`].
pub type Slot = usize;
/// Which array of records of a [`Program`].
pub type EachId = usize;
type NodeId = usize;

/// What a field must be to be of use; another kind counts as missing, and as unusable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Anything.
    Any,
    /// A number that a double can hold.
    Number,
    /// A string, number or boolean: something that can be compared.
    Scalar,
}

impl Expect {
    fn holds(self, token: Token<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Number => token.kind == Kind::Number && finite_number(token.raw),
            Self::Scalar => matches!(token.kind, Kind::Boolean | Kind::Number | Kind::String),
        }
    }
}

/// Only an exponent or hundreds of digits can take a number out of a double's range.
fn finite_number(raw: &[u8]) -> bool {
    raw.len() < 300 && !raw.iter().any(|b| matches!(b, b'e' | b'E')) || finite(raw).is_some()
}

/// Takes what a [`Program`] finds.
pub trait Sink<'a> {
    /// A single value was found.
    fn value(&mut self, slot: Slot, token: Token<'a>);
    /// A single value found earlier does not count.
    fn forget(&mut self, slot: Slot);
    /// An array or object with so many elements or members stands at a counted place.
    fn count(&mut self, slot: Slot, count: usize);
    /// The records of an array begin; those of an earlier array at the same place do not count.
    fn begin(&mut self, each: EachId);
    /// One element of an array; `fields` in the order in which they were declared.
    fn record(&mut self, each: EachId, fields: &[Option<Token<'a>>]);
    /// A field, an element or an array was not what it must be.
    fn unusable(&mut self, each: EachId);
}

#[derive(Clone, Debug, Default)]
struct Node {
    edges: Vec<Edge>,
    values: Vec<Slot>,
    counts: Vec<Slot>,
    fields: Vec<usize>,
    each: Option<EachId>,
}

impl Node {
    /// Whether only the extent of the value matters.
    fn is_leaf(&self) -> bool {
        self.edges.is_empty() && self.each.is_none() && self.counts.is_empty()
    }
}

/// The way to a child: by the name of a member, by the index of an element, or by either.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edge {
    name: Option<Vec<u8>>,
    index: Option<usize>,
    child: NodeId,
}

#[derive(Clone, Debug)]
struct Each {
    node: NodeId,
    fields: Vec<(Path, Expect)>,
}

/// A set of paths to read; the empty one only validates.
#[derive(Clone, Debug)]
pub struct Program {
    nodes: Vec<Node>,
    eaches: Vec<Each>,
    values: usize,
    counts: usize,
}

impl Default for Program {
    fn default() -> Self {
        Self { nodes: vec![Node::default()], eaches: Vec::new(), values: 0, counts: 0 }
    }
}

impl Program {
    /// Declares a single value; `path` must be single.
    pub fn value(&mut self, path: &Path) -> Slot {
        let node = self.reach(0, path);
        if let Some(&slot) = self.nodes[node].values.first() {
            return slot;
        }
        self.nodes[node].values.push(self.values);
        self.values += 1;
        self.values - 1
    }

    /// Declares that the elements of the array, or the members of the object, at `path` be counted.
    pub fn count(&mut self, path: &Path) -> Slot {
        let node = self.reach(0, path);
        if let Some(&slot) = self.nodes[node].counts.first() {
            return slot;
        }
        self.nodes[node].counts.push(self.counts);
        self.counts += 1;
        self.counts - 1
    }

    /// Declares that the elements of the array at `path` be read as records.
    pub fn each(&mut self, path: &Path) -> EachId {
        let node = self.reach(0, path);
        if let Some(each) = self.nodes[node].each {
            return each;
        }
        self.nodes[node].each = Some(self.eaches.len());
        self.eaches.push(Each { node: self.nodes.len(), fields: Vec::new() });
        self.nodes.push(Node::default());
        self.eaches.len() - 1
    }

    /// Declares a field of a record and gives its place among the fields.
    ///
    /// A field that anything may stand in shares the place of one with an expectation, so that a
    /// value of no use is missing everywhere.
    pub fn field(&mut self, each: EachId, path: &Path, expect: Expect) -> usize {
        let fields = &mut self.eaches[each].fields;
        let shared = |(p, e): &(Path, Expect)| {
            p == path && (*e == expect || *e == Expect::Any || expect == Expect::Any)
        };
        if let Some(place) = fields.iter().position(shared) {
            if fields[place].1 == Expect::Any {
                fields[place].1 = expect;
            }
            return place;
        }
        fields.push((path.clone(), expect));
        let place = fields.len() - 1;
        let node = self.reach(self.eaches[each].node, path);
        self.nodes[node].fields.push(place);
        place
    }

    /// How many single values are declared.
    pub fn values(&self) -> usize {
        self.values
    }

    /// How many counts are declared.
    pub fn counts(&self) -> usize {
        self.counts
    }

    /// Reads `body`, which is validated to its end whatever the paths are.
    ///
    /// # Errors
    /// Where the body is not JSON. What the sink was given before then is of no use.
    pub fn run<'a>(&self, body: &'a [u8], sink: &mut impl Sink<'a>) -> Result<Kind, SyntaxError> {
        let mut cursor = Cursor::new(body);
        let kind = cursor.kind()?;
        let mut reader = Reader { program: self, cursor, sink, fields: Vec::new() };
        reader.value(0)?;
        reader.cursor.end()?;
        Ok(kind)
    }

    fn reach(&mut self, from: NodeId, path: &Path) -> NodeId {
        path.segments().iter().fold(from, |node, segment| self.step(node, segment))
    }

    /// The child of a node by one segment.
    fn step(&mut self, from: NodeId, segment: &Segment) -> NodeId {
        let (name, index) = match segment {
            Segment::Member(name) => (Some(name), None),
            Segment::Index(index) => (None, Some(*index)),
            Segment::Token(name, index) => (Some(name), Some(*index)),
            // Records are declared by `each`; other paths are single.
            Segment::Each => return from,
        };
        let name = name.map(|name| name.clone().into_bytes());
        let child = self.nodes.len();
        let edges = &mut self.nodes[from].edges;
        match edges.iter().find(|edge| edge.name == name && edge.index == index) {
            Some(edge) => edge.child,
            None => {
                edges.push(Edge { name, index, child });
                self.nodes.push(Node::default());
                child
            }
        }
    }
}

struct Reader<'p, 'a, 's, S> {
    program: &'p Program,
    cursor: Cursor<'a>,
    sink: &'s mut S,
    /// The fields of the record being read; records do not nest.
    fields: Vec<Option<Token<'a>>>,
}

impl<'a, S: Sink<'a>> Reader<'_, 'a, '_, S> {
    /// Recursion is bounded by the length of the declared paths.
    fn value(&mut self, id: NodeId) -> Result<(), SyntaxError> {
        let program = self.program;
        let node = &program.nodes[id];
        let kind = self.cursor.kind()?;
        let start = self.cursor.offset();
        if let Some(each) = node.each {
            self.sink.begin(each);
            if !matches!(kind, Kind::Array | Kind::Null) {
                self.sink.unusable(each);
            }
        }
        match kind {
            Kind::Array if !node.is_leaf() => self.array(node)?,
            Kind::Object if !node.is_leaf() => self.object(node)?,
            _ => {
                self.cursor.skip()?;
            }
        }
        let token = self.cursor.token(kind, start);
        for &slot in &node.values {
            self.sink.value(slot, token);
        }
        for &place in &node.fields {
            self.fields[place] = Some(token);
        }
        Ok(())
    }

    fn object(&mut self, node: &Node) -> Result<(), SyntaxError> {
        let mut count = 0;
        let mut seen: u64 = 0;
        let mut more = self.cursor.enter_object()?;
        while more {
            count += 1;
            let name = decode(self.cursor.member()?);
            let start = self.cursor.clone();
            let mut found = false;
            for (place, edge) in node.edges.iter().enumerate() {
                if edge.name.as_deref() != Some(&*name) {
                    continue;
                }
                // Past 64 edges a name is always taken for repeated, which takes nothing back then.
                let bit = u32::try_from(place).ok().and_then(|place| 1_u64.checked_shl(place));
                if bit.is_none_or(|bit| seen & bit != 0) {
                    self.forget(edge.child);
                }
                seen |= bit.unwrap_or(0);
                self.again(&start, &mut found);
                self.value(edge.child)?;
            }
            if !found {
                self.cursor.skip()?;
            }
            more = self.cursor.next_member()?;
        }
        for &slot in &node.counts {
            self.sink.count(slot, count);
        }
        Ok(())
    }

    fn array(&mut self, node: &Node) -> Result<(), SyntaxError> {
        let mut count = 0;
        let mut more = self.cursor.enter_array()?;
        while more {
            let start = self.cursor.clone();
            let mut found = false;
            for edge in node.edges.iter().filter(|edge| edge.index == Some(count)) {
                self.again(&start, &mut found);
                self.value(edge.child)?;
            }
            if let Some(each) = node.each {
                self.again(&start, &mut found);
                self.record(each)?;
            }
            if !found {
                self.cursor.skip()?;
            }
            count += 1;
            more = self.cursor.next_element()?;
        }
        for &slot in &node.counts {
            self.sink.count(slot, count);
        }
        Ok(())
    }

    /// Goes back to `start` if the value there has been read already: `/0`, `$[0]` and `$[*]` are
    /// different paths to one element.
    fn again(&mut self, start: &Cursor<'a>, found: &mut bool) {
        if *found {
            self.cursor = start.clone();
        }
        *found = true;
    }

    fn record(&mut self, id: EachId) -> Result<(), SyntaxError> {
        let program = self.program;
        let each = &program.eaches[id];
        let element = &program.nodes[each.node];
        self.fields.clear();
        self.fields.resize(each.fields.len(), None);
        let fits = match self.cursor.kind()? {
            _ if !element.fields.is_empty() || element.edges.is_empty() => true,
            Kind::Object => element.edges.iter().any(|edge| edge.name.is_some()),
            Kind::Array => element.edges.iter().any(|edge| edge.index.is_some()),
            _ => false,
        };
        self.value(each.node)?;
        if !fits {
            self.sink.unusable(id);
            return Ok(());
        }
        for (field, (_, expect)) in self.fields.iter_mut().zip(&each.fields) {
            let Some(token) = field else { continue };
            if *expect == Expect::Any || expect.holds(*token) {
                continue;
            }
            if token.kind != Kind::Null {
                self.sink.unusable(id);
            }
            *field = None;
        }
        self.sink.record(id, &self.fields);
        Ok(())
    }

    /// Takes back what an earlier member of the same name gave.
    fn forget(&mut self, id: NodeId) {
        let program = self.program;
        let node = &program.nodes[id];
        node.values.iter().for_each(|&slot| self.sink.forget(slot));
        node.counts.iter().for_each(|&slot| self.sink.count(slot, 0));
        node.fields.iter().for_each(|&place| self.fields[place] = None);
        if let Some(each) = node.each {
            // Its elements belong to records, which have been handed over.
            self.sink.begin(each);
        }
        node.edges.iter().for_each(|edge| self.forget(edge.child));
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};
    use alloc::{format, vec::Vec};

    use super::*;

    /// Writes down what it is given.
    #[derive(Default)]
    struct Notes(Vec<String>);

    impl<'a> Sink<'a> for Notes {
        fn value(&mut self, slot: Slot, token: Token<'a>) {
            self.0.push(format!("value {slot} {}", text(Some(token))));
        }
        fn forget(&mut self, slot: Slot) {
            self.0.push(format!("forget {slot}"));
        }
        fn count(&mut self, slot: Slot, count: usize) {
            self.0.push(format!("count {slot} {count}"));
        }
        fn begin(&mut self, each: EachId) {
            self.0.push(format!("begin {each}"));
        }
        fn record(&mut self, each: EachId, fields: &[Option<Token<'a>>]) {
            let fields: Vec<_> = fields.iter().map(|field| text(*field)).collect();
            self.0.push(format!("record {each} {}", fields.join(" ")));
        }
        fn unusable(&mut self, each: EachId) {
            self.0.push(format!("unusable {each}"));
        }
    }

    fn text(token: Option<Token<'_>>) -> String {
        token.map_or("-".into(), |token| String::from_utf8_lossy(token.raw).to_string())
    }

    fn path(text: &str) -> Path {
        Path::parse(text).unwrap()
    }

    fn check(program: &Program, body: &str, expected: &[&str]) {
        let mut notes = Notes::default();
        program.run(body.as_bytes(), &mut notes).unwrap();
        assert_eq!(notes.0, expected, "{body}");
    }

    #[test]
    fn values_and_counts() {
        let mut program = Program::default();
        assert_eq!(program.value(&path("/a/0")), 0);
        assert_eq!(program.value(&path("$.b")), 1);
        assert_eq!(program.value(&path("/a/0")), 0);
        assert_eq!(program.count(&path("/a")), 0);
        assert_eq!(program.count(&path("")), 1);
        check(
            &program,
            r#" {"x":[{}], "a": [ "\"é" , 2] ,"\u0062":1e5 } "#,
            &["value 0 \"\\\"é\"", "count 0 2", "value 1 1e5", "count 1 3"],
        );
        check(&program, r#"{"a":{"0":7}}"#, &["value 0 7", "count 0 1", "count 1 1"]);
        check(&program, "7", &[]);
        let again = ["value 0 1", "count 0 1", "count 0 0", "forget 0", "count 1 2"];
        check(&program, r#"{"a":[1],"a":8}"#, &again);
    }

    #[test]
    fn paths_of_both_notations_to_one_place() {
        let paths = ["$['0']", "$[0]", "/0"];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let mut program = Program::default();
            let slots = order.map(|place| (place, program.value(&path(paths[place]))));
            let slot = |wanted| slots.iter().find(|(place, _)| *place == wanted).unwrap().1;
            for (body, expected) in [("[7]", [1, 2]), (r#"{"0":7}"#, [0, 2])] {
                let mut notes = Notes::default();
                program.run(body.as_bytes(), &mut notes).unwrap();
                let mut expected = expected.map(|place| format!("value {} 7", slot(place)));
                notes.0.sort();
                expected.sort();
                assert_eq!(notes.0, expected, "{body}");
            }
        }
    }

    #[test]
    fn records_with_expectations() {
        let mut program = Program::default();
        let each = program.each(&path("/items"));
        assert_eq!(program.field(each, &path("/n"), Expect::Number), 0);
        assert_eq!(program.field(each, &path("/s/t"), Expect::Any), 1);
        assert_eq!(program.field(each, &path("/n"), Expect::Any), 0);
        assert_eq!(program.field(each, &path("/n"), Expect::Scalar), 2);
        assert_eq!(program.value(&path("/items/1/n")), 0);
        check(
            &program,
            r#"{"items":[{"n":1,"s":{"t":[]}}, {"n":"x"}, null, {"n":null}, [], {"n":1e999}]}"#,
            &[
                "begin 0",
                "record 0 1 [] 1",
                "value 0 \"x\"",
                "unusable 0",
                "record 0 - - \"x\"",
                "unusable 0",
                "record 0 - - -",
                "unusable 0",
                "unusable 0",
                "record 0 - - 1e999",
            ],
        );
        check(&program, r#"{"items":{}}"#, &["begin 0", "unusable 0"]);
        check(&program, r#"{"items":null}"#, &["begin 0"]);
        let twice = r#"{"items":[{"s":{"t":1},"s":0}],"items":[]}"#;
        check(&program, twice, &["begin 0", "record 0 - - -", "begin 0", "forget 0", "begin 0"]);
    }

    #[test]
    fn elements_themselves() {
        let mut program = Program::default();
        let each = program.each(&path(""));
        program.field(each, &path(""), Expect::Number);
        check(
            &program,
            "[1,\"a\",2]",
            &["begin 0", "record 0 1", "unusable 0", "record 0 -", "record 0 2"],
        );
    }

    #[test]
    fn everything_is_validated() {
        let program = Program::default();
        let error = program.run(b"{\"a\":[1,2}", &mut Notes::default()).unwrap_err();
        assert_eq!(error.to_string(), "expected `,` or `]` at byte 9");
    }
}
