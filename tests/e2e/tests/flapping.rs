//! Half of the services fail in changing ways under load for two minutes: every answer is whole and in
//! time, `workerd` runs on without a complaint, and the memory stops growing.
//!
//! `ORQUESTA_FLAPPING_SECONDS` makes it shorter. It shows what it measured with `--nocapture`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use orquesta_backends::{Faults, Options, Service, Services, start};
use orquesta_e2e::altered::{Altered, memory};
use orquesta_e2e::{Worker, plan, services};
use serde_json::Value;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::sleep;

const CLIENTS: usize = 16;

/// The longest time for an answer, the plan's `deadline` of the endpoints that are asked.
const LIMIT: Duration = Duration::from_secs(2);

/// How many times as long an answer may take on a machine that has other things to do.
const MARGIN: u32 = 5;

/// How long a service stays in one state.
const STATE: Duration = Duration::from_secs(1);

/// How much the memory may grow after the first third. It is then as large as this load needs, but for
/// the chance of one more large body at the same time.
const SLACK: u64 = 2 << 20;

const STEADY: [Service; 2] = [Service::Accounts, Service::Dashboard];
const FLAPPING: [Service; 2] = [Service::Users, Service::Metrics];

/// What a flapping service does, one after the other.
fn states() -> Vec<Faults> {
    let failing = |status| Faults { status: Some(status), ..Faults::default() };
    vec![
        Faults { reset: true, ..Faults::default() },
        Faults::default(),
        Faults { hang: true, ..Faults::default() },
        failing(503),
        Faults { failure_rate: 0.5, jitter_ms: 100, ..Faults::default() },
        Faults { hang_body: true, ..Faults::default() },
        Faults::default(),
        Faults { truncate: Some(100), ..Faults::default() },
        failing(500),
        Faults { cut_json: Some(100), ..Faults::default() },
        Faults { body: Some("<html>".repeat(100_000)), ..Faults::default() },
    ]
}

/// What the clients saw.
#[derive(Default)]
struct Seen {
    answers: Cell<u64>,
    slowest: Cell<Duration>,
    /// How often a service had a status.
    statuses: RefCell<BTreeMap<(&'static str, String), u64>>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_of_the_services_flap_under_load() {
    let seconds = std::env::var("ORQUESTA_FLAPPING_SECONDS");
    let seconds = seconds.map_or(120, |seconds| seconds.parse().expect("a number of seconds"));
    let whole = Duration::from_secs(seconds);
    let backends = Rc::new(start(Options { posts: 500, ..Options::default() }).await.unwrap());
    let mut variables = services(&backends.urls);
    for (name, value) in [("REQUEST_TIMEOUT", "2"), ("MAX_RETRIES", "2"), ("RETRY_DELAY", "0.05")] {
        variables.push((name.into(), value.into()));
    }
    let altered = Altered::copy().memory_shown();
    // One of the two is asked whatever it does, so that all of it happens under load; of the other
    // the circuit opens and closes.
    let mut plan: Value = serde_json::from_str(&plan("dashboard.json")).unwrap();
    plan["services"][Service::Users.name()]["breaker"] = "off".into();
    let worker = Worker::start_built(altered.folder(), &plan.to_string(), &variables);
    let (worker, seen) = (Rc::new(worker), Rc::new(Seen::default()));
    let local = LocalSet::new();
    let started = Instant::now();
    let flapping = local.spawn_local(flap(backends.clone()));
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let (worker, seen) = (worker.clone(), seen.clone());
        let client = async move {
            while started.elapsed() < whole {
                ask(&worker, &seen, number).await;
            }
        };
        clients.spawn_local_on(client, &local);
    }
    let watched = worker.clone();
    let watching = local.spawn_local(async move {
        let mut sizes = Vec::new();
        for part in 1..=12 {
            sleep((whole * part / 12).saturating_sub(started.elapsed())).await;
            sizes.push(memory(&watched).await);
        }
        sizes
    });
    let sizes = local
        .run_until(async {
            while let Some(client) = clients.join_next().await {
                client.unwrap();
            }
            watching.await.unwrap()
        })
        .await;
    flapping.abort();
    println!(
        "{} answers in {whole:?}, the slowest after {:?} of {LIMIT:?}; {:?}; bytes of memory: {sizes:?}",
        seen.answers.get(),
        seen.slowest.get(),
        seen.statuses.borrow(),
    );
    assert!(sizes[11] <= sizes[3] + SLACK, "the memory grows: {sizes:?}");
    assert!(seen.slowest.get() <= LIMIT * MARGIN, "{:?} of {LIMIT:?}", seen.slowest.get());
    seen.assert_as_it_was();

