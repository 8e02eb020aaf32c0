//! Links, and what stands in their place once they are shortened.

/// Adds a text with each of its links replaced by `length` letters.
pub(super) fn shorten(text: &str, length: u32, into: &mut String) {
    let mut kept = 0;
    while let Some((start, end)) = find(text, kept) {
        *into += &text[kept..start];
        into.extend(std::iter::repeat_n('x', length as usize));
        kept = end;
    }
    *into += &text[kept..];
}

/// The first link that begins at a byte or after it.
fn find(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += bytes[at..].iter().position(|byte| matches!(byte | 0x20, b'h' | b'w'))?;
        if let Some(end) = end(text, at) {
            return Some((at, end));
        }
        at += 1;
    }
}

/// Where the link ends that begins here.
fn end(text: &str, start: usize) -> Option<usize> {
    let bytes = &text.as_bytes()[start..];
    let prefixed =
        |prefix: &&str| bytes.get(..prefix.len()).is_some_and(|first| first.eq_ignore_ascii_case(prefix.as_bytes()));
    let prefix = ["http://", "https://", "www."].into_iter().find(prefixed)?;
    if text[..start].chars().next_back().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let ends = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"');
    let rest = &text[start + prefix.len()..];
    let rest = &rest[..rest.find(ends).unwrap_or(rest.len())];
    let closing = |c| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '”' | '»' | '…' | ')' | ']' | '}');
    let length = rest.trim_end_matches(closing).len();
    (length > 0).then_some(start + prefix.len() + length)
}
