//! The answers to a condition, by the words of the language: one function per operator, no sharing of answers.
//! Decisions of other rules are looked up in what `judge` has come to so far.

use std::rc::Rc;

use super::judge::Made;
use super::logic::{Answer, Truth, at_least};
use super::policy::{Body, BodyCond, Cond, Operand, Path, Root, Seg, Test, Verb, Window};
use super::read::{Coll, Found, Member, Spot, State, document, members, scalar, step, step_somewhere};
use super::world::{Cmp, Doc, Field, Form, NOW, Type, Val, World};

/// What a name stands for.
#[derive(Clone, Debug)]
pub enum Bound<'a> {
    Word(String),
    Element(Member<'a>),
    /// A short name for a path.
    Short(Path),
    /// A decision of a verb, by its target.
    Decision(Verb, String),
}

/// Where a condition is asked.
#[derive(Clone)]
pub struct Place<'a> {
    pub world: &'a World,
    pub made: Rc<Vec<Made>>,
    pub names: Vec<(String, Bound<'a>)>,
    /// The element that paths without a root start at.
    pub element: Option<Bound<'a>>,
    pub lifting: bool,
}

/// What a path leads to.
enum Led<'a> {
    Spot(Spot<'a>),
    Given(State),
    Decision(Verb, Option<String>),
    /// A decision of which nobody can say what it is of.
    AnyDecision,
}

impl<'a> Place<'a> {
    fn name(&self, name: &str) -> &Bound<'a> {
        &self.names.iter().rev().find(|(n, _)| n == name).expect("a name in scope").1
    }

    /// The word or id that a variable stands for.
    fn text(&self, name: &str) -> Option<String> {
        match self.name(name) {
            Bound::Word(word) => Some(word.clone()),
            Bound::Element(member) => member.id.clone(),
            other => panic!("{other:?} is no segment"),
        }
    }

    fn lead(&self, path: &Path) -> Led<'a> {
        let mut spot = match &path.root {
            Root::Document(name) => document(self.world, name),
            Root::Now => return Led::Given(State::Known(Val::Instant(NOW))),
            Root::Decided(verb) => match path.segs.first() {
                None => return Led::Decision(*verb, None),
                Some(Seg::Key(target)) => return Led::Decision(*verb, Some(target.clone())),
                Some(Seg::Var(name)) => {
                    return match self.text(name) {
                        Some(target) => Led::Decision(*verb, Some(target)),
                        None => Led::AnyDecision,
                    };
                }
            },
            Root::Derived(_) => panic!("derived conclusions are no facts"),
            Root::Element => match self.element.as_ref().expect("an element") {
                Bound::Element(member) => member.spot.clone(),
                Bound::Decision(verb, target) => return Led::Decision(*verb, Some(target.clone())),
                other => panic!("{other:?} is no element"),
            },
            Root::Var(name) => match self.name(name) {
                Bound::Word(word) => return Led::Given(State::Known(Val::Word(word.clone()))),
                Bound::Element(member) => member.spot.clone(),
                Bound::Decision(verb, target) => return Led::Decision(*verb, Some(target.clone())),
                Bound::Short(short) => match self.lead(short) {
                    Led::Spot(spot) => spot,
                    _ => panic!("a short name leads to facts"),
                },
            },
        };
        for seg in &path.segs {
            let key = match seg {
                Seg::Key(key) => Some(key.clone()),
                Seg::Var(name) => self.text(name),
            };
            spot = match key {
                Some(key) => step(self.world, &spot, &key),
                None => step_somewhere(self.world, &spot),
            };
        }
        Led::Spot(spot)
    }

    pub fn spot(&self, path: &Path) -> Spot<'a> {
        match self.lead(path) {
            Led::Spot(spot) => spot,
            _ => panic!("{path:?} leads to no fact"),
        }
    }

    fn state(&self, path: &Path) -> State {
        match self.lead(path) {
            Led::Spot(spot) => scalar(&spot),
            Led::Given(state) => state,
            _ => panic!("{path:?} is no scalar"),
        }
    }

    fn value(&self, operand: &Operand) -> State {
        match operand {
            Operand::Val(value) => State::Known(value.clone()),
            Operand::Fact(path) => self.state(path),
            Operand::Var(name) => match self.name(name) {
                Bound::Word(word) => State::Known(Val::Word(word.clone())),
                Bound::Element(member) => match (&member.id, &member.spot.found) {
                    (Some(id), _) => State::Known(Val::Word(id.clone())),
                    (None, Found::Later) => State::Later,
                    (None, _) => State::Unknown,
                },
                other => panic!("{other:?} is no value"),
            },
        }
    }

    /// The words that an operand may stand for where several are wanted; a list gives its members.
    fn list(&self, operand: &Operand) -> Option<Coll<'a>> {
        match operand {
            Operand::Fact(path) => {
                let spot = self.spot(path);
                spot.field.inner().is_some().then(|| members(self.world, &spot))
            }
            _ => None,
        }
    }
}

