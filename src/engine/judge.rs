//! What a reply is worth.

use alloc::format;
use alloc::string::String;

use super::Engine;
use super::field::value;
use crate::answer::{Content, Reading, Recipe, Status};
use crate::http::{Body, Failure, Reply, is_json, shorten};
use crate::json::{Kind, SyntaxError, finite};
use crate::plan::{ContentType, Emptiness, Source};
use crate::policy::breaker::CallResult;
use crate::policy::classify::{self, Verdict};
use crate::policy::retry_after::retry_after;
use crate::time::{Duration, Instant};

/// What a reply comes to.
pub(super) enum Judged<B> {
    /// The service answered.
    Answered { status: Status, content: Content<B>, reading: Reading },
    /// The attempt failed.
    Failed {
        status: Status,
        reason: String,
        /// Whether another attempt can help.
        again: bool,
        /// How long the service wants to be left alone.
        wait: Option<Duration>,
        /// How the breaker counts it: if as a success, the service is well and refuses this very
        /// request.
        counts: CallResult,
    },
}

impl<B> Judged<B> {
    fn empty(source: &Source, status: Status) -> Self {
        let content = Content::Shared(source.empty.clone());
        Self::Answered { status, content, reading: source.nothing.clone() }
    }

    /// The answer came whole and is of no use, so that asking again would bring the same.
    fn unusable(reason: String) -> Self {
        let (status, counts) = (Status::Error, CallResult::Failure);
        Self::Failed { status, reason, again: false, wait: None, counts }
    }
}

impl<B: Body> Engine<'_, B> {
    /// What a reply that came at `now` is worth.
    pub(super) fn judge(
        &self,
        place: usize,
        reply: Result<Reply<B>, Failure>,
        now: Instant,
    ) -> Judged<B> {
        let source = self.source(place);
        let call = self.states[place].call.and_then(|call| source.calls.get(call));
        let repeatable = self.is_repeatable(place);
        let reply = match reply {
            Ok(reply) => reply,
            Err(failure) => {
                let reason = match failure {
                    Failure::Interrupted => "the connection failed".into(),
                    Failure::Truncated => "the connection was lost before the answer ended".into(),
                    Failure::Unsent => "the request could not be sent".into(),
                    Failure::TooLarge => {
                        format!("the answer is larger than {} bytes", source.policy.max_body)
                    }
                    Failure::NoRoom => "no memory was left for the answer".into(),
                };
                let full = failure == Failure::NoRoom;
                let status = if full { Status::Shed } else { Status::Error };
                let again = classify::failure(failure) && repeatable;
                let counts = classify::count(failure);
                return Judged::Failed { status, reason, again, wait: None, counts };
            }
        };
        let time = self.inputs.time + now.since(self.started);
        let wait = reply.header("retry-after").and_then(|text| retry_after(text, time));
        let empty_on = call.map_or(&[][..], |call| &call.empty_on);
        match classify::status(reply.status, empty_on, wait) {
            Verdict::Data if source.probe => Judged::empty(source, Status::Ok),
            Verdict::Data => match refusal(source, &reply) {
                Some(reason) => Judged::unusable(reason),
                None if call.is_some_and(|call| call.wrap) => wrap(source, reply.body),
                None => take(source, Content::Reply(reply.body)),
            },
            Verdict::Empty => Judged::empty(source, Status::NoData),
            Verdict::Failed { again, counts } => Judged::Failed {
                status: Status::Error,
                reason: match reply.status {
                    301 | 302 | 303 | 307 | 308 => {
                        format!("answered `{}`; redirects are not followed", reply.status)
                    }
                    // All that a browser shows of a redirect.
                    0 => "answered with a redirect; redirects are not followed".into(),
                    status => format!("answered `{status}`"),
                },
                again: again && repeatable,
                wait,
                counts,
            },
        }
    }
}

/// Why the body of a reply is not even looked at.
fn refusal<B>(source: &Source, reply: &Reply<B>) -> Option<String> {
    // What a host can decode, it has decoded; the field may be left as it was.
    let coded = reply.header("content-encoding").unwrap_or_default();
    let mut codings = coded.split(',').map(str::trim).filter(|coding| !coding.is_empty());
    let known = ["identity", "gzip", "x-gzip", "br"];
    let unknown = codings.find(|coding| !known.iter().any(|k| k.eq_ignore_ascii_case(coding)));
    if let Some(coding) = unknown {
        return Some(format!(
            "the content encoding is `{}`, expected `gzip`, `br` or none",
            shorten(coding)
        ));
    }
    let media_type = reply.header("content-type")?;
    let refused = source.policy.content_type == ContentType::Json && !is_json(media_type);
    refused.then(|| format!("the content type is `{}`, expected JSON", shorten(media_type)))
}

/// Takes the body of a reply as the only element of an array.
fn wrap<B: Body>(source: &Source, body: B) -> Judged<B> {
    if body.is_empty() {
        return no_body();
    }
    // By itself, as it must not take the brackets for its own.
    match Recipe::default().read(&body) {
        Ok(reading) if reading.kind() == Kind::Null => Judged::empty(source, Status::NoData),
        Ok(_) => take(source, Content::Wrapped(body)),
        Err(error) => not_json(error),
    }
}

/// Takes what a service said.
pub(super) fn take<B: Body>(source: &Source, content: Content<B>) -> Judged<B> {
    if content.is_empty() {
        return no_body();
    }
    let reading = match source.recipe.read(&content) {
        Ok(reading) => reading,
        Err(error) => return not_json(error),
    };
    match (reading.kind(), source.kind) {
        (Kind::Null, _) => return Judged::empty(source, Status::NoData),
        (kind, Some(expected)) if kind != expected => {
            return Judged::unusable(format!("the body is {kind}, not {expected}"));
        }
        _ => {}
    }
    let none = is_empty(source, &content, &reading);
    let status = if none { Status::NoData } else { Status::Ok };
    Judged::Answered { status, content, reading }
}

fn no_body<B>() -> Judged<B> {
    Judged::unusable("the answer has no body".into())
}

fn not_json<B>(error: SyntaxError) -> Judged<B> {
    Judged::unusable(format!("the body is not JSON: {error}"))
}

fn is_empty<B: Body>(source: &Source, content: &Content<B>, reading: &Reading) -> bool {
    match source.emptiness {
        Emptiness::Length(slot) => {
            matches!(reading.kind(), Kind::Array | Kind::Object) && reading.count(slot) == 0
        }
        Emptiness::Number(slot) => match reading.value(slot) {
            None => true,
            Some(range) => {
                let number = value(content, range, usize::MAX);
                &*number == b"null" || finite(&number) == Some(0.0)
            }
        },
    }
}
