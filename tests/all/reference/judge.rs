//! What a policy comes to on given documents: reasons, decisions with bounds, what is in force, the verdict.
//! Rules are taken in the order in which they stand: the generator lets none read what a later one decides.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::rc::Rc;

use super::ask::{Bound, Place, ask, waits};
use super::logic::{Answer, Truth};
use super::policy::{Caution, Effect, Policy, Rule, Target, Verb, Waiver};
use super::read::{Coll, Found, Member, State, members, scalar, step, step_somewhere};
use super::world::{ACTIONS, AREAS, CATEGORIES, Entry, PLACES, SITE, TASKS, Val, World, rank};

/// A conclusion that later rules read.
#[derive(Clone, Debug)]
pub struct Made {
    pub verb: Verb,
    pub target: String,
    pub of: Option<String>,
    pub rank: usize,
    pub truth: Truth,
}

/// How strongly, as it adds up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    Rank(usize),
    Items(BTreeSet<String>),
    Whole,
    Rollback(usize, Option<usize>),
}

impl Strength {
    pub fn join(&self, other: &Self) -> Self {
        match (self, other) {
            (Strength::Rank(a), Strength::Rank(b)) => Strength::Rank(*a.max(b)),
            (Strength::Items(a), Strength::Items(b)) => Strength::Items(a.union(b).cloned().collect()),
            (Strength::Rollback(a, x), Strength::Rollback(b, y)) => Strength::Rollback(*a.max(b), *x.max(y)),
            (Strength::Whole | Strength::Items(_), Strength::Whole | Strength::Items(_)) => Strength::Whole,
            _ => panic!("strengths of two verbs"),
        }
    }

    /// Whether it includes everything of the other.
    pub fn covers(&self, other: &Self) -> bool {
        self.join(other) == *self
    }

    fn rank(&self) -> usize {
        match self {
            Strength::Rank(rank) | Strength::Rollback(rank, _) => *rank,
            Strength::Items(_) => 0,
            Strength::Whole => 1,
        }
    }
}

/// One rule under one binding, for one effect and one target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    pub name: String,
    pub effect: usize,
    pub binding: String,
    pub target: String,
    pub strength: Strength,
    pub when: Truth,
    pub lifted: Option<bool>,
    pub waived: bool,
    pub stood: bool,
    pub effective: Truth,
    pub status: &'static str,
    pub missed: bool,
    pub in_force: bool,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Decision {
    pub lo: Option<Strength>,
    pub hi: Option<Strength>,
    pub in_force: Option<Strength>,
    pub precaution: bool,
}

/// Everything that is compared with the engine.
#[derive(Clone, PartialEq, Eq)]
pub struct Judged {
    /// The truth of each ground rule, for any of its bindings.
    pub rules: BTreeMap<String, Truth>,
    pub reasons: Vec<Reason>,
    pub decisions: BTreeMap<String, Decision>,
    pub verdict: String,
}

impl fmt::Debug for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |s: &Option<Strength>| s.as_ref().map_or("-".to_owned(), |s| format!("{s:?}"));
        write!(
            f,
            "{} .. {}, in force {}{}",
            of(&self.lo),
            of(&self.hi),
            of(&self.in_force),
            if self.precaution { " by precaution" } else { "" }
        )
    }
}

impl fmt::Debug for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.verdict)?;
        for (name, truth) in &self.rules {
            writeln!(f, "  rule {name}: {truth:?}")?;
        }
        for reason in &self.reasons {
            writeln!(f, "  {reason:?}")?;
        }
        for (target, decision) in &self.decisions {
            writeln!(f, "  {target}: {decision:?}")?;
        }
        Ok(())
    }
}

struct Run<'a> {
    policy: &'a Policy,
    world: &'a World,
    made: Rc<Vec<Made>>,
    standing: Vec<Entry>,
    reasons: Vec<(Reason, Caution, Option<String>)>,
}

/// A rule with words for its `for_each` variables and elements for its `each` variables.
#[derive(Clone)]
struct Binding<'a> {
    names: Vec<(String, Bound<'a>)>,
    here: Truth,
}

