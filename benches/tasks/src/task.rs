//! The tasks, by name.

use std::hint::black_box;

use orquesta::json;
use orquesta::plan::{Endpoint, Plan};
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::splice::Spliced;
use crate::typed::Metrics;

/// What is done to a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// The body is proven to be JSON.
    Validate,
    /// The consolidated answer's part of the body is read: what is declared, in the pass that validates.
    ReadConsolidated,
    /// The consolidated answer is rendered from what was read, without its bytes being copied.
    SpliceConsolidated,
    /// Both, and the bytes are copied once.
    AnswerConsolidated,
    /// The summary's part of the body is read: all aggregates, in the pass that validates.
    ReadSummary,
    /// The summary is rendered from what was read.
    SpliceSummary,
    /// Both, and the bytes are copied once.
    AnswerSummary,
    /// `serde_json` validates, but lets strings pass that are not UTF-8.
    SerdeIgnored,
    /// `serde_json` makes a tree.
    SerdeTree,
    /// `serde_json` makes a tree and writes it again.
    SerdeTreeWritten,
    /// `serde_json` reads the members that the summary needs into structs, and writes the summary made of them.
    SerdeSummary,
}

/// A task and what it is done to, to be done again and again; false if the body is not what it must be.
pub type Job<'a> = Box<dyn FnMut() -> bool + 'a>;

/// The plan of the dashboard.
///
/// # Errors
/// What is wrong with it.
pub fn plan() -> Result<Plan, String> {
    let text = include_bytes!("../../../plans/dashboard.json");
    Plan::parse(text, &|_| None).map_err(|error| error.to_string())
}

impl Task {
    /// All of them; others name a task by its place here.
    pub const ALL: [Self; 11] = [
        Self::Validate,
        Self::ReadConsolidated,
        Self::SpliceConsolidated,
        Self::AnswerConsolidated,
        Self::ReadSummary,
        Self::SpliceSummary,
        Self::AnswerSummary,
        Self::SerdeIgnored,
        Self::SerdeTree,
        Self::SerdeTreeWritten,
        Self::SerdeSummary,
    ];

    /// What it is called in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Validate => "validate",
            Self::ReadConsolidated => "consolidated: read",
            Self::SpliceConsolidated => "consolidated: splice",
            Self::AnswerConsolidated => "consolidated: whole",
            Self::ReadSummary => "summary: read",
            Self::SpliceSummary => "summary: splice",
            Self::AnswerSummary => "summary: whole",
            Self::SerdeIgnored => "serde_json IgnoredAny",
            Self::SerdeTree => "serde_json Value",
            Self::SerdeTreeWritten => "serde_json Value, to_vec",
            Self::SerdeSummary => "serde_json structs, summary",
        }
    }

    /// The task of orquesta that comes to the same, of one that is not its own.
    pub fn rival_of(self) -> Option<Self> {
        match self {
            Self::SerdeIgnored => Some(Self::Validate),
            Self::SerdeTree => Some(Self::ReadConsolidated),
            Self::SerdeTreeWritten => Some(Self::AnswerConsolidated),
            Self::SerdeSummary => Some(Self::AnswerSummary),
            _ => None,
        }
    }

    /// Whether it can only be done to a body with metrics.
    pub fn wants_metrics(self) -> bool {
        matches!(
            self,
            Self::ReadSummary | Self::SpliceSummary | Self::AnswerSummary | Self::SerdeSummary
        )
    }

    /// The task on a body that stands for the metrics of the dashboard; nothing if it cannot be done to it.
    pub fn job<'a>(self, plan: &'a Plan, body: &'a [u8]) -> Option<Job<'a>> {
        Some(match self {
            Self::Validate => Box::new(move || json::validate(black_box(body)).is_ok()),
            Self::ReadConsolidated | Self::ReadSummary => {
                let source =
                    self.endpoint(plan)?.sources.iter().find(|one| one.name == "metrics")?;
                Box::new(move || black_box(source.recipe.read(black_box(body))).is_ok())
            }
            Self::SpliceConsolidated | Self::SpliceSummary => {
                let spliced = Spliced::new(self.endpoint(plan)?, body)?;
                Box::new(move || !black_box(spliced.render()).is_empty())
            }
            Self::AnswerConsolidated | Self::AnswerSummary => {
                let endpoint = self.endpoint(plan)?;
                Box::new(move || black_box(whole(endpoint, black_box(body))).is_some())
            }
            Self::SerdeIgnored => {
                Box::new(move || serde_json::from_slice::<IgnoredAny>(black_box(body)).is_ok())
            }
            Self::SerdeTree => Box::new(move || {
                black_box(serde_json::from_slice::<Value>(black_box(body))).is_ok()
            }),
            Self::SerdeTreeWritten => Box::new(move || {
                serde_json::from_slice::<Value>(black_box(body))
                    .and_then(|tree| serde_json::to_vec(&tree))
                    .is_ok_and(|text| !black_box(text).is_empty())
            }),
            Self::SerdeSummary => Box::new(move || {
                serde_json::from_slice::<Metrics<'_>>(black_box(body))
                    .and_then(|metrics| serde_json::to_vec(&metrics.summary()))
                    .is_ok_and(|text| !black_box(text).is_empty())
            }),
        })
    }

    /// The answer of which the task is a part, or the consolidated one.
    pub fn answer(self, plan: &Plan, body: &[u8]) -> Option<Vec<u8>> {
        whole(self.endpoint(plan)?, body)
    }

    fn endpoint(self, plan: &Plan) -> Option<&Endpoint> {
        let summary = matches!(self, Self::ReadSummary | Self::SpliceSummary | Self::AnswerSummary);
        let path = if summary { "/api/dashboard/summary" } else { "/api/dashboard/consolidated" };
        plan.route(path).map(|(endpoint, _)| endpoint)
    }
}

/// The answer, its bytes copied once.
fn whole(endpoint: &Endpoint, body: &[u8]) -> Option<Vec<u8>> {
    Some(Spliced::new(endpoint, body)?.render().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_one_refuse_what_is_not_utf_8() {
        let plan = plan().unwrap();
        for (body, right) in [(&br#"{"items":[]}"#[..], true), (b"{\"a\":\"\xff\"}", false)] {
            for task in Task::ALL.into_iter().filter(|task| !task.wants_metrics()) {
                let did = task.job(&plan, body).is_some_and(|mut job| job());
                assert_eq!(did, right || task == Task::SerdeIgnored, "{}", task.name());
            }
        }
    }
}
