//! The parts of URLs and header fields that a plan may contain.

use alloc::string::String;

/// Checks the base URL of a service and gives it without a slash at its end.
///
/// What may follow the host is a path; a query, a fragment, credentials and dot segments may not.
pub(crate) fn parse_base_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"))?;
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (host, port) = match authority.strip_prefix('[') {
        Some(v6) => {
            let (address, port) = v6.split_once(']')?;
            let plain = address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.');
            (if plain { address } else { "" }, port.strip_prefix(':'))
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let host_is_plain = authority.starts_with('[')
        || host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    let digits = |port: &str| port.bytes().all(|b| b.is_ascii_digit());
    let port_is_valid =
        port.is_none_or(|port| digits(port) && port.parse::<u16>().is_ok_and(|port| port > 0));
    if host.is_empty() || !host_is_plain || !port_is_valid || !is_path(path) {
        return None;
    }
    Some(text.trim_end_matches('/').into())
}

/// Whether `path` can stand in a URL as it is and stays what it is when a client normalises it.
pub(crate) fn is_path(path: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@%/".contains(&b);
    path.bytes().all(allowed) && !path.split('/').any(is_dot_segment)
}

/// Whether a client would take this segment of a path for `.` or `..`.
pub(crate) fn is_dot_segment(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

/// Appends `text` with everything but RFC 3986's unreserved characters encoded.
pub(crate) fn percent_encode(text: &[u8], out: &mut String) {
    const HEX: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for &byte in text {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)]);
            out.push(HEX[usize::from(byte & 0xf)]);
        }
    }
}

/// Whether `name` is a header field's name in lower case.
pub(crate) fn is_header_name(name: &str) -> bool {
    let token =
        |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"!#$%&'*+-.^_`|~".contains(&b);
    !name.is_empty() && name.bytes().all(token)
}

/// Whether `value` can be sent as a header field's value.
pub(crate) fn is_header_value(value: &str) -> bool {
    value.trim() == value && value.bytes().all(|b| (0x20..0x7f).contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls() {
        for text in [
            "http://localhost:8081",
            "https://a-b.example",
            "http://[::1]:80/x/y",
            "http://10.0.0.1/v1/",
        ] {
            assert_eq!(parse_base_url(text).as_deref(), Some(text.trim_end_matches('/')), "{text}");
        }
        for text in [
            "localhost:8081",
            "ftp://a",
            "http://",
            "http:///x",
            "http://a:0",
            "http://a:99999",
            "http://a b",
            "http://name:pass@a",
            "http://a:+80",
            "http://a/?x",
            "http://a/#x",
            "http://a/../b",
            "http://a/%2E%2e/b",
            "http://[::1",
            "http://[x]",
        ] {
            assert_eq!(parse_base_url(text), None, "{text}");
        }
    }

    #[test]
    fn encoding() {
        let mut out = String::new();
        percent_encode("a/b?ñ ~".as_bytes(), &mut out);
        assert_eq!(out, "a%2Fb%3F%C3%B1%20~");
    }
}
