//! Which names of the vocabulary something uses: rules, what names say of one another, the schemas of facts.
//! Where nobody can say which names are meant, all of their kind are used.

use std::collections::BTreeSet;

use crate::condition::tree::{Op, Operand, Path, PathTy, Root, Segment, Slot, Test};
use crate::condition::words::target_kinds;
use crate::decision::Verb;
use crate::policy::{EffectTarget, Of, Policy, Rule};
use crate::schema::Schemas;
use crate::schema::shape::{Form, Keys, Shape};
use crate::value::{Ty, Value};
use crate::vocabulary::Kind as Table;

/// The actions that a verdict is about, whatever the rules say.
const OF_THE_ENGINE: [&str; 2] = ["update", "restart"];

/// The names that are used.
#[derive(Debug, Default)]
pub(super) struct Used {
    names: BTreeSet<(Table, String)>,
    every: BTreeSet<Table>,
}

impl Used {
    /// What a policy uses.
    pub(super) fn of(policy: &Policy) -> Self {
        let mut used = Self::default();
        OF_THE_ENGINE.iter().for_each(|name| used.add(Table::Action, name));
        for root in Schemas::ROOTS.iter().filter_map(|root| policy.schemas.root(root)) {
            root.walk(&mut |_, shape| used.shape(shape));
        }
        used.vocabulary(policy);
        policy.rules.iter().for_each(|rule| used.rule(rule, policy));
        used.feeding(policy);
        used
    }

    /// Whether a name is used.
    pub(super) fn has(&self, table: Table, name: &str) -> bool {
        self.every.contains(&table) || self.names.contains(&(table, name.to_owned()))
    }

    fn add(&mut self, table: Table, name: &str) {
        self.names.insert((table, name.to_owned()));
    }

    fn shape(&mut self, shape: &Shape) {
        if let Some(item) = &shape.note.item {
            item.area.iter().for_each(|area| self.add(Table::Area, area));
            item.category.iter().for_each(|category| self.add(Table::Category, category));
        }
        shape.note.actionable.iter().filter_map(|a| a.acts.as_ref()).for_each(|role| self.add(Table::Role, role));
    }

    fn vocabulary(&mut self, policy: &Policy) {
        let v = &policy.vocabulary;
        let acts = v.actions.values().filter_map(|a| a.acts.as_ref()).chain(v.tasks.values().filter_map(|t| t.acts.as_ref()));
        let verbs = [&v.stage, &v.pause, &v.rollback].into_iter().filter_map(|verb| verb.acts.as_ref());
        acts.chain(verbs).for_each(|role| self.add(Table::Role, role.as_str()));
    }

    /// An area that feeds one which is used is used itself: what changes there is seen here.
    fn feeding(&mut self, policy: &Policy) {
        loop {
            let areas = policy.vocabulary.areas.iter();
            let more: Vec<String> = areas
                .filter(|(name, entry)| {
                    !self.has(Table::Area, name.as_str()) && entry.feeds.iter().any(|f| self.has(Table::Area, f.area.as_str()))
                })
                .map(|(name, _)| name.to_string())
                .collect();
            if more.is_empty() {
                return;
            }
            more.iter().for_each(|name| self.add(Table::Area, name));
        }
    }

    fn rule(&mut self, rule: &Rule, policy: &Policy) {
        for var in &rule.for_each {
            if let Some(table) = table(&var.ty) {
                var.words.iter().for_each(|word| self.add(table, word));
            }
        }
        for each in &rule.each {
            self.all_of(&each.collection.ty);
            self.path(&each.collection, policy);
        }
        for effect in &rule.effects {
            let kinds = target_kinds(effect.verb);
            match &effect.target {
                EffectTarget::Word(word) => self.target(effect.verb, word),
                EffectTarget::Var(var) => match var.slot {
                    Slot::Ground(n) => {
                        let words = rule.for_each.get(n).map(|v| v.words.as_slice()).unwrap_or_default();
                        words.iter().for_each(|word| self.target(effect.verb, word));
                    }
                    Slot::Frame(_) => self.every.extend(kinds),
                },
                EffectTarget::Item(_) => self.every.extend(kinds),
                EffectTarget::Alone => {}
            }
            if let Some(Of::Field(path)) = &effect.of {
                self.path(path, policy);
            }
            effect.acts.iter().for_each(|role| self.add(Table::Role, role.as_str()));
        }
        let conditions = [Some(&rule.when), rule.until.as_ref()].into_iter().flatten();
        for cond in conditions.chain(rule.effects.iter().filter_map(|e| e.until.as_ref())) {
            cond.tests(false, &mut |test, _| self.test(test, policy));
        }
    }

