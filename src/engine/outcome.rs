//! What a request came to.

use alloc::string::String;
use alloc::vec::Vec;

use super::Engine;
use super::state::Phase;
use super::timeline::Tried;
use crate::answer::{Context, Report, Splice, render, write_reports};
use crate::http::{Body, Problem};
use crate::plan::Argument;
use crate::shared::Shared;
use crate::time::{Duration, Instant};

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
    /// What became of the attempts of each source, in the same order; those of one in the order of
    /// sending.
    pub timelines: Vec<Vec<Tried>>,
    /// Why there is no answer; nothing if there is one.
    pub reason: Option<String>,
    /// How long it took.
    pub elapsed: Duration,
}

impl<B: Body> Engine<'_, B> {
    /// The outcome at `now`; a source that has not ended is reported as cancelled.
    pub fn finish(&mut self, shared: &mut Shared, now: Instant) -> Outcome<B> {
        self.give_up(shared, now);
        let elapsed = now.since(self.started);
        let mut states = core::mem::take(&mut self.states);
        let timelines: Vec<_> =
            states.iter_mut().map(|state| core::mem::take(&mut state.tried)).collect();
        let settled: Vec<_> = states
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
            let reason = report.reason.as_deref().unwrap_or(report.status.as_str());
            let reason =
                alloc::format!("the source `{name}`, which this answer needs, failed: {reason}");
            let body = problem(&reason, &reports).into();
            let (media_type, reason) = (Problem::MEDIA_TYPE, Some(reason));
            return Outcome { status: 502, media_type, body, reports, timelines, reason, elapsed };
        }
        let gathered: Vec<_> = sources
            .iter()
            .zip(&settled)
            .map(|(source, settled)| settled.gathered(source))
            .collect();
        let parameters = self.parameters();
        let time = self.inputs.time + elapsed;
        let snapshot = || shared.health.save(self.plan, now, time);
        let context =
            Context { sources: &gathered, parameters: &parameters, time, snapshot: &snapshot };
        let splice = render(&self.endpoint.answer, &context);
        let bodies = settled.into_iter().map(|settled| settled.content).collect();
        let body = splice.finish(bodies);
        let media_type = "application/json";
        Outcome { status: 200, media_type, body, reports, timelines, reason: None, elapsed }
    }

    /// The parameters in the endpoint's order, as JSON.
    pub(super) fn parameters(&self) -> Vec<Option<Vec<u8>>> {
        let json = |argument: &Option<Argument>| Some(argument.as_ref()?.json.clone());
        self.inputs.arguments.iter().map(json).collect()
    }
}

/// The problem that a required source failed, with the reports of all.
fn problem(reason: &str, reports: &[(String, Report)]) -> Vec<u8> {
    let mut json = Problem::new(502, reason).to_json();
    json.pop();
    json.extend_from_slice(b",\"sources\":");
    write_reports(reports.iter().map(|(name, report)| (name.as_str(), report)), &mut json);
    json.push(b'}');
    json
}
