//! The path of a fact as people write it: `site.approvals.pending.ap-1.reviewed_at`.
//! What stands there is `store`'s business, how it is changed `change`'s.

use std::fmt;
use std::sync::Arc;

use super::load::FactKind;
use crate::schema::{Form, Schemas, Shape};
use crate::text::path::{push_segment, split};
use crate::text::{suggest, wording};

/// A path into the documents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactPath {
    /// The kind of document.
    pub kind: FactKind,
    /// The keys, and the ids of elements of lists.
    pub steps: Vec<Arc<str>>,
}

impl FactPath {
    /// Reads a path; the message says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut names = split(text.trim()).into_iter();
        let root = names.next().unwrap_or_default();
        let Some(kind) = FactKind::parse(root) else {
            let kinds = FactKind::ALL.map(FactKind::name);
            return Err(format!("{} starts with no kind of document; write {}", wording::quote(text), wording::list_or(&kinds)));
        };
        let steps: Vec<Arc<str>> = names.map(Arc::from).collect();
        if steps.is_empty() {
            return Err(format!("{} names a whole document, and a fact in it is wanted", wording::quote(text)));
        }
        Ok(Self { kind, steps })
    }

    /// What may stand there; the message names the nearest that exists.
    pub fn shape<'s>(&self, schemas: &'s Schemas) -> Result<&'s Shape, String> {
        let root = schemas.root(self.kind.name());
        let mut shape = root.ok_or_else(|| format!("the policy has no facts of kind {}", wording::quote(self.kind.name())))?;
        let mut way = self.kind.name().to_owned();
        for step in &self.steps {
            let next = shape.element().or_else(|| shape.field(step));
            let Some(next) = next else {
                let names: Vec<&str> = match &shape.form {
                    Form::Record(record) => record.fields.keys().map(|k| &**k).collect(),
                    _ => Vec::new(),
                };
                let help = match suggest::nearest(step, names.iter().copied()) {
                    Some(near) => format!("; did you mean {}?", wording::quote(&format!("{way}.{near}"))),
                    None if names.is_empty() => "; nothing stands below it".to_owned(),
                    None => format!("; it has {}", wording::list_and(&suggest::candidates(step, names.iter().copied()))),
                };
                return Err(format!("{} has no {}{help}", wording::quote(&way), wording::quote(step)));
            };
            if next.is_computed() {
                let name = format!("{way}.{step}");
                return Err(format!("{} is computed from other facts; change those", wording::quote(&name)));
            }
            push_segment(&mut way, step);
            shape = next;
        }
        Ok(shape)
    }

    /// The path without its last step.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.steps.split_last()?;
        (!rest.is_empty()).then(|| Self { kind: self.kind, steps: rest.to_vec() })
    }

    /// The path of something in what stands there.
    pub fn child(&self, name: impl Into<Arc<str>>) -> Self {
        Self { kind: self.kind, steps: self.steps.iter().cloned().chain([name.into()]).collect() }
    }

    /// Whether the other path is this one or leads to something in it.
    pub fn holds(&self, other: &Self) -> bool {
        self.kind == other.kind && other.steps.starts_with(&self.steps)
    }
}

impl fmt::Display for FactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.kind.name().to_owned();
        for step in &self.steps {
            push_segment(&mut text, step);
        }
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::text::Sources;

    fn schemas() -> Schemas {
        Schemas::core(&mut Sources::new(), &mut Sink::new())
    }

    #[test]
    fn paths_read_back_as_they_are_written() {
        for text in ["site.backup.location", "site.errors.e-1.message", "update.production.checks.public_paths[\"/cart.html\"]"] {
            assert_eq!(FactPath::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_wrong_path_is_told_the_nearest() {
        let problem = |text: &str| match FactPath::parse(text) {
            Ok(path) => path.shape(&schemas()).err(),
            Err(why) => Some(why),
        };
        assert_eq!(problem("site.backup.location"), None);
        assert_eq!(
            problem("site.backup.locaton").as_deref(),
            Some("`site.backup` has no `locaton`; did you mean `site.backup.location`?")
        );
        assert_eq!(
            problem("sit.backup").as_deref(),
            Some("`sit.backup` starts with no kind of document; write release, site or update")
        );
        assert_eq!(problem("site").as_deref(), Some("`site` names a whole document, and a fact in it is wanted"));
        assert_eq!(problem("release.touches").as_deref(), Some("`release.touches` is computed from other facts; change those"));
        assert_eq!(
            problem("site.backup.location.x").as_deref(),
            Some("`site.backup.location` has no `x`; nothing stands below it")
        );
    }
}
