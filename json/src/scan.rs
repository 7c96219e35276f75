//! Reading a text that comes in parts.
//!
//! The text is read part by part, each with what the last one left over. Reading stops at the end of a
//! part and goes on from the last place at which nothing was half read: between the members of the
//! outer objects and between the elements of the outer arrays. So memory follows the largest record,
//! not the text; a record that is larger than a part is read again when twice as much is there.

use alloc::vec::Vec;

use super::program::{Edge, NodeId, Program, Sink};
use super::reader::{Reader, Seen};
use super::shape::Shape;
use super::{Cursor, Kind, SyntaxError, decode};

/// Containers that reading may stop inside of although nothing within them is declared.
const OPEN_LEVELS: usize = 4;

/// What has been read of a text.
#[derive(Clone, Debug)]
pub(super) struct Scan {
    /// Containers that are open, from the outside in.
    frames: Vec<Frame>,
    next: Next,
    shape: Shape,
    /// How many bytes have been read for good.
    read: usize,
    kind: Kind,
}

#[derive(Clone, Debug)]
struct Frame {
    /// What is declared for the container.
    node: Option<NodeId>,
    kind: Kind,
    /// Where in the text it begins.
    start: usize,
    count: usize,
    seen: Seen,
}

/// What is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Value(Option<NodeId>),
    /// A member or an element of the innermost container.
    Entry,
    /// What follows an entry.
    Separator,
    End,
}

impl Default for Scan {
    fn default() -> Self {
        Self {
            frames: Vec::new(),
            next: Next::Value(Some(0)),
            shape: Shape::default(),
            read: 0,
            kind: Kind::Null,
        }
    }
}

impl Scan {
    /// Reads a part, which begins where the last call ended and is the last one unless `partial`. Says
    /// how much of it was read; the last part is read to its end.
    pub(super) fn part(
        &mut self,
        program: &Program,
        part: &[u8],
        partial: bool,
        sink: &mut dyn Sink,
    ) -> Result<usize, SyntaxError> {
        let depth = u32::try_from(self.frames.len()).unwrap_or(u32::MAX);
        let base = self.read;
        // Taken out while the reader has it.
        let mut shape = core::mem::take(&mut self.shape);
        let reader = Reader {
            program,
            cursor: Cursor::inside(part, depth, partial),
            base,
            sink,
            shape: &mut shape,
            fields: Vec::new(),
        };
        let mut pass = Pass { scan: self, reader };
        let result = loop {
            match pass.step() {
                Ok(true) => pass.scan.read = base + pass.reader.cursor.offset(),
                Ok(false) => break Ok(part.len()),
                Err(error) if pass.reader.cursor.wants_more(&error) => {
                    break Ok(pass.scan.read - base);
                }
                Err(error) => break Err(SyntaxError { offset: base + error.offset, ..error }),
            }
        };
        self.shape = shape;
        result
    }

    /// What the text is.
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// What follows a value.
    fn after(&self) -> Next {
        if self.frames.is_empty() { Next::End } else { Next::Separator }
    }
}

/// The reading of one part.
struct Pass<'p, 'w, 's> {
    scan: &'s mut Scan,
    reader: Reader<'p, 'w, 's>,
}

