//! Laws of comparisons, against trying every document of a small domain: what is shown is so, and where nothing is shown within a
//! bound nothing is there.

use super::*;
use crate::compile::Program;
use crate::decision::Verb;
use crate::evaluate::Evaluation;
use crate::explain::testing::{RELEASE, World, site};
use crate::facts::change::node;
use crate::facts::{Change, FactPath};
use crate::value::Phase;

const LIMITS: Limits = Limits { tries: 40, elements: 1, only: None };

/// Numbers that look drawn by lot and are the same in each run.
struct Lots(u64);

impl Lots {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn pick<'p>(&mut self, from: &[&'p str]) -> &'p str {
        from[self.below(from.len())]
    }

    fn condition(&mut self, deep: usize) -> String {
        const TESTS: [&str; 8] = [
            "site.backup.files: true",
            "site.backup.files: { is_not: false }",
            "site.backup.database: false",
            "site.backup.database: { stated: true }",
            "release.cache_rebuild: true",
            "site.staging.result: pass",
            "site.staging.result: { is_not: fail }",
            "site.backup: { exists: false }",
        ];
        if deep == 0 || self.below(3) == 0 {
            return format!("{{ {} }}", self.pick(&TESTS));
        }
        let (a, b) = (self.condition(deep - 1), self.condition(deep - 1));
        match self.below(4) {
            0 => format!("{{ all: [{a}, {b}] }}"),
            1 => format!("{{ any: [{a}, {b}] }}"),
            2 => format!("{{ not: {a} }}"),
            _ => format!("{{ certainly: {a} }}"),
        }
    }

    fn rule(&mut self, id: usize) -> String {
        let effect = self.pick(&[
            "block: update",
            "stage: core",
            "pause: commerce",
            "{ derive: risky }",
            "stage: core, strength: advised",
        ]);
        let effect = effect.trim_matches(['{', '}', ' ']);
        let extra = self.pick(&["", "", "if_unknown: ask\n  ", "until: { site.backup.files: true }\n  "]);
        let extra = if effect.starts_with("derive") { "" } else { extra };
        let when = if self.below(4) == 0 && !effect.starts_with("derive") {
            format!("{{ all: [{}, {{ derived.risky: true }}] }}", self.condition(1))
        } else {
            self.condition(2)
        };
        format!(
            "- id: a.r{id}\n  title: A rule\n  when: {when}\n  then: {{ {effect} }}\n  {extra}because: Because.\n  source: here\n  owner: owner\n"
        )
    }
}

fn program(rules: &[String]) -> World {
    // There is always something to derive.
    let own = "- id: a.base\n  title: The base\n  when: { release.cache_rebuild: true }\n  then: { derive: risky }\n  because: Because.\n  source: here\n  owner: owner\n";
    World::new(&format!("{own}{}", rules.concat()), &[RELEASE, &site("")], "2026-07-21T18:00Z")
}

/// Every document of the small domain in every phase, evaluated.
fn every(world: &World) -> Vec<Evaluation> {
    let span = world.documents[0].root.span;
    let domain: [(&str, &[&str]); 4] = [
        ("site.backup.files", &["", "true", "false"]),
        ("site.backup.database", &["", "true", "false"]),
        ("release.cache_rebuild", &["", "true", "false"]),
        ("site.staging.result", &["", "pass", "fail"]),
    ];
    let mut all: Vec<Vec<Change>> = vec![Vec::new()];
    for (path, values) in domain {
        let set = |value: &str| Change::Set { path: FactPath::parse(path).unwrap(), to: node(value, span) };
        let with =
            |made: &Vec<Change>, value: &&str| made.iter().cloned().chain((!value.is_empty()).then(|| set(value))).collect();
        all = all.iter().flat_map(|made| values.iter().map(move |value| with(made, value)).collect::<Vec<_>>()).collect();
    }
    let run = crate::evaluate::Run::new(&world.program, world.now);
    let in_phase = |phase| crate::explain::Trial::new(run.in_phase(Some(phase)), &world.documents, &world.sources);
    let trials: Vec<_> = Phase::ALL.into_iter().map(in_phase).collect();
    trials.iter().flat_map(|trial| all.iter().map(|made| trial.evaluate(made).unwrap().evaluation)).collect()
}

fn exceeds(one: &Evaluation, other: &Evaluation, target: &crate::decision::Target) -> bool {
    let of = |evaluation: &Evaluation| evaluation.decision(target).and_then(|d| d.in_force.clone());
    of(one).is_some_and(|ours| of(other).is_none_or(|theirs| !theirs.at_least(&ours)))
}

