//! What a page cannot do or show, by scenario.

/// A scenario that must fail in a page.
pub(crate) struct Exception {
    scenario: &'static str,
    /// A part of what its failure says.
    failure: &'static str,
    reason: &'static str,
}

const ORIGIN: &str = "a page cannot say that a request comes from another origin";
const REDIRECT: &str = "a page is not shown the status of a redirect";
const RESENT: &str =
    "Chromium sends a request again by itself if a connection that it had kept is closed";

const EXCEPTIONS: [Exception; 7] = [
    Exception {
        scenario: "content-encodings",
        failure: "$.reports.a.attempts is 2, not 1",
        reason: "Chromium undoes `zstd` by itself",
    },
    Exception {
        scenario: "cors-everyone",
        failure: "header `access-control-allow-methods`",
        reason: ORIGIN,
    },
    Exception {
        scenario: "cors-exact-origins",
        failure: "header `access-control-allow-origin`",
        reason: ORIGIN,
    },
    Exception {
        scenario: "redirects-are-not-followed",
        failure: "not \"answered `301`; redirects are not followed\"",
        reason: REDIRECT,
    },
    Exception {
        scenario: "refusals-leave-the-circuit-closed",
        failure: "not \"answered `302`; redirects are not followed\"",
        reason: REDIRECT,
    },
    Exception {
        scenario: "repeatable-or-not",
        failure: "$.reports.replaced.attempts is 1, not 2",
        reason: RESENT,
    },
    Exception {
        scenario: "reset-microservice3",
        failure: "`microservice3 POST /dbquery/user`",
        reason: RESENT,
    },
];

/// Whether what came of a scenario is what must come of it: success, or the failure that is listed.
pub(crate) fn judge(scenario: &str, outcome: Result<(), String>) -> Result<(), String> {
    let exception = EXCEPTIONS.iter().find(|exception| exception.scenario == scenario);
    match (outcome, exception) {
        (Err(failure), Some(exception)) if failure.contains(exception.failure) => Ok(()),
        (Ok(()), Some(Exception { reason, .. })) => {
            Err(format!("{scenario} passes in a page, although {reason}"))
        }
        (outcome, _) => outcome,
    }
}
