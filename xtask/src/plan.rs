//! The plan file that is served.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xtask::error::{Context, Error, Result};
use xtask::repository;

/// A plan file that has been read.
pub(crate) struct Plan {
    /// The file's content.
    pub(crate) text: String,
    /// The variables that the plan takes from its surroundings.
    pub(crate) variables: Vec<String>,
}

impl Plan {
    /// Reads the plan at `path`, or the default one.
    pub(crate) fn read(path: Option<&PathBuf>) -> Result<Self> {
        let path = path.cloned().unwrap_or_else(repository::default_plan);
        let text = fs::read_to_string(&path).on("read the plan", &path)?;
        Self::parse(&path, text)
    }

    /// The one place where a plan is checked before it is served.
    fn parse(path: &Path, text: String) -> Result<Self> {
        let plan: Value = serde_json::from_str(&text).map_err(|error| {
            Error::new(format!("the plan `{}` is not JSON: {error}", path.display()))
        })?;
        let variables = match plan.get("variables") {
            None => Vec::new(),
            Some(Value::Object(variables)) => variables.keys().cloned().collect(),
            Some(other) => {
                let path = path.display();
                return Err(Error::new(format!(
                    "`variables` of the plan `{path}` is `{other}`, not an object"
                )));
            }
        };
        Ok(Self { text, variables })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_are_those_the_plan_names() {
        for (text, expected) in [
            (r#"{"variables":{"MICROSERVICE1_URL":"http://localhost:8081","MAX_RETRIES":3}}"#, 2),
            (r#"{"variables":{}}"#, 0),
            ("{}", 0),
        ] {
            let plan = Plan::parse(Path::new("plan.json"), text.to_owned()).unwrap();
            assert_eq!(plan.variables.len(), expected, "{text}");
        }
    }

    #[test]
    fn a_plan_that_cannot_be_used_is_refused() {
        for (text, expected) in [
            ("{", "the plan `plan.json` is not JSON"),
            (r#"{"variables":[1]}"#, "`variables` of the plan `plan.json` is `[1]`, not an object"),
        ] {
            let Err(error) = Plan::parse(Path::new("plan.json"), text.to_owned()) else {
                panic!("{text}")
            };
            assert!(error.to_string().starts_with(expected), "{error}");
        }
    }
}
