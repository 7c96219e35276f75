//! Query strings (`application/x-www-form-urlencoded`).

use alloc::string::String;
use alloc::vec::Vec;

/// The decoded pairs of a query, in order; what is not UTF-8 is replaced.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (percent_decode(&name.replace('+', " ")), percent_decode(&value.replace('+', " ")))
    })
}

/// Undoes percent-encoding; a `%` that encodes nothing stands for itself.
pub(crate) fn percent_decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let digit = |at: usize| tail.get(at).and_then(|&b| char::from(b).to_digit(16));
        rest = tail;
        match (byte, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                // Two hexadecimal digits fit a byte.
                out.push(u8::try_from(high << 4 | low).unwrap_or_default());
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        let decoded: Vec<_> = pairs("a=1&&b=x+y%20%C3%B1&c&d=%zz&=e&a=2%3D3").collect();
        let expected =
            [("a", "1"), ("b", "x y ñ"), ("c", ""), ("d", "%zz"), ("", "e"), ("a", "2=3")];
        assert_eq!(decoded, expected.map(|(n, v)| (n.into(), v.into())));
    }
}
