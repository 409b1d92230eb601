//! Lints: what may not mean what its author meant, in a policy that is read without an error. One file for each family.
//! They are looked for by `check` alone; which level each has in a pack is said by its manifest.

mod certainty;
mod constant;
mod keys;
mod negation;
mod parameter;
mod reasons;
mod redundant;
mod waivers;
mod windows;
mod words;

use std::collections::BTreeMap;

use super::Program;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::Node;
use crate::policy::{PackSource, Policy, Rule};
use crate::text::Span;
use crate::value::{Duration, Instant};

/// How long before its end a waiver is worth a word, unless the caller says otherwise: 30 days.
pub const HORIZON: Duration = Duration::from_seconds(30 * 86_400);

/// What lints look at.
#[derive(Clone, Copy, Debug)]
pub struct Linted<'a> {
    /// The program.
    pub program: &'a Program,
    /// The packs it was made of, as written, base first.
    pub packs: &'a [PackSource],
    /// The moment for which waivers are judged.
    pub now: Instant,
    /// How long before its end a waiver is worth a word.
    pub horizon: Duration,
}

/// A family of lints: the codes, and what looks for them.
#[derive(Clone, Copy)]
pub struct Lint {
    /// Its codes, which say what they mean and which level they have.
    pub codes: &'static [Code],
    /// Looks for them.
    pub find: fn(&Linted<'_>, &mut Sink),
}

/// All lints.
pub const LINTS: &[Lint] = &[
    Lint { codes: &[Code::UnusedParameter], find: parameter::unused },
    Lint { codes: &[Code::UnusedConclusion, Code::UnusedWord], find: words::unused },
    Lint { codes: &[Code::RepeatedRule, Code::ImpliedRule], find: redundant::rules },
    Lint { codes: &[Code::ImpossibleCondition, Code::NeedlessCondition], find: constant::conditions },
    Lint { codes: &[Code::UnnamedKey], find: keys::resembling },
    Lint { codes: &[Code::UncertainExemption, Code::SilentWhileUnknown], find: certainty::ignorance },
    Lint { codes: &[Code::VacuousEvery, Code::PhaseNegation], find: negation::later_and_nothing },
    Lint { codes: &[Code::SkippedWindow], find: windows::never_in_force },
    Lint { codes: &[Code::MissingBecause, Code::MissingSource, Code::MissingOwner], find: reasons::missing },
    Lint {
        codes: &[Code::WaiverExpired, Code::WaiverExpiresSoon, Code::WaiverUnused, Code::WaiverTooWide],
        find: waivers::waivers,
    },
    Lint { codes: &[Code::Loosened], find: loosened },
];

/// Everything that the lints find in the pack that the policy is about, with the levels that it sets. What the packs it extends
/// are like is their makers' business.
pub fn lint(linted: &Linted<'_>, sink: &mut Sink) {
    let mut found = Sink::new();
    LINTS.iter().for_each(|lint| (lint.find)(linted, &mut found));
    linted.program.policy.levels.apply(found, sink);
}

fn loosened(linted: &Linted<'_>, sink: &mut Sink) {
    let policy = linted.policy();
    policy.loosened_at(linted.now).filter(|l| *l.pack == *policy.own_pack()).for_each(|l| sink.push(l.diagnostic()));
}

impl<'a> Linted<'a> {
    fn policy(&self) -> &'a Policy {
        &self.program.policy
    }

    /// Whether a pack is the one that is linted.
    fn is_own(&self, pack: &str) -> bool {
        pack == self.policy().own_pack()
    }

    /// The rules of the pack itself.
    fn own_rules(&self) -> impl Iterator<Item = &'a Rule> {
        let own = self.policy().own_pack();
        self.policy().rules.iter().filter(move |rule| *rule.pack == *own)
    }

    /// The elements of a section of the pack's files, by the place of the value of `key` in them.
    fn written(&self, section: &str, key: &str) -> BTreeMap<Span, &'a Node> {
        let files = self.packs.last().into_iter().flat_map(|pack| &pack.files);
        let elements = files.filter_map(|f| f.document.root.get(section)).flat_map(Node::elements);
        elements.filter_map(|node| Some((node.get(key)?.span, node))).collect()
    }
}

/// A problem of a rule, at its id.
fn of_rule(rule: &Rule, code: Code, headline: String, label: &str) -> Diagnostic {
    Diagnostic::new(code, headline).at(rule.span, label)
}

#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lint_is_looked_for_in_one_place() {
        let mut looked: Vec<Code> = LINTS.iter().flat_map(|lint| lint.codes.iter().copied()).collect();
        looked.sort();
        let all: Vec<Code> = Code::ALL.iter().copied().filter(|code| code.is_lint()).collect();
        assert_eq!(looked, all);
    }
}