pub fn ask(cond: &Cond, place: &Place<'_>) -> Truth {
    match cond {
        Cond::All(parts) => parts.iter().fold(Truth::yes(), |t, p| t.and(&ask(p, place))),
        Cond::Any(parts) => parts.iter().fold(Truth::no(), |t, p| t.or(&ask(p, place))),
        Cond::Not(inner) => ask(inner, place).not(),
        Cond::Test(path, test) => ask_test(path, test, place),
    }
}

fn ask_test(path: &Path, test: &Test, place: &Place<'_>) -> Truth {
    match test {
        Test::Not(inner) => return ask_test(path, inner, place).not(),
        Test::All(parts) => return parts.iter().fold(Truth::yes(), |t, p| t.and(&ask_test(path, p, place))),
        _ => {}
    }
    if let Root::Derived(name) = &path.root {
        return derived(name, test, place);
    }
    match place.lead(path) {
        Led::Decision(Verb::Rollback, _) => strength(Verb::Rollback, None, test, place),
        Led::Decision(verb, Some(target)) => strength(verb, Some(&target), test, place),
        Led::Decision(verb, None) => decisions(verb, test, place),
        Led::AnyDecision => Truth::open(),
        Led::Given(state) => of_scalar(&state, None, test, place),
        Led::Spot(spot) => match spot.field.form {
            Form::Leaf(ty) => match test {
                Test::Exists(wanted) => wanted_or_not(exists_scalar(&scalar(&spot)), *wanted),
                Test::Stated(wanted) => wanted_or_not(stated(&spot, path, place), *wanted),
                _ => of_scalar(&scalar(&spot), Some(ty), test, place),
            },
            Form::Record(_) => of_record(&spot, path, test, place),
            Form::List(_) | Form::Map(..) => of_many(&spot, path, test, place),
        },
    }
}

fn wanted_or_not(truth: Truth, wanted: bool) -> Truth {
    if wanted { truth } else { truth.not() }
}

/// A test of several facts, one of which must be known for each place. The choices of an unknown one: none, or some
/// value, of which the test may hold or not.
fn together(states: &[&State], holds: &dyn Fn(&[&Val]) -> bool) -> Truth {
    if states.contains(&&State::None) {
        return Truth::no();
    }
    let values: Vec<&Val> = states.iter().filter_map(|s| if let State::Known(v) = s { Some(v) } else { None }).collect();
    if values.len() == states.len() {
        return Truth::of(holds(&values));
    }
    let unknown = states.contains(&&State::Unknown);
    let some_value = if states.contains(&&State::Later) { Truth::later() } else { Truth::open() };
    if unknown { some_value.union(&Truth::no()) } else { some_value }
}

/// Missing numbers of a version are zero.
fn same(a: &Val, b: &Val) -> bool {
    match (a, b) {
        (Val::Version(a), Val::Version(b)) => padded(a) == padded(b),
        (a, b) => a == b,
    }
}

fn equal(a: &State, b: &State) -> Truth {
    together(&[a, b], &|v| same(v[0], v[1]))
}

