//! Paths that the keywords of a schema and the vocabulary of a pack name, such as `site.window.start`: names of declared facts.
//! They are read once, with what names them; what stands there is looked up by whoever needs it.

use std::fmt;
use std::sync::Arc;

use super::path::{is_plain, push_segment, split};

/// A path that a schema or a pack names. It is read with it; copies share it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamedPath(Arc<[Arc<str>]>);

impl NamedPath {
    /// Reads names with dots between them, and keys in brackets and quotes.
    pub fn read(text: &str) -> Self {
        Self(split(text).into_iter().map(Arc::from).collect())
    }

    /// The names in their order.
    pub fn names(&self) -> &[Arc<str>] {
        &self.0
    }
}

impl fmt::Display for NamedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for name in self.0.iter() {
            if text.is_empty() && is_plain(name) {
                text.push_str(name);
            } else {
                push_segment(&mut text, name);
            }
        }
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_path_reads_back() {
        for text in ["site.window.start", "end", "site.owners.*", "site.owners[\"shop.manager\"].name"] {
            assert_eq!(NamedPath::read(text).to_string(), text);
        }
        assert_eq!(NamedPath::read("site.owners[\"a.b\"]").names().len(), 3);
    }
}
