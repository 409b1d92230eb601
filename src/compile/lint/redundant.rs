//! Rules that add nothing: another one decides the same under the same condition, or under a wider one.
//! Compared is what is written, test by test; what follows from the values of facts is left to `analyze`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Linted, of_rule};
use crate::compile::program::GroundOf;
use crate::compile::{Expr, ExprKind, GroundEffect, GroundRule, GroundTarget, Program};
use crate::condition::print;
use crate::decision::Strength;
use crate::diagnostic::{Code, Sink};
use crate::policy::Rule;

/// The parts of a condition that must all hold, in one spelling.
type Parts = BTreeSet<String>;

/// A ground rule as far as it matters here.
struct Shape {
    rule: usize,
    each: Vec<String>,
    when: Parts,
    /// What it decides, and how strongly.
    effects: Vec<(String, Strength)>,
}

/// Finds rules of the pack that repeat another one, or decide only what another one decides.
pub(super) fn rules(linted: &Linted<'_>, sink: &mut Sink) {
    let program = linted.program;
    let shapes: Vec<Shape> = program.rules.iter().map(|rule| shape(program, rule)).collect();
    let mut askers: BTreeMap<&str, usize> = BTreeMap::new();
    shapes.iter().flat_map(|shape| &shape.when).for_each(|part| *askers.entry(part).or_default() += 1);
    let mut by_effect: BTreeMap<(&str, Option<&str>), Vec<usize>> = BTreeMap::new();
    let mut by_rule: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, shape) in shapes.iter().enumerate() {
        let rarest = shape.when.iter().map(String::as_str).min_by_key(|part| askers.get(part));
        shape.effects.iter().for_each(|(key, _)| by_effect.entry((key, rarest)).or_default().push(n));
        by_rule.entry(shape.rule).or_default().push(n);
    }
    let found = Shapes { program, shapes: &shapes, by_effect, by_rule };
    for (n, rule) in program.policy.rules.iter().enumerate().filter(|(_, rule)| linted.is_own(&rule.pack)) {
        if let Some((other, same)) = found.covering(n) {
            sink.push(problem(rule, other, same));
        }
    }
}

fn problem(rule: &Rule, other: &Rule, same: bool) -> crate::diagnostic::Diagnostic {
    if same {
        let headline = format!("rule `{}` repeats rule `{}`", rule.id, other.id);
        return of_rule(rule, Code::RepeatedRule, headline, "decides the same under the same condition")
            .at(other.span, "the rule that it repeats")
            .help("remove one of the two, and say both reasons in the other's `because`");
    }
    of_rule(
        rule,
        Code::ImpliedRule,
        format!("rule `{}` adds nothing to rule `{}`", rule.id, other.id),
        "asks for all that the other one asks for, and for more",
    )
    .at(other.span, "decides the same in every such case")
    .help("remove the rule, or decide something stronger")
}

struct Shapes<'a> {
    program: &'a Program,
    shapes: &'a [Shape],
    /// By what they decide and the rarest part of their condition, which is part of the condition of every rule that they cover.
    by_effect: BTreeMap<(&'a str, Option<&'a str>), Vec<usize>>,
    by_rule: BTreeMap<usize, Vec<usize>>,
}

impl<'a> Shapes<'a> {
    /// A rule that decides, whenever rule `n` does, all that it decides; and whether the two are the same.
    fn covering(&self, n: usize) -> Option<(&'a Rule, bool)> {
        let rules = &self.program.policy.rules;
        let rule = rules.get(n)?;
        let own = self.by_rule.get(&n)?;
        let first = own.first().and_then(|g| self.shapes.get(*g))?;
        let (key, _) = first.effects.first()?;
        let asked = first.when.iter().map(|part| Some(part.as_str())).chain([None]);
        let candidates: BTreeSet<usize> = asked
            .filter_map(|part| self.by_effect.get(&(key.as_str(), part)))
            .flatten()
            .filter_map(|g| Some(self.shapes.get(*g)?.rule))
            .filter(|r| *r != n)
            .collect();
        candidates.into_iter().find_map(|m| {
            let other = rules.get(m).filter(|other| self.comparable(rule, other))?;
            self.covers(m, n).then_some(())?;
            let same = self.covers(n, m);
            // Of two that are the same, the one that was there first is kept: the base's, else the one that is written first.
            let earlier = (self.rank(other), other.span, m) < (self.rank(rule), rule.span, n);
            (!same || earlier).then_some((other, same))
        })
    }

    fn rank(&self, rule: &Rule) -> Option<usize> {
        self.program.policy.packs.iter().position(|p| p.name == rule.pack)
    }

    /// Whether taking the rule away could only be noticed by what it decides: undetermined ones are read alike, and no
    /// exception is made for the other one that this one must not have.
    fn comparable(&self, rule: &Rule, other: &Rule) -> bool {
        let waived = self.program.policy.waivers.iter().any(|w| w.rule == other.id);
        rule.if_unknown == other.if_unknown && (other.unwaivable || !rule.unwaivable) && !waived
    }

    /// Whether each ground rule of `less` is covered by one of `more`.
    fn covers(&self, more: usize, less: usize) -> bool {
        let of = |n: usize| self.by_rule.get(&n).into_iter().flatten().filter_map(|g| self.shapes.get(*g));
        of(less).all(|less| of(more).any(|more| more.covers(less)))
    }
}

