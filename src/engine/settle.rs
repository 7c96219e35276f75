//! How a source ends.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Engine, Phase};
use crate::answer::{Reading, Report, Status};
use crate::http::Reply;
use crate::json::{Kind, finite, validate};
use crate::plan::{Emptiness, Source};
use crate::time::Instant;

/// A source that has ended: its body, or what stands in for it, and what became of it.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) body: Vec<u8>,
    pub(super) reading: Reading,
    pub(super) report: Report,
}

/// What a body gave.
enum Taken {
    Data(Vec<u8>, Reading),
    NoData(Vec<u8>, Reading),
    /// Nothing: `null`.
    Null,
    /// Of no use, and why.
    Unusable(String),
}

impl Engine<'_> {
    /// Takes the body of a reply.
    pub(super) fn accept(&mut self, place: usize, reply: Reply, now: Instant) {
        let source = self.source(place);
        if source.probe {
            return self.settle(
                place,
                source.empty.clone(),
                source.nothing.clone(),
                Status::Ok,
                now,
            );
        }
        let wrap = self.states[place].call.is_some_and(|call| source.calls[call].wrap);
        match take(source, reply.body, wrap) {
            Taken::Data(body, reading) => self.settle(place, body, reading, Status::Ok, now),
            Taken::NoData(body, reading) => self.settle(place, body, reading, Status::NoData, now),
            Taken::Null => self.settle_without_data(place, now),
            // The answer came whole, so that asking again would bring the same.
            Taken::Unusable(reason) => self.settle_failed(place, Status::Error, reason, now),
        }
    }

    /// The service said that it has no data.
    pub(super) fn settle_without_data(&mut self, place: usize, now: Instant) {
        let source = self.source(place);
        self.settle(place, source.empty.clone(), source.nothing.clone(), Status::NoData, now);
    }

    /// The source ends without an answer; if it was required, nothing else is waited for.
    pub(super) fn settle_failed(
        &mut self,
        place: usize,
        status: Status,
        reason: String,
        now: Instant,
    ) {
        let source = self.source(place);
        let report = self.report(place, status, Some(reason), now);
        let (body, reading) = (source.empty.clone(), source.nothing.clone());
        self.states[place].phase = Phase::Settled(Settled { body, reading, report });
        if source.required {
            self.give_up(now);
        }
    }

    /// Ends every source that has not ended.
    pub(super) fn give_up(&mut self, now: Instant) {
        for place in 0..self.states.len() {
            match self.states[place].phase {
                Phase::Settled(_) => continue,
                Phase::Running(attempt, _) => self.cancels.push(attempt),
                Phase::Blocked | Phase::Resting(_) => {}
            }
            let source = self.source(place);
            let reason = "no longer waited for".into();
            let report = self.report(place, Status::Cancelled, Some(reason), now);
            let (body, reading) = (source.empty.clone(), source.nothing.clone());
            self.states[place].phase = Phase::Settled(Settled { body, reading, report });
        }
    }

    fn settle(
        &mut self,
        place: usize,
        body: Vec<u8>,
        reading: Reading,
        status: Status,
        now: Instant,
    ) {
        let unusable = reading.unusable();
        let report = Report { unusable, ..self.report(place, status, None, now) };
        self.states[place].phase = Phase::Settled(Settled { body, reading, report });
    }
}

fn take(source: &Source, body: Vec<u8>, wrap: bool) -> Taken {
    if body.is_empty() {
        return Taken::Unusable("the answer has no body".into());
    }
    let body = if wrap {
        match validate(&body) {
            Ok(Kind::Null) => return Taken::Null,
            Ok(_) => [b"[", body.as_slice(), b"]"].concat(),
            Err(error) => return not_json(error),
        }
    } else {
        body
    };
    let reading = match source.recipe.read(&body) {
        Ok(reading) => reading,
        Err(error) => return not_json(error),
    };
    match (reading.kind(), source.kind) {
        (Kind::Null, _) => return Taken::Null,
        (kind, Some(expected)) if kind != expected => {
            return Taken::Unusable(alloc::format!("the body is {kind}, not {expected}"));
        }
        _ => {}
    }
    if is_empty(source, &body, &reading) {
        Taken::NoData(body, reading)
    } else {
        Taken::Data(body, reading)
    }
}

fn not_json(error: crate::json::SyntaxError) -> Taken {
    Taken::Unusable(alloc::format!("the body is not JSON: {error}"))
}

fn is_empty(source: &Source, body: &[u8], reading: &Reading) -> bool {
    match source.emptiness {
        Emptiness::Length(slot) => {
            matches!(reading.kind(), Kind::Array | Kind::Object) && reading.count(slot) == 0
        }
        Emptiness::Number(slot) => match reading.value(slot).and_then(|range| body.get(range)) {
            None | Some(b"null") => true,
            Some(raw) => finite(raw) == Some(0.0),
        },
    }
}
