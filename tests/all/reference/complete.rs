//! Completions: what documents leave open and could be known by now is filled in, in part or as a whole.
//! Confirmations, events, defaults and evidence stay as they are, and so does what is known only later.

use std::collections::BTreeMap;

use super::generate::{Generator, id_of};
use super::world::{AREAS, Doc, Field, Form, Kind, NAMES, NOW, Type, Val, World, rank, root};

pub struct Completer<'g, 'c, 'd> {
    pub generator: &'g mut Generator<'c, 'd>,
    /// In how many of 16 cases an open place is filled.
    pub part: usize,
    phase: usize,
    /// Whether item lists left out are empty, and so not open.
    whole_inventory: bool,
    /// Which facts are stated; what is stated leaves nothing open then.
    only: Option<&'g dyn Fn(&str) -> Stated>,
    /// Whether these are all but a few.
    others: bool,
    /// The path of the place that is being completed.
    way: Vec<String>,
}

/// Whether an open place is to be stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated {
    Whole,
    /// What stands below it decides.
    InPart,
    Not,
}

impl<'g, 'c, 'd> Completer<'g, 'c, 'd> {
    pub fn new(generator: &'g mut Generator<'c, 'd>, part: usize) -> Self {
        Self { generator, part, phase: 0, whole_inventory: false, only: None, others: false, way: Vec::new() }
    }

    /// States every fact that `only` says, as a whole, and no other.
    pub fn stating(generator: &'g mut Generator<'c, 'd>, only: &'g dyn Fn(&str) -> Stated) -> Self {
        Self { only: Some(only), ..Self::new(generator, 16) }
    }

    /// States every fact but those of which `only` says that they are not.
    pub fn stating_others(generator: &'g mut Generator<'c, 'd>, only: &'g dyn Fn(&str) -> Stated) -> Self {
        Self { others: true, ..Self::stating(generator, only) }
    }

    pub fn world(&mut self, world: &World) -> World {
        let mut out = world.clone();
        (self.whole_inventory, self.phase) = (world.complete, world.phase);
        for (name, doc) in [("site", &mut out.site), ("release", &mut out.release), ("update", &mut out.update)] {
            self.below(name, |s| s.place(root(name), doc));
        }
        out
    }

    fn below<T>(&mut self, name: &str, run: impl FnOnce(&mut Self) -> T) -> T {
        self.way.push(name.to_owned());
        let out = run(self);
        self.way.pop();
        out
    }

    fn stated(&self) -> Stated {
        self.only.map_or(Stated::Whole, |only| only(&self.way.join(".")))
    }

    fn chance(&mut self) -> bool {
        let part = self.part;
        self.only.is_some() || self.generator.choices.chance(part)
    }

    /// Completes what stands at a place.
    fn place(&mut self, field: &'static Field, doc: &mut Doc) {
        if field.computed || field.evidence || field.from.is_some_and(|from| rank(self.phase) < from) {
            return;
        }
        match doc {
            Doc::Out | Doc::Unknown => self.open(field, doc),
            Doc::Val(Val::Instant(at)) if field.observed && *at > NOW => {
                if self.stated() == Stated::Whole && self.chance() {
                    *doc = Doc::Val(Val::Instant(NOW));
                }
            }
            Doc::Val(_) | Doc::None => {}
            Doc::Record(_) | Doc::List(..) | Doc::Map(..) => self.inside(field, doc),
        }
    }

    fn open(&mut self, field: &'static Field, doc: &mut Doc) {
        let record = matches!(field.form, Form::Record(_));
        // What is written as unknown is unknown whatever its kind; a record that is left out has fields of all kinds.
        let unknown = match field.kind {
            _ if record => true,
            Kind::Observation => field.default.is_none() || *doc == Doc::Unknown,
            Kind::Event => *doc == Doc::Unknown && (self.only.is_some() || matches!(field.form, Form::Leaf(_))),
            Kind::Confirmation => false,
        };
        let closed = self.whole_inventory && *doc == Doc::Out && field.inner().is_some_and(|i| i.item.is_some());
        let stated = self.stated();
        if !unknown || closed || !self.chance() || stated == Stated::Not || (self.others && stated == Stated::InPart && !record) {
            return;
        }
        // What has no record has no confirmations either: that is none, and was known to be false (a gap of the law).
        let only_observed = field.fields().iter().all(|f| f.kind == Kind::Observation && f.default.is_none());
        if field.none && only_observed && stated == Stated::Whole && self.generator.choices.chance(5) {
            *doc = Doc::None;
            return;
        }
        if let Form::Record(fields) = &field.form {
            let mut made: BTreeMap<String, Doc> =
                fields.iter().filter(|f| !f.computed).map(|f| (f.name.to_owned(), Doc::Out)).collect();
            for f in fields.iter().filter(|f| !f.computed) {
                self.below(f.name, |s| s.place(f, made.get_mut(f.name).expect("made above")));
            }
            if stated == Stated::Whole || made.values().any(|d| *d != Doc::Out) {
                *doc = Doc::Record(made);
            }
            return;
        }
        let mut made = if self.only.is_some() { self.whole(field) } else { self.generator.stated(field) };
        if let Doc::Val(Val::Instant(at)) = &mut made
            && field.observed
        {
            *at = (*at).min(NOW);
        }
        *doc = made;
    }