pub fn judge(policy: &Policy, world: &World) -> Judged {
    let mut run = Run { policy, world, made: Rc::default(), standing: world.standing.clone(), reasons: Vec::new() };
    let mut rules = BTreeMap::new();
    for rule in &policy.rules {
        let mut choices: Vec<Vec<(String, String)>> = vec![Vec::new()];
        for (name, words) in &rule.for_each {
            let with =
                |chosen: &Vec<(String, String)>, word: &String| [chosen.clone(), vec![(name.clone(), word.clone())]].concat();
            choices = choices.iter().flat_map(|c| words.iter().map(move |w| with(c, w))).collect();
        }
        // All ground rules of a rule read the same conclusions: none of them reads another.
        let mut made = Vec::new();
        for words in choices {
            let bound: Vec<String> = words.iter().map(|(n, w)| format!("{n} {w}")).collect();
            let name = if words.is_empty() { rule.id.clone() } else { format!("{} ({})", rule.id, bound.join(", ")) };
            let truth = run.ground(rule, &name, &words, &mut made);
            rules.insert(name, truth);
        }
        Rc::make_mut(&mut run.made).extend(made);
    }
    run.orphans();
    run.finish(rules)
}

impl<'a> Run<'a> {
    fn ground(&mut self, rule: &Rule, name: &str, words: &[(String, String)], made: &mut Vec<Made>) -> Truth {
        let world = self.world;
        let start =
            Binding { names: words.iter().map(|(n, w)| (n.clone(), Bound::Word(w.clone()))).collect(), here: Truth::yes() };
        let mut bindings = vec![start.clone()];
        for (var, path) in &rule.each {
            let mut next = Vec::new();
            for binding in bindings {
                let coll = members(world, &self.place(rule, &binding).spot(path));
                for (member, here) in elements(coll) {
                    let mut longer = binding.clone();
                    longer.here = longer.here.and(&here);
                    longer.names.push((var.clone(), Bound::Element(member)));
                    next.push(longer);
                }
            }
            bindings = next;
        }
        let mut any = Truth::no();
        for binding in &bindings {
            let place = self.place(rule, binding);
            let when = rule.when.as_ref().map_or(Truth::yes(), |c| ask(c, &place));
            let unless = rule.unless.as_ref().map_or(Truth::no(), |c| ask(c, &place));
            let when = binding.here.and(&when.and(&unless.not()));
            any = any.or(&when);
            for (n, effect) in rule.effects.iter().enumerate() {
                for (target, of, strength, certain) in self.targets(effect, binding) {
                    let when = when.and(&certain);
                    let about = About { rule, name, n, effect, binding, target, of, strength };
                    self.reason(about, when, made);
                }
            }
        }
        self.gone(rule, name, &start, made);
        any
    }

