//! What a page cannot do or show, by scenario.

/// Each scenario that must fail in a page, and why.
const EXCEPTIONS: [(&str, &str); 0] = [];

/// Why a scenario cannot pass in a page.
pub(crate) fn exception(scenario: &str) -> Option<&'static str> {
    EXCEPTIONS.iter().find(|(name, _)| *name == scenario).map(|(_, reason)| *reason)
}
