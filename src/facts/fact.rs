//! The tree of what documents state: scalars with their state, records, lists, each with its place.
//! What a path that is not in the tree means is answered by `store`, from the schema.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::elements::Elements;
use crate::text::Span;
use crate::value::{State, Unknown};

/// One fact, as stated or as put there by a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Where it comes from.
    pub basis: Basis,
    /// Its place: the value, or the key where the value is empty.
    pub span: Option<Span>,
    /// Further places: the other side of a disagreement, what a computed fact was computed from.
    pub also: Vec<Span>,
    /// The text of an area that names no single one, so that its candidates can be found.
    pub written: Option<Arc<str>>,
    /// What it is.
    pub form: FactForm,
}

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// A document states it.
    Stated,
    /// Nothing states it.
    LeftOut,
    /// Left out, and the schema's default steps in.
    Default,
    /// Left out, and it is a confirmation: nobody confirmed it.
    NotConfirmed,
    /// Left out, and it is an event: none happened.
    NoEvent,
    /// `site.inventory: complete` says that the list is empty.
    InventoryComplete,
    /// Computed from other facts.
    Computed,
    /// Given from outside the documents: `now`, a parameter, a variable.
    Given,
}

/// The forms of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactForm {
    /// A scalar.
    Scalar(State),
    /// A record, list or map that is known not to exist.
    Gone,
    /// A record, list or map of which nothing is known (`null`, `unknown`, sources that disagree).
    Open(Unknown),
    /// A record or a map. A partial map may have further keys.
    Record {
        /// What is stated.
        fields: BTreeMap<Arc<str>, Fact>,
        /// Whether further keys may exist.
        partial: bool,
    },
    /// A list.
    List {
        /// Its members, sure and possible.
        elements: Elements,
        /// Whether further members may exist.
        partial: bool,
    },
    /// All items of the site, whatever list they stand in (computed, see `store`).
    Items,
}

/// A member of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// What it is addressed by: the `id` of a record, the text of a scalar.
    pub id: Option<Arc<str>>,
    /// Whether it certainly belongs to the list.
    pub sure: bool,
    /// The member.
    pub fact: Fact,
}

impl Fact {
    /// A scalar of this state.
    pub fn scalar(state: State, basis: Basis, span: Option<Span>) -> Self {
        Self { basis, span, also: Vec::new(), written: None, form: FactForm::Scalar(state) }
    }

    /// A stated, complete record.
    pub fn record(fields: BTreeMap<Arc<str>, Fact>, span: Option<Span>) -> Self {
        Self { basis: Basis::Stated, span, also: Vec::new(), written: None, form: FactForm::Record { fields, partial: false } }
    }

    /// A fact of this form that a document states.
    pub fn stated(form: FactForm, span: Span) -> Self {
        Self { basis: Basis::Stated, span: Some(span), also: Vec::new(), written: None, form }
    }

    /// A list that is computed.
    pub fn computed_list(elements: Vec<Element>, partial: bool) -> Self {
        Self {
            basis: Basis::Computed,
            span: None,
            also: Vec::new(),
            written: None,
            form: FactForm::List { elements: elements.into(), partial },
        }
    }

    /// The same fact with nothing in it: where it comes from and its places, for one that gets another form.
    pub fn clone_head(&self) -> Self {
        Self { basis: self.basis, span: self.span, also: self.also.clone(), written: None, form: FactForm::Gone }
    }

    /// The field of a record.
    pub fn field(&self, name: &str) -> Option<&Fact> {
        match &self.form {
            FactForm::Record { fields, .. } => fields.get(name),
            _ => None,
        }
    }

    /// The fact at a path of field names.
    pub fn at<S: AsRef<str>>(&self, path: &[S]) -> Option<&Fact> {
        path.iter().try_fold(self, |fact, name| fact.field(name.as_ref()))
    }

    /// The members of a list; empty for anything else.
    pub fn elements(&self) -> &[Element] {
        match &self.form {
            FactForm::List { elements, .. } => elements,
            _ => &[],
        }
    }

    /// The state of a scalar.
    pub fn state(&self) -> Option<&State> {
        match &self.form {
            FactForm::Scalar(state) => Some(state),
            _ => None,
        }
    }

    /// Sets the field of a record; does nothing to anything else.
    pub fn set(&mut self, name: &str, fact: Fact) {
        if let FactForm::Record { fields, .. } = &mut self.form {
            fields.insert(Arc::from(name), fact);
        }
    }
}
