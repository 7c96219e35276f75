//! Guessing that a record is written as the one before it.
//!
//! The records of an array nearly always have the same members in the same order. What stands between
//! two of their values, such as `,"name":`, is then the same text in each, and where it is, it need not
//! be read again: the grammar allows any value after it, and the names in it lead where they led before.
//! So a record is read as its values and a comparison of what is between them. One that is written
//! otherwise is read member by member and becomes the next guess.
//!
//! Objects within a record are part of the text between values; arrays are values.

use alloc::vec::Vec;
use core::ops::Range;

use super::block::{Block, Mask};
use super::program::{EachId, NodeId, Program};
use super::{Cursor, Kind, SyntaxError, decode};

/// Deepest object within a record whose members are guessed one by one.
const MAX_DEPTH: u32 = 8;
/// Most values that a guess has.
const MAX_VALUES: usize = 256;
/// Most blocks of text between values: 8 kB.
const MAX_BLOCKS: usize = 512;
/// Wrong guesses that are forgiven, besides one for each so many right ones. A wrong one costs reading
/// a record three times, where a right one saves half of it.
const PATIENCE: u32 = 8;
const RIGHT_FOR_WRONG: u32 = 4;

/// Text between two values.
#[derive(Clone, Debug)]
pub(super) struct Literal {
    /// Its first bytes, and which of a block they are.
    first: Block,
    mask: Mask,
    /// Where among the blocks of the shape the rest of it is.
    rest: Range<usize>,
    pub(super) length: usize,
}

impl Literal {
    /// Whether `bytes` has this text at `at`, and enough behind it to be looked at block by block.
    #[inline(always)]
    pub(super) fn stands_at(&self, bytes: &[u8], at: usize, shape: &Shape) -> bool {
        let Some(here) = Block::load(bytes, at) else { return false };
        here.same(self.first) & self.mask == self.mask
            && (self.rest.is_empty() || self.rest_stands_at(bytes, at + Block::WIDTH, shape))
    }

    fn rest_stands_at(&self, bytes: &[u8], mut at: usize, shape: &Shape) -> bool {
        let mut left = self.length - Block::WIDTH;
        for block in shape.blocks.get(self.rest.clone()).unwrap_or_default() {
            let Some(here) = Block::load(bytes, at) else { return false };
            let wanted = mask(left);
            if here.same(*block) & wanted != wanted {
                return false;
            }
            at += Block::WIDTH;
            left = left.saturating_sub(Block::WIDTH);
        }
        true
    }
}

/// The first bytes of a block, at most all of them.
fn mask(length: usize) -> Mask {
    if length < Block::WIDTH { (1 << length) - 1 } else { 0xffff }
}

/// How the last record was written.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// Which records it is of; those of other arrays have other fields.
    of: Option<EachId>,
    blocks: Vec<Block>,
    values: Vec<Value>,
    end: Option<Literal>,
    right: u32,
    wrong: u32,
}

/// A value of a record.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// What stands before it.
    pub(super) literal: Literal,
    /// Containers of the record that it is inside of.
    pub(super) depth: u32,
    /// What is to be read of it, if it is a container or held in other than one place.
    pub(super) node: Option<NodeId>,
    /// The field that it is, if it is a single one.
    pub(super) field: Option<usize>,
}

/// What was learnt is of no use.
struct Unfit;

impl From<SyntaxError> for Unfit {
    fn from(_: SyntaxError) -> Self {
        Self
    }
}

impl Shape {
    /// Forgets everything, as another array begins.
    pub(super) fn clear(&mut self) {
        self.forget();
        (self.right, self.wrong) = (0, 0);
    }

    fn forget(&mut self) {
        self.values.clear();
        self.blocks.clear();
    }

    /// Whether there is a guess for these records, or for objects of which nothing is to be read.
    pub(super) fn is_known(&self, of: Option<EachId>) -> bool {
        !self.values.is_empty() && self.of == of
    }

    pub(super) fn values(&self) -> &[Value] {
        &self.values
    }

    /// What stands behind the last value.
    pub(super) fn end(&self) -> Option<&Literal> {
        self.end.as_ref()
    }

    /// Counts a right guess.
    pub(super) fn praise(&mut self) {
        self.right = self.right.saturating_add(1);
    }

    /// Makes a guess of a record, which must be an object, unless guesses are wrong too often here.
    pub(super) fn learn(&mut self, record: &[u8], program: &Program, of: Option<EachId>) {
        self.forget();
        self.of = of;
        let node = of.and_then(|each| Some(program.eaches.get(each)?.node));
        self.wrong = self.wrong.saturating_add(1);
        if self.wrong > PATIENCE + self.right / RIGHT_FOR_WRONG {
            return;
        }
        let mut cursor = Cursor::new(record);
        let mut start = 0;
        let read = self.object(record, &mut cursor, &mut start, program, node, 1);
        let end = record.get(start..).unwrap_or_default();
        match read.and_then(|()| self.literal(end)) {
            Ok(literal) => self.end = Some(literal),
            Err(Unfit) => self.forget(),
        }
    }

    /// Adds the values of an object; `start` is where the text before the next one begins.
    fn object(
        &mut self,
        record: &[u8],
        cursor: &mut Cursor<'_>,
        start: &mut usize,
        program: &Program,
        node: Option<NodeId>,
        depth: u32,
    ) -> Result<(), Unfit> {
        let edges = node.map_or(&[][..], |node| &program.nodes[node].edges);
        let mut seen = Vec::new();
        let mut more = cursor.enter_object()?;
        while more {
            let name = decode(cursor.member()?);
            let mut children = edges.iter().filter(|edge| edge.name.as_deref() == Some(&*name));
            let child = children.next().map(|edge| edge.child);
            // Two paths to one value, or one that is there twice, take more than a guess.
            if children.next().is_some() || child.is_some_and(|child| seen.contains(&child)) {
                return Err(Unfit);
            }
            seen.extend(child);
            let members = cursor.kind()? == Kind::Object && cursor.clone().enter_object()?;
            let whole = child.is_some_and(|child| !program.nodes[child].fields.is_empty());
            if members && !whole && depth < MAX_DEPTH {
                self.object(record, cursor, start, program, child, depth + 1)?;
            } else {
                let before = record.get(*start..cursor.offset()).unwrap_or_default();
                let literal = self.literal(before)?;
                if self.values.len() == MAX_VALUES {
                    return Err(Unfit);
                }
                let field = child.and_then(|child| match program.nodes[child].fields.as_slice() {
                    [field] => Some(*field),
                    _ => None,
                });
                self.values.push(Value { literal, depth, node: child, field });
                cursor.skip()?;
                *start = cursor.offset();
            }
            more = cursor.next_member()?;
        }
        Ok(())
    }

    fn literal(&mut self, text: &[u8]) -> Result<Literal, Unfit> {
        let start = self.blocks.len();
        if start + text.len() / Block::WIDTH > MAX_BLOCKS {
            return Err(Unfit);
        }
        self.blocks.extend(text.chunks(Block::WIDTH).skip(1).map(Block::padded));
        let (first, length) = (Block::padded(text), text.len());
        Ok(Literal { first, mask: mask(length), rest: start..self.blocks.len(), length })
    }
}
