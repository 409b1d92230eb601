//! Makes policies and documents from a stream of choices; the first choice of each kind is the simplest.
//! Whatever it makes is well typed, and no rule reads what a later one decides.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::choices::Choices;
use super::judge::targets_of;
use super::policy::{
    Body, BodyCond, Caution, Cond, Effect, Operand, Path, Policy, Root, Rule, Seg, Target, Test, Verb, Waiver, Window,
};
use super::world::{CATEGORIES, Cmp, Doc, Field, Form, NAMES, NOW, SITE, TODAY, Type, Val, World, keep_windows, root};

/// What the policies may contain.
#[derive(Clone, Copy)]
pub struct Options {
    /// `stated`, evidence facts and `until`, which look at the documents.
    pub evidence: bool,
    /// `certainly`, which looks at them too.
    pub certainly: bool,
    pub waivers: bool,
    /// Few facts, which somebody can change: for what is tried in every way.
    pub small: bool,
}

const HOUR: i64 = 3600;

/// The facts of `site.lab` that small policies read: somebody can change each of them.
pub const SMALL: [&str; 8] = ["flag", "signed", "tally", "level", "colour", "limit", "broken", "tags"];

/// A place of the schema with a path to it.
type Spot = (Path, &'static Field);

static FACTS: LazyLock<Vec<Spot>> = LazyLock::new(|| {
    let mut out = Vec::new();
    for name in ["site", "release", "update"] {
        below(&Path { root: Root::Document(name), segs: Vec::new() }, root(name), &mut out);
    }
    out
});

/// What the key of an entry is: text.
static KEY: LazyLock<Field> = LazyLock::new(super::world::key);

/// All fields below a place; of lists and maps one element.
fn below(path: &Path, field: &'static Field, out: &mut Vec<Spot>) {
    out.push((path.clone(), field));
    let with = |seg: Seg| {
        let mut longer = path.clone();
        longer.segs.push(seg);
        longer
    };
    match &field.form {
        Form::Leaf(_) => {}
        Form::Record(fields) => fields.iter().for_each(|f| below(&with(Seg::Key(f.name.to_owned())), f, out)),
        Form::List(inner) if !field.computed && field.name != "changes" => below(&with(Seg::Key(id_of(field, 0))), inner, out),
        Form::List(_) => {}
        Form::Map(Type::Category, inner) => {
            below(&with(Seg::Key("shop".to_owned())), inner, out);
            below(&with(Seg::Var("category".to_owned())), inner, out);
        }
        Form::Map(_, inner) => below(&with(Seg::Key("m1".to_owned())), inner, out),
    }
}

/// The id of the n-th element of a list.
pub fn id_of(list: &Field, n: usize) -> String {
    format!("{}{}", &list.name[..1], n + 1)
}

#[derive(Clone, Default)]
struct Scope {
    ground: Vec<(String, Type)>,
    elements: Vec<(String, &'static Field)>,
    /// Which of these are entries of maps, with a key and a value.
    entries: Vec<String>,
    strengths: Vec<(String, Verb)>,
    short: Option<(String, &'static Field)>,
    around: Option<&'static Field>,
    /// What earlier layers decide: verb, target (none where it is known at run time only).
    made: Vec<(Verb, Option<String>)>,
    derived: Vec<(String, bool)>,
    depth: usize,
    names: usize,
}

pub struct Generator<'c, 'd> {
    pub choices: &'c mut Choices<'d>,
    pub options: Options,
}

impl Generator<'_, '_> {
    fn chance(&mut self, part: usize) -> bool {
        self.choices.chance(part)
    }

    fn below(&mut self, n: usize) -> usize {
        self.choices.below(n)
    }

    // Policies.

    pub fn policy(&mut self) -> Policy {
        let layers: [&[Verb]; 4] = [
            &[Verb::Stage, Verb::Derive],
            &[Verb::Pause, Verb::Expedite, Verb::Derive],
            &[Verb::Block, Verb::Require],
            &[Verb::Rollback, Verb::Escalate],
        ];
        let mut policy = Policy::default();
        let mut scope = Scope::default();
        for (n, verbs) in layers.iter().enumerate() {
            let count = if n == 0 { 1 + self.below(2) } else { self.below(3) };
            let rules: Vec<Rule> = (0..count).map(|m| self.rule(format!("l{n}.r{m}"), n, verbs, &scope)).collect();
            for rule in &rules {
                for effect in &rule.effects {
                    match (&effect.target, effect.verb) {
                        (Target::Word(name), Verb::Derive) => {
                            if !scope.derived.iter().any(|(d, _)| d == name) {
                                scope.derived.push((name.clone(), effect.of.is_some()));
                            }
                        }
                        (Target::Word(word), verb) => scope.made.push((verb, Some(word.clone()))),
                        (_, verb) => scope.made.push((verb, None)),
                    }
                }
            }
            policy.rules.extend(rules);
        }
        if self.options.waivers {
            for _ in 0..self.below(3) {
                let rule = self.choices.pick(&policy.rules).clone();
                let waiver = self.waiver(&rule);
                policy.waivers.push(waiver);
            }
        }
        policy
    }

    fn waiver(&mut self, rule: &Rule) -> Waiver {
        let mut scope = Vec::new();
        for (name, words) in &rule.for_each {
            if self.chance(8) {
                scope.push((name.clone(), vec![self.choices.pick(words).clone()]));
            }
        }
        let sites = match self.below(4) {
            1 => Some(vec![SITE.to_owned()]),
            2 => Some(vec!["south".to_owned()]),
            _ => None,
        };
        let item = match rule.each.first() {
            Some((_, path)) if path_ends(path, "items") && self.chance(6) => Some("r1".to_owned()),
            _ => None,
        };
        Waiver { rule: rule.id.clone(), scope, sites, item, expired: self.chance(3) }
    }

    fn rule(&mut self, id: String, layer: usize, verbs: &[Verb], outer: &Scope) -> Rule {
        let mut scope = outer.clone();
        let mut for_each = Vec::new();
        let mut each = Vec::new();
        match if self.options.small { 0 } else { self.below(6) } {
            1 => {
                for_each.push(("category".to_owned(), vec!["press".to_owned(), "shop".to_owned()]));
                scope.ground.push(("category".to_owned(), Type::Category));
            }
            2 if layer != 1 => {
                for_each.push(("area".to_owned(), vec!["alpha".to_owned(), "gamma".to_owned()]));
                scope.ground.push(("area".to_owned(), Type::Area));
            }
            3 | 4 => self.each("item", &["items", "items", "robots", "flows"], &mut each, &mut scope),
            5 => {
                let many = ["things", "states", "troubles", "oddities", "steps", "spans", "marks", "checks"];
                self.each("thing", &many, &mut each, &mut scope);
            }
            _ => {}
        }
        if !self.options.small && self.chance(2) && each.len() + for_each.len() < 2 {
            self.each("other", &["things", "robots", "touches", "marks"], &mut each, &mut scope);
        }
        let mut with = None;
        if scope.ground.iter().any(|(n, _)| n == "category") && self.chance(8) {
            let segs = vec![Seg::Key("lab".into()), Seg::Key("states".into()), Seg::Var("category".into())];
            let field = root("site").field("lab").and_then(|l| l.field("states")).and_then(Field::inner).expect("states");
            with = Some(("cat".to_owned(), Path { root: Root::Document("site"), segs }));
            scope.short = Some(("cat".to_owned(), field));
        }
        let when = (!self.chance(1)).then(|| self.cond(&scope, 2));
        let unless = self.chance(3).then(|| self.cond(&scope, 1));
        let until = |g: &mut Self, part: usize, scope: &Scope| (g.options.evidence && g.chance(part)).then(|| g.cond(scope, 1));
        let effects = (0..1 + usize::from(self.chance(4)))
            .map(|_| {
                let verb = *self.choices.pick(verbs);
                let mut effect = self.effect(verb, layer, &scope, &each);
                effect.until = until(self, 2, &scope);
                effect
            })
            .collect();
        let until = until(self, 5, &scope);
        let if_unknown = match self.below(8) {
            5 => Some(Caution::Precaution),
            6 => Some(Caution::Ask),
            7 => Some(Caution::Ignore),
            _ => None,
        };
        Rule { id, for_each, each, with, when, unless, effects, until, if_unknown }
    }

    fn each(&mut self, name: &str, lists: &[&str], each: &mut Vec<(String, Path)>, scope: &mut Scope) {
        let list = *self.choices.pick(lists);
        let (path, field) = FACTS.iter().find(|(p, _)| path_ends(p, list)).expect("a list");
        each.push((name.to_owned(), path.clone()));
        scope.elements.push((name.to_owned(), field.inner().expect("elements")));
        scope.entries.extend(matches!(field.form, Form::Map(..)).then(|| name.to_owned()));
    }

    fn effect(&mut self, verb: Verb, layer: usize, scope: &Scope, each: &[(String, Path)]) -> Effect {
        let items = each.iter().find(|(n, _)| n == "item").map(|(n, _)| n.clone());
        let ground = |ty: Type| scope.ground.iter().find(|(_, t)| *t == ty).map(|(n, _)| n.clone());
        let target = match verb {
            Verb::Rollback => Target::Alone,
            Verb::Pause if items.is_some() && !self.chance(4) => Target::Item(items.expect("an item")),
            Verb::Pause if ground(Type::Category).is_some() => Target::Var(ground(Type::Category).expect("a category")),
            Verb::Stage if ground(Type::Area).is_some() => Target::Var(ground(Type::Area).expect("an area")),
            Verb::Derive => Target::Word(format!("d{layer}{}", if each.is_empty() { "" } else { "of" })),
            verb => Target::Word((*self.choices.pick(targets_of(verb))).to_owned()),
        };
        let of = match (&target, verb, each.first()) {
            (_, Verb::Derive, Some((name, _))) => Some(name.clone()),
            (Target::Word(word), Verb::Block, Some((name, _))) if word != "update" && self.chance(8) => Some(name.clone()),
            _ => None,
        };
        let ranks = verb.ranks().len();
        let weak = match (&target, verb) {
            (Target::Word(word), Verb::Block) => word == "restart",
            (_, Verb::Pause) => false,
            _ => true,
        };
        let rank = if weak { ranks - 1 - self.below(ranks) } else { ranks - 1 };
        let by = (verb == Verb::Rollback && self.chance(5)).then(|| self.below(4));
        let due = if self.chance(3) { Some(*self.choices.pick(&["staging", "before", "after", "now"])) } else { None };
        Effect { verb, target, of, rank, by, due, until: None }
    }

    // Conditions.

    fn cond(&mut self, scope: &Scope, depth: usize) -> Cond {
        if depth > 0 {
            if self.options.certainly && self.chance(2) {
                let inner = Box::new(self.cond(scope, depth - 1));
                return if self.chance(6) { Cond::Not(Box::new(Cond::Certainly(inner))) } else { Cond::Certainly(inner) };
            }
            let several = |g: &mut Self| (0..1 + g.below(3)).map(|_| g.cond(scope, depth - 1)).collect();
            match self.below(8) {
                4 => return Cond::All(several(self)),
                5 => return Cond::Any(several(self)),
                6 => return Cond::Not(Box::new(self.cond(scope, depth - 1))),
                7 => return Cond::All(vec![self.cond(scope, depth - 1), Cond::Not(Box::new(self.cond(scope, depth - 1)))]),
                _ => {}
            }
        }
        if (!scope.made.is_empty() || !scope.derived.is_empty()) && self.chance(6) {
            return self.decided(scope);
        }
        let bound = scope.strengths.last().cloned();
        if let (Some(_), 1, 0..=5) = (&bound, scope.depth, self.below(if bound.is_some() { 16 } else { 1 })) {
            // A list inside, whose body may ask about the decision.
            let (path, field) = FACTS.iter().find(|(p, _)| path_ends(p, "things")).expect("a list");
            let body = self.body(field, field.inner().expect("elements"), scope);
            return Cond::Test(path.clone(), if self.chance(8) { Test::Any(body) } else { Test::Every(body) });
        }
        if let (Some((name, verb)), true) = (bound, self.chance(8)) {
            return Cond::Test(Path { root: Root::Var(name), segs: Vec::new() }, self.strength(verb));
        }
        self.fact(scope)
    }

    /// The facts that a scope offers beside those of the documents.
    fn near(&self, scope: &Scope) -> Vec<Spot> {
        let mut out = Vec::new();
        let mut add = |root: Root, field: &'static Field| {
            let mut found = Vec::new();
            below(&Path { root, segs: Vec::new() }, field, &mut found);
            out.extend(found.into_iter().filter(|(p, f)| !p.segs.is_empty() || matches!(f.form, Form::Leaf(_))));
        };
        for (name, field) in &scope.elements {
            let entry = scope.entries.contains(name);
            match field.form {
                Form::Leaf(_) if entry => add(Root::Value(name.clone()), field),
                _ => add(Root::Var(name.clone()), field),
            }
            if entry {
                add(Root::Key(name.clone()), &KEY);
                if matches!(field.form, Form::Record(_)) {
                    add(Root::Value(name.clone()), field);
                }
            }
        }
        if let Some((name, field)) = &scope.short {
            add(Root::Var(name.clone()), field);
        }
        if let Some(field) = scope.around
            && matches!(field.form, Form::Record(_))
        {
            add(Root::Element, field);
        }
        out
    }

    fn usable(&self, scope: &Scope, (path, field): &Spot) -> bool {
        let bound = path.segs.iter().all(|s| !matches!(s, Seg::Var(name) if !scope.ground.iter().any(|(n, _)| n == name)));
        let whole = path.segs.is_empty() && matches!(path.root, Root::Document(_));
        let lab = path.segs.len() == 1 && matches!(&path.segs[0], Seg::Key(key) if key == "lab");
        let small = |path: &Path| {
            let name = matches!(path.segs.as_slice(), [Seg::Key(_), Seg::Key(key)] if SMALL.contains(&&**key));
            !matches!(path.root, Root::Document(_)) || path.root == Root::Document("site") && name
        };
        bound && !whole && !lab && (self.options.evidence || !field.evidence) && (!self.options.small || small(path))
    }

    fn spots(&mut self, scope: &Scope) -> Vec<Spot> {
        let near = self.near(scope);
        let all: Vec<Spot> = if !near.is_empty() && !self.chance(5) { near } else { FACTS.clone() };
        all.into_iter().filter(|s| self.usable(scope, s)).collect()
    }

    fn fact(&mut self, scope: &Scope) -> Cond {
        let spots = self.spots(scope);
        // Leaves outnumber lists: the list of quantifiers gets its share first.
        let lists: Vec<Spot> = spots.iter().filter(|(_, f)| f.inner().is_some()).cloned().collect();
        let (path, field) = if !lists.is_empty() && scope.depth < 2 && self.chance(6) {
            self.choices.pick(&lists).clone()
        } else if !self.options.small && self.chance(1) {
            (
                Path { root: Root::Now, segs: Vec::new() },
                root("site").field("lab").and_then(|l| l.field("due_at")).expect("an instant"),
            )
        } else {
            self.choices.pick(&spots).clone()
        };
        let test = self.test(&path, field, scope);
        Cond::Test(path, test)
    }

    fn test(&mut self, path: &Path, field: &'static Field, scope: &Scope) -> Test {
        let simple = |g: &mut Self| match &field.form {
            Form::Leaf(ty) => g.of_leaf(*ty, scope),
            Form::Record(_) => g.of_record(field, scope),
            Form::List(inner) | Form::Map(_, inner) => g.of_many(field, inner, scope),
        };
        let given = matches!(path.root, Root::Now | Root::Key(_));
        let stated = self.options.evidence && !given && !field.computed && self.chance(1);
        match self.below(10) {
            _ if stated => Test::Stated(self.chance(8)),
            8 => Test::Not(Box::new(simple(self))),
            9 => {
                let (a, b) = (simple(self), simple(self));
                if operator(&a) == operator(&b) { a } else { Test::All(vec![a, b]) }
            }
            _ => simple(self),
        }
    }

    fn of_leaf(&mut self, ty: Type, scope: &Scope) -> Test {
        let operand = |g: &mut Self| g.operand(ty, scope);
        let base = |g: &mut Self| match g.below(5) {
            1 => Test::IsNot(operand(g)),
            2 => Test::Exists(g.chance(8)),
            3 => g.one_of(ty, scope),
            _ => Test::Is(operand(g)),
        };
        match ty {
            Type::Int | Type::Version | Type::Duration | Type::Words(_, true) if self.chance(9) => {
                if ty == Type::Version && self.chance(6) {
                    return Test::Range(self.chance(8), self.operand(Type::Range, scope));
                }
                Test::Order(*self.choices.pick(&Cmp::ALL), operand(self))
            }
            Type::Instant => match self.below(8) {
                0 | 1 => {
                    let older = self.chance(8);
                    let by = self.operand(Type::Duration, scope);
                    let at = self.chance(5).then(|| self.operand(Type::Instant, scope));
                    Test::Age { older, by, at }
                }
                2 => Test::Within(self.operand(Type::Duration, scope)),
                3 | 4 => Test::Inside(self.window(scope)),
                5 => Test::Order(*self.choices.pick(&Cmp::ALL), operand(self)),
                _ => base(self),
            },
            Type::Range => Test::Exists(self.chance(8)),
            _ => base(self),
        }
    }

    fn one_of(&mut self, ty: Type, scope: &Scope) -> Test {
        if self.chance(5)
            && let Some(path) = self.list_of(ty, scope)
        {
            return Test::OneOf(vec![Operand::Fact(path)]);
        }
        Test::OneOf((0..1 + self.below(2)).map(|_| self.operand(ty, scope)).collect())
    }

    /// A list whose members are values of a type.
    fn list_of(&mut self, ty: Type, scope: &Scope) -> Option<Path> {
        let of = |f: &Field| matches!(&f.form, Form::List(inner) if matches!(&inner.form, Form::Leaf(t) if *t == ty));
        let all: Vec<Spot> = self.near(scope).into_iter().chain(FACTS.iter().cloned()).collect();
        let all: Vec<Path> = all.into_iter().filter(|s| of(s.1) && self.usable(scope, s)).map(|(p, _)| p).collect();
        (!all.is_empty()).then(|| self.choices.pick(&all).clone())
    }

    fn window(&mut self, scope: &Scope) -> Window {
        let fact = |name: &str| FACTS.iter().find(|(p, _)| path_ends(p, name)).expect("a window").0.clone();
        match self.below(5) {
            1 => Window::Fact(fact("span")),
            2 => Window::Fact(fact("spans")),
            3 => Window::List(vec![
                Window::Fact(fact("span")),
                between(self.operand(Type::Instant, scope), self.operand(Type::Instant, scope)),
            ]),
            _ => {
                let start = NOW - HOUR * self.below(3) as i64;
                let end = if self.chance(8) {
                    Operand::Val(Val::Instant(start + 2 * HOUR))
                } else {
                    self.operand(Type::Instant, scope)
                };
                between(Operand::Val(Val::Instant(start)), end)
            }
        }
    }

    fn of_record(&mut self, field: &Field, scope: &Scope) -> Test {
        if field.field("start").is_some() && self.chance(10) {
            return Test::Overlaps(self.window(scope));
        }
        Test::Exists(self.chance(8))
    }

    fn of_many(&mut self, field: &'static Field, inner: &'static Field, scope: &Scope) -> Test {
        let ty = match (&field.form, &inner.form) {
            (Form::List(_), Form::Leaf(ty)) => *ty,
            _ => Type::Text,
        };
        let list = |g: &mut Self| {
            if g.chance(5)
                && let Some(path) = g.list_of(ty, scope)
            {
                return vec![Operand::Fact(path)];
            }
            (0..1 + g.below(2)).map(|_| g.member(field, ty, scope)).collect()
        };
        match self.below(9) {
            1 => Test::IncludesAll(list(self)),
            2 => Test::Empty(self.chance(8)),
            3 | 4 if scope.depth < 2 => Test::Any(self.body(field, inner, scope)),
            5 | 6 if scope.depth < 2 => Test::Every(self.body(field, inner, scope)),
            7 if scope.depth < 2 => {
                let body = (!self.chance(4)).then(|| self.body(field, inner, scope));
                let leaves: Vec<&'static str> = inner
                    .fields()
                    .iter()
                    .filter(|f| matches!(f.form, Form::Leaf(_)) && f.from.is_none() && !f.computed)
                    .map(|f| f.name)
                    .collect();
                let distinct = (!leaves.is_empty() && self.chance(5)).then(|| *self.choices.pick(&leaves));
                let n =
                    if self.chance(13) { Operand::Val(Val::Int(self.below(4) as i64)) } else { self.operand(Type::Int, scope) };
                Test::Count { body, distinct, cmp: *self.choices.pick(&Cmp::ALL), n }
            }
            8 => match (field.field("start").is_some(), inner.field("start")) {
                (_, Some(_)) => Test::Overlaps(self.window(scope)),
                _ => Test::Exists(self.chance(8)),
            },
            _ => Test::Includes(list(self)),
        }
    }

    /// Something that may be a member of a list.
    fn member(&mut self, field: &Field, ty: Type, scope: &Scope) -> Operand {
        // What could not be a key of such a map is refused when a policy is read.
        let of_categories = matches!(&field.form, Form::Map(Type::Category, _));
        if ty == Type::Text && (self.chance(11) || of_categories) {
            let key = match &field.form {
                Form::Map(Type::Category, _) => (*self.choices.pick(&CATEGORIES)).to_owned(),
                Form::Map(..) => format!("m{}", 1 + self.below(2)),
                _ if field.name == "items" => "r1".to_owned(),
                _ if field.name == "changes" || field.name == "unmapped" => {
                    (*self.choices.pick(&["zzz", "Alpha", "shared"])).to_owned()
                }
                _ => id_of(field, self.choices.below(2)),
            };
            return Operand::Val(Val::Word(key));
        }
        self.operand(ty, scope)
    }

    fn body(&mut self, collection: &Field, inner: &'static Field, scope: &Scope) -> Body {
        let mut scope = scope.clone();
        scope.depth += 1;
        scope.around = Some(inner);
        let named = self.chance(4);
        let name = named.then(|| format!("e{}", scope.names));
        if let Some(name) = &name {
            scope.names += 1;
            scope.elements.push((name.clone(), inner));
            scope.entries.extend(matches!(collection.form, Form::Map(..)).then(|| name.clone()));
        }
        let cond = match (&inner.form, named) {
            (Form::Leaf(ty), false) => BodyCond::Test(Box::new(self.of_leaf(*ty, &scope))),
            _ => BodyCond::Cond(Box::new(self.cond(&scope, 1))),
        };
        Body { name, cond }
    }

    fn decided(&mut self, scope: &Scope) -> Cond {
        let all = scope.made.len() + scope.derived.len();
        let at = self.below(all);
        if let Some((name, of)) = at.checked_sub(scope.made.len()).and_then(|n| scope.derived.get(n)).cloned() {
            let path = Path { root: Root::Derived(name), segs: Vec::new() };
            let test = match (of, self.below(4)) {
                (true, 1) => Test::Empty(self.chance(8)),
                (true, 2) => Test::Count {
                    body: None,
                    distinct: None,
                    cmp: *self.choices.pick(&Cmp::ALL),
                    n: Operand::Val(Val::Int(self.below(3) as i64)),
                },
                (true, _) => {
                    match scope.elements.iter().find(|(n, f)| matches!(f.form, Form::Record(_)) || scope.entries.contains(n)) {
                        Some((name, _)) if self.chance(8) => Test::Includes(vec![Operand::Var(name.clone())]),
                        _ => Test::Includes(vec![Operand::Val(Val::Word((*self.choices.pick(&["r1", "t1"])).to_owned()))]),
                    }
                }
                (false, 1) => Test::Is(Operand::Val(Val::Bool(false))),
                (false, 2) => Test::IsNot(Operand::Val(Val::Bool(true))),
                (false, _) => Test::Is(Operand::Val(Val::Bool(true))),
            };
            return Cond::Test(path, test);
        }
        let (verb, target) = scope.made[at].clone();
        let whole = Path { root: Root::Decided(verb), segs: Vec::new() };
        if verb == Verb::Rollback {
            return Cond::Test(whole, self.strength(verb));
        }
        let target = target.unwrap_or_else(|| targets_of(verb)[0].to_owned());
        // Every target that a rule bound at run time could decide is decided by some rule; words only where one says so.
        let surely = scope.made.iter().any(|(v, t)| *v == verb && t.as_deref() == Some(&*target));
        if self.chance(6) && surely {
            return Cond::Test(Path { root: Root::Decided(verb), segs: vec![Seg::Key(target)] }, self.strength(verb));
        }
        let test = match self.below(8) {
            1 => Test::Empty(self.chance(8)),
            2 => Test::Exists(self.chance(8)),
            3 => Test::Any(self.over(verb, scope)),
            4 => Test::Every(self.over(verb, scope)),
            5 => {
                let body = self.chance(8).then(|| self.over(verb, scope));
                Test::Count {
                    body,
                    distinct: None,
                    cmp: *self.choices.pick(&Cmp::ALL),
                    n: Operand::Val(Val::Int(self.below(3) as i64)),
                }
            }
            _ if !surely => Test::Empty(false),
            6 => Test::IncludesAll(vec![Operand::Val(Val::Word(target))]),
            _ => Test::Includes(vec![Operand::Val(Val::Word(target))]),
        };
        Cond::Test(whole, test)
    }

    /// A body over decisions.
    fn over(&mut self, verb: Verb, scope: &Scope) -> Body {
        if self.chance(8) || scope.depth > 0 {
            return Body { name: None, cond: BodyCond::Test(Box::new(self.strength(verb))) };
        }
        let mut scope = scope.clone();
        let name = format!("e{}", scope.names);
        scope.names += 1;
        scope.depth += 1;
        scope.around = None;
        scope.strengths.push((name.clone(), verb));
        Body { name: Some(name), cond: BodyCond::Cond(Box::new(self.cond(&scope, 1))) }
    }

    fn strength(&mut self, verb: Verb) -> Test {
        let ranks = verb.ranks();
        let word = |g: &mut Self| Operand::Val(Val::Word((*g.choices.pick(ranks)).to_owned()));
        match self.below(5) {
            1 => Test::Is(word(self)),
            2 => Test::IsNot(word(self)),
            3 => Test::Exists(self.chance(8)),
            _ => Test::Order(*self.choices.pick(&Cmp::ALL), word(self)),
        }
    }

    fn operand(&mut self, ty: Type, scope: &Scope) -> Operand {
        if self.chance(4) {
            let all: Vec<Spot> = self.near(scope).into_iter().chain(FACTS.iter().cloned()).collect();
            let same: Vec<Spot> =
                all.into_iter().filter(|s| matches!(s.1.form, Form::Leaf(t) if t == ty) && self.usable(scope, s)).collect();
            if !same.is_empty() {
                return Operand::Fact(self.choices.pick(&same).0.clone());
            }
        }
        if let Some((name, _)) = scope.ground.iter().find(|(_, t)| *t == ty)
            && self.chance(8)
        {
            return Operand::Var(name.clone());
        }
        if let (Type::Text, Some((name, _))) =
            (ty, scope.elements.iter().find(|(n, f)| f.field("id").is_some() || scope.entries.contains(n)))
            && self.chance(5)
        {
            return Operand::Var(name.clone());
        }
        Operand::Val(self.value(ty))
    }

    pub fn value(&mut self, ty: Type) -> Val {
        let word = |g: &mut Self, words: &[&str]| Val::Word((*g.choices.pick(words)).to_owned());
        match ty {
            Type::Bool => Val::Bool(self.below(2) == 0),
            Type::Int => Val::Int(self.below(4) as i64),
            Type::Words(words, _) => word(self, words),
            Type::Version => Val::Version(self.choices.pick(&[vec![1], vec![1, 2], vec![1, 2, 0], vec![2], vec![2, 10]]).clone()),
            Type::Range => {
                let ranges = [
                    vec![vec![(Cmp::AtLeast, vec![1, 2])]],
                    vec![vec![(Cmp::AtLeast, vec![1]), (Cmp::LessThan, vec![2])]],
                    vec![vec![(Cmp::LessThan, vec![1, 2])], vec![(Cmp::MoreThan, vec![2, 9])]],
                ];
                Val::Range(self.choices.pick(&ranges).clone())
            }
            Type::Instant if self.chance(4) => Val::Day(TODAY + self.below(3) as i64 - 1),
            Type::Instant => self.moment(),
            Type::Duration => Val::Duration(HOUR * (1 + self.below(3) as i64)),
            Type::Text => word(self, &["ana", "ivo", "t1", "r1", "m1", "shop"]),
            Type::Area => word(self, &super::world::AREAS),
            Type::Category => word(self, &CATEGORIES),
        }
    }

    pub fn moment(&mut self) -> Val {
        Val::Instant(NOW + HOUR * (self.below(7) as i64 - 3))
    }

    // Documents.

    pub fn world(&mut self) -> World {
        let phase = self.below(5);
        let mut site = self.whole("site");
        keep_windows(&mut site, &Doc::Out);
        let release = self.whole("release");
        let update = self.whole("update");
        World { phase, release, site, update, complete: self.chance(4), standing: Vec::new() }
    }

    fn whole(&mut self, name: &str) -> Doc {
        let field = root(name);
        let mut fields = BTreeMap::new();
        for field in field.fields().iter().filter(|f| !f.computed) {
            let doc = match field.form {
                Form::Record(_) if !self.chance(2) => self.stated(field),
                _ => self.doc(field),
            };
            fields.insert(field.name.to_owned(), doc);
        }
        Doc::Record(fields)
    }

    /// What a document says of a field, if anything.
    pub fn doc(&mut self, field: &'static Field) -> Doc {
        match self.below(16) {
            0..=4 => Doc::Out,
            5 => Doc::Unknown,
            6 | 7 if field.none => Doc::None,
            _ => self.stated(field),
        }
    }

    pub fn stated(&mut self, field: &'static Field) -> Doc {
        match &field.form {
            Form::Leaf(ty) => Doc::Val(self.value(*ty)),
            Form::Record(fields) => {
                Doc::Record(fields.iter().filter(|f| !f.computed).map(|f| (f.name.to_owned(), self.doc(f))).collect())
            }
            Form::List(inner) => {
                let count = self.below(3);
                let elements = (0..count).map(|n| self.element(field, inner, n)).collect();
                Doc::List(elements, self.chance(4))
            }
            Form::Map(keys, inner) => {
                let keys: Vec<String> = match keys {
                    Type::Category => CATEGORIES.iter().map(|c| (*c).to_owned()).collect(),
                    _ => vec!["m1".to_owned(), "m2".to_owned()],
                };
                let keys = self.choices.some(&keys);
                let entries = keys.into_iter().map(|key| {
                    let doc = match self.doc(inner) {
                        Doc::Out => Doc::Unknown,
                        doc => doc,
                    };
                    (key, doc)
                });
                let entries = entries.collect();
                Doc::Map(entries, self.chance(4))
            }
        }
    }

    /// The n-th element of a list.
    pub fn element(&mut self, list: &'static Field, inner: &'static Field, n: usize) -> Doc {
        if matches!(inner.form, Form::Leaf(_)) && self.chance(1) {
            return Doc::Unknown;
        }
        let mut doc = self.stated(inner);
        self.named(list, n, &mut doc);
        if let Doc::Record(fields) = &mut doc
            && list.name == "changes"
            && !self.chance(3)
        {
            // The name says it; what a document says of the area beside it is varied by completions only.
            fields.insert("area".to_owned(), Doc::Out);
        }
        doc
    }

    /// Gives the n-th element of a list its name.
    pub fn named(&mut self, list: &'static Field, n: usize, doc: &mut Doc) {
        let Doc::Record(fields) = doc else { return };
        if fields.contains_key("id") {
            fields.insert("id".to_owned(), Doc::Val(Val::Word(id_of(list, n))));
        }
        if list.name == "changes" {
            let from = [3 * n, 3 * n + 1, 3 * n + 2].map(|m| NAMES[m % NAMES.len()].0);
            let name = *self.choices.pick(&from);
            fields.insert("name".to_owned(), Doc::Val(Val::Word(name.to_owned())));
        }
    }
}

/// A window that is not empty as it is written: one that is can't be read.
fn between(start: Operand, end: Operand) -> Window {
    let limits = |operand: &Operand| match operand {
        Operand::Val(Val::Instant(at)) => Some((*at, *at)),
        Operand::Val(Val::Day(day)) => Some((day * 86_400, (day + 1) * 86_400)),
        _ => None,
    };
    match (limits(&start), limits(&end)) {
        (Some((from, _)), Some((_, to))) if to == from => Window::Between(start, Operand::Val(Val::Instant(from + HOUR))),
        (Some((from, _)), Some((_, to))) if to < from => Window::Between(end, start),
        _ => Window::Between(start, end),
    }
}

fn path_ends(path: &Path, name: &str) -> bool {
    matches!(path.segs.last(), Some(Seg::Key(key)) if key == name) && matches!(path.root, Root::Document(_))
}

/// The operator as a key, of which a test may have one.
fn operator(test: &Test) -> std::mem::Discriminant<Test> {
    std::mem::discriminant(test)
}
