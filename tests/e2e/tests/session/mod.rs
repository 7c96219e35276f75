//! A program in Node that answers requests by the npm package, and is spoken to line by line.

#![allow(unreachable_pub, reason = "a part of each test file")]

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::common::root;
use crate::common::scenario::{Case, Observed};

/// The program. It ends when this is dropped, as its input then does.
pub struct Session {
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl Session {
    /// Starts the program of a file of the repository, and waits until it is ready.
    pub async fn start(script: &str) -> Self {
        let mut command = Command::new("node");
        command.arg(root().join(script)).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut session = Self { input, output, _child: child };
        session.hear().await.unwrap();
        session
    }

    /// Begins afresh with a plan.
    pub async fn open(&mut self, plan: &Value, given: &[(String, String)]) -> Result<(), String> {
        let variables: serde_json::Map<String, Value> =
            given.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        self.say(&json!({ "plan": plan, "variables": variables })).await.map(drop)
    }

    /// Makes the request of a case. Of what was sent upstream nothing is known here.
    pub async fn handle(&mut self, case: &Case) -> Result<Observed, String> {
        let request =
            json!({ "method": case.method, "target": case.target(), "headers": case.headers });
        let answer = self.say(&request).await?;
        Ok(Observed {
            status: u16::try_from(answer["status"].as_u64().unwrap()).unwrap(),
            headers: serde_json::from_value(answer["headers"].clone()).unwrap(),
            body: bytes(answer["body"].as_str().unwrap()),
            sent: Vec::new(),
            elapsed: None,
        })
    }

    async fn say(&mut self, value: &Value) -> Result<Value, String> {
        self.input.write_all(format!("{value}\n").as_bytes()).await.unwrap();
        self.hear().await
    }

    async fn hear(&mut self) -> Result<Value, String> {
        let line = self.output.next_line().await.unwrap().expect("the program goes on");
        let value: Value = serde_json::from_str(&line).unwrap();
        value["error"].as_str().map_or(Ok(value.clone()), |error| Err(error.to_owned()))
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        hex.chars().map(|digit| u8::try_from(digit.to_digit(16).unwrap()).unwrap()).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}
