//! The plan file that is served.

use std::path::{Path, PathBuf};
use std::{env, fs};

use xtask::error::{Context, Error, Result};
use xtask::repository;

/// A plan file that has been read and is right.
pub(crate) struct Plan {
    /// The file's content.
    pub(crate) text: String,
    /// The variables that the plan takes from its surroundings.
    pub(crate) variables: Vec<String>,
}

impl Plan {
    /// Reads the plan at `path`, or the default one, with the variables that the environment has.
    pub(crate) fn read(path: Option<&PathBuf>) -> Result<Self> {
        let path = path.cloned().unwrap_or_else(repository::default_plan);
        let text = fs::read_to_string(&path).on("read the plan", &path)?;
        Self::check(&path, text, &|name| env::var(name).ok())
    }

    /// Checks before anything is built or started what the Worker would refuse.
    fn check(path: &Path, text: String, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let wrong = |error| Error::new(format!("the plan `{}` is wrong: {error}", path.display()));
        orquesta::plan::Plan::parse(text.as_bytes(), variable).map_err(wrong)?;
        let variables = orquesta::plan::Plan::variables(text.as_bytes()).map_err(wrong)?;
        Ok(Self { text, variables })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Plan> {
        Plan::check(Path::new("plan.json"), text.to_owned(), variable)
    }

    #[test]
    fn the_variables_are_those_the_plan_names() {
        let text = include_str!("../../plans/dashboard.json");
        let plan = check(text, &|_| None).unwrap();
        assert!(plan.variables.iter().any(|name| name == "MICROSERVICE4_URL"));
        assert_eq!(plan.text, text);
    }

    #[test]
    fn a_plan_that_cannot_be_used_is_refused_with_the_place() {
        let variable = |name: &str| (name == "MAX_RETRIES").then(|| "none".to_owned());
        let text = include_str!("../../plans/dashboard.json");
        let Err(error) = check(text, &variable) else { panic!("accepted") };
        assert_eq!(
            error.to_string(),
            "the plan `plan.json` is wrong: $.defaults.attempts: found `none`, made of \
             `${MAX_RETRIES}`, expected an integer from 1 to 10"
        );
        let Err(error) = check("{", &|_| None) else { panic!("accepted") };
        assert!(error.to_string().starts_with("the plan `plan.json` is wrong: $: "), "{error}");
    }
}
