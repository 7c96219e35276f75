//! Following a [`Program`] through a body.

use alloc::vec::Vec;

use super::program::{EachId, Expect, Node, NodeId, Program, Sink};
use super::{Cursor, Kind, SyntaxError, Token, decode};

/// A run of a program over one body.
pub(super) struct Reader<'p, 'a, 's, S> {
    program: &'p Program,
    cursor: Cursor<'a>,
    sink: &'s mut S,
    /// The fields of the record being read; records do not nest.
    fields: Vec<Option<Token<'a>>>,
}

impl<'p, 'a, 's, S: Sink<'a>> Reader<'p, 'a, 's, S> {
    pub(super) fn new(program: &'p Program, body: &'a [u8], sink: &'s mut S) -> Self {
        Self { program, cursor: Cursor::new(body), sink, fields: Vec::new() }
    }

    /// Reads the whole body and tells what it is.
    pub(super) fn run(mut self) -> Result<Kind, SyntaxError> {
        let kind = self.cursor.kind()?;
        self.value(0)?;
        self.cursor.end()?;
        Ok(kind)
    }

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
