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

use core::ops::Range;

use super::field::{Expect, Field};
use super::scan::Scan;
use super::{Kind, Path, Segment, SyntaxError};

/// Which single value, or which count, of a [`Program`].
pub type Slot = usize;
/// Which array of records of a [`Program`].
pub type EachId = usize;
pub(super) type NodeId = usize;

/// Takes what a [`Program`] finds.
pub trait Sink {
    /// A single value was found in this range of the text.
    fn value(&mut self, slot: Slot, range: Range<usize>, kind: Kind);
    /// A single value found earlier does not count.
    fn forget(&mut self, slot: Slot);
    /// An array or object with so many elements or members stands at a counted place.
    fn count(&mut self, slot: Slot, count: usize);
    /// The records of an array begin; those of an earlier array at the same place do not count.
    fn begin(&mut self, each: EachId);
    /// One element of an array; `fields` in the order in which they were declared.
    fn record(&mut self, each: EachId, fields: &[Option<Field<'_>>]);
    /// A field, an element or an array was not what it must be.
    fn unusable(&mut self, each: EachId);
}

#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    pub(super) edges: Vec<Edge>,
    pub(super) values: Vec<Slot>,
    pub(super) counts: Vec<Slot>,
    pub(super) fields: Vec<usize>,
    pub(super) each: Option<EachId>,
}

impl Node {
    /// Whether only the extent of the value matters.
    pub(super) fn is_leaf(&self) -> bool {
        self.edges.is_empty() && self.each.is_none() && self.counts.is_empty()
    }
}

/// The way to a child: by the name of a member, by the index of an element, or by either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) name: Option<Vec<u8>>,
    pub(super) index: Option<usize>,
    pub(super) child: NodeId,
}

#[derive(Clone, Debug)]
pub(super) struct Each {
    pub(super) node: NodeId,
    pub(super) fields: Vec<(Path, Expect)>,
}

/// A set of paths to read; the empty one only validates.
#[derive(Clone, Debug)]
pub struct Program {
    pub(super) nodes: Vec<Node>,
    pub(super) eaches: Vec<Each>,
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
    pub fn run(&self, body: &[u8], sink: &mut dyn Sink) -> Result<Kind, SyntaxError> {
        let mut scan = Scan::default();
        scan.part(self, body, false, sink)?;
        Ok(scan.kind())
    }

    /// Reads a body of `length` bytes that is somewhere else, in parts of `part` bytes; a record that
    /// is larger takes as many as it needs. `copy` copies the bytes from a place in the body on.
    ///
    /// # Errors
    /// Where the body is not JSON. What the sink was given before then is of no use.
    pub fn run_in_parts(
        &self,
        length: usize,
        part: usize,
        copy: &mut dyn FnMut(usize, &mut [u8]),
        sink: &mut dyn Sink,
    ) -> Result<Kind, SyntaxError> {
        let mut scan = Scan::default();
        let mut window = vec![0; part.clamp(1, length.max(1))];
        // Where in the body the window begins, and how much of it is filled.
        let (mut start, mut filled) = (0, 0);
        loop {
            let end = window.len().min(length - start);
            if let Some(rest) = window.get_mut(filled..end) {
                copy(start + filled, rest);
            }
            let last = start + end == length;
            let part = window.get(..end).unwrap_or_default();
            let read = scan.part(self, part, !last, sink)?;
            if last {
                return Ok(scan.kind());
            }
            window.copy_within(read..end, 0);
            (start, filled) = (start + read, end - read);
            if filled > window.len() / 2 {
                window.resize((window.len() * 2).min(length), 0);
            }
        }
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

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};
    use alloc::{format, vec::Vec};

    use super::*;

    /// Writes down what it is given.
    #[derive(Default)]
    struct Notes(Vec<String>);

    impl Sink for Notes {
        fn value(&mut self, slot: Slot, range: Range<usize>, _: Kind) {
            self.0.push(format!("value {slot} {range:?}"));
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
        fn record(&mut self, each: EachId, fields: &[Option<Field<'_>>]) {
            let fields: Vec<_> = fields.iter().map(|field| text(*field)).collect();
            self.0.push(format!("record {each} {}", fields.join(" ")));
        }
        fn unusable(&mut self, each: EachId) {
            self.0.push(format!("unusable {each}"));
        }
    }

    fn text(field: Option<Field<'_>>) -> String {
        field.map_or("-".into(), |field| String::from_utf8_lossy(field.token.raw).to_string())
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
            &["value 0 19..25", "count 0 2", "value 1 41..44", "count 1 3"],
        );
        check(&program, r#"{"a":{"0":7}}"#, &["value 0 10..11", "count 0 1", "count 1 1"]);
        check(&program, "7", &[]);
        let again = ["value 0 6..7", "count 0 1", "count 0 0", "forget 0", "count 1 2"];
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
                let mut expected = expected.map(|place| {
                    format!("value {} {}..{}", slot(place), body.len() - 2, body.len() - 1)
                });
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
                "value 0 37..40",
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

    /// What was learnt of the records of one array says nothing of those of another around it.
    #[test]
    fn records_within_the_first_of_others() {
        let mut program = Program::default();
        let outer = program.each(&path("/items"));
        program.field(outer, &path("/a"), Expect::Number);
        let inner = program.each(&path("/items/0/kids"));
        program.field(inner, &path("/b"), Expect::Number);
        program.field(inner, &path("/a"), Expect::Number);
        let kid = r#"{"kids":[],"a":10,"b":20}"#;
        let records = [r#"{"kids":[],"a":3,"b":4}"#, r#"{"kids":[],"a":5,"b":6}"#].join(",");
        let body =
            format!(r#"{{"items":[{{"kids":[{kid}],"a":1,"b":2}},{records}],"and":"so on"}}"#);
        let expected =
            ["begin 0", "begin 1", "record 1 20 10", "record 0 1", "record 0 3", "record 0 5"];
        check(&program, &body, &expected);
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
