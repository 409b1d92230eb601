//! Several releases as one document, put together by hand: what a reader of all the notes would write down.
//! The engine unites facts by the words of their schema; here each field is said out loud.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::choices::Choices;
use super::generate::Generator;
use super::policy::{Cond, Effect, Operand, Path, Root, Rule, Seg, Target, Test, Verb};
use super::render;
use super::world::{Doc, Val, World, rank};

/// Release notes, each of a version `2.N`.
#[derive(Clone, Debug)]
pub struct Notes {
    pub version: usize,
    /// The version before it, where the notes say.
    pub follows: Option<usize>,
    pub says: Doc,
}

/// The notes at hand and what the site runs.
#[derive(Clone, Debug)]
pub struct Way {
    pub notes: Vec<Notes>,
    pub installed: Option<usize>,
}

impl Way {
    pub fn made(generator: &mut Generator<'_, '_>) -> Self {
        let count = 1 + generator.choices.below(4);
        let mut versions = vec![1, 2, 3, 4, 5];
        generator.choices.shuffle(&mut versions);
        let notes = versions.into_iter().take(count).map(|version| {
            let follows = generator.choices.chance(8).then(|| generator.choices.below(version));
            Notes { version, follows, says: generator.world().release }
        });
        let notes = notes.collect();
        let installed = (!generator.choices.chance(3)).then(|| generator.choices.below(6));
        Self { notes, installed }
    }

    /// The documents of a world with these notes in the place of its release.
    pub fn documents(&self, world: &World) -> Vec<(&'static str, Value)> {
        let mut out: Vec<_> = render::documents(world).into_iter().filter(|(kind, _)| *kind != "release").collect();
        for (_, site) in out.iter_mut().filter(|(kind, _)| *kind == "site") {
            if let Some(installed) = self.installed {
                site["versions"] = json!({ "lab": format!("2.{installed}") });
            }
        }
        for notes in &self.notes {
            let one = World { release: notes.says.clone(), ..world.clone() };
            let (_, mut release) = render::documents(&one).into_iter().find(|(kind, _)| *kind == "release").expect("a release");
            release["version"] = json!(format!("2.{}", notes.version));
            if let Some(follows) = notes.follows {
                release["follows"] = json!(format!("2.{follows}"));
            }
            out.push(("release", release));
        }
        out
    }

    /// One release that says what all of them say that count.
    pub fn united(&self, phase: usize) -> Doc {
        let target = self.notes.iter().max_by_key(|n| n.version).expect("notes");
        let arrived = self.installed.is_some_and(|i| i >= target.version);
        // After the update nobody knows what ran before it.
        let from = if arrived && rank(phase) >= 2 { None } else { self.installed };
        let mut way: Vec<&Notes> = self.notes.iter().filter(|n| n.version < target.version).collect();
        way.retain(|n| from.is_none_or(|from| n.version > from));
        way.sort_by_key(|n| n.version);
        let counted: Vec<&Notes> = [target].into_iter().chain(way).collect();
        let skips = |n: &&Notes| {
            let Some(follows) = n.follows else { return false };
            self.installed.is_some_and(|i| follows > i && !arrived) && counted.iter().all(|c| c.version != follows)
        };
        let gap = counted.iter().any(skips);
        let mut said: Vec<Doc> = counted.iter().map(|n| n.says.clone()).collect();
        if gap {
            said.push(Doc::Record(BTreeMap::new()));
        }
        let of = |name: &str| said.iter().map(|d| d.get(name).clone()).collect::<Vec<Doc>>();
        let labs = of("lab");
        let lab = |name: &str| labs.iter().map(|d| d.get(name).clone()).collect::<Vec<Doc>>();
        let lab = if labs.iter().all(|d| *d == Doc::Out) {
            Doc::Out
        } else if !labs.iter().any(|d| matches!(d, Doc::Record(_))) {
            Doc::Unknown
        } else {
            Doc::Record(BTreeMap::from([
                ("urgent".to_owned(), one_of_them(&lab("urgent"))),
                ("weight".to_owned(), heaviest(&lab("weight"))),
                ("calm".to_owned(), agreed(&lab("calm"))),
                ("alarm".to_owned(), happened(&lab("alarm"))),
                ("parts".to_owned(), lab("parts")[0].clone()),
                ("marks".to_owned(), together(&lab("marks"))),
            ]))
        };
        Doc::Record(BTreeMap::from([("changes".to_owned(), together(&of("changes"))), ("lab".to_owned(), lab)]))
    }
}