    fn inside(&mut self, field: &'static Field, doc: &mut Doc) {
        match (&field.form, doc) {
            (Form::Record(fields), Doc::Record(stated)) => {
                let name = stated.get("name").cloned();
                let scheduled = matches!(stated.get("next_run"), Some(Doc::Val(_)));
                for f in fields.iter().filter(|f| !f.computed) {
                    let entry = stated.entry(f.name.to_owned()).or_default();
                    match (f.name, field.item) {
                        // An item's area, category and trigger are known by its list and its next run.
                        ("area", Some(item)) if item.area.is_some() && *entry == Doc::Out => {}
                        ("category", Some(item)) if item.category.is_some() && *entry == Doc::Out => {}
                        ("trigger", Some(_)) if scheduled && *entry == Doc::Out => {}
                        ("area", None) if field.field("writes").is_some() && field.field("name").is_some() => {
                            self.below("area", |s| s.area(&name, entry))
                        }
                        _ => self.below(f.name, |s| s.place(f, entry)),
                    }
                }
            }
            (Form::List(inner), Doc::List(elements, partial)) => {
                let mut absent: Vec<String> = (0..3).map(|n| id_of(field, n)).chain(["*".to_owned()]).collect();
                absent.extend(NAMES.iter().map(|(name, ..)| (*name).to_owned()));
                for element in elements.iter_mut() {
                    let id = ["id", "name"].into_iter().find_map(|key| match element.get(key) {
                        Doc::Val(Val::Word(id)) => Some(id.clone()),
                        _ => None,
                    });
                    let id = id.unwrap_or_else(|| "*".to_owned());
                    absent.retain(|a| *a != id);
                    self.below(&id, |s| s.place(inner, element));
                }
                if *partial && self.closes(&absent) && self.chance() {
                    let count = self.generator.choices.below(3);
                    for n in elements.len()..elements.len() + count {
                        let element = match self.only {
                            Some(_) => self.element(field, inner, n),
                            None => self.generator.element(field, inner, n),
                        };
                        elements.push(element);
                    }
                    *partial = self.only.is_none() && self.generator.choices.chance(6);
                }
            }
            (Form::Map(keys, inner), Doc::Map(entries, partial)) => {
                for (key, value) in entries.iter_mut() {
                    self.below(key, |s| s.place(inner, value));
                }
                let further: &[&str] = if *keys == Type::Category { &["press", "shop"] } else { &["m1", "m2", "m3"] };
                let further: Vec<&str> = further.iter().copied().filter(|k| !entries.contains_key(*k)).collect();
                let absent: Vec<String> = further.iter().copied().chain(["*"]).map(str::to_owned).collect();
                if *partial && self.closes(&absent) && self.chance() {
                    for key in further {
                        if self.generator.choices.chance(8) {
                            let made = if self.only.is_some() { self.whole(inner) } else { self.generator.stated(inner) };
                            entries.insert(key.to_owned(), made);
                        }
                    }
                    *partial = self.only.is_none() && self.generator.choices.chance(6);
                }
            }
            _ => {}
        }
    }

    /// Whether it is stated what else a collection has, of which these are not known.
    fn closes(&mut self, absent: &[String]) -> bool {
        let here = self.stated();
        let each: Vec<Stated> = absent.iter().map(|key| self.below(key, |s| s.stated())).collect();
        match self.others {
            true => here != Stated::Not && each.iter().all(|s| *s == Stated::Whole),
            false => here == Stated::Whole || each.iter().any(|s| *s != Stated::Not),
        }
    }

    /// Something that leaves nothing open.
    fn whole(&mut self, field: &'static Field) -> Doc {
        match &field.form {
            Form::Leaf(ty) => match self.generator.value(*ty) {
                Val::Instant(at) if field.observed => Doc::Val(Val::Instant(at.min(NOW))),
                value => Doc::Val(value),
            },
            Form::Record(fields) => Doc::Record(
                fields.iter().filter(|f| !f.computed && !f.evidence).map(|f| (f.name.to_owned(), self.whole(f))).collect(),
            ),
            Form::List(inner) => {
                let count = self.generator.choices.below(3);
                Doc::List((0..count).map(|n| self.element(field, inner, n)).collect(), false)
            }
            Form::Map(keys, inner) => {
                let keys: &[&str] = if *keys == Type::Category { &["press", "shop"] } else { &["m1", "m2"] };
                let keys = self.generator.choices.some(keys);
                Doc::Map(keys.into_iter().map(|key| (key.to_owned(), self.whole(inner))).collect(), false)
            }
        }
    }

    /// The n-th element of a list, of which nothing is open.
    fn element(&mut self, list: &'static Field, inner: &'static Field, n: usize) -> Doc {
        let mut doc = self.whole(inner);
        self.generator.named(list, n, &mut doc);
        doc
    }

    /// A name that may mean several areas means one of them; one that means none may mean any.
    fn area(&mut self, name: &Option<Doc>, entry: &mut Doc) {
        let Some(Doc::Val(Val::Word(name))) = name else { return };
        let Some((_, sure, possible)) = NAMES.iter().find(|(n, ..)| n == name) else { return };
        if matches!(entry, Doc::Out | Doc::Unknown) && self.stated() == Stated::Whole && self.chance() {
            let areas: Vec<&str> = match (sure.is_empty(), possible.is_empty()) {
                (false, _) => sure.to_vec(),
                (true, false) => possible.to_vec(),
                (true, true) => AREAS.to_vec(),
            };
            *entry = Doc::Val(Val::Word((*self.generator.choices.pick(&areas)).to_owned()));
        }
    }
}
