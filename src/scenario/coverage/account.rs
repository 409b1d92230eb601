//! What was shown of a policy, rule by rule, and what was not: goals of seven kinds, each counted for itself.
//! What was seen is found by `seen`, what could be by `plan`.

use super::plan::Plan;
use super::seen::{Answer, Seen};
use crate::compile::Program;
use crate::policy::Policy;
use crate::text::Span;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Rules that decided something for certain.
    Rules,
    /// Tests answered yes, and answered no.
    Answers,
    /// Tests that decided their condition alone, as yes and as no.
    Alone,
    /// Tests whose answer was missing, of those where it can be.
    Unknown,
    /// Tests whose answer belonged to a later phase, of those where it can.
    Later,
    /// Lift conditions that lifted something, and that let something stand.
    Lifts,
    /// Waivers that took something out, and that had expired.
    Waivers,
}

/// What was shown of a policy: of its last pack, since those it extends have tests of their own.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The name of the policy's last pack.
    pub pack: String,
    /// How many cases ran.
    pub cases: usize,
    /// The rules: those that decided nothing first, then those of which something else was not shown; by id.
    pub rules: Vec<RuleCoverage>,
    /// The waivers, likewise.
    pub waivers: Vec<WaiverCoverage>,
    /// How much of each kind.
    pub shares: Vec<(Kind, Share)>,
}

/// How many of how many goals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that were shown.
    pub shown: usize,
    /// All.
    pub all: usize,
}

/// What was shown of a rule.
#[derive(Clone, Debug)]
pub struct RuleCoverage {
    /// Its id.
    pub id: String,
    /// Its place.
    pub span: Span,
    /// Whether it decided something for certain.
    pub fired: bool,
    /// Its tests, in the order in which they are written.
    pub tests: Vec<TestCoverage>,
    /// Its lift conditions.
    pub lifts: Vec<LiftCoverage>,
}

/// What was shown of a test.
#[derive(Clone, Debug)]
pub struct TestCoverage {
    /// Its place.
    pub span: Span,
    /// The test.
    pub text: String,
    /// Whether it stands in a lift condition.
    pub lifting: bool,
    /// How many quantifiers stand around it.
    pub depth: usize,
    /// Whether it was answered yes, and no.
    pub answers: (bool, bool),
    /// Whether it decided alone as yes, and as no.
    pub alone: (bool, bool),
    /// Whether its answer was missing; none where it can't be.
    pub unknown: Option<bool>,
    /// Whether its answer belonged to a later phase; none where it can't.
    pub later: Option<bool>,
}

/// What was shown of a lift condition.
#[derive(Clone, Debug)]
pub struct LiftCoverage {
    /// Its place.
    pub span: Span,
    /// Whether it lifted something.
    pub lifts: bool,
    /// Whether it let something stand.
    pub stands: bool,
}

/// What was shown of a waiver.
#[derive(Clone, Debug)]
pub struct WaiverCoverage {
    /// Its rule.
    pub rule: String,
    /// Its place.
    pub span: Span,
    /// Whether it took something out.
    pub waives: bool,
    /// Whether something came back after its last day.
    pub expired: bool,
}

pub(super) fn account(program: &Program, plan: &Plan, seen: &Seen, cases: usize) -> Coverage {
    let policy = &program.policy;
    let mut rules: Vec<RuleCoverage> = (0..policy.rules.len())
        .filter(|place| policy.rules.get(*place).is_some_and(|r| is_own(policy, &r.pack)))
        .filter_map(|place| rule(program, plan, seen, place))
        .collect();
    rules.sort_by_key(|r| (r.is_whole(), r.fired));
    let mut waivers: Vec<WaiverCoverage> = policy
        .waivers
        .iter()
        .enumerate()
        .filter(|(_, w)| is_own(policy, &w.pack))
        .map(|(n, w)| {
            let (waives, expired) = seen.waivers.get(&n).copied().unwrap_or_default();
            WaiverCoverage { rule: w.rule.to_string(), span: w.span, waives, expired }
        })
        .collect();
    waivers.sort_by_key(|w| w.waives && w.expired);
    let shares = Kind::ALL.into_iter().map(|kind| (kind, share(kind, &rules, &waivers))).collect();
    let pack = policy.packs.last().map(|p| format!("{} {}", p.name, p.version)).unwrap_or_default();
    Coverage { pack: pack.trim().to_owned(), cases, rules, waivers, shares }
}

/// Whether something stands in the pack that is tested: what it extends has tests of its own. A pack without rules and waivers
/// of its own is tested as a whole.
fn is_own(policy: &Policy, pack: &str) -> bool {
    let Some(last) = policy.packs.last() else { return true };
    let own = |name: &str| *name == *last.name;
    own(pack) || !(policy.rules.iter().any(|r| own(&r.pack)) || policy.waivers.iter().any(|w| own(&w.pack)))
}