    fn place(&self, rule: &Rule, binding: &Binding<'a>) -> Place<'a> {
        let mut names = binding.names.clone();
        if let Some((name, path)) = &rule.with {
            names.push((name.clone(), Bound::Short(path.clone())));
        }
        Place { world: self.world, made: Rc::clone(&self.made), names, element: None, lifting: false }
    }

    /// What an effect may be decided of, how strongly, and whether it is certainly that.
    fn targets(&self, effect: &Effect, binding: &Binding<'a>) -> Vec<(String, Option<String>, Strength, Truth)> {
        let bound = |name: &str| &binding.names.iter().find(|(n, _)| n == name).expect("a variable of the rule").1;
        let id = |name: &str| match bound(name) {
            Bound::Word(word) => Some(word.clone()),
            Bound::Element(member) => member.id.clone(),
            _ => None,
        };
        let of = effect.of.as_ref().map(|name| id(name).unwrap_or("*".to_owned()));
        let strength = match effect.verb {
            Verb::Pause => Strength::Whole,
            Verb::Rollback => Strength::Rollback(effect.rank, effect.by),
            _ => Strength::Rank(effect.rank),
        };
        let all = |words: &[&str], strength: &Strength| -> Vec<_> {
            words.iter().map(|w| ((*w).to_owned(), of.clone(), strength.clone(), Truth::open())).collect()
        };
        match &effect.target {
            Target::Alone => vec![(String::new(), of, strength, Truth::yes())],
            Target::Word(word) => vec![(word.clone(), of, strength, Truth::yes())],
            Target::Var(name) => match id(name) {
                Some(word) => vec![(word, of, strength, Truth::yes())],
                None => all(targets_of(effect.verb), &strength),
            },
            Target::Item(name) => {
                let Bound::Element(member) = bound(name) else { panic!("an item is an element") };
                let strength = Strength::Items(BTreeSet::from([code(member)]));
                match scalar(&step(self.world, &member.spot, "category")) {
                    State::Known(Val::Word(category)) => vec![(category, None, strength, Truth::yes())],
                    _ => all(&CATEGORIES, &strength),
                }
            }
        }
    }

    fn reason(&mut self, about: About<'_, 'a>, when: Truth, made: &mut Vec<Made>) {
        let About { rule, name, n, effect, binding, target, of, strength } = about;
        let key = binding_text(binding);
        let shown = shown(effect.verb, &target, of.as_deref());
        let until = effect.until.as_ref().or(rule.until.as_ref());
        let lifted = until.map(|until| {
            let mut place = self.place(rule, binding);
            place.lifting = true;
            ask(until, &place).is(Answer::Yes)
        });
        let entry = until.and_then(|_| {
            let at = self.standing.iter().position(|e| e.rule == rule.id && e.binding == key && e.decision == shown)?;
            Some(self.standing.remove(at))
        });
        let stands = match &entry {
            Some(entry) if entry.certain => Truth::yes(),
            Some(_) => when.or(&Truth::open()),
            None => when.clone(),
        };
        let waivers = self.policy.waivers.iter().filter(|w| w.rule == rule.id);
        let waived = waivers.fold(Truth::no(), |t, w| t.or(&waives(w, binding)));
        let effective = if lifted == Some(true) { Truth::no() } else { stands.and(&waived.not()) };
        let missed = self.is_missed(effect, &target);
        let caution = rule.if_unknown.unwrap_or(match effect.verb {
            Verb::Stage | Verb::Pause | Verb::Block | Verb::Rollback => Caution::Precaution,
            Verb::Require | Verb::Escalate | Verb::Expedite => Caution::Ask,
            Verb::Derive => Caution::Ignore,
        });
        made.push(Made { verb: effect.verb, target: target.clone(), of, rank: strength.rank(), truth: effective.clone() });
        let in_force = !missed && (effective.is(Answer::Yes) || effective.has(Answer::Yes) && caution == Caution::Precaution);
        let told = effective.has(Answer::Yes)
            || lifted != Some(true) && waits(&effective) && !waived.is(Answer::Yes)
            || (lifted == Some(true) || waived.is(Answer::Yes)) && when.has(Answer::Yes)
            || entry.is_some();
        if told {
            let reason = Reason {
                name: name.to_owned(),
                effect: n,
                binding: key,
                target: shown,
                strength,
                when,
                lifted,
                waived: waived.is(Answer::Yes),
                stood: entry.is_some(),
                status: match () {
                    () if lifted == Some(true) => "lifted",
                    () if waived.is(Answer::Yes) => "waived",
                    () if effective.is(Answer::Yes) => "holds",
                    () if waits(&effective) => "later",
                    () => "undetermined",
                },
                effective,
                missed,
                in_force,
            };
            self.reasons.push((reason, caution, self.due(effect, &target).map(str::to_owned)));
        }
    }

    fn due(&self, effect: &Effect, target: &str) -> Option<&'static str> {
        effect.due.or(match (effect.verb, target) {
            (Verb::Stage, _) => Some("staging"),
            (Verb::Pause, _) => Some("production"),
            (Verb::Block | Verb::Expedite, "update") => Some("before"),
            (Verb::Block | Verb::Expedite, "restart") => Some("after"),
            (Verb::Block | Verb::Expedite, _) => Some("production"),
            (Verb::Require, "note") => Some("before"),
            _ => None,
        })
    }

    fn is_missed(&self, effect: &Effect, target: &str) -> bool {
        let over = rank(self.world.phase) >= 3;
        let early = matches!(self.due(effect, target), Some("before" | "staging" | "production"));
        let lapses = matches!(effect.verb, Verb::Stage | Verb::Require) || effect.verb == Verb::Block && target == "update";
        over && early && lapses
    }

