//! Compiling folds, groups, rankings and trends.

use alloc::vec::Vec;

use super::answer::{Scope, default_of, operator};
use super::error::Result;
use super::node::{Node, Object};
use crate::answer::{
    Fold, Group, GroupMember, Index, Label, Reduction, Skip, Top, TopMember, Trend, TrendMember,
};
use crate::json::{Cursor, EachId, Expect, Kind, Path, Program, Value};

/// Most groups or records that a list may be cut to.
const MAX_LIMIT: usize = 1000;

/// A fold over all records: the operand names the source, `value` the field.
pub(super) fn fold_all(
    name: &str,
    node: Node<'_>,
    source: usize,
    scope: &mut Scope<'_>,
) -> Result<(EachId, Reduction)> {
    let object = node.object(&[&[name, "each", "value"], options(name)].concat())?;
    let each = scope.each(object, source)?;
    let path = object.require("value")?.single_path()?;
    let program = &mut scope.recipes[source].program;
    Ok((each, Reduction::Fold(fold(name, object, &path, each, program)?)))
}

fn options(name: &str) -> &'static [&'static str] {
    match name {
        "$sum" => &["as"],
        "$mean" => &["skip", "decimals", "default"],
        _ => &["default"],
    }
}

fn fold(
    name: &str,
    object: Object<'_>,
    path: &Path,
    each: EachId,
    program: &mut Program,
) -> Result<Fold> {
    let expect = if name == "$first" { Expect::Any } else { Expect::Number };
    let field = program.field(each, path, expect);
    Ok(match name {
        "$sum" => {
            let exact = match object.get("as") {
                Some(node) => node.word(&[("exact", true), ("double", false)])?,
                None => true,
            };
            if exact { Fold::Sum { field } } else { Fold::Double { field } }
        }
        "$mean" => {
            let decimals = object.get("decimals").map(|node| node.integer(0..=15)).transpose()?;
            Fold::Mean { field, skip: skip(object)?, decimals }
        }
        "$min" => Fold::Min { field },
        "$max" => Fold::Max { field },
        _ => Fold::First { field },
    })
}

fn skip(object: Object<'_>) -> Result<Skip> {
    let mut skip = Skip::default();
    for node in object.elements("skip")? {
        let json = node.value.to_json();
        match Cursor::new(&json).skip() {
            Ok(token) if !matches!(token.kind, Kind::Array | Kind::Object | Kind::Null) => {
                skip.add(token);
            }
            _ => return Err(node.wrong("a string, a number or a boolean")),
        }
    }
    Ok(skip)
}

fn limit(object: Object<'_>) -> Result<Option<usize>> {
    object.get("limit").map(|node| node.integer(1..=MAX_LIMIT as i128)).transpose()
}

/// The two fields of a join's other side.
pub(super) fn index(program: &mut Program, each: EachId, on: &Path, value: &Path) -> Index {
    Index {
        on: program.field(each, on, Expect::Scalar),
        value: program.field(each, value, Expect::Any),
    }
}

pub(super) fn group(
    node: Node<'_>,
    source: usize,
    scope: &mut Scope<'_>,
) -> Result<(EachId, Reduction)> {
    let object = node.object(&["$group", "each", "by", "skip", "item", "order", "limit"])?;
    let each = scope.each(object, source)?;
    let mut by = Vec::new();
    for node in object.require("by")?.elements()? {
        let path = node.single_path()?;
        by.push(scope.recipes[source].program.field(each, &path, Expect::Scalar));
    }
    if by.is_empty() {
        return Err(object.require("by")?.wrong("at least one path"));
    }
    let mut group = Group {
        by,
        skip: skip(object)?,
        folds: Vec::new(),
        item: Vec::new(),
        order: None,
        limit: limit(object)?,
    };
    let mut orders = Vec::new();
    for (name, node) in object.require("item")?.members()? {
        let member = group_member(node, each, source, &mut group.folds, scope)?;
        if let GroupMember::Fold(place, _) = &member {
            orders.push((name, *place));
        }
        group.item.push((Label::new(name), member));
    }
    if let Some(node) = object.get("order") {
        if orders.is_empty() {
            return Err(node.wrong("no `order`, as no member of `item` is computed from records"));
        }
        group.order = Some(node.word(&orders)?);
    }
    Ok((each, Reduction::Group(group)))
}

