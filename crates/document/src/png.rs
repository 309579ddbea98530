//! How large a PNG is.

/// Width and height in pixels; `None` where the bytes are no PNG.
pub(crate) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    // The signature, then the chunk IHDR of 13 bytes: its length, its name, width, height, …
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")?;
    let (width, rest) = rest.split_first_chunk::<4>()?;
    let (height, _) = rest.split_first_chunk::<4>()?;
    let (width, height) = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
    (width > 0 && height > 0).then_some((width, height))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes() {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\0\xc8\x08\x06\0\0\0";
        assert_eq!(size(head), Some((640, 200)));
        assert_eq!(size(&head[..20]), None);
        assert_eq!(size(b"\xff\xd8\xff\xe0 a JPEG"), None);
        assert_eq!(size(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\xc8\x08\x06\0\0\0"), None);
    }
}
