//! `cargo xtask start` and `serve`, as somebody types them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use orquesta_backends::{Faults, Options, Service, start as start_services};
use orquesta_e2e::{services, xtask};
use serde_json::Value;

/// Five ports that nothing listens on.
fn free_ports() -> Vec<u16> {
    let listeners: Vec<_> = (0..5).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    listeners.iter().map(|listener| listener.local_addr().unwrap().port()).collect()
}

fn start(ports: &[u16]) -> Child {
    let [port, services @ ..] = ports else { panic!("no ports") };
    let services: Vec<_> = services.iter().map(u16::to_string).collect();
    let mut command = Command::new(xtask());
    command.args(["start", "--port", &port.to_string(), "--service-ports", &services.join(",")]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// What a command prints up to a line that holds `last`.
fn said_until(child: &mut Child, last: &str) -> Vec<String> {
    let mut said = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        said.push(line.unwrap());
        if said.iter().any(|line| line.contains(last)) {
            return said;
        }
    }
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    panic!("{said:#?}\n{errors}");
}

fn interrupt(child: &mut Child) {
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.unwrap().success());
    child.wait().unwrap();
}

async fn json(url: &str) -> Value {
    let body = reqwest::get(url).await.unwrap().bytes().await.unwrap();
    serde_json::from_slice(&body).unwrap()
}

#[tokio::test]
async fn it_serves_until_it_is_interrupted() {
    let ports = free_ports();
    let mut child = start(&ports);
    let said = said_until(&mut child, "Ctrl-C");
    let tries: Vec<_> = said.iter().filter(|line| line.trim().starts_with("curl ")).collect();
    assert_eq!(tries.len(), 3, "{said:#?}");
    // What it prints to try is what is tried.
    for line in tries {
        let url = line.split('\'').nth(1).unwrap();
        let answer = json(url).await;
        if url.ends_with("/health/services") {
            assert!(answer.as_object().unwrap().values().all(|health| health == "healthy"));
        } else {
            let statuses = answer["metadata"]["services_status"].as_object().unwrap();
            assert!(statuses.values().all(|status| status == "ok"), "{url}: {statuses:?}");
        }
    }
    interrupt(&mut child);
    // What it started is ended by the closing of a pipe, a moment later at most.
    for port in ports {
        let listens = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        let mut left = 200;
        while listens() && left > 0 {
            left -= 1;
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert!(left > 0, "port {port} is still served");
    }
}

/// The Worker alone, before services that are there already, with everything from the environment.
#[tokio::test]
async fn serve_takes_its_variables_from_the_environment() {
    let backends = start_services(Options { posts: 100, ..Options::default() }).await.unwrap();
    backends.set_faults(Service::Dashboard, Faults { hang: true, ..Faults::default() });
    backends.set_faults(Service::Users, Faults { status: Some(503), ..Faults::default() });
    let port = free_ports()[0].to_string();
    let mut command = Command::new(xtask());
    command.arg("serve").envs(services(&backends.urls)).env("PORT", &port);
    command.env("REQUEST_TIMEOUT", "0.7").env("MAX_RETRIES", "2").env("RETRY_DELAY", "0.01");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    said_until(&mut child, &format!("http://127.0.0.1:{port}"));
    let answer = json(&format!("http://127.0.0.1:{port}/api/dashboard/consolidated")).await;
    interrupt(&mut child);
    let reports = &answer["metadata"]["services"];
    assert_eq!(reports["microservice1"]["attempts"], 2, "{reports}");
    assert_eq!(reports["microservice1"]["reason"], "answered `503`", "{reports}");
    assert_eq!(reports["microservice3"]["status"], "ok", "{reports}");
    assert_eq!(reports["microservice4"]["reason"], "no answer within 700 ms", "{reports}");
}

#[tokio::test]
async fn serve_takes_another_plan() {
    let plan = std::env::temp_dir().join(format!("orquesta-plan-{}.json", std::process::id()));
    std::fs::write(&plan, r#"{"endpoints":{"GET /hello":{"answer":{"hello":"world"}}}}"#).unwrap();
    let port = free_ports()[0].to_string();
    let mut command = Command::new(xtask());
    command.args(["serve", "--port", &port, "--plan"]).arg(&plan);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    said_until(&mut child, &format!("http://127.0.0.1:{port}"));
    let answer = json(&format!("http://127.0.0.1:{port}/hello")).await;
    interrupt(&mut child);
    std::fs::write(&plan, r#"{"endpoints":{"GET /hello":{"anwser":1}}}"#).unwrap();
    let refused = Command::new(xtask()).args(["serve", "--plan"]).arg(&plan).output().unwrap();
    std::fs::remove_file(&plan).unwrap();
    assert_eq!(answer, serde_json::json!({"hello": "world"}));
    let errors = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success());
    assert!(
        errors.contains("$.endpoints['GET /hello'].anwser: found the key `anwser`"),
        "{errors}"
    );
    assert!(errors.contains("did you mean `answer`?"), "{errors}");
}

#[test]
fn a_port_in_use_is_said_in_one_sentence() {
    let ports = free_ports();
    for (place, hint) in [(0, "--port"), (2, "--service-ports")] {
        let _held = TcpListener::bind(("127.0.0.1", ports[place])).unwrap();
        let output = start(&ports).wait_with_output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success());
        let error = errors.lines().last().unwrap();
        assert!(error.starts_with("error: "), "{errors}");
        assert!(error.contains(&format!("`{}`", ports[place])), "{errors}");
        assert!(error.contains(hint), "{errors}");
    }
}
