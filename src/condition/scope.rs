//! What names mean while a condition is read: documents, parameters, variables, the element around.
//! Who defines them is the policy's business; the paths they lead to are typed by the schemas.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tree::{Path, Slot, Var};
use crate::schema::Schemas;
use crate::schema::shape::Shape;
use crate::value::{Members, Ty, Value};
use crate::vocabulary::Vocabulary;

/// The names a condition may use.
#[derive(Clone)]
pub struct Scope<'s> {
    /// The shapes of all documents.
    pub schemas: &'s Schemas,
    /// Areas, categories and the rest.
    pub vocabulary: &'s Vocabulary,
    /// The parameters with their values.
    pub params: &'s Params,
    /// The derived conclusions, and whether they are concluded `of` something.
    pub derived: &'s BTreeMap<Arc<str>, bool>,
    /// The variables defined so far.
    pub vars: Vec<Defined<'s>>,
    /// The variable that paths without a root start at.
    pub element: Option<usize>,
    /// How many elements are bound at run time so far.
    pub frames: usize,
    /// Whether a lift condition is read.
    pub lifting: bool,
}

/// The values of parameters by name.
pub type Params = BTreeMap<Arc<str>, ParamValue>;

/// A parameter as conditions see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamValue {
    /// The type of the value, or of each value of a list.
    pub ty: Ty,
    /// Whether it is a list.
    pub list: bool,
    /// Its value; several for a list.
    pub values: Vec<Value>,
}

/// A variable that is defined.
#[derive(Clone)]
pub struct Defined<'s> {
    /// Its name without the dollar; empty for an element that has none.
    pub name: Arc<str>,
    /// What it stands for.
    pub means: Meaning<'s>,
}

/// What a variable stands for.
#[derive(Clone)]
pub enum Meaning<'s> {
    /// A word bound when the policy is compiled, of this type.
    Ground(usize, Ty),
    /// An element bound at run time.
    Element(usize, &'s Shape),
    /// The entry of a map bound at run time: its key, and a value of this shape.
    Entry(usize, &'s Shape),
    /// A short name for a path (`with`), and the shape it leads to.
    Short(Path, &'s Shape),
    /// The strength of a decision, inside a quantifier over decisions.
    Strength(usize, Arc<Members>),
}

impl<'s> Scope<'s> {
    /// A scope with no variables.
    pub fn new(
        schemas: &'s Schemas,
        vocabulary: &'s Vocabulary,
        params: &'s Params,
        derived: &'s BTreeMap<Arc<str>, bool>,
    ) -> Self {
        Self { schemas, vocabulary, params, derived, vars: Vec::new(), element: None, frames: 0, lifting: false }
    }

    /// The variable of this name.
    pub fn var(&self, name: &str) -> Option<&Defined<'s>> {
        self.vars.iter().find(|d| &*d.name == name)
    }

    /// Whether a `$name` is taken by a variable or parameter.
    pub fn is_taken(&self, name: &str) -> bool {
        self.var(name).is_some() || self.params.contains_key(name)
    }

    /// All names after a dollar, sorted, for advice.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.vars.iter().map(|d| &*d.name).filter(|n| !n.is_empty()).collect();
        names.extend(self.params.keys().map(|k| &**k));
        names.sort_unstable();
        names
    }

    /// Defines a word bound when the policy is compiled.
    pub fn bind_ground(&mut self, name: &str, ty: Ty) {
        let slot = self.vars.iter().filter(|d| matches!(d.means, Meaning::Ground(..))).count();
        self.vars.push(Defined { name: Arc::from(name), means: Meaning::Ground(slot, ty) });
    }

    /// Defines an element or entry bound at run time.
    pub fn bind_element(&mut self, name: &str, means: impl FnOnce(usize) -> Meaning<'s>) {
        let frame = self.frames;
        self.frames += 1;
        self.vars.push(Defined { name: Arc::from(name), means: means(frame) });
    }

    /// A scope for the body of a quantifier, in which paths start at the element.
    pub fn inside(&self, name: &str, means: impl FnOnce(usize) -> Meaning<'s>) -> (Scope<'s>, usize) {
        let mut inner = self.clone();
        let frame = inner.frames;
        inner.frames += 1;
        inner.vars.push(Defined { name: Arc::from(name), means: means(frame) });
        inner.element = Some(inner.vars.len() - 1);
        (inner, frame)
    }
}

impl Defined<'_> {
    /// The variable as the tree keeps it; none for a short name, which is a path.
    pub fn as_var(&self) -> Option<Var> {
        let slot = match &self.means {
            Meaning::Ground(n, _) => Slot::Ground(*n),
            Meaning::Element(n, _) | Meaning::Entry(n, _) | Meaning::Strength(n, _) => Slot::Frame(*n),
            Meaning::Short(..) => return None,
        };
        Some(Var { name: self.name.clone(), slot })
    }
}
