//! Media types, as far as telling JSON from the rest.

/// Whether a `Content-Type` says JSON: `application/json`, `text/json`, or a `+json` suffix (RFC 6839,
/// section 3.1), whatever its parameters.
pub(crate) fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let Some((kind, subtype)) = essence.split_once('/') else { return false };
    let ends = |suffix: &str| {
        let start = subtype.len().checked_sub(suffix.len());
        start.and_then(|at| subtype.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(suffix))
    };
    let plain = ["application", "text"].iter().any(|known| kind.eq_ignore_ascii_case(known));
    plain && subtype.eq_ignore_ascii_case("json") || ends("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_from_the_rest() {
        for json in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "text/json",
            "application/problem+json",
            "application/vnd.api+JSON ; a=b",
        ] {
            assert!(is_json(json), "{json}");
        }
        for other in
            ["", "json", "text/html", "text/plain", "application/xml+jso", "image/json", "é+json"]
        {
            assert!(!is_json(other), "{other}");
        }
    }
}
