//! Completions: what documents leave open and could be known by now is filled in, in part or as a whole.
//! Confirmations, events, defaults and evidence stay as they are, and so does what is known only later.

use std::collections::BTreeMap;

use super::generate::Generator;
use super::world::{AREAS, Doc, Field, Form, Kind, NAMES, NOW, Type, Val, World, rank, root};

pub struct Completer<'g, 'c, 'd> {
    pub generator: &'g mut Generator<'c, 'd>,
    /// In how many of 16 cases an open place is filled.
    pub part: usize,
    phase: usize,
    /// Whether item lists left out are empty, and so not open.
    whole_inventory: bool,
}

impl<'g, 'c, 'd> Completer<'g, 'c, 'd> {
    pub fn new(generator: &'g mut Generator<'c, 'd>, part: usize) -> Self {
        Self { generator, part, phase: 0, whole_inventory: false }
    }

    pub fn world(&mut self, world: &World) -> World {
        let mut out = world.clone();
        (self.whole_inventory, self.phase) = (world.complete, world.phase);
        for (name, doc) in [("site", &mut out.site), ("release", &mut out.release), ("update", &mut out.update)] {
            self.place(root(name), doc);
        }
        out
    }

    fn chance(&mut self) -> bool {
        let part = self.part;
        self.generator.choices.chance(part)
    }

    /// Completes what stands at a place.
    fn place(&mut self, field: &'static Field, doc: &mut Doc) {
        if field.computed || field.evidence || field.from.is_some_and(|from| rank(self.phase) < from) {
            return;
        }
        match doc {
            Doc::Out | Doc::Unknown => self.open(field, doc),
            Doc::Val(Val::Instant(at)) if field.observed && *at > NOW => {
                if self.chance() {
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
            Kind::Event => *doc == Doc::Unknown && matches!(field.form, Form::Leaf(_)),
            Kind::Confirmation => false,
        };
        let closed = self.whole_inventory && *doc == Doc::Out && field.inner().is_some_and(|i| i.item.is_some());
        if !unknown || closed || !self.chance() {
            return;
        }
        // What has no record has no confirmations either: that is none, and was known to be false (a gap of the law).
        let only_observed = field.fields().iter().all(|f| f.kind == Kind::Observation && f.default.is_none());
        if field.none && only_observed && self.generator.choices.chance(5) {
            *doc = Doc::None;
            return;
        }
        if let Form::Record(fields) = &field.form {
            let mut made: BTreeMap<String, Doc> =
                fields.iter().filter(|f| !f.computed).map(|f| (f.name.to_owned(), Doc::Out)).collect();
            for f in fields.iter().filter(|f| !f.computed) {
                self.place(f, made.get_mut(f.name).expect("made above"));
            }
            *doc = Doc::Record(made);
            return;
        }
        let mut made = self.generator.stated(field);
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
                            self.area(&name, entry)
                        }
                        _ => self.place(f, entry),
                    }
                }
            }
            (Form::List(inner), Doc::List(elements, partial)) => {
                for element in elements.iter_mut() {
                    self.place(inner, element);
                }
                if *partial && self.chance() {
                    let count = self.generator.choices.below(3);
                    for n in elements.len()..elements.len() + count {
                        let element = self.generator.element(field, inner, n);
                        elements.push(element);
                    }
                    *partial = self.generator.choices.chance(6);
                }
            }
            (Form::Map(keys, inner), Doc::Map(entries, partial)) => {
                for value in entries.values_mut() {
                    self.place(inner, value);
                }
                if *partial && self.chance() {
                    let further: &[&str] = if *keys == Type::Category { &["press", "shop"] } else { &["m1", "m2", "m3"] };
                    for key in further {
                        if !entries.contains_key(*key) && self.generator.choices.chance(8) {
                            let made = self.generator.stated(inner);
                            entries.insert((*key).to_owned(), made);
                        }
                    }
                    *partial = self.generator.choices.chance(6);
                }
            }
            _ => {}
        }
    }

    /// A name that may mean several areas means one of them; one that means none may mean any.
    fn area(&mut self, name: &Option<Doc>, entry: &mut Doc) {
        let Some(Doc::Val(Val::Word(name))) = name else { return };
        let Some((_, sure, possible)) = NAMES.iter().find(|(n, ..)| n == name) else { return };
        if matches!(entry, Doc::Out | Doc::Unknown) && self.chance() {
            let areas: Vec<&str> = match (sure.is_empty(), possible.is_empty()) {
                (false, _) => sure.to_vec(),
                (true, false) => possible.to_vec(),
                (true, true) => AREAS.to_vec(),
            };
            *entry = Doc::Val(Val::Word((*self.generator.choices.pick(&areas)).to_owned()));
        }
    }
}
