//! What a request came to.

use alloc::string::String;
use alloc::vec::Vec;

use super::Engine;
use super::state::Phase;
use crate::answer::{Context, Gathered, Report, Splice, render, write_reports};
use crate::http::{Body, Problem};
use crate::shared::Shared;
use crate::time::Instant;

/// The answer and the truth about each source.
#[derive(Clone, Debug)]
pub struct Outcome<B = Vec<u8>> {
    /// The HTTP status: 200, or 502 if a required source failed.
    pub status: u16,
    /// The media type of the body.
    pub media_type: &'static str,
    /// The answer, or the problem.
    pub body: Splice<B>,
    /// The name and the report of each source, in the order of the plan.
    pub reports: Vec<(String, Report)>,
}

impl<B: Body> Engine<'_, B> {
    /// The outcome at `now`; a source that has not ended is reported as cancelled.
    pub fn finish(&mut self, shared: &mut Shared, now: Instant) -> Outcome<B> {
        self.give_up(shared, now);
        let settled: Vec<_> = core::mem::take(&mut self.states)
            .into_iter()
            .filter_map(|state| match state.phase {
                Phase::Settled(settled) => Some(settled),
                _ => None,
            })
            .collect();
        let sources = &self.endpoint.sources;
        let reports: Vec<_> = sources
            .iter()
            .zip(&settled)
            .map(|(source, settled)| (source.name.clone(), settled.report.clone()))
            .collect();
        let failed = |(source, (_, report)): &(&crate::plan::Source, &(String, Report))| {
            source.required && !report.status.has_answer()
        };
        if let Some((_, (name, report))) = sources.iter().zip(&reports).find(failed) {
            let body = problem(name, report, &reports).into();
            return Outcome { status: 502, media_type: Problem::MEDIA_TYPE, body, reports };
        }
        let gathered: Vec<_> = sources
            .iter()
            .zip(&settled)
            .map(|(source, settled)| Gathered {
                recipe: &source.recipe,
                len: settled.content.as_ref().map_or(0, Body::len),
                reading: &settled.reading,
                report: &settled.report,
            })
            .collect();
        let parameters: Vec<_> = self
            .inputs
            .arguments
            .iter()
            .map(|argument| argument.as_ref().map(|argument| argument.json.clone()))
            .collect();
        let time = self.inputs.time + now.since(self.started);
        let snapshot = || shared.health.save(self.plan, now, time);
        let context =
            Context { sources: &gathered, parameters: &parameters, time, snapshot: &snapshot };
        let splice = render(&self.endpoint.answer, &context);
        let bodies = settled.into_iter().map(|settled| settled.content).collect();
        let body = splice.finish(bodies);
        Outcome { status: 200, media_type: "application/json", body, reports }
    }
}

/// The problem that a required source failed, with the reports of all.
fn problem(name: &str, report: &Report, reports: &[(String, Report)]) -> Vec<u8> {
    let reason = report.reason.as_deref().unwrap_or(report.status.as_str());
    let detail = alloc::format!("the source `{name}`, which this answer needs, failed: {reason}");
    let mut json = Problem::new(502, detail).to_json();
    json.pop();
    json.extend_from_slice(b",\"sources\":");
    write_reports(reports.iter().map(|(name, report)| (name.as_str(), report)), &mut json);
    json.push(b'}');
    json
}
