//! The command `orquesta`, as somebody types it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use orquesta_backends::{Fault, Reply, Script, ScriptedUpstream};
use orquesta_e2e::command;
use serde_json::{Value, json};
use tokio::process::Command;

/// A plan file that is removed when dropped.
struct File(PathBuf);

impl File {
    fn new(name: &str, plan: &Value) -> Self {
        let name = format!("orquesta-command-{}-{name}.json", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, plan.to_string()).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// What a run of the command gave.
struct Said {
    code: i32,
    out: String,
    errors: String,
}

async fn orquesta(arguments: &[&str]) -> Said {
    said(Command::new(command()).args(arguments)).await
}

async fn said(command: &mut Command) -> Said {
    let Output { status, stdout, stderr } = command.output().await.unwrap();
    Said {
        code: status.code().unwrap(),
        out: String::from_utf8(stdout).unwrap(),
        errors: String::from_utf8(stderr).unwrap(),
    }
}

fn shop(url: &str) -> Value {
    json!({
        "variables": { "SHOP_URL": url, "ATTEMPTS": 2 },
        "services": { "shop": {
            "url": "${SHOP_URL}", "timeout": "5s", "deadline": "20s", "attempts": "${ATTEMPTS}",
            "backoff": { "base": "1ms" }, "forward": ["x-token"]
        } },
        "sources": {
            "customer": { "service": "shop", "path": "/customers/{id}" },
            "orders": {
                "service": "shop", "path": "/orders",
                "query": { "key": "secret-1", "day": { "$parameter": "day" } }, "empty": []
            }
        },
        "endpoints": {
            "GET /customers/{id}": {
                "deadline": "20s",
                "parameters": { "id": { "type": "integer" }, "day": { "type": "string" } },
                "required": ["customer"],
                "answer": { "customer": { "$source": "customer" }, "orders": { "$source": "orders" } }
            }
        }
    })
}

#[tokio::test]
async fn check_tells_what_a_plan_can_cost() {
    let file = File::new("right", &shop("http://shop.test"));
    let said = orquesta(&["check", file.path(), "--deny-warnings"]).await;
    assert_eq!((said.code, said.errors.as_str()), (0, ""), "{}", said.out);
    let expected = "\
GET /customers/{id}
  at most 4 requests and 10.001 s
    customer  shop  2 attempts  10.001 s
    orders    shop  2 attempts  10.001 s

the plan is valid, with no warnings
";
    assert_eq!(said.out, expected);
    // The environment goes before the defaults of variables.
    let mut command = Command::new(command());
    command.args(["check", file.path(), "--json"]).env("ATTEMPTS", "3");
    let json = self::said(&mut command).await.out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["endpoints"][0]["subrequests"], 6);
    assert_eq!(json["warnings"], json!([]));
}

#[tokio::test]
async fn check_tells_a_mistake() {
    let mut plan = shop("http://shop.test");
    plan["services"]["shop"]["timeout"] = json!("-2s");
    let file = File::new("wrong", &plan);
    let message = "$.services.shop.timeout: found `\"-2s\"`, expected a duration above zero and up to \
                   a day, such as `250ms`, `1.5s` or `10m`";
    let said = orquesta(&["check", file.path()]).await;
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert_eq!(said.errors, format!("error: {message}\n"));
    let said = orquesta(&["check", file.path(), "--json"]).await;
    let json: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, &json["error"]["path"]), (1, &json!("$.services.shop.timeout")));
    assert_eq!(json["error"]["found"], "`\"-2s\"`");
}

#[tokio::test]
async fn check_warns() {
    let mut plan = shop("http://shop.test");
    plan["services"]["other"] = json!({ "url": "http://other.test" });
    let file = File::new("warned", &plan);
    let said = orquesta(&["check", file.path(), "--max-subrequests", "3"]).await;
    assert_eq!((said.code, said.errors.as_str()), (0, ""));
    for line in [
        "warning: $.services.other: no endpoint asks the service `other` (unused-service)",
        "warning: $.endpoints['GET /customers/{id}']: one request can send `4` others, above the \
         limit of `3` (too-many-subrequests)",
        "the plan is valid, with 2 warnings",
    ] {
        assert!(said.out.lines().any(|found| found == line), "{line}\n{}", said.out);
    }
    let said = orquesta(&["check", file.path(), "--deny-warnings"]).await;
    assert_eq!(said.code, 1, "{}", said.out);
}