/// Whether the left is something else: true of a none, false with one.
fn different(left: &State, right: &State) -> Truth {
    let of = |left: &State, right: &State| match (left, right) {
        (_, State::None) => Truth::no(),
        (_, State::Later) | (State::Later, _) => Truth::later(),
        (State::None, State::Known(_)) => Truth::yes(),
        (State::Known(a), State::Known(b)) => Truth::of(!same(a, b)),
        _ => Truth::open(),
    };
    match (left, right) {
        (State::Later, State::Unknown) => Truth::no().union(&Truth::later()),
        (State::None, State::Unknown) => Truth::open(),
        (left, right) => of(left, right),
    }
}

fn of_scalar(left: &State, ty: Option<Type>, test: &Test, place: &Place<'_>) -> Truth {
    match test {
        Test::Is(right) => equal(left, &place.value(right)),
        Test::IsNot(right) => different(left, &place.value(right)),
        Test::OneOf(list) => list.iter().fold(Truth::no(), |t, right| {
            t.or(&match place.list(right) {
                Some(coll) => among(left, &coll),
                None => equal(left, &place.value(right)),
            })
        }),
        Test::Order(cmp, right) => together(&[left, &place.value(right)], &|v| cmp.holds(&size(v[0], ty), &size(v[1], ty))),
        Test::Range(inside, right) => together(&[left, &place.value(right)], &|v| in_range(v[0], v[1]) == *inside),
        Test::Age { older, by, at } => {
            let at = at.as_ref().map_or(State::Known(Val::Instant(NOW)), |o| place.value(o));
            let by = place.value(by);
            // The moment and the age are compared one after the other: later than the moment is neither old nor new.
            let past = together(&[left, &at], &|v| instant(v[0]) <= instant(v[1]));
            let far = together(&[left, &at, &by], &|v| {
                let limit = instant(v[1]) - seconds(v[2]);
                if *older { instant(v[0]) < limit } else { instant(v[0]) >= limit }
            });
            past.and(&far)
        }
        Test::Within(by) => together(&[left, &place.value(by)], &|v| (NOW..=NOW + seconds(v[1])).contains(&instant(v[0]))),
        Test::Inside(window) => {
            if *left == State::None {
                return Truth::no();
            }
            any_window(window, place, &|(start, end)| {
                let after = together(&[left, start], &|v| instant(v[0]) >= instant(v[1]));
                after.and(&together(&[left, end], &|v| instant(v[0]) < instant(v[1])))
            })
        }
        Test::Exists(wanted) => wanted_or_not(exists_scalar(left), *wanted),
        other => panic!("{other:?} is not asked of scalars"),
    }
}

fn exists_scalar(state: &State) -> Truth {
    match state {
        State::Known(_) => Truth::yes(),
        State::None => Truth::no(),
        State::Unknown => Truth::open(),
        State::Later => Truth::later(),
    }
}

/// A number for an ordered value; versions are compared number by number, missing ones being zero.
fn size(value: &Val, ty: Option<Type>) -> Vec<i64> {
    match (value, ty) {
        (Val::Int(n) | Val::Instant(n) | Val::Duration(n), _) => vec![*n],
        (Val::Version(parts), _) => padded(parts),
        (Val::Word(word), Some(Type::Words(words, true))) => {
            vec![words.iter().position(|w| w == word).expect("a word of the list") as i64]
        }
        other => panic!("{other:?} has no order"),
    }
}

fn padded(parts: &[u32]) -> Vec<i64> {
    let mut parts: Vec<i64> = parts.iter().map(|p| i64::from(*p)).collect();
    parts.resize(4, 0);
    parts
}

fn in_range(version: &Val, range: &Val) -> bool {
    let (Val::Version(version), Val::Range(alternatives)) = (version, range) else { panic!("a version and a range") };
    alternatives.iter().any(|all| all.iter().all(|(cmp, limit)| cmp.holds(&padded(version), &padded(limit))))
}

fn instant(value: &Val) -> i64 {
    match value {
        Val::Instant(at) => *at,
        other => panic!("{other:?} is no instant"),
    }
}

