//! What an isolate keeps between requests.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use orquesta::http::Problem;
use orquesta::plan::Plan;
use orquesta::shared::Shared;
use wasm_bindgen::{JsCast, JsValue};
use worker::{Env, console_error};

/// The plan that was built in.
const BUILT_IN: &str = include_str!(concat!(env!("OUT_DIR"), "/plan.json"));

thread_local! {
    /// Read once, as the variables of a Worker do not change while an isolate lives.
    static PLAN: OnceCell<Result<Rc<Plan>, Problem>> = const { OnceCell::new() };
    static SHARED: Rc<RefCell<Shared>> = Rc::default();
}

/// What the requests of this isolate share.
pub(crate) fn shared() -> Rc<RefCell<Shared>> {
    SHARED.with(Rc::clone)
}

/// The plan to serve.
///
/// # Errors
/// If the plan is wrong; every request is told so, as nothing can be answered.
pub(crate) fn plan(env: &Env) -> Result<Rc<Plan>, Problem> {
    PLAN.with(|plan| plan.get_or_init(|| read(env)).clone())
}

fn read(env: &Env) -> Result<Rc<Plan>, Problem> {
    let env: &JsValue = env.unchecked_ref();
    let variable = |name: &str| {
        let value = js_sys::Reflect::get(env, &name.into()).ok()?;
        value.as_string().or_else(|| value.as_f64().map(|number| number.to_string()))
    };
    let text = variable("PLAN");
    let text = text.as_deref().unwrap_or(BUILT_IN);
    Plan::parse(text.as_bytes(), &variable).map(Rc::new).map_err(|error| {
        // The values of variables are for whoever runs the service, not for whoever calls it.
        console_error!("the plan is wrong: {error}");
        Problem::new(500, "the plan of this service is wrong; its log says where")
    })
}
