//! Policy packs: rules, parameters, waivers, what they extend and what they loosen, read and checked as a whole.
//! Which files there are is `project`'s business, what follows from the rules that of `compile` and `evaluate`.

mod aim;
mod bind;
pub mod builtin;
mod derive;
mod effect;
mod fields;
pub mod invariant;
mod keys;
mod levels;
pub mod load;
mod loosen;
pub mod makes;
pub mod manifest;
pub mod param;
mod read;
pub mod reads;
pub mod rule;
mod setting;
pub mod source;
mod switch;
mod undecided;
pub mod waiver;
mod waivers;

#[cfg(test)]
pub mod testing;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use invariant::{Claim, Invariant};
pub use load::{load, schemas};
pub use param::Param;
pub use rule::{EachVar, Effect, EffectTarget, GroundVar, Of, Rule, WordsFrom};
pub use source::{PackFile, PackSource, SchemaFile};
pub use waiver::Waiver;

use crate::condition::scope::ParamValue;
use crate::diagnostic::{Diagnostic, Levels};
pub use crate::schema::Product;
use crate::schema::Schemas;
use crate::text::Span;
use crate::value::Instant;
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
    /// The invariants, ordered by id.
    pub invariants: Vec<Invariant>,
    /// What later packs loosen, each as a sentence with its place.
    pub loosened: Vec<Loosening>,
    /// Base rules that later ones can switch off, which waivers allow.
    pub switched: Vec<Switched>,
    /// The levels of lints that the last pack sets; those of the packs it extends are their own business.
    pub levels: Levels,
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

/// A rule of a base pack that a later one can switch off, as long as one of these waivers is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switched {
    /// The place of the later rule.
    pub by: Span,
    /// The waivers, by their place among those of the policy.
    pub waivers: Vec<usize>,
    /// What is wrong once they have expired.
    pub problem: Diagnostic,
}

impl Policy {
    /// The pack that the policy is about: the last one, which extends the others.
    pub fn own_pack(&self) -> &str {
        self.packs.last().map_or("", |pack| &pack.name)
    }

    /// What a product is called for people; its id where no pack knows it.
    pub fn title_of<'p>(&'p self, product: &'p str) -> &'p str {
        self.schemas.product(product).map_or(product, |p| &p.title)
    }

    /// What is loosened at a moment: an exception that has expired loosens nothing.
    pub fn loosened_at(&self, now: Instant) -> impl Iterator<Item = &Loosening> {
        let expired = move |l: &Loosening| {
            self.waivers.iter().any(|w| w.span == l.span && w.is_expired(now))
                || self.unallowed_at(now).any(|(switched, _)| switched.by == l.span)
        };
        self.loosened.iter().filter(move |l| !expired(l))
    }

    /// What no waiver allows any more, each with the last one that did.
    pub fn unallowed_at(&self, now: Instant) -> impl Iterator<Item = (&Switched, &Waiver)> {
        self.switched.iter().filter_map(move |switched| {
            let waivers = || switched.waivers.iter().filter_map(|n| self.waivers.get(*n));
            let last = waivers().max_by_key(|w| (w.expires, w.span))?;
            waivers().all(|w| w.is_expired(now)).then_some((switched, last))
        })
    }
}
