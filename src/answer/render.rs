//! Filling a template.

use alloc::vec::Vec;

use super::fold::FoldState;
use super::group::{GroupMember, GroupState, OneGroup};
use super::reading::ReductionState;
use super::top::{TopMember, TopState};
use super::{
    Fold, Group, Join, Label, Reading, Recipe, Reduction, Report, SpliceBuilder, Status, Template,
    Top, write_reports, write_statuses,
};
use crate::json::write_string;
use crate::time::UnixTime;

/// What is known of one source when the answer is written.
#[derive(Debug)]
pub struct Gathered<'a> {
    /// What was read, and how.
    pub recipe: &'a Recipe,
    /// How many bytes the body has, the service's own or what stands in for it.
    pub len: usize,
    /// What the body gave.
    pub reading: &'a Reading,
    /// What became of the source.
    pub report: &'a Report,
}

/// All that an answer is made of.
pub struct Context<'a> {
    /// The sources in the endpoint's order; the bodies of the splice are in the same.
    pub sources: &'a [Gathered<'a>],
    /// The parameters in the endpoint's order, as JSON.
    pub parameters: &'a [Option<Vec<u8>>],
    /// The time of the answer.
    pub time: UnixTime,
    /// What the host remembers of the health of its services, as JSON; asked for when it is wanted.
    pub snapshot: &'a dyn Fn() -> Vec<u8>,
}

/// Fills `template`.
pub fn render(template: &Template, context: &Context<'_>) -> SpliceBuilder {
    let mut out = SpliceBuilder::default();
    context.write(template, &mut out);
    out
}

