//! The answer of an endpoint of which one source gave a body.

use std::time::Duration;

use orquesta::answer::{Content, Context, Gathered, Reading, Report, Splice, Status, render};
use orquesta::http::Body;
use orquesta::plan::Endpoint;
use orquesta::time::UnixTime;

/// What the other sources gave.
const EMPTY: &[u8] = b"[]";

/// When it is answered, in milliseconds since 1970.
const TIME: UnixTime = UnixTime(1_760_000_000_000);

/// What was read of all sources.
pub(crate) struct Spliced<'a> {
    endpoint: &'a Endpoint,
    bodies: Vec<&'a [u8]>,
    readings: Vec<Reading>,
    report: Report,
}

/// A body that somebody else holds.
#[derive(Debug)]
pub(crate) struct Lent<'a>(&'a [u8]);

impl Body for Lent<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self.0)
    }

    fn copy_to(&self, at: usize, out: &mut [u8]) {
        self.0.copy_to(at, out);
    }
}

impl<'a> Spliced<'a> {
    /// Reads the body of the metrics; nothing if it is not JSON.
    pub(crate) fn new(endpoint: &'a Endpoint, body: &'a [u8]) -> Option<Self> {
        let sources = endpoint.sources.iter();
        let bodies: Vec<_> =
            sources.map(|source| if source.name == "metrics" { body } else { EMPTY }).collect();
        let readings = endpoint.sources.iter().zip(&bodies);
        let readings = readings.map(|(source, body)| source.recipe.read(*body).ok());
        let report = Report {
            status: Status::Ok,
            attempts: 1,
            latency: Duration::from_millis(5),
            reason: None,
            unusable: 0,
            age: None,
        };
        Some(Self { endpoint, readings: readings.collect::<Option<_>>()?, bodies, report })
    }

    /// The answer.
    pub(crate) fn render(&self) -> Splice<Lent<'a>> {
        let sources = self.endpoint.sources.iter().zip(&self.readings).zip(&self.bodies);
        let gathered: Vec<_> = sources
            .map(|((source, reading), body)| Gathered {
                recipe: &source.recipe,
                len: body.len(),
                reading,
                report: &self.report,
            })
            .collect();
        let context =
            Context { sources: &gathered, parameters: &[None], time: TIME, snapshot: &Vec::new };
        let bodies = self.bodies.iter().map(|body| Some(Content::Reply(Lent(body))));
        render(&self.endpoint.answer, &context).finish(bodies.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn the_body_is_in_the_answer() {
        let plan = crate::plan().unwrap();
        let (endpoint, _) = plan.route("/api/dashboard/consolidated").unwrap();
        let body = br#"{"items": [], "count": 3}"#;
        let answer = Spliced::new(endpoint, body).unwrap().render().to_vec();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer["metrics"]["count"], 3);
        assert_eq!(answer["metadata"]["total_posts_analyzed"], 3);
        assert!(Spliced::new(endpoint, b"{").is_none());
    }
}
