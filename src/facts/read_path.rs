//! The path of something that was read, as a value: where it begins and the steps from there, with the ids of bound elements put in.
//! What stands there is `store`'s business, which paths can be changed `fact_path`'s.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock};

use super::fact_path::FactPath;
use super::load::FactKind;
use crate::text::path::push_segment;

/// A path that was read. It is written once, when it is made, and never taken apart again; copies share it.
#[derive(Clone)]
pub struct ReadPath(Arc<Parts>);

struct Parts {
    root: PathRoot,
    steps: Vec<Arc<str>>,
    text: Box<str>,
}

/// Where a path begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathRoot {
    /// A document, by the word for its kind.
    Document(Arc<str>),
    /// The moment of the evaluation.
    Now,
    /// A word that stands for itself.
    Word(Arc<str>),
    /// What rules decided, by the verb.
    Decided(&'static str),
    /// What rules derived, by its name.
    Derived(Arc<str>),
    /// A variable that is bound to nothing.
    Var(Arc<str>),
}

impl ReadPath {
    /// A path that ends where it begins.
    pub fn new(root: PathRoot) -> Self {
        Self::made(root, Vec::new())
    }

    /// A path into a document, by the word for its kind.
    pub fn of(document: &str, steps: &[&str]) -> Self {
        Self::made(PathRoot::Document(Arc::from(document)), steps.iter().map(|step| Arc::from(*step)).collect())
    }

    /// A path that leads nowhere: what is bound while nobody asks which facts are read.
    pub fn nowhere() -> Self {
        static NOWHERE: LazyLock<ReadPath> = LazyLock::new(|| ReadPath::new(PathRoot::Word(Arc::from(""))));
        NOWHERE.clone()
    }

    fn made(root: PathRoot, steps: Vec<Arc<str>>) -> Self {
        let mut text = root.to_string();
        steps.iter().for_each(|step| push_segment(&mut text, step));
        Self(Arc::new(Parts { root, steps, text: text.into() }))
    }

    /// Where it begins.
    pub fn root(&self) -> &PathRoot {
        &self.0.root
    }

    /// The word for the kind of document that it leads into.
    pub fn document(&self) -> Option<&str> {
        if let PathRoot::Document(name) = &self.0.root { Some(name) } else { None }
    }

    /// The steps from where it begins: names of fields, keys, and ids of elements; `*` is an element that nobody can name.
    pub fn steps(&self) -> &[Arc<str>] {
        &self.0.steps
    }

    /// The steps with the document that they lead into before them, to be matched; nothing of a path into no document.
    pub fn words(&self) -> Vec<&str> {
        let steps = self.0.steps.iter().map(|step| &**step);
        self.document().map(|document| std::iter::once(document).chain(steps).collect()).unwrap_or_default()
    }

    /// Whether it is this path into a document.
    pub fn is(&self, document: &str, steps: &[&str]) -> bool {
        self.document() == Some(document) && self.0.steps.iter().map(|step| &**step).eq(steps.iter().copied())
    }

    /// The last step, or the name of where it begins.
    pub fn last(&self) -> &str {
        match (self.0.steps.last(), &self.0.root) {
            (Some(step), _) => step,
            (None, PathRoot::Document(name) | PathRoot::Word(name) | PathRoot::Derived(name)) => name,
            (None, PathRoot::Decided(verb)) => verb,
            (None, PathRoot::Now | PathRoot::Var(_)) => &self.0.text,
        }
    }

    /// The path without its last step; none where it begins.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.steps.split_last()?;
        Some(Self::made(self.0.root.clone(), rest.to_vec()))
    }

    /// The path of something in what stands there.
    pub fn child(&self, name: impl Into<Arc<str>>) -> Self {
        let name = name.into();
        let mut text = String::with_capacity(self.0.text.len() + name.len() + 1);
        text.push_str(&self.0.text);
        push_segment(&mut text, &name);
        let mut steps = Vec::with_capacity(self.0.steps.len() + 1);
        steps.extend_from_slice(&self.0.steps);
        steps.push(name);
        Self(Arc::new(Parts { root: self.0.root.clone(), steps, text: text.into() }))
    }

    /// The path with more steps.
    pub fn with(&self, steps: impl Iterator<Item = Arc<str>>) -> Self {
        let mut all = self.0.steps.clone();
        all.extend(steps);
        Self::made(self.0.root.clone(), all)
    }

    /// The path of a member of a list or map, by its id; `*` stands for one without.
    pub fn member(&self, id: Option<&Arc<str>>) -> Self {
        self.child(id.cloned().unwrap_or_else(|| Arc::from("*")))
    }

    /// Whether the other path is this one or leads to something in it.
    pub fn holds(&self, other: &Self) -> bool {
        self.0.root == other.0.root && other.0.steps.starts_with(&self.0.steps)
    }

    /// Whether the other path leads to something in what stands here.
    pub fn is_around(&self, other: &Self) -> bool {
        self.0.steps.len() < other.0.steps.len() && self.holds(other)
    }

    /// The same as the path of a fact that documents state; none of a whole document, and of what stands in none.
    pub fn fact_path(&self) -> Option<FactPath> {
        let kind = FactKind::parse(self.document()?)?;
        (!self.0.steps.is_empty()).then(|| FactPath { kind, steps: self.0.steps.clone() })
    }

    /// The path as it is written.
    pub fn text(&self) -> &str {
        &self.0.text
    }
}

