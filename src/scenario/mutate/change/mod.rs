//! The mutants of a policy, each one small change of a rule, a parameter or a waiver, made in the typed policy.
//! Whether somebody notices is not decided here.

#[cfg(test)]
mod checks;
mod conditions;
mod operands;
mod params;
mod rules;
mod tests;
mod values;
mod waivers;

use std::sync::Arc;

use crate::compile::patch::Exchange;
use crate::policy::{Policy, Rule, Waiver};
use crate::text::Span;

/// What kind of change a mutant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Another operator.
    Operator,
    /// Another constant.
    Constant,
    /// Another quantifier: `any` for `every`, `all` for `any`.
    Quantifier,
    /// A negation added or removed.
    Negation,
    /// A `certainly` dropped.
    Certainty,
    /// A test dropped from a list.
    Test,
    /// The condition of a rule dropped.
    When,
    /// What lifts a decision dropped.
    Until,
    /// A rule dropped.
    Rule,
    /// One of several effects dropped.
    Effect,
    /// A strength lowered.
    Strength,
    /// One of the words of `for_each` dropped.
    Target,
    /// Another meaning of what is not known.
    IfUnknown,
    /// The value of a parameter.
    Parameter,
    /// A waiver dropped, or another date or scope of it.
    Waiver,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 15] = [
        Kind::Operator,
        Kind::Constant,
        Kind::Quantifier,
        Kind::Negation,
        Kind::Certainty,
        Kind::Test,
        Kind::When,
        Kind::Until,
        Kind::Rule,
        Kind::Effect,
        Kind::Strength,
        Kind::Target,
        Kind::IfUnknown,
        Kind::Parameter,
        Kind::Waiver,
    ];

    /// The word for it in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Operator => "operator",
            Kind::Constant => "constant",
            Kind::Quantifier => "quantifier",
            Kind::Negation => "negation",
            Kind::Certainty => "certainty",
            Kind::Test => "test",
            Kind::When => "when",
            Kind::Until => "until",
            Kind::Rule => "rule",
            Kind::Effect => "effect",
            Kind::Strength => "strength",
            Kind::Target => "target",
            Kind::IfUnknown => "if-unknown",
            Kind::Parameter => "parameter",
            Kind::Waiver => "waiver",
        }
    }
}

/// One small change of a policy.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What kind of change it is.
    pub kind: Kind,
    /// What is changed: the id of a rule, `$parameter`, `waiver of RULE`.
    pub subject: Arc<str>,
    /// Where.
    pub span: Span,
    /// What stands there, in the words of the policy.
    pub before: String,
    /// What the mutant has instead; empty where it has nothing.
    pub after: String,
    /// The rules and waivers that are exchanged.
    pub exchange: Exchange,
}

/// Which mutants are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only of what this pack says: those it extends have tests of their own.
    pub pack: Option<String>,
    /// Only of rules whose id contains this text.
    pub text: Option<String>,
}

impl Wanted {
    fn rule(&self, rule: &Rule) -> bool {
        self.pack.as_deref().is_none_or(|pack| *rule.pack == *pack) && self.names(rule.id.as_str())
    }

    fn waiver(&self, waiver: &Waiver) -> bool {
        self.pack.as_deref().is_none_or(|pack| *waiver.pack == *pack) && self.names(waiver.rule.as_str())
    }

    fn names(&self, id: &str) -> bool {
        self.text.as_deref().is_none_or(|text| id.contains(text))
    }
}

/// Every mutant of a policy: those of each rule, then those of parameters and waivers.
pub fn mutants(policy: &Policy, wanted: &Wanted) -> Vec<Mutant> {
    let mut out = Vec::new();
    for (place, rule) in policy.rules.iter().enumerate() {
        if wanted.rule(rule) {
            rules::mutate(policy, place, rule, &mut out);
        }
    }
    params::mutate(policy, wanted, &mut out);
    waivers::mutate(policy, wanted, &mut out);
    out
}
