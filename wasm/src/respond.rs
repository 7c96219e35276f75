//! Answers on their way out: what they are made of is put together by JavaScript, which has the bodies.

use std::borrow::Borrow;

use orquesta::answer::{Piece, Splice};
use orquesta::gateway::Response;
use orquesta::http::{Body, Problem};
use orquesta::shared::Held;

use crate::calls::Buffer;
use crate::js;

/// Answers a request.
pub(crate) fn response(request: u32, response: &Response<Held<Buffer>>) {
    let fields = response.headers.iter().map(|(name, value)| format!("{name}\n{value}"));
    let head = fields.collect::<Vec<_>>().join("\n");
    js::answer(request, response.status, &head, &pieces(&response.body));
}

/// Tells the caller of a request what is certain by now.
pub(crate) fn part(request: u32, part: &Splice<&Held<Buffer>>) {
    js::part(request, &pieces(part));
}

/// What an answer is made of, as JavaScript is told.
fn pieces<B: Borrow<Held<Buffer>> + Body>(splice: &Splice<B>) -> Vec<[u32; 3]> {
    let piece = |piece: Piece<'_, B>| match piece {
        Piece::Text(text) => [js::TEXT, number(text.as_ptr() as usize), number(text.len())],
        Piece::Body(body, range) => {
            [body.borrow().call(), number(range.start), number(range.len())]
        }
    };
    splice.pieces().map(piece).collect()
}

/// Answers a request that no plan could judge.
pub(crate) fn problem(request: u32, problem: &Problem) {
    let body: Splice<Held<Buffer>> = problem.to_json().into();
    let headers = [("content-type", Problem::MEDIA_TYPE.to_owned())].into();
    response(request, &Response { status: problem.status, headers, body });
}

/// A place in a memory of 32 bits, or in an array of JavaScript.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
