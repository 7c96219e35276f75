//! What an instance keeps between requests.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use orquesta::http::Problem;
use orquesta::json::Value;
use orquesta::plan::Plan;
use orquesta::shared::{Health, Shared};

use crate::{clock, js};

thread_local! {
    /// Read once and kept for good: another plan is for another instance.
    static PLAN: OnceCell<&'static Result<Served, Problem>> = const { OnceCell::new() };
    static SHARED: Rc<RefCell<Shared>> = Rc::default();
}

/// A plan, and which header fields of requests it wants to be shown.
pub(crate) struct Served {
    pub(crate) plan: Plan,
    pub(crate) wanted: Vec<String>,
}

/// What the requests of this instance share.
pub(crate) fn shared() -> Rc<RefCell<Shared>> {
    SHARED.with(Rc::clone)
}

/// Reads the plan with its variables, an object of strings, numbers and booleans as JSON; whether it is
/// right.
pub(crate) fn configure(variables: &str) -> bool {
    let plan: &'static _ = Box::leak(Box::new(read(variables)));
    if let Ok(Served { wanted, .. }) = plan {
        js::wanted(&wanted.join("\n"));
    }
    // JavaScript does this once for each instance.
    let _ = PLAN.with(|known| known.set(plan));
    plan.is_ok()
}

/// The plan to serve.
///
/// # Errors
/// If the plan is wrong; every request is told so, as nothing can be answered.
pub(crate) fn plan() -> Result<&'static Served, &'static Problem> {
    PLAN.with(|plan| *plan.get_or_init(|| Box::leak(Box::new(read("{}"))))).as_ref()
}

/// Tells JavaScript the health of the services.
pub(crate) fn save() {
    if let Ok(served) = plan() {
        let health = &shared().borrow().health.save(&served.plan, clock::now(), clock::unix_time());
        js::tell(health);
    }
}

/// Joins a saved health with the present one; false if it cannot be read.
pub(crate) fn merge(saved: &str) -> bool {
    let Ok(Served { plan, .. }) = plan() else { return false };
    let now = clock::now();
    let Ok(saved) = Health::restore(plan, saved.as_bytes(), now, clock::unix_time()) else {
        return false;
    };
    shared().borrow_mut().health.merge(&saved, plan, now);
    true
}

fn read(variables: &str) -> Result<Served, Problem> {
    let variables = Value::parse(variables.as_bytes()).ok();
    let variable = |name: &str| match variables.as_ref()?.member(name)? {
        Value::String(text) | Value::Number(text) => Some(text.clone()),
        Value::Boolean(value) => Some(value.to_string()),
        _ => None,
    };
    let text = variable("PLAN").unwrap_or_default();
    let plan = Plan::parse(text.as_bytes(), &variable).map_err(|error| {
        // The values of variables are for whoever runs the service, not for whoever calls it.
        js::complain(&format!("the plan is wrong: {error}"));
        Problem::new(500, "the plan of this service is wrong; its log says where")
    })?;
    let wanted = plan.incoming_headers().into_iter().map(str::to_owned).collect();
    Ok(Served { plan, wanted })
}
