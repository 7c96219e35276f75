//! How an attempt is counted and how a source ends.

use alloc::string::String;
use alloc::vec::Vec;

use super::Engine;
use super::attempt::AttemptId;
use super::field::{Field, fields};
use super::judge::{Judged, take};
use super::state::Phase;
use super::timeline::End;
use crate::answer::{Content, Gathered, Reading, Report, Status};
use crate::http::Body;
use crate::plan::Source;
use crate::policy::breaker::CallResult;
use crate::shared::Shared;
use crate::time::{Duration, Instant};

/// A source that has ended: what there is of its body, or of what stands in for it, and what became of
/// it.
#[derive(Debug)]
pub(super) struct Settled<B> {
    /// The body, if the answer shows any of it.
    pub(super) content: Option<Content<B>>,
    /// What other sources want of it.
    pub(super) fields: Vec<Field>,
    pub(super) reading: Reading,
    pub(super) report: Report,
}

impl<B: Body> Settled<B> {
    /// What is known of it when an answer is written.
    pub(super) fn gathered<'a>(&'a self, source: &'a Source) -> Gathered<'a> {
        Gathered {
            recipe: &source.recipe,
            len: self.content.as_ref().map_or(0, Body::len),
            reading: &self.reading,
            report: &self.report,
        }
    }
}

impl<B: Body> Engine<'_, B> {
    /// An attempt has ended: it is counted, and its source ends, unless it is to be asked again or
    /// another attempt is under way.
    pub(super) fn conclude(
        &mut self,
        place: usize,
        attempt: AttemptId,
        end: End,
        judged: Judged<B>,
        shared: &mut Shared,
        now: Instant,
    ) {
        let source = self.source(place);
        let under_way = &mut self.states[place].under_way;
        let Some(index) = under_way.iter().position(|known| known.id == attempt) else { return };
        let attempt = under_way.remove(index);
        self.note(place, &attempt, end, now);
        let took = now.since(attempt.sent);
        let result = match judged {
            Judged::Failed {
                counts: counts @ (CallResult::Failure | CallResult::Uncounted),
                ..
            } => counts,
            _ => CallResult::Success { slow: took >= source.slow },
        };
        self.release(place, &attempt, result, shared, now);
        match judged {
            Judged::Answered { status, content, reading } => {
                if !source.probe {
                    shared.health.service(source.service).latency.record(took, now);
                }
                match (&self.states[place].key, status) {
                    (Some(key), Status::Ok) => shared.kept.put(key, &content, now),
                    (Some(key), _) => shared.kept.forget(key),
                    (None, _) => {}
                }
                self.withdraw(place, shared, now);
                let unusable = reading.unusable();
                let report = Report { unusable, ..self.report(place, status, None, now) };
                self.settle(place, content, reading, report);
            }
            Judged::Failed { status, reason, again, wait, counts } => {
                // A service that is well and refuses the request takes back what it once said.
                if let (CallResult::Success { .. }, Some(key)) = (counts, &self.states[place].key) {
                    shared.kept.forget(key);
                }
                let state = &mut self.states[place];
                state.failed = Some((status, reason));
                // Of two attempts, either may be told.
                state.alone_until = state.alone_until.max(now + wait.unwrap_or_default());
                // A hedge is no better than what it was sent beside.
                state.hedge_at = None;
                if state.under_way.is_empty() {
                    self.rest_or_end(place, again, shared, now);
                }
            }
        }
    }

    /// The source ends without an answer of its own: a former one stands in, else the plan's
    /// fallback, else nothing. If it is required and nothing stands in, nothing else is waited for.
    pub(super) fn settle_failed(
        &mut self,
        place: usize,
        status: Status,
        reason: String,
        shared: &mut Shared,
        now: Instant,
    ) {
        let source = self.source(place);
        let mut report = self.report(place, status, Some(reason), now);
        let mut content = Content::Shared(source.empty.clone());
        let mut reading = source.nothing.clone();
        if status != Status::Skipped {
            if let Some((former, former_reading, age)) = self.former(place, shared, now) {
                report.status = Status::Stale;
                report.age = Some(age);
                report.unusable = former_reading.unusable();
                (content, reading) = (former, former_reading);
            } else if let Some((fallback, its_reading)) = &source.fallback {
                report.status = Status::Fallback;
                (content, reading) = (Content::Shared(fallback.clone()), its_reading.clone());
            }
        }
        let answered = report.status.has_answer();
        self.settle(place, content, reading, report);
        if source.required && !answered {
            self.give_up(shared, now);
        }
    }

    /// Ends every source that has not ended.
    pub(super) fn give_up(&mut self, shared: &mut Shared, now: Instant) {
        for place in 0..self.states.len() {
            if matches!(self.states[place].phase, Phase::Settled(_)) {
                continue;
            }
            self.withdraw(place, shared, now);
            let source = self.source(place);
            let reason = "no longer waited for".into();
            let report = self.report(place, Status::Cancelled, Some(reason), now);
            let content = Content::Shared(source.empty.clone());
            self.settle(place, content, source.nothing.clone(), report);
        }
    }

    /// The source has ended. A body of which the answer shows nothing is not kept any longer.
    fn settle(&mut self, place: usize, content: Content<B>, reading: Reading, report: Report) {
        let source = self.source(place);
        let fields = fields(source, &content, &reading);
        let content = source.shown.then_some(content);
        self.states[place].phase = Phase::Settled(Settled { content, fields, reading, report });
    }

    /// A former body, if one is kept that is young enough, and how old it is.
    fn former(
        &self,
        place: usize,
        shared: &Shared,
        now: Instant,
    ) -> Option<(Content<B>, Reading, Duration)> {
        let source = self.source(place);
        let key = self.states[place].key.as_ref()?;
        let (body, age) = shared.kept.find(key, source.stale?, now)?;
        // It was wrapped, if it had to be, before it was kept.
        match take(source, Content::Shared(body.clone())) {
            Judged::Answered { content, reading, .. } => Some((content, reading, age)),
            Judged::Failed { .. } => None,
        }
    }

    /// The report of a source that ends now.
    fn report(&self, place: usize, status: Status, reason: Option<String>, now: Instant) -> Report {
        let state = &self.states[place];
        Report {
            status,
            attempts: state.attempts,
            latency: state.began.map_or_else(Default::default, |began| now.since(began)),
            reason,
            unusable: 0,
            age: None,
        }
    }
}
