//! Places as the formats of other tools want them: relative addresses, lines and columns with their ends.
//! Which places matter is decided by `explain`.

use crate::text::{Sources, Span};

/// A stretch of a file. Columns count characters from 1; the end column is the first behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The file, relative where its name is.
    pub(super) file: String,
    /// First line, from 1.
    pub(super) line: usize,
    /// First column.
    pub(super) column: usize,
    /// Last line.
    pub(super) end_line: usize,
    /// The column behind the last.
    pub(super) end_column: usize,
}

/// The stretch of a span; `base` is the folder to which names are made relative.
pub(super) fn stretch(span: Span, sources: &Sources, base: &str) -> Stretch {
    let source = sources.get(span.source);
    let (line, column) = source.line_and_column(span.start as usize);
    let (end_line, end_column) = source.line_and_column(span.end as usize);
    Stretch { file: relative(source.name(), base), line, column, end_line, end_column }
}

/// A name as it is from the base, with forward slashes: what lies elsewhere is reached through its parents, so that no
/// address says where on its machine a project lies.
pub(super) fn relative(name: &str, base: &str) -> String {
    let (name, base) = (name.replace('\\', "/"), base.replace('\\', "/"));
    if name == "<standard input>" {
        return "stdin".to_owned();
    }
    let absolute = |path: &str| path.starts_with('/');
    if !absolute(&name) || !absolute(&base) {
        let below = name.strip_prefix(base.trim_end_matches('/')).filter(|_| !base.is_empty());
        let name = below.and_then(|rest| rest.strip_prefix('/')).unwrap_or(&name);
        return name.strip_prefix("./").unwrap_or(name).to_owned();
    }
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (name, base) = (parts(&name), parts(&base));
    let shared = name.iter().zip(&base).take_while(|(a, b)| a == b).count();
    let up = base.iter().skip(shared).map(|_| "..");
    up.chain(name.iter().skip(shared).map(String::as_str)).collect::<Vec<_>>().join("/")
}

/// A relative address: what may not stand in one is written as its bytes.
pub(super) fn uri(file: &str) -> String {
    let mut out = String::with_capacity(file.len());
    let absolute = file.starts_with('/') || file.as_bytes().get(1) == Some(&b':');
    if absolute {
        // Somebody evaluates what lies elsewhere: no relative address leads there.
        out.push_str(if file.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in file.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_the_base() {
        assert_eq!(relative("/srv/shop/site.yaml", "/srv/shop/"), "site.yaml");
        assert_eq!(relative("/srv/shopping/site.yaml", "/srv/shop"), "../shopping/site.yaml");
        assert_eq!(relative("/etc/site.yaml", "/srv/shop/a"), "../../../etc/site.yaml");
        assert_eq!(relative("./a/site.yaml", ""), "a/site.yaml");
        assert_eq!(relative("a\\site.yaml", "C:\\x"), "a/site.yaml");
        assert_eq!(relative("<standard input>", "/"), "stdin");
    }

    #[test]
    fn addresses_hold_no_character_that_means_something() {
        assert_eq!(uri("my shop/site.yaml"), "my%20shop/site.yaml");
        assert_eq!(uri("a#b?c:%.yaml"), "a%23b%3Fc%3A%25.yaml");
        assert_eq!(uri("é.yaml"), "%C3%A9.yaml");
        assert_eq!(uri("/srv/site.yaml"), "file:///srv/site.yaml");
    }

    #[test]
    fn columns_count_characters() {
        let mut sources = Sources::new();
        let id = sources.add("site.yaml", "a: 1\nöö: ☕\n".as_bytes().to_vec());
        let text = sources.get(id).text();
        let at = text.find('☕').unwrap();
        let found = stretch(Span::new(id, at, at + '☕'.len_utf8()), &sources, "");
        let expected = Stretch { file: "site.yaml".to_owned(), line: 2, column: 5, end_line: 2, end_column: 6 };
        assert_eq!(found, expected);
    }
}
