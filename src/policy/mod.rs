//! Policy packs: rules, parameters, waivers, what they extend and what they loosen, read and checked as a whole.
//! Which files there are is `project`'s business, what follows from the rules that of `compile` and `evaluate`.

mod aim;
mod bind;
pub mod builtin;
mod derive;
mod effect;
mod fields;
mod keys;
mod lint;
pub mod load;
mod loosen;
mod makes;
pub mod manifest;
pub mod param;
mod read;
mod reads;
pub mod rule;
mod setting;
pub mod source;
mod switch;
mod undecided;
pub mod waiver;
mod waivers;

#[cfg(test)]
pub(crate) mod testing;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use load::{load, schemas};
pub use param::Param;
pub use rule::{EachVar, Effect, EffectTarget, GroundVar, Of, Rule, WordsFrom};
pub use source::{PackFile, PackSource, SchemaFile};
pub use waiver::{Waiver, expired_waivers};

use crate::condition::scope::ParamValue;
use crate::schema::Schemas;
use crate::text::Span;
use crate::value::{Instant, Scheme};
use crate::vocabulary::Vocabulary;

/// A policy that was read and checked without an error.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The packs it is made of, the base first.
    pub packs: Vec<Pack>,
    /// What the packs are about.
    pub product: Product,
    /// The shapes of facts, with those the packs add.
    pub schemas: Arc<Schemas>,
    /// Areas, categories and the rest.
    pub vocabulary: Arc<Vocabulary>,
    /// The parameters with their values.
    pub params: BTreeMap<Arc<str>, ParamValue>,
    /// The parameters as declared, ordered by name, each with its value.
    pub declared: Vec<Param>,
    /// The rules, ordered by id.
    pub rules: Vec<Rule>,
    /// The waivers, ordered by rule and place.
    pub waivers: Vec<Waiver>,
    /// What later packs loosen, each as a sentence with its place.
    pub loosened: Vec<Loosening>,
}

/// One pack of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Its name.
    pub name: Arc<str>,
    /// Its title.
    pub title: String,
    /// Its version, as written.
    pub version: String,
    /// The digest over its files (their masked text): `sha256:` and hexadecimal digits.
    pub digest: String,
}

/// The product that a policy is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The key under `site.versions`.
    pub id: Arc<str>,
    /// Its name for people.
    pub title: String,
    /// How its versions are ordered.
    pub scheme: Scheme,
}

/// Something that makes a policy less strict than the packs it extends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loosening {
    /// What, as a sentence.
    pub sentence: String,
    /// The pack that does so.
    pub pack: Arc<str>,
    /// Where.
    pub span: Span,
}

impl Policy {
    /// What is loosened at a moment: an exception that has expired loosens nothing.
    pub fn loosened_at(&self, now: Instant) -> impl Iterator<Item = &Loosening> {
        let expired = move |l: &Loosening| self.waivers.iter().any(|w| w.span == l.span && w.is_expired(now));
        self.loosened.iter().filter(move |l| !expired(l))
    }
}