#[tokio::test]
async fn run_answers_and_shows_how() {
    let script = Script::from([
        (
            "GET /customers/7".into(),
            vec![Reply::json(r#"{"id": 7}"#).after(Duration::from_millis(30))],
        ),
        ("GET /orders".into(), vec![Reply::fault(Fault::Reset), Reply::status(500)]),
        ("GET /customers/8".into(), vec![Reply::status(500)]),
    ]);
    let upstream = ScriptedUpstream::start(script).await.unwrap();
    let file = File::new("run", &shop(&upstream.url));
    let request = "GET /customers/7?day=secret-2";
    let said =
        orquesta(&["run", file.path(), request, "-H", "X-Token: secret-3", "--seed", "1"]).await;
    assert_eq!(said.code, 0, "{}", said.errors);
    assert_eq!(said.out, r#"{"customer":{"id": 7},"orders":[]}"#);
    let sent = upstream.requests();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|request| request.headers["x-token"] == "secret-3"));
    assert!(sent.iter().any(|request| request.query == "key=secret-1&day=secret-2"));
    for part in [
        format!("#0  customer → GET {}/customers/7\n", upstream.url),
        format!("#1  orders   → GET {}/orders?key&day\n", upstream.url),
        "#1  orders   ← the connection failed after ".into(),
        "#2  orders   ← 500 after ".into(),
        "#0  customer ← 200 after ".into(),
        "█".into(),
        "200 in ".into(),
        "  orders    error  2 attempts  ".into(),
        "  answered `500`\n".into(),
    ] {
        assert!(said.errors.contains(&part), "{part}\n{}", said.errors);
    }
    for secret in ["secret", "\x1b"] {
        assert!(!said.errors.contains(secret), "{}", said.errors);
    }

    let said = orquesta(&["run", file.path(), "/customers/8", "--quiet"]).await;
    let problem: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, said.errors.as_str()), (4, ""));
    assert_eq!(problem["status"], 502);

    let said = orquesta(&["run", file.path(), "GET /customers/x"]).await;
    assert_eq!(said.code, 3, "{}", said.errors);
    assert!(said.out.contains("expected an integer"), "{}", said.out);
    assert!(said.errors.starts_with("400 in "), "{}", said.errors);

    let said = orquesta(&["run", file.path(), "HEAD /customers/7", "-q"]).await;
    assert_eq!((said.code, said.out.as_str()), (0, ""));
}

#[tokio::test]
async fn what_cannot_be_run_is_said_in_one_line() {
    let mut plan = shop("http://shop.test");
    let right = File::new("usage-right", &plan);
    plan["endpoints"] = json!(1);
    let wrong = File::new("usage-wrong", &plan);
    for (arguments, code, message) in [
        (vec!["run", wrong.path(), "/"], 1, "$.endpoints: found `1`, expected an object"),
        (
            vec!["run", right.path(), "GET x"],
            2,
            "found `GET x`, expected a method, a space, a path",
        ),
        (vec!["run", right.path(), "/", "-H", "x"], 2, "found `x`, expected a header field as"),
        (vec!["check", "/no/plan.json"], 2, "cannot read the plan `/no/plan.json`: "),
    ] {
        let said = orquesta(&arguments).await;
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{arguments:?}");
        assert!(said.errors.starts_with(&format!("error: {message}")), "{}", said.errors);
        assert_eq!(said.errors.lines().count(), 1, "{}", said.errors);
    }
    for arguments in [&[][..], &["frob"], &["check"], &["run", "x"], &["check", "x", "--frob"]] {
        let said = orquesta(arguments).await;
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}");
        assert!(said.errors.contains("Usage: orquesta"), "{}", said.errors);
    }
}

#[tokio::test]
async fn schema_is_the_schema_and_help_has_the_exit_codes() {
    let said = orquesta(&["schema"]).await;
    assert_eq!((said.code, said.out.as_str()), (0, orquesta::plan::SCHEMA));
    for arguments in [&["--help"][..], &["check", "--help"], &["run", "--help"]] {
        let said = orquesta(arguments).await;
        assert_eq!(said.code, 0);
        assert!(said.out.contains("Exit codes:\n  0  all is well\n"), "{}", said.out);
    }
}
