//! The scripted upstream.

use std::time::Duration;

use orquesta_backends::{Error, Fault, Reply, Script, ScriptedUpstream};

use crate::client::until;

fn script<const N: usize>(lines: [(&str, Vec<Reply>); N]) -> Script {
    lines.into_iter().map(|(request, replies)| (request.to_owned(), replies)).collect()
}

async fn get(upstream: &ScriptedUpstream, path: &str) -> reqwest::Result<(u16, String)> {
    let response = reqwest::get(format!("{}{path}", upstream.url)).await?;
    Ok((response.status().as_u16(), response.text().await?))
}

#[tokio::test]
async fn replies_are_used_in_turn_and_the_last_repeats() {
    let upstream = ScriptedUpstream::start(script([
        ("GET /a", vec![Reply::status(503), Reply::json("[1]"), Reply::json("[2]")]),
        ("GET /a?b=1", vec![Reply::json("[3]")]),
        ("POST /a", vec![Reply::json("[4]")]),
        ("GET /none", vec![]),
    ]))
    .await
    .unwrap();
    for expected in [(503, ""), (200, "[1]"), (200, "[2]"), (200, "[2]")] {
        let (status, body) = get(&upstream, "/a?c=2").await.unwrap();
        assert_eq!((status, &*body), expected);
    }
    assert_eq!(get(&upstream, "/a?b=1").await.unwrap(), (200, "[3]".to_owned()));
    let client = reqwest::Client::new();
    let posted = client.post(format!("{}/a", upstream.url)).body("hola").send().await.unwrap();
    assert_eq!(posted.text().await.unwrap(), "[4]");
    assert_eq!(get(&upstream, "/none").await.unwrap().0, 501);
    let (status, body) = get(&upstream, "/other?x").await.unwrap();
    assert_eq!(status, 501);
    assert!(body.contains("GET /other?x"), "{body}");

    let requests = upstream.requests();
    assert_eq!(requests.len(), 8);
    assert_eq!((&*requests[5].method, &*requests[5].body), ("POST", "hola"));
    upstream.clear_requests();
    assert!(upstream.requests().is_empty());
}

#[tokio::test]
async fn a_reply_is_sent_exactly_so() {
    let reply = Reply {
        status: 418,
        headers: vec![("set-cookie".into(), "a=1".into()), ("set-cookie".into(), "b=2".into())],
        body: vec![0xff, 0x00, 0x7b],
        ..Reply::default()
    };
    let upstream = ScriptedUpstream::start(script([("GET /", vec![reply])])).await.unwrap();
    let response = reqwest::get(&upstream.url).await.unwrap();
    assert_eq!(response.status(), 418);
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
    let mut names: Vec<_> = response.headers().keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["content-length", "date", "set-cookie"]);
    assert_eq!(response.bytes().await.unwrap(), &[0xff, 0x00, 0x7b][..]);
}

#[tokio::test]
async fn replies_break_as_scripted() {
    let with = |fault| Reply { fault, ..Reply::json("[1, 2, 3, 4]") };
    let upstream = ScriptedUpstream::start(script([
        ("GET /reset", vec![with(Fault::Reset), with(Fault::None)]),
        ("GET /truncate", vec![with(Fault::Truncate(3))]),
        ("GET /cut", vec![with(Fault::Cut(3))]),
        ("GET /hang", vec![with(Fault::Hang)]),
        ("GET /stall", vec![with(Fault::HangBody)]),
        ("GET /late", vec![Reply::json("1").after(Duration::from_millis(100))]),
    ]))
    .await
    .unwrap();
    get(&upstream, "/reset").await.unwrap_err();
    assert_eq!(get(&upstream, "/reset").await.unwrap().1, "[1, 2, 3, 4]");
    get(&upstream, "/truncate").await.unwrap_err();
    assert_eq!(get(&upstream, "/cut").await.unwrap().1, "[1,");
    upstream.clear_requests();
    let late = async {
        until(|| upstream.requests().len() == 2).await;
        get(&upstream, "/late").await.unwrap()
    };
    tokio::select! {
        answer = get(&upstream, "/hang") => panic!("it answered: {answer:?}"),
        answer = get(&upstream, "/stall") => panic!("it went on: {answer:?}"),
        answer = late => assert_eq!(answer, (200, "1".to_owned())),
    }
}

#[tokio::test]
async fn dropping_it_breaks_off() {
    let hang = script([("GET /hang", vec![Reply::fault(Fault::Hang)])]);
    let upstream = ScriptedUpstream::start(hang).await.unwrap();
    let url = format!("{}/hang", upstream.url);
    let answer = tokio::spawn(reqwest::get(url.clone()));
    until(|| upstream.requests().len() == 1).await;
    drop(upstream);
    answer.await.unwrap().unwrap_err();
    assert!(reqwest::get(url).await.unwrap_err().is_connect());
}

#[tokio::test]
async fn replies_that_http_does_not_allow() {
    let bad = |reply| ScriptedUpstream::start(script([("GET /", vec![reply])]));
    let header = Reply { headers: vec![("a b".into(), "c".into())], ..Reply::default() };
    for (reply, named) in [(Reply::status(99), "99"), (Reply::status(101), "101"), (header, "a b")]
    {
        let error = bad(reply).await.unwrap_err();
        assert!(matches!(error, Error::Script { .. }));
        assert!(error.to_string().contains(named), "{error}");
    }
}