    for service in FLAPPING {
        backends.clear_faults(service);
    }
    // The circuit may be open for up to a minute more.
    let deadline = Instant::now() + Duration::from_secs(90);
    loop {
        let answer = local.run_until(worker.get("/api/dashboard/consolidated")).await.json();
        let statuses = &answer["metadata"]["services_status"];
        if Service::ALL.iter().all(|service| statuses[service.name()] == "ok") {
            break;
        }
        assert!(Instant::now() < deadline, "it does not recover: {statuses}");
        sleep(Duration::from_millis(500)).await;
    }
    drop(local);
    let mut worker = Rc::into_inner(worker).expect("nothing else holds the Worker");
    worker.assert_unharmed();
}

/// All states come, and from one round to the next others of them meet.
async fn flap(backends: Rc<Services>) {
    let states = states();
    for step in 0.. {
        let shifted = step + step / states.len() + 1;
        for (service, place) in FLAPPING.into_iter().zip([step, shifted]) {
            backends.set_faults(service, states[place % states.len()].clone());
        }
        sleep(STATE).await;
    }
}

async fn ask(worker: &Worker, seen: &Seen, number: usize) {
    let (target, asked) = match number % 3 {
        // It has no use for the last one.
        0 => ("/api/dashboard/summary", 3),
        1 => ("/api/dashboard/consolidated?user_id=1", 4),
        _ => ("/api/dashboard/consolidated", 4),
    };
    let started = Instant::now();
    let response = worker.get(target).await;
    let took = started.elapsed();
    assert_eq!(response.status, 200, "{target}");
    let answer = response.json();
    let metadata = &answer["metadata"];
    assert_eq!(metadata["services_status"].as_object().unwrap().len(), asked, "{metadata}");
    for service in Service::ALL.into_iter().take(asked) {
        let status = metadata["services_status"][service.name()].as_str().unwrap();
        assert_eq!(metadata["services"][service.name()]["status"], status);
        let key = (service.name(), status.to_owned());
        *seen.statuses.borrow_mut().entry(key).or_default() += 1;
    }
    // What a service gave stands where it belongs, and nothing where it gave nothing.
    let users = answer.get("users").and_then(Value::as_array);
    let status = &metadata["services_status"]["microservice1"];
    assert!(users.is_none_or(|users| users.is_empty() == (status != "ok")), "{status}");
    seen.answers.set(seen.answers.get() + 1);
    seen.slowest.set(seen.slowest.get().max(took));
}

impl Seen {
    /// The steady services answered, and the others did all that they were told to.
    fn assert_as_it_was(&self) {
        let statuses = self.statuses.borrow();
        let count = |service: Service, status: &str| {
            statuses.get(&(service.name(), status.to_owned())).copied().unwrap_or_default()
        };
        for (service, status) in statuses.keys() {
            let known = ["ok", "no_data", "error", "timeout", "circuit_open"];
            let known = known.contains(&status.as_str());
            assert!(known, "{service}: `{status}`");
        }
        for service in STEADY {
            let well = count(service, "ok") + count(service, "no_data");
            let failed = count(service, "error") + count(service, "timeout");
            // On a machine that has other things to do, a few may be late.
            assert!(failed * 20 <= well, "{}: {failed} failed, {well} did not", service.name());
        }
        for (service, expected) in FLAPPING
            .into_iter()
            .zip([&["ok", "error", "timeout"][..], &["ok", "error", "circuit_open"][..]])
        {
            for status in expected {
                assert!(count(service, status) > 0, "{}: never `{status}`", service.name());
            }
        }
    }
}
