//! Worlds: which requests come when, and what is wrong with which service.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::http::percent_encode;
use crate::json::Kind;
use crate::plan::{Domain, Endpoint, Parameter, Part, Plan, Service, Source};
use crate::policy::random::Random;
use crate::sim::{Arrival, Behaviour, Fault, Upstream};
use crate::time::Duration;

/// Most requests of one world: enough for breakers, budgets and queues of small plans to fill.
const MAX_ARRIVALS: u64 = 24;

/// The largest body that a service of a world has.
pub(super) const LARGEST_BODY: &str = r#"{"id":1,"name":"one","count":1,"items":[{"id":1}]}"#;

/// Which requests come when, and what is wrong with which service.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// What chance is drawn from while it runs.
    pub seed: u64,
    /// The requests, in the order of time.
    pub arrivals: Vec<Arrival>,
    /// The faults of each service, in the order of the plan.
    pub faults: Vec<Vec<Fault>>,
    /// How late the host notices things at most, as one that is busy does.
    pub lag: Duration,
}

impl World {
    pub(super) fn draw(plan: &Plan, seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let faults = plan.services.iter().map(|service| draw_faults(service, random)).collect();
        let count = 1 + random.up_to(MAX_ARRIVALS - 1);
        // All at once, close together, or with time to recover between.
        let gap = [0, 1, 20, 300][pick(random, 4)];
        let mut at = Duration::ZERO;
        let mut arrivals = Vec::new();
        for _ in 0..count {
            let endpoint = &plan.endpoints[pick(random, plan.endpoints.len())];
            let mut arrival = Arrival::new(at, draw_target(endpoint, random));
            if let Some(name) = endpoint.deadline_header.as_ref().filter(|_| random.chance(0.5)) {
                let most = endpoint.deadline.unwrap_or(Duration::from_secs(1)).as_millis() * 3 / 2;
                let millis = random.up_to(u64::try_from(most).unwrap_or(u64::MAX));
                arrival.headers.push((name.clone(), millis.to_string()));
            }
            arrivals.push(arrival);
            at += Duration::from_millis(random.up_to(2 * gap));
        }
        let lag = Duration::from_millis([0, 0, 0, 2, 50][pick(random, 5)]);
        Self { seed, arrivals, faults, lag }
    }

    /// The services with their faults.
    pub(super) fn upstreams<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = Upstream> + 'a {
        plan.services.iter().enumerate().map(|(place, service)| {
            let mut upstream = Upstream::new(service.url.clone(), Behaviour::reply(200, "{}"));
            let sources = plan.endpoints.iter().flat_map(|endpoint| &endpoint.sources);
            for source in sources.filter(|source| source.service == place && !source.probe) {
                for call in &source.calls {
                    let fixed = match call.path.first() {
                        Some(Part::Text(text)) => text.clone(),
                        _ => String::new(),
                    };
                    let wrapped = call.wrap;
                    upstream = upstream.at(fixed, Behaviour::reply(200, body(source, wrapped)));
                }
            }
            let faults = self.faults.get(place).into_iter().flatten();
            faults.fold(upstream, |upstream, fault| upstream.with(*fault))
        })
    }
}

/// A body of the kind that the source wants, with the field that others most often need.
fn body(source: &Source, wrapped: bool) -> &'static str {
    match source.kind {
        Some(Kind::Array) if !wrapped => r#"[{"id":1,"name":"one"},{"id":2,"name":"two"}]"#,
        _ => LARGEST_BODY,
    }
}

fn pick(random: &mut Random, count: usize) -> usize {
    usize::try_from(random.up_to(count.saturating_sub(1) as u64)).unwrap_or_default()
}

/// None, one or several, in proportion to how long an attempt may take.
fn draw_faults(service: &Service, random: &mut Random) -> Vec<Fault> {
    let count = [0, 1, 1, 2, 3][pick(random, 5)];
    let timeout = service.policy.timeout.min(Duration::from_secs(2));
    (0..count).map(|_| draw_fault(timeout, random)).collect()
}

fn draw_fault(timeout: Duration, random: &mut Random) -> Fault {
    // Tenths of a timeout: what comes together, and what comes at a limit, is what goes wrong.
    let mut tenths = |most: u64| timeout / 10 * u32::try_from(random.up_to(most)).unwrap_or(0);
    let (some, more) = (tenths(12), tenths(40));
    let ratio = [0.05, 0.3, 0.7, 1.0][pick(random, 4)];
    match random.up_to(12) {
        0 => Fault::Delay(some),
        1 => Fault::Jitter(some),
        2 => Fault::Tail { ratio, delay: some },
        3 => Fault::SlowBody(some),
        4 => Fault::Drop { ratio },
        5 => Fault::Errors { ratio, status: [500, 502, 503, 504, 404, 429][pick(random, 6)] },
        6 => Fault::ErrorBurst { from: some, until: some + more, status: 503 },
        7 => Fault::Truncation { ratio },
        8 => Fault::Hang { ratio },
        9 => Fault::Flapping { up: some, down: more },
        10 => Fault::Delay(timeout),
        11 => Fault::Busy {
            ratio,
            status: [429, 503][pick(random, 2)],
            retry_after: [0, 1, 1, 2][pick(random, 4)],
        },
        _ => Fault::Overload { workers: 1 + pick(random, 4), takes: some, patience: more },
    }
}

/// A request for an endpoint, with all of its parameters or only those that it needs.
fn draw_target(endpoint: &Endpoint, random: &mut Random) -> String {
    let all = random.chance(0.5);
    let values: Vec<String> =
        endpoint.parameters.iter().map(|parameter| value(parameter, random)).collect();
    let mut target = endpoint.route.path(&|place| values.get(place).cloned().unwrap_or_default());
    let mut mark = '?';
    for (place, (parameter, value)) in endpoint.parameters.iter().zip(&values).enumerate() {
        if !endpoint.route.holds(place) && (all || parameter.required) {
            target.push_str(&format!("{mark}{}={value}", parameter.name));
            mark = '&';
        }
    }
    target
}

/// A value that the parameter takes, encoded.
fn value(parameter: &Parameter, random: &mut Random) -> String {
    let small = random.up_to(2);
    match &parameter.domain {
        Domain::Integer { min, max } => i128::from(small).clamp(*min, *max).to_string(),
        Domain::Number { min, max } => (small as f64).clamp(*min, *max).to_string(),
        Domain::Boolean => (small == 0).to_string(),
        Domain::String { choices, min_length, .. } => {
            let mut encoded = String::new();
            match choices.get(pick(random, choices.len())) {
                Some(choice) => percent_encode(choice.as_bytes(), &mut encoded),
                None => encoded.push_str(&"a".repeat((*min_length).max(1))),
            }
            encoded
        }
    }
}
