//! Everything that two conditions can answer together, as pairs of truths. Every pair that facts can bring about is among
//! them; where groups of tests are too many to go through, parts are taken to be independent, which only adds pairs.

use super::form::{Around, Form, both};
use crate::condition::tree::Cond;
use crate::value::Truth;

/// The most combinations of answers that are gone through.
const MOST: usize = 60_000;

/// A set of pairs of truths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(Vec<(Truth, Truth)>);

/// What two conditions can answer together.
pub fn of(a: &Cond, b: &Cond, around: Around<'_>) -> Pairs {
    let (a, b, answers) = both(a, b, around);
    let mut used = Vec::new();
    groups(&a, &mut used);
    groups(&b, &mut used);
    let size = used.iter().map(|g| answers.get(*g).map_or(1, Vec::len)).fold(1usize, usize::saturating_mul);
    if size <= MOST { through(&a, &b, &used, &answers) } else { apart(&a, &b, &answers) }
}

impl Pairs {
    /// The pairs.
    pub fn iter(&self) -> impl Iterator<Item = (Truth, Truth)> {
        self.0.iter().copied()
    }

    fn add(&mut self, pair: (Truth, Truth)) -> bool {
        let new = !self.0.contains(&pair);
        if new {
            self.0.push(pair);
        }
        new
    }

    fn with(&self, other: &Pairs, join: impl Fn(Truth, Truth) -> Truth) -> Pairs {
        let mut out = Pairs::default();
        for (a, b) in self.iter() {
            for (c, d) in other.iter() {
                out.add((join(a, c), join(b, d)));
            }
        }
        out
    }
}

fn groups(form: &Form, out: &mut Vec<usize>) {
    match form {
        Form::All(parts) | Form::Any(parts) => parts.iter().for_each(|p| groups(p, out)),
        Form::Not(inner) | Form::Certainly(inner) => groups(inner, out),
        Form::Asks(group, _) if !out.contains(group) => out.push(*group),
        Form::Asks(..) => {}
    }
}

type Answers = [Vec<Vec<Truth>>];

/// Goes through every combination of answers.
fn through(a: &Form, b: &Form, used: &[usize], answers: &Answers) -> Pairs {
    let mut chosen: Vec<&[Truth]> = vec![&[]; answers.len()];
    let mut out = Pairs::default();
    choose(used, answers, &mut chosen, &mut |chosen| {
        out.add((truth(a, chosen), truth(b, chosen)));
    });
    out
}

fn choose<'a>(used: &[usize], answers: &'a Answers, chosen: &mut Vec<&'a [Truth]>, each: &mut dyn FnMut(&[&[Truth]])) {
    let Some((group, rest)) = used.split_first() else {
        each(chosen);
        return;
    };
    for answer in answers.get(*group).map(Vec::as_slice).unwrap_or_default() {
        if let Some(slot) = chosen.get_mut(*group) {
            *slot = answer;
        }
        choose(rest, answers, chosen, each);
    }
}

fn truth(form: &Form, chosen: &[&[Truth]]) -> Truth {
    match form {
        Form::All(parts) => parts.iter().fold(Truth::YES, |t, p| t.and(truth(p, chosen))),
        Form::Any(parts) => parts.iter().fold(Truth::NO, |t, p| t.or(truth(p, chosen))),
        Form::Not(inner) => truth(inner, chosen).not(),
        Form::Certainly(inner) => truth(inner, chosen).certain(),
        Form::Asks(group, place) => chosen.get(*group).and_then(|c| c.get(*place)).copied().unwrap_or(Truth::UNKNOWN),
    }
}