fn rule(program: &Program, plan: &Plan, seen: &Seen, place: usize) -> Option<RuleCoverage> {
    let rule = program.policy.rules.get(place)?;
    let mut tests = Vec::new();
    for (n, condition) in plan.conditions.iter().enumerate().filter(|(_, c)| c.rule == place) {
        for (test, leaf) in condition.tests.iter().enumerate() {
            let alone = |answer| seen.alone(n, &condition.shape, test, answer);
            tests.push(TestCoverage {
                span: leaf.span,
                text: leaf.text.clone(),
                lifting: condition.lifting,
                depth: condition.depth,
                answers: (seen.has(n, test, Answer::Yes), seen.has(n, test, Answer::No)),
                alone: (alone(Answer::Yes), alone(Answer::No)),
                unknown: leaf.unknown.then(|| seen.has(n, test, Answer::Unknown)),
                later: leaf.later.then(|| seen.has(n, test, Answer::Later)),
            });
        }
    }
    let lifts = plan.lifts.iter().enumerate().filter(|(_, l)| l.rule == place).map(|(n, l)| {
        let (lifts, stands) = seen.lifts.get(&n).copied().unwrap_or_default();
        LiftCoverage { span: l.span, lifts, stands }
    });
    let lifts = lifts.collect();
    tests.sort_by_key(|t| (t.span.source, t.span.start));
    Some(RuleCoverage { id: rule.id.to_string(), span: rule.span, fired: seen.fired.contains(&place), tests, lifts })
}

fn share(kind: Kind, rules: &[RuleCoverage], waivers: &[WaiverCoverage]) -> Share {
    let tests = || rules.iter().flat_map(|r| &r.tests);
    let both = |all: &mut dyn Iterator<Item = (bool, bool)>| Share::of(&mut all.flat_map(|(a, b)| [a, b]));
    match kind {
        Kind::Rules => Share::of(&mut rules.iter().map(|r| r.fired)),
        Kind::Answers => both(&mut tests().map(|t| t.answers)),
        Kind::Alone => both(&mut tests().map(|t| t.alone)),
        Kind::Unknown => Share::of(&mut tests().filter_map(|t| t.unknown)),
        Kind::Later => Share::of(&mut tests().filter_map(|t| t.later)),
        Kind::Lifts => both(&mut rules.iter().flat_map(|r| &r.lifts).map(|l| (l.lifts, l.stands))),
        Kind::Waivers => both(&mut waivers.iter().map(|w| (w.waives, w.expired))),
    }
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 7] = [Kind::Rules, Kind::Answers, Kind::Alone, Kind::Unknown, Kind::Later, Kind::Lifts, Kind::Waivers];

    /// Their names, in the same order.
    pub const NAMES: [&str; 7] = ["rules", "answers", "alone", "unknown", "later", "lifts", "waivers"];

    /// The word in options and machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Rules => "rules",
            Kind::Answers => "answers",
            Kind::Alone => "alone",
            Kind::Unknown => "unknown",
            Kind::Later => "later",
            Kind::Lifts => "lifts",
            Kind::Waivers => "waivers",
        }
    }

    /// The kind of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == text)
    }

    /// What is counted, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Kind::Rules => "rules that decided something for certain",
            Kind::Answers => "tests answered yes, and answered no",
            Kind::Alone => "tests that decided alone, as yes and as no",
            Kind::Unknown => "tests whose facts were not known",
            Kind::Later => "tests whose facts come in a later phase",
            Kind::Lifts => "lift conditions that lifted, and that didn't yet",
            Kind::Waivers => "waivers in force, and expired",
        }
    }
}

impl Share {
    fn of(goals: &mut dyn Iterator<Item = bool>) -> Self {
        goals.fold(Self::default(), |share, shown| Self { shown: share.shown + usize::from(shown), all: share.all + 1 })
    }

    /// The whole percent; of nothing everything is shown. Rounded down, so that 100 is all of it.
    pub fn percent(self) -> usize {
        (self.shown * 100).checked_div(self.all).unwrap_or(100)
    }
}

impl Coverage {
    /// How much of everything together.
    pub fn total(&self) -> Share {
        self.shares.iter().fold(Share::default(), |sum, (_, s)| Share { shown: sum.shown + s.shown, all: sum.all + s.all })
    }

    /// How much of one kind.
    pub fn share(&self, kind: Kind) -> Share {
        self.shares.iter().find(|(k, _)| *k == kind).map(|(_, s)| *s).unwrap_or_default()
    }
}

impl RuleCoverage {
    /// Whether everything was shown of it.
    pub fn is_whole(&self) -> bool {
        self.fired && self.tests.iter().all(|t| t.gaps().is_empty()) && self.lifts.iter().all(|l| l.lifts && l.stands)
    }
}

impl TestCoverage {
    /// What was not shown of it, in a few words each.
    pub fn gaps(&self) -> Vec<&'static str> {
        let mut out = Vec::new();
        match self.answers {
            (false, false) => out.push("never answered"),
            (false, true) => out.push("never yes"),
            (true, false) => out.push("never no"),
            (true, true) => {}
        }
        // What was never answered so never decided so: that is said once.
        match (self.answers.0 && !self.alone.0, self.answers.1 && !self.alone.1) {
            (true, true) => out.push("never decides alone"),
            (true, false) => out.push("as yes never decides alone"),
            (false, true) => out.push("as no never decides alone"),
            (false, false) => {}
        }
        if self.unknown == Some(false) {
            out.push("never unknown");
        }
        if self.later == Some(false) {
            out.push("never later");
        }
        out
    }
}

impl LiftCoverage {
    /// What was not shown of it.
    pub fn gap(&self) -> Option<&'static str> {
        match (self.lifts, self.stands) {
            (true, true) => None,
            (false, true) => Some("never lifts"),
            (true, false) => Some("always lifts"),
            (false, false) => Some("never asked"),
        }
    }
}

impl WaiverCoverage {
    /// What was not shown of it.
    pub fn gap(&self) -> Option<&'static str> {
        match (self.waives, self.expired) {
            (true, true) => None,
            (false, true) => Some("never in force"),
            (true, false) => Some("never expired"),
            (false, false) => Some("never asked"),
        }
    }
}