fn seconds(value: &Val) -> i64 {
    match value {
        Val::Duration(n) => *n,
        other => panic!("{other:?} is no duration"),
    }
}

/// A document says it, be it a value or none.
fn stated(spot: &Spot<'_>, path: &Path, place: &Place<'_>) -> Truth {
    let of_element = match &path.root {
        Root::Element => true,
        Root::Var(name) => matches!(place.name(name), Bound::Element(_)),
        _ => false,
    };
    match &spot.found {
        Found::Later => Truth::later(),
        Found::Hidden if of_element => Truth::open(),
        Found::Hidden | Found::Out => Truth::no(),
        Found::Nothing => Truth::yes(),
        // A category by the list is nobody's statement; what is computed from statements is.
        Found::Made(state) => Truth::of(spot.field.computed && *state != State::Unknown),
        Found::Said(Doc::Val(Val::Instant(at))) if spot.field.observed && *at > NOW => Truth::no(),
        Found::Said(doc) => Truth::of(!matches!(doc, Doc::Unknown | Doc::Out)),
    }
}

fn of_record(spot: &Spot<'_>, path: &Path, test: &Test, place: &Place<'_>) -> Truth {
    match test {
        Test::Exists(wanted) => {
            let truth = match &spot.found {
                Found::Said(Doc::Record(_)) => Truth::yes(),
                Found::Said(Doc::None) | Found::Nothing => Truth::no(),
                Found::Later => Truth::later(),
                _ => Truth::open(),
            };
            wanted_or_not(truth, *wanted)
        }
        Test::Stated(wanted) => wanted_or_not(stated(spot, path, place), *wanted),
        Test::Overlaps(window) => overlaps(&[(Truth::yes(), ends(spot, place))], &Truth::no(), window, place),
        other => panic!("{other:?} is not asked of records"),
    }
}

fn ends(spot: &Spot<'_>, place: &Place<'_>) -> (State, State) {
    (scalar(&step(place.world, spot, "start")), scalar(&step(place.world, spot, "end")))
}

type Ends = (State, State);

/// The windows of a collection, each with whether it is there, and what further ones add.
fn windows(coll: &Coll<'_>, place: &Place<'_>) -> (Vec<(Truth, Ends)>, Truth) {
    let all = coll.members.iter().map(|m| (there(m), ends(&m.spot, place))).collect();
    let rest = match (&coll.later, coll.unnamed.is_empty()) {
        (Some(_), _) => Truth::later(),
        (None, true) => Truth::no(),
        (None, false) => Truth::open(),
    };
    (all, rest)
}

fn any_window(window: &Window, place: &Place<'_>, holds: &dyn Fn((&State, &State)) -> Truth) -> Truth {
    match window {
        Window::Between(start, end) => holds((&place.value(start), &place.value(end))),
        Window::List(list) => list.iter().fold(Truth::no(), |t, w| t.or(&any_window(w, place, holds))),
        Window::Fact(path) => {
            let spot = place.spot(path);
            if matches!(spot.field.form, Form::Record(_)) {
                let (start, end) = ends(&spot, place);
                return holds((&start, &end));
            }
            let (all, rest) = windows(&members(place.world, &spot), place);
            all.iter().fold(rest, |t, (here, (start, end))| t.or(&here.and(&holds((start, end)))))
        }
    }
}

fn overlaps(ours: &[(Truth, Ends)], rest: &Truth, window: &Window, place: &Place<'_>) -> Truth {
    any_window(window, place, &|(start, end)| {
        ours.iter().fold(rest.clone(), |t, (here, (from, to))| {
            let first = together(&[from, end], &|v| instant(v[0]) < instant(v[1]));
            let second = together(&[start, to], &|v| instant(v[0]) < instant(v[1]));
            t.or(&here.and(&first.and(&second)))
        })
    })
}

fn there(member: &Member<'_>) -> Truth {
    if member.sure { Truth::yes() } else { Truth::open() }
}

