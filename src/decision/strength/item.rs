//! One item of a site, as a pause names it.
//! Its fields are facts; here it is only a type and an id.

use std::fmt;
use std::sync::Arc;

/// One workflow, watcher, agent, … of a site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemRef {
    /// One that the site lists.
    Listed {
        /// Its type: `workflow`.
        kind: Arc<str>,
        /// Its id.
        id: Arc<str>,
    },
    /// One that the site may have although no document lists it.
    Unlisted {
        /// Its type.
        kind: Arc<str>,
    },
}

impl ItemRef {
    /// A listed item.
    pub fn listed(kind: &str, id: &str) -> Self {
        Self::Listed { kind: Arc::from(kind), id: Arc::from(id) }
    }

    /// An item that no document lists.
    pub fn unlisted(kind: &str) -> Self {
        Self::Unlisted { kind: Arc::from(kind) }
    }

    /// Its type: `workflow`.
    pub fn kind(&self) -> &str {
        match self {
            Self::Listed { kind, .. } | Self::Unlisted { kind } => kind,
        }
    }

    /// Its id, when it is listed.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Listed { id, .. } => Some(id),
            Self::Unlisted { .. } => None,
        }
    }

    /// The form in machine formats: `workflow:wf-restock`, and `workflow` alone for one that is not listed.
    pub fn code(&self) -> String {
        match self {
            Self::Listed { kind, id } => format!("{kind}:{id}"),
            Self::Unlisted { kind } => kind.to_string(),
        }
    }

    /// Reads what `code` writes; none when type or id is empty.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some((kind, id)) if !kind.is_empty() && !id.is_empty() => Some(Self::listed(kind, id)),
            None if !text.is_empty() => Some(Self::unlisted(text)),
            _ => None,
        }
    }
}

impl fmt::Display for ItemRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed { kind, id } => write!(f, "{kind} {id}"),
            Self::Unlisted { kind } => {
                let article = if kind.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
                write!(f, "{article} {kind} that is not listed")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_read_as_people_say_them() {
        let items = [ItemRef::listed("workflow", "wf-restock"), ItemRef::unlisted("workflow"), ItemRef::unlisted("agent")];
        let expected = ["workflow wf-restock", "a workflow that is not listed", "an agent that is not listed"];
        assert_eq!(items.map(|i| i.to_string()), expected);
    }

    #[test]
    fn codes_are_read_back() {
        for item in [ItemRef::listed("workflow", "a:b"), ItemRef::unlisted("agent")] {
            assert_eq!(ItemRef::parse(&item.code()), Some(item));
        }
        assert_eq!(["", ":", "a:", ":b"].map(ItemRef::parse), [const { None }; 4]);
    }
}