impl Pass<'_, '_, '_> {
    /// Reads on to the next place to stop at; false at the end of the text. What fails has told the
    /// sink nothing, so that it can be tried again.
    fn step(&mut self) -> Result<bool, SyntaxError> {
        match self.scan.next {
            Next::Value(node) => self.value(node)?,
            Next::Entry => match self.scan.frames.last() {
                Some(frame) if frame.kind == Kind::Object => self.member()?,
                _ => self.element()?,
            },
            Next::Separator => self.separator()?,
            Next::End => {
                self.reader.cursor.end()?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn value(&mut self, id: Option<NodeId>) -> Result<(), SyntaxError> {
        let (scan, reader) = (&mut *self.scan, &mut self.reader);
        let program = reader.program;
        let node = id.map(|id| &program.nodes[id]);
        let kind = reader.cursor.kind()?;
        let start = reader.cursor.offset();
        if scan.frames.is_empty() {
            scan.kind = kind;
        }
        let inside = scan.frames.len() < OPEN_LEVELS || node.is_some_and(|node| !node.is_leaf());
        if !inside || !matches!(kind, Kind::Array | Kind::Object) {
            match id {
                Some(id) => reader.value(id)?,
                None => {
                    reader.cursor.skip()?;
                }
            }
            scan.next = scan.after();
            return Ok(());
        }
        let more = match kind {
            Kind::Array => reader.cursor.enter_array()?,
            _ => reader.cursor.enter_object()?,
        };
        if let Some(node) = node {
            reader.begin(node, kind);
        }
        if more {
            reader.shape.clear();
            let (start, seen) = (reader.base + start, Seen::default());
            scan.frames.push(Frame { node: id, kind, start, count: 0, seen });
            scan.next = Next::Entry;
        } else {
            if let Some(node) = node {
                reader.counted(node, 0);
                reader.found(node, reader.base + start, kind);
            }
            scan.next = scan.after();
        }
        Ok(())
    }

    fn member(&mut self) -> Result<(), SyntaxError> {
        let (scan, reader) = (&mut *self.scan, &mut self.reader);
        let Some(frame) = scan.frames.last_mut() else { return Ok(()) };
        let program = reader.program;
        let name = decode(reader.cursor.member()?);
        let edges = frame.node.map_or(&[][..], |node| &program.nodes[node].edges);
        let named = |(_, edge): &(usize, &Edge)| edge.name.as_deref() == Some(&*name);
        let mut named = edges.iter().enumerate().filter(named);
        let (first, second) = (named.next(), named.next());
        let both = first.is_some() && second.is_some();
        if both {
            reader.cursor.clone().skip()?;
        }
        frame.count += 1;
        scan.next = Next::Value(first.map(|(_, edge)| edge.child));
        let start = reader.cursor.offset();
        let mut found = false;
        for (place, edge) in first.into_iter().chain(second).chain(named) {
            if frame.seen.again(place) {
                reader.forget(edge.child);
            }
            if both {
                reader.again(start, &mut found);
                reader.value(edge.child)?;
                scan.next = Next::Separator;
            }
        }
        Ok(())
    }

    fn element(&mut self) -> Result<(), SyntaxError> {
        let (scan, reader) = (&mut *self.scan, &mut self.reader);
        let open = scan.frames.len();
        let Some(frame) = scan.frames.last_mut() else { return Ok(()) };
        let program = reader.program;
        let node = frame.node.map(|node| &program.nodes[node]);
        let edges = node.map_or(&[][..], |node| &node.edges);
        let mut edges = edges.iter().filter(|edge| edge.index == Some(frame.count));
        let (edge, more) = (edges.next(), edges.next().is_some());
        let each = node.is_some_and(|node| node.each.is_some());
        let mut next = Next::Separator;
        match (edge, node) {
            (Some(edge), _) if !more && !each => next = Next::Value(Some(edge.child)),
            (edge, Some(node)) if edge.is_some() || each => {
                if edge.is_some() {
                    reader.cursor.clone().skip()?;
                }
                reader.element(node, frame.count)?;
            }
            _ => match reader.cursor.kind()? {
                Kind::Object => reader.skip_object()?,
                Kind::Array if open < OPEN_LEVELS => next = Next::Value(None),
                _ => {
                    reader.cursor.skip()?;
                }
            },
        }
        frame.count += 1;
        scan.next = next;
        Ok(())
    }

    fn separator(&mut self) -> Result<(), SyntaxError> {
        let (scan, reader) = (&mut *self.scan, &mut self.reader);
        let Some(frame) = scan.frames.last() else { return Ok(()) };
        let more = match frame.kind {
            Kind::Array => reader.cursor.next_element()?,
            _ => reader.cursor.next_member()?,
        };
        if more {
            scan.next = Next::Entry;
            return Ok(());
        }
        if let Some(node) = frame.node {
            let node = &reader.program.nodes[node];
            reader.counted(node, frame.count);
            reader.found(node, frame.start, frame.kind);
        }
        reader.shape.clear();
        scan.frames.pop();
        scan.next = scan.after();
        Ok(())
    }
}