/// What a member is as a value: a scalar itself, a record by its id, an entry of a map by its key.
fn member_state(field: &Field, member: &Member<'_>) -> State {
    if let (Form::List(inner), Form::Leaf(_)) = (&field.form, &member.spot.field.form)
        && matches!(inner.form, Form::Leaf(_))
    {
        return scalar(&member.spot);
    }
    match &member.id {
        Some(id) => State::Known(Val::Word(id.clone())),
        None => State::Unknown,
    }
}

fn among(value: &State, coll: &Coll<'_>) -> Truth {
    if coll.none || *value == State::None {
        return Truth::no();
    }
    if coll.later.is_some() {
        return Truth::later();
    }
    let named = coll.members.iter().fold(Truth::no(), |t, m| {
        let state = match (&m.spot.field.form, &m.id) {
            (Form::Leaf(_), _) => scalar(&m.spot),
            (_, Some(id)) => State::Known(Val::Word(id.clone())),
            (_, None) => State::Unknown,
        };
        t.or(&there(m).and(&equal(value, &state)))
    });
    coll.unnamed.iter().fold(named, |t, _| t.or(&Truth::open().and(&equal(value, &State::Unknown))))
}

fn in_collection(field: &Field, value: &State, coll: &Coll<'_>) -> Truth {
    // The members of a map are its keys, whatever the values are.
    if let Form::Map(..) = field.form {
        let mut keys = coll.clone();
        for member in &mut keys.members {
            let key = member.id.clone().map_or(State::Unknown, |id| State::Known(Val::Word(id)));
            member.spot.found = Found::Made(key);
        }
        if coll.none || *value == State::None {
            return Truth::no();
        }
        if coll.later.is_some() {
            return Truth::later();
        }
        let named = keys.members.iter().fold(Truth::no(), |t, m| t.or(&there(m).and(&equal(value, &scalar_of(&m.spot.found)))));
        return coll.unnamed.iter().fold(named, |t, _| t.or(&Truth::open().and(&equal(value, &State::Unknown))));
    }
    among(value, coll)
}

fn scalar_of(found: &Found<'_>) -> State {
    match found {
        Found::Made(state) => state.clone(),
        _ => State::Unknown,
    }
}

/// A member of another list that must be looked for, with whether it is there.
fn wanted<'p>(operand: &Operand, place: &Place<'p>) -> Option<(Vec<(Truth, State)>, Coll<'p>)> {
    let coll = place.list(operand)?;
    let Operand::Fact(path) = operand else { return None };
    let field = place.spot(path).field;
    let named = coll.members.iter().map(|m| (there(m), member_state(field, m)));
    let unnamed = coll.unnamed.iter().map(|_| (Truth::open(), State::Unknown));
    let all = named.chain(unnamed).collect();
    Some((all, coll))
}

