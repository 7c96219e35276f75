//! How long the engine holds the bodies of replies, and what it copies of them.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use orquesta::answer::Piece;
use orquesta::engine::{AttemptId, Engine, Inputs, Step};
use orquesta::http::{Body, Reply};
use orquesta::plan::Plan;
use orquesta::shared::Shared;
use orquesta::time::Instant;

/// What a host counts of the bodies that it holds.
#[derive(Default)]
struct Counts {
    held: Cell<usize>,
    /// The length of each stretch that was copied, in order.
    copied: RefCell<Vec<usize>>,
}

/// A body that is not in memory.
struct Far {
    bytes: Vec<u8>,
    counts: Rc<Counts>,
}

impl Body for Far {
    fn len(&self) -> usize {
        self.bytes.len()
    }

    fn bytes(&self) -> Option<&[u8]> {
        None
    }

    fn copy_to(&self, at: usize, out: &mut [u8]) {
        self.counts.copied.borrow_mut().push(out.len());
        self.bytes.copy_to(at, out);
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        self.counts.held.set(self.counts.held.get() - 1);
    }
}

/// A request whose attempts are sent and answered one after the other.
struct Run<'p> {
    engine: Engine<'p, Far>,
    shared: Shared,
    counts: Rc<Counts>,
    sent: Vec<(AttemptId, String, Option<Vec<u8>>)>,
}

impl<'p> Run<'p> {
    fn new(plan: &'p Plan) -> Self {
        let (endpoint, _) = plan.route("/").unwrap();
        Self {
            engine: Engine::new(plan, endpoint, Inputs::default(), Instant::default()),
            shared: Shared::default(),
            counts: Rc::default(),
            sent: Vec::new(),
        }
    }

    fn poll(&mut self) {
        while let Step::Send { attempt, request, .. } =
            self.engine.poll(&mut self.shared, Instant::default())
        {
            self.sent.push((attempt, request.url, request.body));
        }
    }

    /// Answers the attempt for a URL that ends so.
    fn answer(&mut self, url: &str, body: &str) {
        self.poll();
        let sent = self.sent.iter().find(|(_, known, _)| known.ends_with(url)).unwrap().0;
        self.counts.held.set(self.counts.held.get() + 1);
        let body = Far { bytes: body.into(), counts: self.counts.clone() };
        let reply = Reply { status: 200, headers: Vec::new(), body };
        assert!(self.engine.on_reply(sent, Ok(reply), &mut self.shared, Instant::default()));
        self.poll();
    }

    fn held(&self) -> usize {
        self.counts.held.get()
    }
}

fn plan(sources: &str, answer: &str) -> Plan {
    let text = format!(
        r#"{{"services": {{"s": {{"url": "http://s.test", "attempts": 1}}}},
            "sources": {{{sources}}}, "endpoints": {{"GET /": {{"answer": {answer}}}}}}}"#
    );
    Plan::parse(text.as_bytes(), &|_| None).unwrap()
}

#[test]
fn a_body_of_which_nothing_is_shown_is_let_go_once_it_is_read() {
    let plan = plan(
        r#""shown": {"service": "s", "path": "/shown", "empty": []},
           "summed": {"service": "s", "path": "/summed", "empty": []}"#,
        r#"{"all": {"$source": "shown"}, "sum": {"$sum": "summed", "value": "/n"}}"#,
    );
    let mut run = Run::new(&plan);
    run.answer("/summed", r#"[{"n":1},{"n":2}]"#);
    assert_eq!(run.held(), 0);
    run.answer("/shown", "[7]");
    assert_eq!(run.held(), 1);
    let outcome = run.engine.finish(&mut run.shared, Instant::default());
    assert_eq!(outcome.body.to_vec(), br#"{"all":[7],"sum":3}"#);
    drop(outcome);
    assert_eq!(run.counts.held.get(), 0);
}

#[test]
fn what_is_shown_is_never_copied_here() {
    let plan = plan(
        r#""one": {"service": "s", "path": "/one", "wrap": true, "empty": []},
           "all": {"service": "s", "path": "/all", "empty": []}"#,
        r#"{"one": {"$source": "one"}, "first": {"$source": "all", "path": "/0"}}"#,
    );
    let mut run = Run::new(&plan);
    run.answer("/one", r#"{"a":1}"#);
    run.answer("/all", "[12345,6]");
    run.counts.copied.borrow_mut().clear();
    let outcome = run.engine.finish(&mut run.shared, Instant::default());
    let pieces: Vec<_> = outcome.body.pieces().collect();
    let shown = pieces.iter().filter_map(|piece| match piece {
        Piece::Body(body, range) => Some((body.bytes.len(), range.clone())),
        Piece::Text(_) => None,
    });
    assert_eq!(shown.collect::<Vec<_>>(), [(7, 0..7), (9, 1..6)]);
    assert!(run.counts.copied.borrow().is_empty());
    assert_eq!(outcome.body.to_vec(), br#"{"one":[{"a":1}],"first":12345}"#);
}

#[test]
fn what_a_wrapped_body_is_does_not_depend_on_the_brackets() {
    let plan = plan(
        r#""one": {"service": "s", "path": "/one", "wrap": true, "empty": []}"#,
        r#"{"one": {"$source": "one"}, "reports": {"$reports": "source"}}"#,
    );
    for (body, expected) in [
        (" null ", r#""status":"no_data""#),
        ("1,2", "the body is not JSON: expected the end at byte 1"),
        ("1],[2", "the body is not JSON: expected the end at byte 1"),
        ("", "the answer has no body"),
    ] {
        let mut run = Run::new(&plan);
        run.answer("/one", body);
        assert_eq!(run.held(), 0, "{body}");
        let answer = run.engine.finish(&mut run.shared, Instant::default()).body.to_vec();
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.starts_with(r#"{"one":[],"#) && answer.contains(expected), "{answer}");
    }
}

#[test]
fn what_others_refer_to_outlives_the_body() {
    let plan = plan(
        r#""first": {"service": "s", "path": "/first", "count": "/count", "empty": {}},
           "by_url": {"service": "s", "path": "/by-url/{first#/name}"},
           "by_body": {"service": "s", "method": "POST", "path": "/by-body",
                       "body": {"id": {"$field": "first", "path": "/id"}}}"#,
        r#"{"a": {"$length": "by_url"}, "b": {"$length": "by_body"}, "r": {"$reports": "source"}}"#,
    );
    let mut run = Run::new(&plan);
    let large = "7".repeat(100_000);
    run.answer("/first", &format!(r#"{{"name":"a b","id":{large},"count":1}}"#));
    assert_eq!(run.held(), 0);
    let sent: Vec<_> = run.sent.iter().map(|(_, url, body)| (url.as_str(), body.clone())).collect();
    assert_eq!(sent[1], ("http://s.test/by-url/a%20b", None));
    let body = format!(r#"{{"id":{large}}}"#).into_bytes();
    assert_eq!(sent[2], ("http://s.test/by-body", Some(body)));
}
