//! Addresses of links.

/// The address as every format takes it: one of three schemes, and nothing in it that an address cannot hold. `None` where it is
/// no such address.
///
/// Other schemes are refused since one of them, `javascript:`, is a program.
pub(crate) fn address(url: &str) -> Option<String> {
    let url = url.trim();
    let rest = ["https://", "http://", "mailto:"].iter().find_map(|scheme| {
        let (start, rest) = url.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })?;
    let begins_well = rest.starts_with(char::is_alphanumeric);
    let is_spaceless = !rest.chars().any(|character| character.is_whitespace() || character.is_control());
    (begins_well && is_spaceless).then(|| encoded(url))
}

/// Every byte that an address cannot hold as `%XX` (RFC 3986). A `%` stands where it begins such a byte.
fn encoded(url: &str) -> String {
    let bytes = url.as_bytes();
    let mut address = String::with_capacity(url.len());
    for (place, byte) in bytes.iter().copied().enumerate() {
        let is_escape =
            byte == b'%' && bytes.get(place + 1..place + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        if is_escape || byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses() {
        let cases = [
            ("https://jobindsats.dk/", Some("https://jobindsats.dk/")),
            (" HTTP://dst.dk ", Some("HTTP://dst.dk")),
            ("mailto:post@ishoj.dk", Some("mailto:post@ishoj.dk")),
            ("https://da.wikipedia.org/wiki/Ærø", Some("https://da.wikipedia.org/wiki/%C3%86r%C3%B8")),
            ("https://a.dk/50%25?x=<y>", Some("https://a.dk/50%25?x=%3Cy%3E")),
            ("https://a.dk/50%", Some("https://a.dk/50%25")),
            ("javascript:alert(1)", None),
            ("https://", None),
            ("https://a b", None),
            ("/relative", None),
            ("æøå", None),
            ("", None),
        ];
        for (url, expected) in cases {
            assert_eq!(address(url).as_deref(), expected, "{url}");
        }
    }
}