fn of_many(spot: &Spot<'_>, path: &Path, test: &Test, place: &Place<'_>) -> Truth {
    let coll = members(place.world, spot);
    let has = |value: &State| in_collection(spot.field, value, &coll);
    match test {
        Test::Includes(list) => list.iter().fold(Truth::no(), |t, operand| {
            t.or(&match wanted(operand, place) {
                Some((_, theirs)) if coll.none || theirs.none => Truth::no(),
                Some((_, theirs)) if theirs.later.is_some() => {
                    // Nothing is shared with an empty list, whatever comes later.
                    let some = at_least(
                        1,
                        &coll.members.iter().map(there).collect::<Vec<_>>(),
                        &vec![Truth::open(); coll.unnamed.len()],
                    );
                    if coll.later.is_some() { Truth::later() } else { some.and(&Truth::later()) }
                }
                Some((all, _)) => all.iter().fold(Truth::no(), |t, (here, state)| t.or(&here.and(&has(state)))),
                None => has(&place.value(operand)),
            })
        }),
        Test::IncludesAll(list) => list.iter().fold(Truth::yes(), |t, operand| {
            t.and(&match wanted(operand, place) {
                Some((_, theirs)) if theirs.none => Truth::yes(),
                Some((_, theirs)) if theirs.later.is_some() => Truth::later(),
                Some((all, _)) => all.iter().fold(Truth::yes(), |t, (here, state)| t.and(&here.not().or(&has(state)))),
                None => has(&place.value(operand)),
            })
        }),
        Test::Empty(wanted) => {
            let truth = match &coll.later {
                Some(_) => Truth::later(),
                None => {
                    let further = vec![Truth::open(); coll.unnamed.len()];
                    at_least(1, &coll.members.iter().map(there).collect::<Vec<_>>(), &further).not()
                }
            };
            match (wanted, coll.none) {
                (true, _) => truth,
                (false, true) => Truth::no(),
                (false, false) => truth.not(),
            }
        }
        Test::Any(body) => counted(1, &coll, Some(body), None, place),
        Test::Every(body) => {
            let nothing = coll.members.is_empty() && coll.unnamed.is_empty() && coll.later.is_none();
            if nothing && place.lifting && path.root == Root::Document("update") {
                return Truth::open();
            }
            if coll.none {
                return Truth::no();
            }
            // Every one, if and only if not one fails.
            match &coll.later {
                Some(_) => Truth::later(),
                None => {
                    let fails = |m: &Member<'_>| there(m).and(&of_member(body, m, place).not());
                    let named: Vec<Truth> = coll.members.iter().map(fails).collect();
                    let further: Vec<Truth> = coll.unnamed.iter().map(fails).collect();
                    at_least(1, &named, &further).not()
                }
            }
        }
        Test::Count { body, distinct, cmp, n } => {
            if coll.later.is_some() {
                return Truth::later();
            }
            let n = match place.value(n) {
                State::Known(Val::Int(n)) => n,
                State::None => return Truth::no(),
                State::Later => return Truth::later(),
                _ => return Truth::open(),
            };
            if coll.none {
                return Truth::no();
            }
            let reaches = |n: i64| match usize::try_from(n) {
                Ok(n) => counted(n, &coll, body.as_ref(), *distinct, place),
                Err(_) => Truth::yes(),
            };
            match cmp {
                Cmp::AtLeast => reaches(n),
                Cmp::MoreThan => reaches(n + 1),
                Cmp::LessThan => reaches(n).not(),
                Cmp::AtMost => reaches(n + 1).not(),
            }
        }
        Test::Exists(wanted) => {
            let truth = match &coll {
                c if c.later.is_some() => Truth::later(),
                c if c.none => Truth::no(),
                c if c.stated || c.unnamed.is_empty() => Truth::yes(),
                _ => Truth::open(),
            };
            wanted_or_not(truth, *wanted)
        }
        Test::Stated(wanted) => {
            wanted_or_not(if spot.field.computed { Truth::yes() } else { stated(spot, path, place) }, *wanted)
        }
        Test::Overlaps(window) => {
            let (all, rest) = windows(&coll, place);
            overlaps(&all, &rest, window, place)
        }
        other => panic!("{other:?} is not asked of lists"),
    }
}

/// Whether at least `n` members answer yes; with a field: whether they have at least `n` different values of it.
fn counted(n: usize, coll: &Coll<'_>, body: Option<&Body>, distinct: Option<&'static str>, place: &Place<'_>) -> Truth {
    if coll.later.is_some() {
        return Truth::later();
    }
    let answer = |m: &Member<'_>| there(m).and(&body.map_or(Truth::yes(), |b| of_member(b, m, place)));
    let further: Vec<Truth> = coll.unnamed.iter().map(answer).collect();
    let Some(field) = distinct else {
        let named: Vec<Truth> = coll.members.iter().map(answer).collect();
        return at_least(n, &named, &further);
    };
    // A value counts when a member that has it counts; an unknown value may be none, one of the others, or a new one.
    let mut groups: Vec<(Val, Truth)> = Vec::new();
    let mut loose = Vec::new();
    for member in &coll.members {
        let truth = answer(member);
        match scalar(&step(place.world, &member.spot, field)) {
            State::Known(value) => match groups.iter_mut().find(|(v, _)| same(v, &value)) {
                Some((_, group)) => *group = group.or(&truth),
                None => groups.push((value, truth)),
            },
            State::None => {}
            State::Unknown => loose.push(truth.and(&Truth::open())),
            State::Later => loose.push(truth.and(&Truth::later())),
        }
    }
    let all: Vec<Truth> = groups.into_iter().map(|(_, t)| t).chain(loose).collect();
    let further: Vec<Truth> = further.iter().map(|t| t.and(&Truth::open())).collect();
    at_least(n, &all, &further)
}

