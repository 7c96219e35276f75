//! What an isolate keeps between requests.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use orquesta::http::Problem;
use orquesta::json::Value;
use orquesta::plan::Plan;
use orquesta::shared::Shared;

use crate::js;

/// The plan that was built in.
const BUILT_IN: &str = include_str!(concat!(env!("OUT_DIR"), "/plan.json"));

thread_local! {
    /// Read once and kept for good, as the variables of a Worker do not change while an isolate lives.
    static PLAN: OnceCell<&'static Result<Served, Problem>> = const { OnceCell::new() };
    static SHARED: Rc<RefCell<Shared>> = Rc::default();
}

/// A plan, and which header fields of requests it wants to be shown.
pub(crate) struct Served {
    pub(crate) plan: Plan,
    pub(crate) wanted: Vec<String>,
}

/// What the requests of this isolate share.
pub(crate) fn shared() -> Rc<RefCell<Shared>> {
    SHARED.with(Rc::clone)
}

/// Reads the plan with the variables of the Worker, an object of strings and numbers as JSON.
pub(crate) fn configure(variables: &str) {
    let plan: &'static _ = Box::leak(Box::new(read(variables)));
    if let Ok(Served { wanted, .. }) = plan {
        js::wanted(&wanted.join("\n"));
    }
    // JavaScript does this once for each instance.
    let _ = PLAN.with(|known| known.set(plan));
}

/// The plan to serve.
///
/// # Errors
/// If the plan is wrong; every request is told so, as nothing can be answered.
pub(crate) fn plan() -> Result<&'static Served, &'static Problem> {
    PLAN.with(|plan| *plan.get_or_init(|| Box::leak(Box::new(read("{}"))))).as_ref()
}

fn read(variables: &str) -> Result<Served, Problem> {
    let variables = Value::parse(variables.as_bytes()).ok();
    let variable = |name: &str| match variables.as_ref()?.member(name)? {
        Value::String(text) | Value::Number(text) => Some(text.clone()),
        _ => None,
    };
    let text = variable("PLAN");
    let text = text.as_deref().unwrap_or(BUILT_IN);
    let plan = Plan::parse(text.as_bytes(), &variable).map_err(|error| {
        // The values of variables are for whoever runs the service, not for whoever calls it.
        js::complain(&format!("the plan is wrong: {error}"));
        Problem::new(500, "the plan of this service is wrong; its log says where")
    })?;
    let wanted = plan.incoming_headers().into_iter().map(str::to_owned).collect();
    Ok(Served { plan, wanted })
}
