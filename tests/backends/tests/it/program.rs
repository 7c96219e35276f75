//! The program, from outside.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// The running program, killed with its test.
struct Program(Child);

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let data = std::env::temp_dir().join("orquesta-backends-program.sqlite");
        let child = Command::new(env!("CARGO_BIN_EXE_orquesta-backends"))
            .args(["--posts", "800", "--data"])
            .arg(data)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self(child)
    }

    fn lines(&mut self, count: usize) -> Vec<String> {
        let output = BufReader::new(self.0.stdout.take().unwrap());
        output.lines().take(count).map(Result::unwrap).collect()
    }

    fn end(&mut self) -> (Option<i32>, String) {
        let mut errors = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        (self.0.wait().unwrap().code(), errors)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn says_where_it_listens() {
    let mut program = Program::start(&["--ports", "0", "--print-ports"]);
    let lines = program.lines(5);
    let urls: Value = serde_json::from_str(&lines[0]).unwrap();
    for n in 1..=4 {
        let url = urls[format!("microservice{n}")].as_str().unwrap();
        assert_eq!(lines[n], format!("MICROSERVICE{n}_URL={url}"));
        assert_eq!(reqwest::get(format!("{url}/health")).await.unwrap().status(), 200);
    }
}

#[test]
fn a_port_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let (code, errors) = Program::start(&["--ports", &format!("0,{port},0,0")]).end();
    assert_eq!(code, Some(1));
    let start = format!("orquesta-backends: port {port} of microservice2 is already in use: ");
    assert!(errors.starts_with(&start), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
}

#[tokio::test]
async fn a_signal_ends_it_while_requests_hang() {
    let mut program = Program::start(&["--ports", "0"]);
    let urls: Value = serde_json::from_str(&program.lines(1)[0]).unwrap();
    let url = urls["microservice1"].as_str().unwrap();
    let control = reqwest::Client::new().put(format!("{url}/__control"));
    assert_eq!(control.body(r#"{"hang_body": true}"#).send().await.unwrap().status(), 200);
    let _hanging = reqwest::get(format!("{url}/health")).await.unwrap();
    let pid = program.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(program.end().0, Some(0));
}

#[test]
fn goes_with_its_parent_when_asked_to() {
    let mut program = Program::start(&["--ports", "0", "--exit-on-stdin-close"]);
    program.lines(1);
    drop(program.0.stdin.take());
    assert_eq!(program.end().0, Some(0));
}

#[test]
fn bad_arguments() {
    for arguments in [["--ports", "1,2"], ["--ports", "a"], ["--posts", "x"]] {
        let (code, errors) = Program::start(&arguments).end();
        assert_eq!(code, Some(2), "{errors}");
        assert!(errors.contains(arguments[0]), "{errors}");
    }
}