    /// Entries of a rule whose element the documents no longer have.
    fn gone(&mut self, rule: &Rule, name: &str, start: &Binding<'a>, made: &mut Vec<Made>) {
        let entries: Vec<Entry> = self.standing.iter().filter(|e| e.rule == rule.id).cloned().collect();
        for entry in entries {
            let Some((n, effect)) = rule.effects.iter().enumerate().find(|(_, e)| {
                entry.decision.split(':').next() == Some(e.verb.name()) && (e.until.is_some() || rule.until.is_some())
            }) else {
                continue;
            };
            let pairs: BTreeMap<&str, &str> = entry.binding.split(", ").filter_map(|p| p.split_once('=')).collect();
            let words_fit =
                start.names.iter().all(|(n, b)| matches!(b, Bound::Word(w) if pairs.get(n.as_str()) == Some(&w.as_str())));
            let elements_fit = rule.each.iter().all(|(n, _)| pairs.contains_key(n.as_str()));
            if !words_fit || !elements_fit || pairs.len() != rule.for_each.len() + rule.each.len() {
                continue;
            }
            let mut binding = start.clone();
            let mut ids = Vec::new();
            for (var, path) in &rule.each {
                let spot = step_somewhere(self.world, &self.place(rule, &binding).spot(path));
                let found = if spot.found == Found::Later { Found::Later } else { Found::Hidden };
                let id = pairs[var.as_str()].to_owned();
                ids.push((var.clone(), id.clone()));
                let member =
                    Member { spot: super::read::Spot { field: spot.field, found }, id: Some(id), kind: None, sure: false };
                binding.names.push((var.clone(), Bound::Element(member)));
            }
            let rest = entry.decision.split_once(':').map_or("", |(_, r)| r);
            let (target, of) = match rest.split_once('(') {
                Some((target, of)) => (target.to_owned(), Some(of.trim_end_matches(')').to_owned())),
                None => (rest.to_owned(), None),
            };
            let strength = match (&effect.target, effect.verb) {
                (Target::Item(var), _) => {
                    let id = &ids.iter().find(|(n, _)| n == var).expect("an element").1;
                    Strength::Items(BTreeSet::from([format!("{var}:{id}")]))
                }
                (_, Verb::Pause) => Strength::Whole,
                (_, Verb::Rollback) => Strength::Rollback(effect.rank, effect.by),
                _ => Strength::Rank(effect.rank),
            };
            let about = About { rule, name, n, effect, binding: &binding, target, of, strength };
            self.reason(about, Truth::no(), made);
        }
    }

    /// Entries whose rule is no more: they stand.
    fn orphans(&mut self) {
        for entry in std::mem::take(&mut self.standing) {
            let (verb, name) = entry.decision.split_once(':').unwrap_or((&entry.decision, ""));
            let strength = match verb {
                "pause" => Strength::Whole,
                "rollback" => Strength::Rollback(if entry.certain { 2 } else { 1 }, None),
                "escalate" | "derive" => Strength::Rank(0),
                _ => Strength::Rank(1),
            };
            let cautious = matches!(verb, "stage" | "pause" | "block" | "rollback");
            let effective = if entry.certain { Truth::yes() } else { Truth::open() };
            let reason = Reason {
                name: entry.rule.clone(),
                effect: 0,
                binding: String::new(),
                target: entry.decision.clone(),
                strength,
                when: Truth::no(),
                lifted: Some(false),
                waived: false,
                stood: true,
                in_force: entry.certain || cautious,
                effective,
                status: if entry.certain { "holds" } else { "undetermined" },
                missed: false,
            };
            let _ = name;
            self.reasons.push((reason, if cautious { Caution::Precaution } else { Caution::Ask }, None));
        }
    }

    fn finish(self, rules: BTreeMap<String, Truth>) -> Judged {
        let mut decisions: BTreeMap<String, Decision> = BTreeMap::new();
        let possible =
            |r: &&(Reason, Caution, Option<String>)| r.0.effective.has(Answer::Yes) && !r.0.target.starts_with("derive:");
        for (reason, ..) in self.reasons.iter().filter(possible) {
            let decision = decisions.entry(reason.target.clone()).or_insert(Decision {
                lo: None,
                hi: None,
                in_force: None,
                precaution: false,
            });
            add(&mut decision.hi, &reason.strength);
            if reason.effective.is(Answer::Yes) {
                add(&mut decision.lo, &reason.strength);
            }
            if reason.in_force {
                // By precaution nobody goes back: somebody decides.
                let strength = match (&reason.strength, reason.effective.is(Answer::Yes)) {
                    (Strength::Rollback(level, by), false) => Strength::Rollback((*level).min(1), *by),
                    (other, _) => other.clone(),
                };
                add(&mut decision.in_force, &strength);
            }
        }
        for (target, decision) in &mut decisions {
            let certain = self.reasons.iter().any(|(r, ..)| r.target == *target && r.in_force && r.effective.is(Answer::Yes));
            decision.precaution = decision.in_force.is_some() && !certain;
        }
        let verdict = self.verdict(&decisions);
        let mut reasons: Vec<Reason> = self.reasons.into_iter().map(|(r, ..)| r).collect();
        reasons.sort();
        Judged { rules, reasons, decisions, verdict }
    }