fn of_member(body: &Body, member: &Member<'_>, place: &Place<'_>) -> Truth {
    of_bound(body, Bound::Element(member.clone()), place)
}

fn of_bound<'a>(body: &Body, bound: Bound<'a>, place: &Place<'a>) -> Truth {
    let mut inner = place.clone();
    if let Some(name) = &body.name {
        inner.names.push((name.clone(), bound.clone()));
    }
    inner.element = Some(bound);
    match &body.cond {
        BodyCond::Cond(cond) => ask(cond, &inner),
        BodyCond::Test(test) => ask_test(&Path { root: Root::Element, segs: Vec::new() }, test, &inner),
    }
}

/// Whether a verb is decided of a target (of any, when none is given) at least at a rank.
fn decided(verb: Verb, target: Option<&str>, rank: usize, place: &Place<'_>) -> Truth {
    place
        .made
        .iter()
        .filter(|m| m.verb == verb && m.rank >= rank && target.is_none_or(|t| m.target == t))
        .fold(Truth::no(), |t, m| t.or(&m.truth.now()))
}

fn strength(verb: Verb, target: Option<&str>, test: &Test, place: &Place<'_>) -> Truth {
    let reaches = |rank: usize| decided(verb, target, rank, place);
    let rank = |operand: &Operand| match operand {
        Operand::Val(Val::Word(word)) => verb.ranks().iter().position(|w| w == word).expect("a strength"),
        other => panic!("{other:?} is no strength"),
    };
    let exactly = |r: usize| reaches(r).and(&reaches(r + 1).not());
    match test {
        Test::Exists(wanted) => wanted_or_not(reaches(0), *wanted),
        Test::Is(operand) => exactly(rank(operand)),
        Test::IsNot(operand) => exactly(rank(operand)).not(),
        Test::OneOf(list) => list.iter().fold(Truth::no(), |t, o| t.or(&exactly(rank(o)))),
        Test::Order(Cmp::AtLeast, o) => reaches(rank(o)),
        Test::Order(Cmp::MoreThan, o) => reaches(rank(o) + 1),
        // What is not decided has no strength to compare.
        Test::Order(Cmp::AtMost, o) => reaches(0).and(&reaches(rank(o) + 1).not()),
        Test::Order(Cmp::LessThan, o) => reaches(0).and(&reaches(rank(o)).not()),
        Test::Not(inner) => strength(verb, target, inner, place).not(),
        Test::All(parts) => parts.iter().fold(Truth::yes(), |t, p| t.and(&strength(verb, target, p, place))),
        other => panic!("{other:?} is not asked of strengths"),
    }
}

fn decisions(verb: Verb, test: &Test, place: &Place<'_>) -> Truth {
    let mut targets: Vec<&str> = place.made.iter().filter(|m| m.verb == verb).map(|m| m.target.as_str()).collect();
    targets.sort_unstable();
    targets.dedup();
    let has = |target: &str| decided(verb, Some(target), 0, place);
    let word = |operand: &Operand| match place.value(operand) {
        State::Known(Val::Word(word)) => Some(word),
        _ => None,
    };
    let of = |body: &Body, target: &str| of_bound(body, Bound::Decision(verb, target.to_owned()), place);
    match test {
        Test::Includes(list) => list.iter().fold(Truth::no(), |t, o| t.or(&word(o).map_or(Truth::open(), |w| has(&w)))),
        Test::IncludesAll(list) => list.iter().fold(Truth::yes(), |t, o| t.and(&word(o).map_or(Truth::open(), |w| has(&w)))),
        Test::Exists(wanted) => wanted_or_not(decided(verb, None, 0, place), *wanted),
        Test::Empty(wanted) => wanted_or_not(decided(verb, None, 0, place).not(), *wanted),
        Test::Any(body) => targets.iter().fold(Truth::no(), |t, x| t.or(&has(x).and(&of(body, x)))),
        Test::Every(body) => targets.iter().fold(Truth::yes(), |t, x| t.and(&has(x).not().or(&of(body, x)))),
        Test::Count { body, cmp, n: Operand::Val(Val::Int(n)), .. } => {
            let truths: Vec<Truth> =
                targets.iter().map(|x| body.as_ref().map_or_else(|| has(x), |b| has(x).and(&of(b, x)))).collect();
            compared(&truths, *cmp, *n)
        }
        other => panic!("{other:?} is not asked of decisions"),
    }
}

