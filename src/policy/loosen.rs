//! Lists what later packs loosen, and asks for a waiver where a later rule can switch off a base rule.
//! What a parameter loosens is found where it is set, in `setting`.

use std::collections::BTreeMap;

use super::rule::Rule;
use super::switch::{self, Switch};
use super::waiver::Waiver;
use super::{Loosening, Pack, Switched};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::text::wording;
use crate::vocabulary::{AddedName, AddedSynonym, Vocabulary};

impl Loosening {
    /// It as a warning, for `check`.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::new(Code::Loosened, self.sentence.clone())
            .at(self.span, "less strict than without this")
            .note(format!("pack {} does so; every evaluation says so", wording::quote(&self.pack)))
    }
}

/// What the packs after the first one loosen besides parameters, and which rules they can switch off by a waiver. One that is
/// switched off without a waiver is an error.
pub(super) fn read(
    packs: &[Pack],
    vocabulary: &Vocabulary,
    rules: &[Rule],
    waivers: &[Waiver],
    sink: &mut Sink,
) -> (Vec<Loosening>, Vec<Switched>) {
    let Some(base) = packs.first().map(|p| &p.name) else { return Default::default() };
    let mut loosened = synonyms(&vocabulary.added_synonyms);
    loosened.extend(vocabulary.added_names.iter().map(renamed));
    loosened.extend(later_due(base, vocabulary));
    let mut switched = Vec::new();
    let of = |waiver: &Waiver| rules.iter().find(|r| r.id == waiver.rule);
    let counts = |waiver: &&Waiver| of(waiver).is_none_or(|rule| !waiver.matches_nothing(rule));
    for waiver in waivers.iter().filter(|w| w.pack != *base).filter(counts) {
        loosened.push(Loosening { sentence: waived(waiver), pack: waiver.pack.clone(), span: waiver.span });
    }
    let rank = |rule: &Rule| packs.iter().position(|p| p.name == rule.pack).unwrap_or(0);
    // Each later pack against those before it, so that a pack in the middle is a base too.
    for (n, pack) in packs.iter().enumerate().skip(1) {
        let so_far: Vec<Rule> = rules.iter().filter(|r| rank(r) <= n).cloned().collect();
        for switch in switch::switches(&so_far, &|rule| rank(rule) == n) {
            let (Some(by), Some(off)) = (so_far.get(switch.by), so_far.get(switch.off)) else { continue };
            let problem = needs_waiver(&so_far, &switch, by, off);
            let allowing = |(_, w): &(usize, &Waiver)| w.pack == pack.name && w.rule == off.id && !w.matches_nothing(off);
            let allowed: Vec<usize> = waivers.iter().enumerate().filter(allowing).map(|(n, _)| n).collect();
            if allowed.is_empty() {
                sink.push(problem);
                continue;
            }
            let sentence = format!("the rule `{}` can switch off the rule `{}`", by.id, off.id);
            loosened.push(Loosening { sentence, pack: pack.name.clone(), span: by.span });
            switched.push(Switched { by: by.span, waivers: allowed, problem });
        }
    }
    (loosened, switched)
}

/// What a later pack says is due later than the engine's own default, which no earlier pack has settled.
fn later_due(base: &str, vocabulary: &Vocabulary) -> Vec<Loosening> {
    let own = Vocabulary::empty();
    let verbs = [
        ("stage", &vocabulary.stage, own.stage.due),
        ("pause", &vocabulary.pause, own.pause.due),
        ("rollback", &vocabulary.rollback, own.rollback.due),
    ];
    let later = verbs.into_iter().filter_map(|(verb, said, default)| {
        let origin = said.origin.as_ref().filter(|origin| *origin.pack != *base && said.due > default)?;
        let sentence = format!("`{verb}` is due {} instead of {}", said.due.name(), default.name());
        Some(Loosening { sentence, pack: origin.pack.clone(), span: origin.span })
    });
    later.collect()
}

/// The words that later packs map to areas, one sentence for each area.
fn synonyms(added: &[AddedSynonym]) -> Vec<Loosening> {
    let mut by_area: BTreeMap<(usize, &str, &str), Vec<&AddedSynonym>> = BTreeMap::new();
    for synonym in added {
        // The first place keeps packs in their order.
        let first = added.iter().position(|a| a.pack == synonym.pack).unwrap_or(0);
        by_area.entry((first, &synonym.pack, synonym.area.as_str())).or_default().push(synonym);
    }
    by_area
        .into_values()
        .filter_map(|words| {
            let first = words.first()?;
            let names: Vec<String> = words.iter().map(|w| wording::quote(&w.word)).collect();
            let stand = if names.len() == 1 { "stands" } else { "stand" };
            let sentence = format!("in release notes {} now {stand} for the area `{}`", wording::list_and(&names), first.area);
            Some(Loosening { sentence, pack: first.pack.clone(), span: first.span })
        })
        .collect()
}

/// A requirement may be met by what was not the same software before.
fn renamed(added: &AddedName) -> Loosening {
    let sentence = format!("in requirements and versions {} now stands for `{}`", wording::quote(&added.word), added.software);
    Loosening { sentence, pack: added.pack.clone(), span: added.span }
}

fn waived(waiver: &Waiver) -> String {
    let mut limits: Vec<String> = Vec::new();
    for (name, words) in &waiver.scope {
        limits.push(format!("{name} {}", wording::list_or(words)));
    }
    if let Some(sites) = &waiver.sites {
        limits.push(format!("{} {}", if sites.len() == 1 { "site" } else { "sites" }, wording::list_or(sites)));
    }
    if let Some(items) = &waiver.items {
        limits.push(format!("{} {}", if items.len() == 1 { "item" } else { "items" }, wording::list_or(items)));
    }
    let limits = if limits.is_empty() { String::new() } else { format!(" for {}", limits.join(", ")) };
    let last = waiver.last_day();
    format!("the rule `{}` is waived{limits} until {last}: {}", waiver.rule, crate::text::printable::printable(&waiver.reason))
}