impl Context<'_> {
    /// Recursion is bounded by the depth of the plan, which was read with a limit.
    pub(super) fn write(&self, template: &Template, out: &mut SpliceBuilder) {
        match template {
            Template::Constant(json) => out.text().extend_from_slice(json),
            Template::Object(members) => {
                out.text().push(b'{');
                for (index, (label, member)) in members.iter().enumerate() {
                    separate(index, out.text());
                    label.write(out.text());
                    self.write(member, out);
                }
                out.text().push(b'}');
            }
            Template::Array(elements) => {
                out.text().push(b'[');
                for (index, element) in elements.iter().enumerate() {
                    separate(index, out.text());
                    self.write(element, out);
                }
                out.text().push(b']');
            }
            Template::Body { source, slot, default } => {
                let gathered = self.sources.get(*source);
                let range = gathered.and_then(|gathered| match slot {
                    Some(slot) => gathered.reading.value(*slot),
                    None => Some(0..gathered.len),
                });
                match range {
                    Some(range) => out.body(*source, range),
                    None => out.text().extend_from_slice(default),
                }
            }
            Template::Count { source, slot } => {
                let count =
                    self.sources.get(*source).map_or(0, |source| source.reading.count(*slot));
                out.text().extend_from_slice(alloc::format!("{count}").as_bytes());
            }
            Template::Reduced { source, reduction, default } => {
                self.write_reduced(*source, *reduction, default, out.text());
            }
            Template::Statuses(names) => write_statuses(self.reports(names), out.text()),
            Template::Reports(names) => write_reports(self.reports(names), out.text()),
            Template::Health(names) => self.write_health(names, out.text()),
            Template::Snapshot => out.text().extend_from_slice(&(self.snapshot)()),
            Template::Parameter(place) => {
                let json = self.parameters.get(*place).and_then(Option::as_deref);
                out.text().extend_from_slice(json.unwrap_or(b"null"));
            }
            Template::Time => write_string(&self.time.to_iso8601(), out.text()),
        }
    }

    fn write_reduced(&self, source: usize, place: usize, default: &[u8], out: &mut Vec<u8>) {
        let Some(gathered) = self.sources.get(source) else { return };
        let state = gathered.reading.states.get(place);
        match (gathered.recipe.reduction(place), state) {
            (Some(Reduction::Fold(fold)), Some(ReductionState::Fold(state))) => {
                fold.write(state, default, out);
            }
            (Some(Reduction::Group(group)), Some(ReductionState::Group(state))) => {
                self.write_groups(group, state, out);
            }
            (Some(Reduction::Top(top)), Some(ReductionState::Top(state))) => {
                self.write_top(top, state, out);
            }
            (Some(Reduction::Trend(trend)), Some(ReductionState::Trend(state))) => {
                trend.write(state, out);
            }
            // An index is looked into, never written.
            _ => out.extend_from_slice(default),
        }
    }

    fn write_groups(&self, group: &Group, state: &GroupState, out: &mut Vec<u8>) {
        write_list(group.listed(state).into_iter(), &group.item, out, |one, _, member, out| {
            self.write_group_member(group, one, member, out);
        });
    }

    fn write_group_member(
        &self,
        group: &Group,
        one: OneGroup<'_>,
        member: &GroupMember,
        out: &mut Vec<u8>,
    ) {
        match member {
            GroupMember::Key => out.extend_from_slice(one.raw),
            GroupMember::Fold(place, default) => {
                let folded: Option<(&Fold, &FoldState)> =
                    group.folds.get(*place).zip(one.folds.get(*place));
                if let Some((fold, state)) = folded {
                    fold.write(state, default, out);
                }
            }
            GroupMember::Join(join) => out.extend_from_slice(self.join(join, Some(one.key))),
        }
    }

    fn write_top(&self, top: &Top, state: &TopState, out: &mut Vec<u8>) {
        write_list(state.listed(), &top.item, out, |ranked, index, member, out| {
            let value = ranked.value(index);
            out.extend_from_slice(match member {
                TopMember::Field(_, default) => value.unwrap_or(default),
                TopMember::Join(_, join) => self.join(join, value),
            });
        });
    }

    fn join<'s>(&'s self, join: &'s Join, key: Option<&[u8]>) -> &'s [u8] {
        let states = self.sources.get(join.source).map(|source| &source.reading.states);
        let state = states.and_then(|states| states.get(join.reduction));
        match (state, key) {
            (Some(ReductionState::Index(index)), Some(key)) => match index.find(key) {
                Some(value) => value.unwrap_or(b"null"),
                None => &join.default,
            },
            _ => &join.default,
        }
    }

    fn reports<'n>(
        &'n self,
        names: &'n [(alloc::string::String, usize)],
    ) -> impl Iterator<Item = (&'n str, &'n Report)> {
        names
            .iter()
            .filter_map(|(name, source)| Some((name.as_str(), self.sources.get(*source)?.report)))
    }

    fn write_health(&self, names: &[(alloc::string::String, usize)], out: &mut Vec<u8>) {
        out.push(b'{');
        for (index, (name, report)) in self.reports(names).enumerate() {
            separate(index, out);
            Label::new(name).write(out);
            match report.status {
                Status::Ok | Status::NoData => write_string("healthy", out),
                Status::Timeout => write_string("timeout", out),
                _ => {
                    let reason = report.reason.as_deref().unwrap_or(report.status.as_str());
                    write_string(&alloc::format!("unhealthy: {reason}"), out);
                }
            }
        }
        out.push(b'}');
    }
}

/// Writes an array of objects that all have the members of `item`.
fn write_list<T: Copy, M>(
    list: impl Iterator<Item = T>,
    item: &[(Label, M)],
    out: &mut Vec<u8>,
    write: impl Fn(T, usize, &M, &mut Vec<u8>),
) {
    out.push(b'[');
    for (index, one) in list.enumerate() {
        separate(index, out);
        out.push(b'{');
        for (index, (label, member)) in item.iter().enumerate() {
            separate(index, out);
            label.write(out);
            write(one, index, member, out);
        }
        out.push(b'}');
    }
    out.push(b']');
}

fn separate(index: usize, out: &mut Vec<u8>) {
    if index > 0 {
        out.push(b',');
    }
}