impl Shape {
    fn covers(&self, less: &Shape) -> bool {
        let decides = |(key, strength): &(String, Strength)| {
            self.effects.iter().any(|(known, own)| known == key && own.join(strength) == *own)
        };
        self.each == less.each && self.when.is_subset(&less.when) && less.effects.iter().all(decides)
    }
}

fn shape(program: &Program, ground: &GroundRule) -> Shape {
    let rule = program.rule_of(ground);
    let mut when = Parts::new();
    parts(&ground.when, &mut when);
    Shape {
        rule: ground.rule,
        each: ground.each.iter().map(|(name, path)| format!("{name} {}", print::path(path))).collect(),
        when,
        effects: ground.effects.iter().map(|e| (effect(rule, e), e.strength.clone())).collect(),
    }
}

/// What an effect decides, with everything about it but its strength.
fn effect(rule: Option<&Rule>, effect: &GroundEffect) -> String {
    let target = match &effect.target {
        GroundTarget::Word(word) => word.to_string(),
        GroundTarget::Element(var) | GroundTarget::Item(var) => format!("${}", var.name),
        GroundTarget::Alone => String::new(),
    };
    let of = match &effect.of {
        None => String::new(),
        Some(GroundOf::Word(word)) => word.to_string(),
        Some(GroundOf::Element(var)) => format!("${}", var.name),
        Some(GroundOf::Field(path)) => print::path(path),
    };
    let until = effect.until.as_ref().map(|until| {
        let mut found = Parts::new();
        parts(until, &mut found);
        found
    });
    let written = rule.and_then(|r| r.effects.get(effect.effect));
    let modifiers = written.map(|e| (e.due, e.acts.clone(), e.deadline));
    format!("{} {target} / {of} / {until:?} / {modifiers:?}", effect.verb)
}

/// The parts of a condition that must all hold.
fn parts(expr: &Expr, found: &mut Parts) {
    match &expr.kind {
        ExprKind::All(all) => all.iter().for_each(|part| parts(part, found)),
        _ => {
            found.insert(spelled(expr));
        }
    }
}

fn spelled(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Test(id) => id.0.to_string(),
        ExprKind::Not(inner) => format!("not({})", spelled(inner)),
        ExprKind::Certainly(inner) => format!("certainly({})", spelled(inner)),
        ExprKind::Any(any) => {
            format!("any({})", any.iter().map(spelled).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(","))
        }
        ExprKind::All(_) => {
            let mut found = Parts::new();
            parts(expr, &mut found);
            format!("all({})", found.into_iter().collect::<Vec<_>>().join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::lint::testing::in_overlay;
    use crate::policy::testing::rule;

    fn found(rules: &[(&str, &str)]) -> Vec<String> {
        let rules: String = rules.iter().map(|(id, lines)| rule(id, lines)).collect();
        let found = in_overlay(&format!("rules:\n{rules}"));
        found.iter().filter_map(|p| p.split(" | ").next()).map(str::to_owned).collect()
    }

    const WHEN: &str = "when: { site.type: blog, release.size: major }\n";

    #[test]
    fn the_same_rule_twice_is_told_once() {
        let same = "when: { release.size: major, site.type: blog }\nthen: { stage: agents }";
        assert_eq!(
            found(&[("a.one", &format!("{WHEN}then: {{ stage: agents }}")), ("a.two", same)]),
            ["repeated-rule: rule `a.two` repeats rule `a.one`"]
        );
    }

    #[test]
    fn a_rule_that_asks_for_more_and_decides_no_more_is_implied() {
        let wide = ("a.wide", "when: { site.type: blog }\nthen: { stage: agents }");
        let narrow = format!("{WHEN}then: {{ stage: agents, strength: advised }}");
        assert_eq!(found(&[wide, ("a.narrow", &narrow)]), ["implied-rule: rule `a.narrow` adds nothing to rule `a.wide`"]);
        let wide = ("a.wide", "when: { site.type: blog }\nthen: { stage: agents, strength: advised }");
        let stronger = format!("{WHEN}then: {{ stage: agents }}");
        assert_eq!(found(&[wide, ("a.narrow", &stronger)]), [] as [&str; 0]);
    }

    #[test]
    fn every_ground_rule_must_be_covered() {
        let all = ("a.all", "for_each: area\nthen: { stage: $area }");
        let one = ("a.one", "when: { site.type: blog }\nthen: { stage: agents }");
        assert_eq!(found(&[all, one]), ["implied-rule: rule `a.one` adds nothing to rule `a.all`"]);
        let two = ("a.two", "when: { site.type: blog }\nthen: [{ stage: agents }, { pause: commerce }]");
        assert_eq!(found(&[all, two]), [] as [&str; 0]);
    }

    #[test]
    fn what_lifts_it_and_how_it_is_read_while_unknown_make_a_difference() {
        let base = ("a.one", "when: { site.type: blog }\nthen: { stage: agents }");
        for other in ["until: { site.type: store }\n", "if_unknown: ask\n"] {
            assert_eq!(found(&[base, ("a.two", &format!("{WHEN}{other}then: {{ stage: agents }}"))]), [] as [&str; 0], "{other}");
        }
    }
}