    fn target(&mut self, verb: Verb, word: &str) {
        target_kinds(verb).iter().for_each(|table| self.add(*table, word));
    }

    fn test(&mut self, test: &Test, policy: &Policy) {
        self.path(&test.path, policy);
        test.op.operand_paths().into_iter().for_each(|path| {
            self.all_of(&path.ty);
            self.path(path, policy);
        });
        let operands: &[Operand] = match &test.op {
            Op::Is(operand) | Op::IsNot(operand) => std::slice::from_ref(operand),
            Op::OneOf(list) | Op::IncludesAny(list) | Op::IncludesAll(list) => list,
            // Whether there are any, how many, what all of them are: each name counts.
            _ => return self.all_of(&test.path.ty),
        };
        for operand in operands {
            match operand {
                Operand::Value(Value::Word(word) | Value::Text(word))
                | Operand::Param(_, Value::Word(word) | Value::Text(word)) => {
                    match (&test.path.root, &test.path.ty) {
                        (Root::Decided(verb), _) => self.target(*verb, word),
                        // The keys of a map and the ids of records are texts: a name among them may be meant.
                        (_, PathTy::Records { .. }) => [Table::Area, Table::Category].iter().for_each(|t| self.add(*t, word)),
                        (_, PathTy::Scalar(ty) | PathTy::Scalars(ty)) => {
                            let tables = table(ty).map_or(vec![Table::Area, Table::Category], |t| vec![t]);
                            tables.into_iter().for_each(|table| self.add(table, word));
                        }
                        _ => {}
                    }
                }
                Operand::Var(var) if matches!(var.slot, Slot::Frame(_)) => self.all_of(&test.path.ty),
                _ => {}
            }
        }
    }

    /// All names of the kind that facts of this type hold.
    fn all_of(&mut self, ty: &PathTy) {
        if let PathTy::Scalar(ty) | PathTy::Scalars(ty) = ty {
            self.every.extend(table(ty));
        }
    }

    /// The names that a path passes as keys.
    fn path(&mut self, path: &Path, policy: &Policy) {
        match &path.root {
            Root::Decided(verb) => {
                if let Some(Segment::Key(key)) = path.segments.first() {
                    self.target(*verb, key);
                }
            }
            Root::Document(name) => {
                let mut shape = policy.schemas.root(name);
                for segment in &path.segments {
                    let Some(here) = shape else { return };
                    let keys = match &here.form {
                        Form::Map { keys, .. } => Some(keys),
                        Form::Record(record) => record.rest.as_ref().map(|_| &record.rest_keys),
                        Form::Scalar(_) | Form::List(_) => None,
                    };
                    if let (Some(keys), Segment::Key(key)) = (keys, segment) {
                        match keys {
                            Keys::Area => self.add(Table::Area, key),
                            Keys::Category => self.add(Table::Category, key),
                            Keys::Text | Keys::Path(_) | Keys::Software(_) => {}
                        }
                    }
                    let name = if let Segment::Key(key) = segment { &**key } else { "" };
                    shape = here.element().or_else(|| here.field(name));
                }
            }
            _ => {}
        }
    }
}

/// The table in which values of a type stand.
fn table(ty: &Ty) -> Option<Table> {
    match ty {
        Ty::Area => Some(Table::Area),
        Ty::Category => Some(Table::Category),
        _ => None,
    }
}