    fn verdict(&self, decisions: &BTreeMap<String, Decision>) -> String {
        let level = |s: &Option<Strength>| match s {
            Some(Strength::Rollback(level, _)) => *level,
            _ => 0,
        };
        let back = decisions.get("rollback");
        let certain = back.map_or(0, |d| level(&d.lo));
        if certain >= 1 {
            return ["", "decide", "roll-back"][certain].to_owned();
        }
        let perhaps = back.is_some_and(|d| level(&d.in_force) >= 1);
        let action = if rank(self.world.phase) >= 3 { "restart" } else { "update" };
        let ours = |target: &str| target == format!("block:{action}") || target.starts_with(&format!("block:{action}("));
        let whole = |r: &Reason| r.strength == Strength::Rank(1);
        let blocks: Vec<_> = self.reasons.iter().filter(|(r, ..)| r.in_force && ours(&r.target) && whole(r)).collect();
        let staging = |due: &Option<String>| due.as_deref() == Some("staging");
        if blocks.iter().any(|(r, _, due)| r.effective.is(Answer::Yes) && !staging(due)) {
            return "hold".to_owned();
        }
        if perhaps || blocks.iter().any(|(.., due)| !staging(due)) {
            return "hold by precaution".to_owned();
        }
        if !blocks.is_empty() {
            return "stage-first".to_owned();
        }
        let advised = |target: &str, s: &Strength| {
            (target.starts_with("stage:") || target.starts_with("require:")) && *s == Strength::Rank(0)
        };
        if decisions.iter().any(|(t, d)| d.in_force.as_ref().is_some_and(|s| !advised(t, s))) {
            return "prepare".to_owned();
        }
        "clear".to_owned()
    }
}

struct About<'r, 'a> {
    rule: &'r Rule,
    name: &'r str,
    n: usize,
    effect: &'r Effect,
    binding: &'r Binding<'a>,
    target: String,
    of: Option<String>,
    strength: Strength,
}

fn add(sum: &mut Option<Strength>, strength: &Strength) {
    *sum = Some(match sum {
        Some(sum) => sum.join(strength),
        None => strength.clone(),
    });
}

fn elements(coll: Coll<'_>) -> Vec<(Member<'_>, Truth)> {
    let named = coll.members.into_iter().map(|m| {
        let here = if m.sure { Truth::yes() } else { Truth::open() };
        (m, here)
    });
    let unnamed = coll.unnamed.into_iter().map(|m| (m, Truth::open()));
    named.chain(unnamed).chain(coll.later.into_iter().map(|m| (m, Truth::later()))).collect()
}

fn code(member: &Member<'_>) -> String {
    let kind = member.kind.expect("an item");
    match &member.id {
        Some(id) => format!("{kind}:{id}"),
        None => kind.to_owned(),
    }
}

/// What a verb can be aimed at.
pub fn targets_of(verb: Verb) -> &'static [&'static str] {
    match verb {
        Verb::Stage => &AREAS,
        Verb::Pause => &CATEGORIES,
        Verb::Block | Verb::Expedite => &ACTIONS,
        Verb::Require => &TASKS,
        Verb::Escalate => &PLACES,
        Verb::Rollback | Verb::Derive => &[],
    }
}

pub fn shown(verb: Verb, target: &str, of: Option<&str>) -> String {
    let of = of.map_or(String::new(), |of| format!("({of})"));
    match verb {
        Verb::Rollback => "rollback".to_owned(),
        verb => format!("{}:{target}{of}", verb.name()),
    }
}

fn binding_text(binding: &Binding<'_>) -> String {
    let mut parts: Vec<String> = binding
        .names
        .iter()
        .map(|(name, bound)| match bound {
            Bound::Word(word) => format!("{name}={word}"),
            Bound::Element(member) => format!("{name}={}", member.id.as_deref().unwrap_or("*")),
            other => panic!("{other:?} is no binding"),
        })
        .collect();
    parts.sort();
    parts.join(", ")
}

/// Whether a waiver takes out a reason of its rule under a binding; an element without a name may be any.
fn waives(waiver: &Waiver, binding: &Binding<'_>) -> Truth {
    let among = |id: Option<&str>, words: &[String]| id.map_or(Truth::open(), |id| Truth::of(words.iter().any(|w| w == id)));
    let mut truth = Truth::of(!waiver.expired);
    if let Some(sites) = &waiver.sites {
        truth = truth.and(&among(Some(SITE), sites));
    }
    let id = |bound: &Bound<'_>| match bound {
        Bound::Word(word) => Some(word.clone()),
        Bound::Element(member) => member.id.clone(),
        _ => None,
    };
    for (name, words) in &waiver.scope {
        let bound = binding.names.iter().find(|(n, _)| n == name).map(|(_, b)| id(b));
        truth = truth.and(&bound.map_or(Truth::no(), |id| among(id.as_deref(), words)));
    }
    if let Some(item) = &waiver.item {
        let elements = binding.names.iter().filter(|(_, b)| matches!(b, Bound::Element(_)));
        let any = elements.fold(Truth::no(), |t, (_, b)| t.or(&among(id(b).as_deref(), std::slice::from_ref(item))));
        truth = truth.and(&any);
    }
    truth
}