#[test]
fn what_is_shown_is_so_and_what_is_not_shown_is_nowhere() {
    let cases: u64 = std::env::var("HOLDPOINT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
    let (mut shown, mut ruled_out, mut unfinished) = (0, 0, 0);
    for case in 0..cases {
        let mut lots = Lots(case);
        let mut rules: Vec<String> = (0..3).map(|n| lots.rule(n)).collect();
        let old = program(&rules);
        match lots.below(3) {
            0 => drop(rules.remove(lots.below(3))),
            1 => rules.push(lots.rule(3)),
            _ => rules[1] = lots.rule(1),
        }
        let new = program(&rules);
        let found = compare(&old.program, &new.program, old.now, LIMITS);
        let (before, after) = (every(&old), every(&new));
        let differs = |target: &crate::decision::Target, way: Way| {
            before.iter().zip(&after).any(|(a, b)| match way {
                Way::Weaker => exceeds(a, b, target),
                Way::Stricter => exceeds(b, a, target),
            })
        };
        for name in ["block:update", "stage:core", "pause:commerce"] {
            let target = crate::decision::Target::parse(name).unwrap();
            let told = found.decisions.iter().find(|d| d.target == target);
            for way in [Way::Weaker, Way::Stricter] {
                let there = differs(&target, way);
                let why = || format!("case {case}: {name} {way:?}, {told:?}\n{}", rules.concat());
                match told.map(|told| told.told(way)) {
                    Some(Told::Shown(..)) => shown += usize::from(true),
                    Some(Told::Not(Reach::Unfinished)) => unfinished += 1,
                    Some(Told::Not(_)) | None => {
                        assert!(!there, "{}", why());
                        ruled_out += 1;
                    }
                }
            }
        }
    }
    assert!(
        shown > 20 && ruled_out > 100 && unfinished <= shown / 4,
        "{shown} shown, {ruled_out} ruled out, {unfinished} not finished"
    );
}

/// Whether an evaluation is against an invariant, said once more.
fn against(policy: &crate::policy::Policy, place: usize, evaluation: &Evaluation) -> bool {
    let invariant = &policy.invariants[place];
    let holds = evaluation.reasons.iter().any(|r| r.name == invariant.rule.id.as_str() && r.effective.is_yes());
    let in_force = |target: &crate::decision::Target| evaluation.decision(target).is_some_and(|d| d.in_force.is_some());
    holds
        && match &invariant.claim {
            crate::policy::Claim::NeverVerdict(verdict) => evaluation.verdict <= *verdict,
            crate::policy::Claim::Never(target) => in_force(target),
            crate::policy::Claim::Always(target) => !in_force(target),
        }
}

#[test]
fn an_invariant_holds_exactly_where_every_document_says_so() {
    let cases: u64 = std::env::var("HOLDPOINT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(30);
    let (mut held, mut failed, mut open) = (0, 0, 0);
    for case in 0..cases {
        let mut lots = Lots(case + 1_000);
        let rules: String = (0..4).map(|n| lots.rule(n)).collect();
        let mut beside = String::from("---\ninvariants:\n");
        for n in 0..2 {
            let claim = lots.pick(&[
                "never: { verdict: prepare }",
                "never: { verdict: hold }",
                "never: { decision: block:update }",
                "never: { decision: pause:commerce }",
                "always: { decision: stage:core }",
                "always: { decision: block:update }",
            ]);
            let when = lots.condition(2);
            beside.push_str(&format!(
                "  - id: promise.p{n}\n    title: A promise\n    when: {when}\n    {claim}\n    because: So.\n    source: here\n    owner: owner\n"
            ));
        }
        let world = program(&[rules.clone(), beside.clone()]);
        let policy = &world.program.policy;
        let found = prove(policy, world.now, LIMITS).unwrap();
        let asked = World { program: super::invariants::with_conditions(policy).unwrap(), ..world };
        let all = every(&asked);
        for proved in &found {
            let there = all.iter().any(|evaluation| against(&asked.program.policy, proved.invariant, evaluation));
            match &proved.found {
                Ok(Reach::Unfinished) => open += 1,
                Ok(_) => {
                    assert!(!there, "case {case}, promise {}: said to hold\n{rules}{beside}", proved.invariant);
                    held += 1;
                }
                // What is shown was evaluated; the small domain need not have it, since more can be stated.
                Err(_) => failed += 1,
            }
        }
    }
    assert!(held > 5 && failed > 5 && open <= cases / 5, "{held} hold, {failed} don't, {open} are not proved");
}

#[test]
fn what_a_rule_less_comes_to_is_shown_by_documents() {
    let rule = "- id: a.gone\n  title: Gone\n  each: { alert: site.alerts }\n  when: { $alert.explained: false }\n  then: { pause: commerce }\n  because: Because.\n  source: here\n  owner: owner\n";
    let (old, new) = (program(&[rule.to_owned()]), program(&[]));
    let found = compare(&old.program, &new.program, old.now, LIMITS);
    assert_eq!((found.whole(), found.decisions.len()), (Whole::Weaker, 1));
    let Told::Shown(witness, before, after) = found.decisions[0].told(Way::Weaker) else { panic!("{:?}", found.decisions) };
    assert_eq!((before.in_force.len(), after.in_force.len()), (1, 0));
    // An alert that nobody has explained is enough.
    assert_eq!((witness.stated.len(), before.in_force[0].precaution), (0, false));
    assert_eq!(found.reach(Way::Stricter), Reach::Everywhere);
    // Without tries nothing is claimed.
    let cut = compare(&old.program, &new.program, old.now, Limits { elements: 0, tries: 1, only: Some(Way::Stricter) });
    assert_eq!((cut.whole(), cut.reach(Way::Stricter)), (Whole::Equal, Reach::Everywhere));
}

#[test]
fn the_same_rules_in_other_words_are_equal_everywhere() {
    let rule = |because: &str| {
        format!(
            "- id: a.one\n  title: One\n  when: {{ site.backup.files: false }}\n  then: {{ block: update }}\n  because: {because}\n  source: here\n  owner: owner\n"
        )
    };
    let (old, new): (World, World) = (program(&[rule("So.")]), program(&[rule("For that reason.")]));
    let found = compare(&old.program, &new.program, old.now, LIMITS);
    assert_eq!((found.whole(), found.rules.len(), found.decisions.len()), (Whole::Equal, 0, 0));
    let verbs = |program: &Program| program.rules.iter().flat_map(|r| &r.effects).filter(|e| e.verb != Verb::Derive).count();
    assert_eq!(found.untouched, verbs(&old.program));
}
