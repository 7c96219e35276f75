//! Following a [`Program`] through values that are there as a whole.

use alloc::vec::Vec;

use super::cursor::short_scalar;
use super::field::Field;
use super::program::{EachId, Node, NodeId, Program, Sink};
use super::shape::{Shape, Value};
use super::{Cursor, Kind, SyntaxError, Token, decode};

/// A run of a program over a part of a text.
pub(super) struct Reader<'p, 'w, 's> {
    pub(super) program: &'p Program,
    pub(super) cursor: Cursor<'w>,
    /// Where in the text the part begins.
    pub(super) base: usize,
    pub(super) sink: &'s mut dyn Sink,
    /// How the records of the array that is being read are written.
    pub(super) shape: &'s mut Shape,
    /// The fields of the record being read; records do not nest.
    pub(super) fields: Vec<Option<Field<'w>>>,
}

impl<'w> Reader<'_, 'w, '_> {
    /// Reads a value; recursion is bounded by the length of the declared paths.
    pub(super) fn value(&mut self, id: NodeId) -> Result<(), SyntaxError> {
        let program = self.program;
        let node = &program.nodes[id];
        let kind = self.cursor.kind()?;
        let start = self.cursor.offset();
        match kind {
            Kind::Array if !node.is_leaf() => {
                self.begin(node, kind);
                self.array(node)?;
            }
            Kind::Object if !node.is_leaf() => {
                self.begin(node, kind);
                self.object(node)?;
            }
            // Nothing is told before it is known to be whole.
            _ => {
                self.cursor.skip()?;
                self.begin(node, kind);
            }
        }
        self.found(node, self.base + start, kind);
        self.hold(node, self.cursor.token(kind, start));
        Ok(())
    }

    /// Tells that a value begins, if its elements are records.
    pub(super) fn begin(&mut self, node: &Node, kind: Kind) {
        if let Some(each) = node.each {
            self.sink.begin(each);
            if !matches!(kind, Kind::Array | Kind::Null) {
                self.sink.unusable(each);
            }
        }
    }

    /// Tells of a value that began at `start` of the text and ends here.
    pub(super) fn found(&mut self, node: &Node, start: usize, kind: Kind) {
        for &slot in &node.values {
            self.sink.value(slot, start..self.base + self.cursor.offset(), kind);
        }
    }

    /// Tells how many elements or members there were.
    pub(super) fn counted(&mut self, node: &Node, count: usize) {
        for &slot in &node.counts {
            self.sink.count(slot, count);
        }
    }

    fn hold(&mut self, node: &Node, token: Token<'w>) {
        for &place in &node.fields {
            if let Some(field) = self.fields.get_mut(place) {
                *field = Some(Field::new(token));
            }
        }
    }

    fn object(&mut self, node: &Node) -> Result<(), SyntaxError> {
        let mut count = 0;
        let mut seen = Seen::default();
        let mut more = self.cursor.enter_object()?;
        while more {
            count += 1;
            let name = decode(self.cursor.member()?);
            let start = self.cursor.offset();
            let mut found = false;
            for (place, edge) in node.edges.iter().enumerate() {
                if edge.name.as_deref() != Some(&*name) {
                    continue;
                }
                if seen.again(place) {
                    self.forget(edge.child);
                }
                self.again(start, &mut found);
                self.value(edge.child)?;
            }
            if !found {
                self.cursor.skip()?;
            }
            more = self.cursor.next_member()?;
        }
        self.counted(node, count);
        Ok(())
    }

    fn array(&mut self, node: &Node) -> Result<(), SyntaxError> {
        let mut count = 0;
        let mut more = self.cursor.enter_array()?;
        while more {
            self.element(node, count)?;
            count += 1;
            more = self.cursor.next_element()?;
        }
        self.counted(node, count);
        Ok(())
    }

    /// Reads the element of an array at an index.
    pub(super) fn element(&mut self, node: &Node, index: usize) -> Result<(), SyntaxError> {
        let start = self.cursor.offset();
        let mut found = false;
        for edge in node.edges.iter().filter(|edge| edge.index == Some(index)) {
            self.again(start, &mut found);
            self.value(edge.child)?;
        }
        if let Some(each) = node.each {
            self.again(start, &mut found);
            self.record(each)?;
        }
        if !found {
            self.cursor.skip()?;
        }
        Ok(())
    }

    /// Goes back to `start` if the value there has been read already: `/0`, `$[0]` and `$[*]` are
    /// different paths to one element.
    pub(super) fn again(&mut self, start: usize, found: &mut bool) {
        if *found {
            self.cursor.go_back(start, self.cursor.depth());
        }
        *found = true;
    }