fn compared(truths: &[Truth], cmp: Cmp, n: i64) -> Truth {
    let reaches = |n: i64| usize::try_from(n).map_or(Truth::yes(), |n| at_least(n, truths, &[]));
    match cmp {
        Cmp::AtLeast => reaches(n),
        Cmp::MoreThan => reaches(n + 1),
        Cmp::LessThan => reaches(n).not(),
        Cmp::AtMost => reaches(n + 1).not(),
    }
}

/// A derived conclusion keeps *later*. One of an element without a name may be of any.
fn derived(name: &str, test: &Test, place: &Place<'_>) -> Truth {
    let all: Vec<&Made> = place.made.iter().filter(|m| m.verb == Verb::Derive && m.target == name).collect();
    let whole = all.iter().fold(Truth::no(), |t, m| t.or(&m.truth));
    let has = |thing: &str| {
        all.iter().fold(Truth::no(), |t, m| match m.of.as_deref() {
            Some("*") => t.or(&m.truth.and(&Truth::open())),
            Some(of) if of != thing => t,
            _ => t.or(&m.truth),
        })
    };
    let word = |operand: &Operand| match place.value(operand) {
        State::Known(Val::Word(word)) => Some(word),
        _ => None,
    };
    match test {
        Test::Is(Operand::Val(Val::Bool(wanted))) => wanted_or_not(whole, *wanted),
        Test::IsNot(Operand::Val(Val::Bool(not))) => wanted_or_not(whole, !*not),
        Test::Exists(wanted) => wanted_or_not(whole, *wanted),
        Test::Empty(wanted) => wanted_or_not(whole.not(), *wanted),
        Test::Includes(list) => list.iter().fold(Truth::no(), |t, o| t.or(&word(o).map_or(Truth::open(), |w| has(&w)))),
        Test::IncludesAll(list) => list.iter().fold(Truth::yes(), |t, o| t.and(&word(o).map_or(Truth::open(), |w| has(&w)))),
        Test::Count { cmp, n: Operand::Val(Val::Int(n)), .. } => {
            let mut things: Vec<&str> = all.iter().filter_map(|m| m.of.as_deref()).filter(|of| *of != "*").collect();
            things.sort_unstable();
            things.dedup();
            let truths: Vec<Truth> = things.iter().map(|t| has(t)).collect();
            let further: Vec<Truth> =
                all.iter().filter(|m| m.of.as_deref() == Some("*")).map(|m| m.truth.and(&Truth::open())).collect();
            let reaches = |n: i64| usize::try_from(n).map_or(Truth::yes(), |n| at_least(n, &truths, &further));
            match cmp {
                Cmp::AtLeast => reaches(*n),
                Cmp::MoreThan => reaches(n + 1),
                Cmp::LessThan => reaches(*n).not(),
                Cmp::AtMost => reaches(n + 1).not(),
            }
        }
        other => panic!("{other:?} is not asked of derived conclusions"),
    }
}

/// Whether a truth is *later* to a rule: yes isn't possible, later is.
pub fn waits(truth: &Truth) -> bool {
    !truth.has(Answer::Yes) && truth.has(Answer::Later)
}