fn needs_waiver(rules: &[Rule], switch: &Switch, by: &Rule, off: &Rule) -> Diagnostic {
    let mut problem = Diagnostic::new(
        Code::NeedsWaiver,
        format!("rule `{}` can switch off rule `{}` of pack {}", by.id, off.id, wording::quote(&off.pack)),
    )
    .at(by.span, "what this rule decides")
    .at(switch.span, format!("can end `{}` here", off.id));
    problem = if off.unwaivable {
        problem.help(format!("decide something else: `{}` can't be waived", off.id))
    } else {
        problem.help(format!("add a waiver of `{}` to pack {}, or decide something else", off.id, wording::quote(&by.pack)))
    };
    let through: Vec<String> =
        switch.through.iter().filter_map(|n| rules.get(*n)).map(|r| wording::quote(r.id.as_str())).collect();
    if through.is_empty() { problem } else { problem.note(format!("the way leads through {}", wording::list_and(&through))) }
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{BASE, FIRST, read, rule, seen};

    /// The base with these rules, extended by a pack with those; the problems and what is loosened.
    fn found(base: &[String], overlay: &str) -> (Vec<String>, Vec<String>) {
        let base = format!("kind: policy\nname: base\nrules:\n{}", base.concat());
        let overlay = format!("kind: policy\nname: acme\nextends: [base]\n{overlay}");
        let (policy, found, sources) = read(&[&[BASE, FIRST, &base], &[&overlay]]);
        let loosened = policy.map(|p| p.loosened).unwrap_or_default();
        (seen(&found, &sources), loosened.into_iter().map(|l| l.sentence).collect())
    }

    fn reader(id: &str, line: &str) -> String {
        rule(id, &format!("{line}\nthen: {{ block: restart }}"))
    }

    const MAKER: &str = "then: { stage: agents }";

    fn none() -> (Vec<String>, Vec<String>) {
        (Vec::new(), Vec::new())
    }

    #[test]
    fn a_rule_that_only_adds_needs_nothing() {
        let base = [rule("b.maker", MAKER), reader("b.reads", "when: { decided.stage: { includes: agents } }")];
        assert_eq!(found(&base, &format!("rules:\n{}", rule("acme.more", MAKER))), none());
    }

    #[test]
    fn a_rule_that_can_switch_off_a_base_rule_needs_a_waiver() {
        let base = [rule("b.maker", MAKER), reader("b.reads", "unless: { decided.stage: { includes: agents } }")];
        let overlay = format!("rules:\n{}", rule("acme.more", MAKER));
        let problem = "needs-waiver: rule `acme.more` can switch off rule `b.reads` of pack `base` | acme.more: what this rule decides | \
                       decided.stage: { includes: agents: can end `b.reads` here | help: add a waiver of `b.reads` to pack `acme`, or decide something else";
        assert_eq!(found(&base, &overlay), (vec![problem.to_owned()], Vec::new()));
        let waiver = "waivers:\n  - { rule: b.reads, reason: Agreed, owner: ana, expires: 2027-01-31 }\n";
        let sentences =
            ["the rule `acme.more` can switch off the rule `b.reads`", "the rule `b.reads` is waived until 2027-01-31: Agreed"];
        assert_eq!(found(&base, &format!("{overlay}{waiver}")), (Vec::new(), sentences.map(str::to_owned).to_vec()));
    }

    #[test]
    fn what_lifts_a_base_rule_switches_it_off() {
        let base = [rule("b.maker", MAKER), reader("b.reads", "until: { decided.stage: { includes: agents } }")];
        let (problems, _) = found(&base, &format!("rules:\n{}", rule("acme.more", MAKER)));
        assert_eq!(
            problems.iter().filter(|p| p.starts_with("needs-waiver: rule `acme.more` can switch off rule `b.reads`")).count(),
            1
        );
    }

    #[test]
    fn another_target_is_not_read() {
        let base = [rule("b.maker", MAKER), reader("b.reads", "unless: { decided.stage: { includes: agents } }")];
        assert_eq!(found(&base, &format!("rules:\n{}", rule("acme.more", "then: { stage: workflows }"))), none());
    }

    #[test]
    fn the_way_may_lead_through_base_rules_and_two_falls_are_a_rise() {
        let base = [
            rule("b.maker", MAKER),
            rule("b.one", "when: { decided.stage: { includes: agents } }\nthen: { derive: busy }"),
            reader("b.two", "unless: { derived.busy: true }"),
            rule("b.three", "unless: { decided.block: { includes: restart } }\nthen: { escalate: vendor }"),
        ];
        let (problems, _) = found(&base, &format!("rules:\n{}", rule("acme.more", MAKER)));
        let off: Vec<&str> = problems.iter().filter_map(|p| p.split(" | ").next()).collect();
        assert_eq!(off, ["needs-waiver: rule `acme.more` can switch off rule `b.two` of pack `base`"]);
    }

    #[test]
    fn a_rule_of_the_later_pack_may_depend_on_its_own_rules_as_it_likes() {
        let overlay = format!(
            "rules:\n{}{}",
            rule("acme.more", MAKER),
            reader("acme.reads", "unless: { decided.stage: { includes: agents } }")
        );
        assert_eq!(found(&[rule("b.maker", MAKER)], &overlay), none());
    }
}