impl From<&FactPath> for ReadPath {
    fn from(path: &FactPath) -> Self {
        Self::made(PathRoot::Document(Arc::from(path.kind.name())), path.steps.clone())
    }
}

impl From<FactPath> for ReadPath {
    fn from(path: FactPath) -> Self {
        Self::made(PathRoot::Document(Arc::from(path.kind.name())), path.steps)
    }
}

impl PartialEq for ReadPath {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.text == other.0.text
    }
}

impl Eq for ReadPath {}

impl PartialOrd for ReadPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Paths stand in the order of their texts.
impl Ord for ReadPath {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.text.cmp(&other.0.text)
    }
}

impl Hash for ReadPath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.text.hash(state);
    }
}

impl fmt::Display for ReadPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.text)
    }
}

impl fmt::Debug for ReadPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.text, f)
    }
}

impl fmt::Display for PathRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PathRoot::Document(name) | PathRoot::Word(name) => f.write_str(name),
            PathRoot::Now => f.write_str("now"),
            PathRoot::Decided(verb) => write!(f, "decided.{verb}"),
            PathRoot::Derived(name) => write!(f, "derived.{name}"),
            PathRoot::Var(name) => write!(f, "${name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_is_written_as_people_write_it() {
        let restock = ReadPath::of("site", &["workflows"]).child("wf-restock");
        assert_eq!(restock.child("next_run").to_string(), "site.workflows.wf-restock.next_run");
        assert_eq!(restock.parent().unwrap().to_string(), "site.workflows");
        assert_eq!(ReadPath::of("site", &["versions"]).child("a.b").to_string(), "site.versions[\"a.b\"]");
        assert_eq!(ReadPath::new(PathRoot::Decided("stage")).child("theme").to_string(), "decided.stage.theme");
        assert_eq!(ReadPath::new(PathRoot::Derived("quiet".into())).last(), "quiet");
        assert_eq!(ReadPath::new(PathRoot::Var("item".into())).last(), "$item");
    }

    #[test]
    fn a_name_that_begins_alike_is_not_around() {
        let plug = ReadPath::of("site", &["plug"]);
        assert!(!plug.holds(&ReadPath::of("site", &["plugins", "seo"])));
        assert!(plug.is_around(&plug.child("in")) && plug.holds(&plug) && !plug.is_around(&plug));
    }

    fn keys() -> impl Strategy<Value = Vec<String>> {
        proptest::collection::vec("\\PC{1,6}|[\\[\\]\"#./ *$'\\\\]{1,6}|[a-zéß日_-]{1,8}", 1..5)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_id_reads_back_as_it_is_shown(keys in keys()) {
            let path = keys.iter().fold(ReadPath::of("site", &[]), |path, key| path.child(key.as_str()));
            let fact = path.fact_path().unwrap();
            prop_assert_eq!(&FactPath::parse(&path.to_string()).unwrap(), &fact);
            prop_assert_eq!(fact.to_string(), path.text());
            prop_assert_eq!(&ReadPath::from(&fact), &path);
            prop_assert_eq!(path.last(), keys.last().unwrap().as_str());
            prop_assert_eq!(path.parent().unwrap().child(path.last()), path);
        }

        #[test]
        fn two_ids_are_never_shown_alike(a in keys(), b in keys()) {
            let of = |keys: &[String]| keys.iter().fold(ReadPath::of("site", &[]), |path, key| path.child(key.as_str()));
            prop_assert_eq!(of(&a) == of(&b), a == b);
        }
    }
}
