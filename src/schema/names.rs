//! Paths that the keywords of a schema name, such as `site.window.start`: names of declared facts, `[]` for any element of a list.
//! What stands there is looked up by whoever reads the keyword.

use std::fmt;
use std::sync::Arc;

/// A path that a keyword names. It is read with its schema; copies share it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamedPath(Arc<[Arc<str>]>);

impl NamedPath {
    /// Reads names with dots between them. No name that is declared has a dot, and ids stand in no schema.
    pub fn read(text: &str) -> Self {
        Self(text.split('.').map(Arc::from).collect())
    }

    /// The names in their order.
    pub fn names(&self) -> &[Arc<str>] {
        &self.0
    }
}

impl fmt::Display for NamedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}