fn is(doc: &Doc, wanted: bool) -> bool {
    *doc == Doc::Val(Val::Bool(wanted))
}

fn one_of_them(said: &[Doc]) -> Doc {
    match said {
        _ if said.iter().any(|d| is(d, true)) => Doc::Val(Val::Bool(true)),
        _ if said.iter().all(|d| is(d, false)) => Doc::Val(Val::Bool(false)),
        _ => Doc::Unknown,
    }
}

/// An event that notes leave out did not happen.
fn happened(said: &[Doc]) -> Doc {
    if said.iter().all(|d| *d == Doc::Out) {
        return Doc::Out;
    }
    let said: Vec<Doc> = said.iter().map(|d| if *d == Doc::Out { Doc::Val(Val::Bool(false)) } else { d.clone() }).collect();
    one_of_them(&said)
}

fn heaviest(said: &[Doc]) -> Doc {
    let has = |word: &str| said.iter().any(|d| *d == Doc::Val(Val::Word(word.to_owned())));
    let word = |word: &str| Doc::Val(Val::Word(word.to_owned()));
    match said {
        _ if has("high") => word("high"),
        _ if said.iter().any(|d| !matches!(d, Doc::Val(_))) => Doc::Unknown,
        _ if has("mid") => word("mid"),
        _ => word("low"),
    }
}

fn agreed(said: &[Doc]) -> Doc {
    match said {
        [first, rest @ ..] if matches!(first, Doc::Val(_)) && rest.iter().all(|d| d == first) => first.clone(),
        _ => Doc::Unknown,
    }
}

/// All members of all lists; a list that is left out may have any.
fn together(said: &[Doc]) -> Doc {
    let lists = said.iter().filter_map(|d| if let Doc::List(elements, partial) = d { Some((elements, *partial)) } else { None });
    let mut all: Vec<Doc> = Vec::new();
    let mut open = said.iter().any(|d| !matches!(d, Doc::List(..)));
    let mut some = false;
    for (elements, partial) in lists {
        some = true;
        open |= partial;
        for element in elements {
            // A colour that two versions name is one; two changes are two, whatever they are called.
            if !(matches!(element, Doc::Val(_)) && all.contains(element)) {
                all.push(element.clone());
            }
        }
    }
    match (some, said.iter().all(|d| *d == Doc::Out)) {
        (true, _) => Doc::List(all, open),
        (false, true) => Doc::Out,
        (false, false) => Doc::Unknown,
    }
}

/// A rule for each thing that can be said of the lab's part of a release, beside what a policy asks anyway.
pub fn rules(choices: &mut Choices<'_>) -> Vec<Rule> {
    let word = |w: &str| Operand::Val(Val::Word(w.to_owned()));
    let yes = || Operand::Val(Val::Bool(true));
    let mut tests: Vec<(&str, Test)> = ["urgent", "calm", "alarm"].map(|name| (name, Test::Is(yes()))).to_vec();
    tests.extend(["low", "mid", "high"].map(|w| ("weight", Test::Is(word(w)))));
    tests.extend((0..3).map(|n| ("parts", Test::Is(Operand::Val(Val::Int(n))))));
    tests.extend(["red", "green", "blue"].map(|w| ("marks", Test::Includes(vec![word(w)]))));
    tests.push(("marks", Test::Empty(true)));
    choices.shuffle(&mut tests);
    let rule = |(n, (name, test)): (usize, (&str, Test))| Rule {
        id: format!("way.r{n}"),
        for_each: Vec::new(),
        each: Vec::new(),
        with: None,
        when: Some(Cond::Test(
            Path { root: Root::Document("release"), segs: vec![Seg::Key("lab".to_owned()), Seg::Key(name.to_owned())] },
            test,
        )),
        unless: None,
        effects: vec![Effect {
            verb: Verb::Require,
            target: Target::Word("check".to_owned()),
            of: None,
            rank: 1,
            by: None,
            due: None,
            until: None,
        }],
        until: None,
        if_unknown: None,
    };
    tests.into_iter().enumerate().map(rule).collect()
}