/// The pairs of forms whose parts are taken to be independent of each other.
fn apart(a: &Form, b: &Form, answers: &Answers) -> Pairs {
    match (a, b) {
        (Form::All(p), Form::All(q)) if p.len() == q.len() => {
            let all = Pairs(vec![(Truth::YES, Truth::YES)]);
            p.iter().zip(q).fold(all, |pairs, (p, q)| pairs.with(&apart(p, q, answers), Truth::and))
        }
        (Form::Any(p), Form::Any(q)) if p.len() == q.len() => {
            let all = Pairs(vec![(Truth::NO, Truth::NO)]);
            p.iter().zip(q).fold(all, |pairs, (p, q)| pairs.with(&apart(p, q, answers), Truth::or))
        }
        (Form::Not(p), Form::Not(q)) => Pairs(apart(p, q, answers).iter().map(|(a, b)| (a.not(), b.not())).collect()),
        (Form::Certainly(p), Form::Certainly(q)) => {
            let mut out = Pairs::default();
            for (a, b) in apart(p, q, answers).iter() {
                out.add((a.certain(), b.certain()));
            }
            out
        }
        (Form::Asks(g, m), Form::Asks(h, n)) if g == h => {
            let mut out = Pairs::default();
            for answer in answers.get(*g).map(Vec::as_slice).unwrap_or_default() {
                if let (Some(a), Some(b)) = (answer.get(*m), answer.get(*n)) {
                    out.add((*a, *b));
                }
            }
            out
        }
        (a, b) => {
            let (ours, theirs) = (alone(a, answers), alone(b, answers));
            let mut out = Pairs::default();
            for x in &ours {
                for y in &theirs {
                    out.add((*x, *y));
                }
            }
            out
        }
    }
}

fn alone(form: &Form, answers: &Answers) -> Vec<Truth> {
    let mut out: Vec<Truth> = apart_alone(form, answers);
    out.sort();
    out.dedup();
    out
}

fn apart_alone(form: &Form, answers: &Answers) -> Vec<Truth> {
    let join = |parts: &[Form], start: Truth, by: fn(Truth, Truth) -> Truth| {
        parts.iter().fold(vec![start], |all, part| {
            let part = alone(part, answers);
            let mut out: Vec<Truth> = all.iter().flat_map(|a| part.iter().map(|b| by(*a, *b))).collect();
            out.sort();
            out.dedup();
            out
        })
    };
    match form {
        Form::All(parts) => join(parts, Truth::YES, Truth::and),
        Form::Any(parts) => join(parts, Truth::NO, Truth::or),
        Form::Not(inner) => alone(inner, answers).into_iter().map(Truth::not).collect(),
        Form::Certainly(inner) => {
            let mut out: Vec<Truth> = alone(inner, answers).into_iter().map(Truth::certain).collect();
            out.sort();
            out.dedup();
            out
        }
        Form::Asks(group, place) => {
            let all = answers.get(*group).map(Vec::as_slice).unwrap_or_default();
            all.iter().filter_map(|answer| answer.get(*place).copied()).collect()
        }
    }
}

/// What two quantifiers answer together, when of one member their bodies answer these pairs: of none, and of any number.
pub fn over_members(body: &Pairs, any: bool, later: bool, lifting: bool) -> Pairs {
    let mut out = Pairs::default();
    out.add(if any { (Truth::NO, Truth::NO) } else { (Truth::YES, Truth::YES) });
    let mut one = Pairs::default();
    for (a, b) in body.iter() {
        for here in [Truth::YES, Truth::UNKNOWN] {
            one.add(if any { (here.and(a), here.and(b)) } else { (here.not().or(a), here.not().or(b)) });
        }
    }
    // One member more, until nothing new comes of it.
    loop {
        let next = out.with(&one, if any { Truth::or } else { Truth::and });
        if next.iter().fold(false, |new, pair| out.add(pair) | new) {
            continue;
        }
        break;
    }
    if !any {
        out.add((Truth::NO, Truth::NO));
    }
    if later {
        out.add((Truth::LATER, Truth::LATER));
    }
    if lifting {
        out.add((Truth::UNKNOWN, Truth::UNKNOWN));
    }
    out
}
