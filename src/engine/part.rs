//! Parts of an answer, as they become certain.

use alloc::vec::Vec;

use super::Engine;
use super::state::Phase;
use crate::answer::{Content, Context, Gathered, Report, Splice, SpliceBuilder, Status};
use crate::http::Body;
use crate::json::write_string;
use crate::time::{Duration, Instant};

impl<B: Body> Engine<'_, B> {
    /// Whether sources have ended since the last part was taken, and others have not.
    pub(super) fn has_part(&self) -> bool {
        if !self.inputs.parts {
            return false;
        }
        let ended = self.ended();
        let before = self.told.as_deref().unwrap_or_default();
        let news = |(place, ended): (usize, &bool)| *ended && before.get(place) != Some(&true);
        ended.contains(&false) && ended.iter().enumerate().any(news)
    }

    /// What is certain now and was not when the last part was taken, as JSON: `settled`, the names of
    /// the sources that have ended since; `sources`, their reports; `members`, of the answer, each a
    /// `path` of names and a `value`.
    ///
    /// What the last sources give comes with the answer and is no part.
    pub fn part(&mut self, now: Instant) -> Splice<&B> {
        let ended = self.ended();
        let before = self.told.replace(ended.clone());
        let parameters = self.parameters();
        let none = Report {
            status: Status::Cancelled,
            attempts: 0,
            latency: Duration::ZERO,
            reason: None,
            unusable: 0,
            age: None,
        };
        let states = self.endpoint.sources.iter().zip(&self.states);
        let gathered: Vec<_> = states
            .map(|(source, state)| match &state.phase {
                Phase::Settled(settled) => settled.gathered(source),
                // Nothing that shows it is written yet.
                _ => Gathered {
                    recipe: &source.recipe,
                    len: 0,
                    reading: &source.nothing,
                    report: &none,
                },
            })
            .collect();
        let context = Context {
            sources: &gathered,
            parameters: &parameters,
            time: self.inputs.time + now.since(self.started),
            snapshot: &Vec::new,
        };
        let mut out = SpliceBuilder::default();
        self.write_settled(before.as_deref(), &ended, out.text());
        context.write_ready(&self.endpoint.answer, before.as_deref(), &ended, &mut out);
        out.text().extend_from_slice(b"]}");
        let bodies = self.states.iter().map(|state| match &state.phase {
            Phase::Settled(settled) => settled.content.as_ref().map(Content::borrowed),
            _ => None,
        });
        out.finish(bodies.collect())
    }

    /// Which sources have ended.
    fn ended(&self) -> Vec<bool> {
        let settled = |state: &super::State<B>| matches!(state.phase, Phase::Settled(_));
        self.states.iter().map(settled).collect()
    }

    /// Writes a part as far as its members.
    fn write_settled(&self, before: Option<&[bool]>, ended: &[bool], out: &mut Vec<u8>) {
        let mut names = Vec::new();
        let mut reports = Vec::new();
        let before = before.unwrap_or_default();
        for (place, (source, state)) in self.endpoint.sources.iter().zip(&self.states).enumerate() {
            let Phase::Settled(settled) = &state.phase else { continue };
            if ended.get(place) != Some(&true) || before.get(place) == Some(&true) {
                continue;
            }
            if !names.is_empty() {
                names.push(b',');
                reports.push(b',');
            }
            write_string(&source.name, &mut names);
            write_string(&source.name, &mut reports);
            reports.push(b':');
            settled.report.write_of(&self.plan.services[source.service].name, &[], &mut reports);
        }
        for text in [b"{\"settled\":[", &*names, b"],\"sources\":{", &*reports, b"},\"members\":["]
        {
            out.extend_from_slice(text);
        }
    }
}