    fn record(&mut self, id: EachId) -> Result<(), SyntaxError> {
        let program = self.program;
        let each = &program.eaches[id];
        let element = &program.nodes[each.node];
        self.fields.clear();
        self.fields.resize(each.fields.len(), None);
        let kind = self.cursor.kind()?;
        let fits = match kind {
            _ if !element.fields.is_empty() || element.edges.is_empty() => true,
            Kind::Object => element.edges.iter().any(|edge| edge.name.is_some()),
            Kind::Array => element.edges.iter().any(|edge| edge.index.is_some()),
            _ => false,
        };
        // Fields that are the whole record need its extent.
        if kind != Kind::Object || !element.fields.is_empty() {
            self.value(each.node)?;
        } else if !self.as_guessed(Some(id))? {
            let start = self.cursor.offset();
            self.value(each.node)?;
            let record = self.cursor.token(kind, start).raw;
            self.shape.learn(record, program, Some(id));
        }
        if !fits {
            self.sink.unusable(id);
            return Ok(());
        }
        for (field, (_, expect)) in self.fields.iter_mut().zip(&each.fields) {
            let Some(value) = field else { continue };
            if value.meets(*expect) {
                continue;
            }
            if value.token.kind != Kind::Null {
                self.sink.unusable(id);
            }
            *field = None;
        }
        self.sink.record(id, &self.fields);
        Ok(())
    }

    /// Steps over an object of an array that nothing is to be read of.
    pub(super) fn skip_object(&mut self) -> Result<(), SyntaxError> {
        if !self.as_guessed(None)? {
            let record = self.cursor.skip()?.raw;
            self.shape.learn(record, self.program, None);
        }
        Ok(())
    }

    /// Reads an object that is written as the last one of its array; false, and nothing read, if it is
    /// written otherwise.
    fn as_guessed(&mut self, of: Option<EachId>) -> Result<bool, SyntaxError> {
        if !self.shape.is_known(of) {
            return Ok(false);
        }
        // Taken out while it is followed.
        let mut shape = core::mem::take(self.shape);
        let (start, depth) = (self.cursor.offset(), self.cursor.depth());
        let followed = self.follow(&shape, depth);
        match followed {
            Ok(true) => shape.praise(),
            Ok(false) => {
                self.cursor.go_back(start, depth);
                self.fields.fill(None);
            }
            Err(_) => {}
        }
        *self.shape = shape;
        followed
    }

    #[inline]
    fn follow(&mut self, shape: &Shape, depth: u32) -> Result<bool, SyntaxError> {
        let bytes = self.cursor.bytes();
        let mut at = self.cursor.offset();
        for value in shape.values() {
            if !value.literal.stands_at(bytes, at, shape) {
                return Ok(false);
            }
            at += value.literal.length;
            let Some((kind, end)) = short_scalar(bytes, at) else {
                self.cursor.go_back(at, depth + value.depth);
                self.long_value(value)?;
                at = self.cursor.offset();
                continue;
            };
            if let Some(place) = value.field {
                let raw = bytes.get(at..end).unwrap_or_default();
                if let Some(field) = self.fields.get_mut(place) {
                    *field = Some(Field::plain(Token { kind, raw }));
                }
            } else if let Some(node) = value.node {
                let raw = bytes.get(at..end).unwrap_or_default();
                self.hold(&self.program.nodes[node], Token { kind, raw });
            }
            at = end;
        }
        let Some(end) = shape.end().filter(|end| end.stands_at(bytes, at, shape)) else {
            return Ok(false);
        };
        self.cursor.go_back(at + end.length, depth);
        Ok(true)
    }

    /// Reads a value of a record that takes more than a look at one block.
    fn long_value(&mut self, value: &Value) -> Result<(), SyntaxError> {
        match value.node {
            Some(node) => self.value(node),
            None => self.cursor.skip().map(|_| ()),
        }
    }

    /// Takes back what an earlier member of the same name gave.
    pub(super) fn forget(&mut self, id: NodeId) {
        let program = self.program;
        let node = &program.nodes[id];
        node.values.iter().for_each(|&slot| self.sink.forget(slot));
        self.counted(node, 0);
        node.fields.iter().for_each(|&place| self.fields[place] = None);
        if let Some(each) = node.each {
            // Its elements belong to records, which have been handed over.
            self.sink.begin(each);
        }
        node.edges.iter().for_each(|edge| self.forget(edge.child));
    }
}

/// Which edges of a node an object has led along.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen(u64);

impl Seen {
    /// Whether the edge at a place was taken before. Past 64 edges that is always said, as taking
    /// nothing back does no harm.
    pub(super) fn again(&mut self, place: usize) -> bool {
        let bit = u32::try_from(place).ok().and_then(|place| 1_u64.checked_shl(place));
        let again = bit.is_none_or(|bit| self.0 & bit != 0);
        self.0 |= bit.unwrap_or(0);
        again
    }
}