/// A member of a group's object: the operand of a fold is the path of its field.
fn group_member(
    node: Node<'_>,
    each: EachId,
    source: usize,
    folds: &mut Vec<Fold>,
    scope: &mut Scope<'_>,
) -> Result<GroupMember> {
    const KNOWN: [&str; 8] = ["$key", "$count", "$sum", "$mean", "$min", "$max", "$first", "$join"];
    let (name, operand) = operator(node, &KNOWN)?;
    let (fold, default) = match name {
        "$key" => {
            only_true(node, name, operand)?;
            return Ok(GroupMember::Key);
        }
        "$join" => {
            let object = node.object(&["$join", "each", "on", "value", "default"])?;
            return Ok(GroupMember::Join(scope.join(object)?));
        }
        "$count" => {
            only_true(node, name, operand)?;
            (Fold::Count, Vec::new())
        }
        _ => {
            let object = node.object(&[&[name], options(name)].concat())?;
            let path = operand.single_path()?;
            let program = &mut scope.recipes[source].program;
            (fold(name, object, &path, each, program)?, default_of(object.get("default"))?)
        }
    };
    folds.push(fold);
    Ok(GroupMember::Fold(folds.len() - 1, default))
}

/// Operations without an operand are written `{"$key": true}`.
fn only_true(node: Node<'_>, name: &str, operand: Node<'_>) -> Result<()> {
    node.object(&[name])?;
    if *operand.value == Value::Boolean(true) { Ok(()) } else { Err(operand.wrong("`true`")) }
}

pub(super) fn top(
    node: Node<'_>,
    source: usize,
    scope: &mut Scope<'_>,
) -> Result<(EachId, Reduction)> {
    let object = node.object(&["$top", "each", "by", "missing", "item", "limit"])?;
    let each = scope.each(object, source)?;
    let path = object.require("by")?.single_path()?;
    let by = scope.recipes[source].program.field(each, &path, Expect::Number);
    let missing = object.get("missing").map(Node::number).transpose()?;
    object.require("limit")?;
    let mut item = Vec::new();
    for (name, node) in object.require("item")?.members()? {
        let member = match node.value {
            Value::String(_) => {
                let path = node.single_path()?;
                let program = &mut scope.recipes[source].program;
                TopMember::Field(program.field(each, &path, Expect::Any), b"null".to_vec())
            }
            Value::Object(_) => {
                let object = node.object(&["$join", "each", "on", "value", "key", "default"])?;
                let key = object.require("key")?.single_path()?;
                let place = scope.recipes[source].program.field(each, &key, Expect::Scalar);
                TopMember::Join(place, scope.join(object)?)
            }
            _ => return Err(node.wrong("the path of a field, or an object with `$join`")),
        };
        item.push((Label::new(name), member));
    }
    let limit = limit(object)?.unwrap_or(MAX_LIMIT);
    Ok((each, Reduction::Top(Top { by, missing, limit, item })))
}

pub(super) fn trend(
    node: Node<'_>,
    source: usize,
    scope: &mut Scope<'_>,
) -> Result<(EachId, Reduction)> {
    let object =
        node.object(&["$trend", "each", "by", "value", "threshold", "decimals", "item"])?;
    let each = scope.each(object, source)?;
    let order = object.require("by")?.single_path()?;
    let value = object.require("value")?.single_path()?;
    let program = &mut scope.recipes[source].program;
    let (order, value) =
        (program.field(each, &order, Expect::Scalar), program.field(each, &value, Expect::Number));
    let threshold = match object.get("threshold") {
        Some(node) => {
            let threshold = node.number()?;
            if !(0.0..=10.0).contains(&threshold) {
                return Err(node.wrong("a number from 0 to 10, such as 0.1 for a tenth"));
            }
            threshold
        }
        None => 0.1,
    };
    let mut item = Vec::new();
    for (name, node) in object.require("item")?.members()? {
        let (operation, operand) = operator(node, &["$growth", "$direction"])?;
        only_true(node, operation, operand)?;
        let member = match operation {
            "$growth" => TrendMember::Growth,
            _ => TrendMember::Direction,
        };
        item.push((Label::new(name), member));
    }
    let decimals = object.get("decimals").map_or(Ok(2), |node| node.integer(0..=15))?;
    Ok((each, Reduction::Trend(Trend { order, value, threshold, decimals, item })))
}
