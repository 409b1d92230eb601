//! Conditions as nested lists of clauses, and effects as sentences: a rule as somebody reads it who doesn't read YAML.
//! Single tests are worded by `narrate`, decisions by `prose`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{narrate, prose};
use crate::condition::print;
use crate::condition::tree::{Body, Cond, CondKind, Op, Operand, Path, Root, Segment, Test};
use crate::decision::{Caution, Strength, Target, Verb};
use crate::policy::{Effect, EffectTarget, Of, Policy, Rule};
use crate::schema::Schemas;
use crate::text::wording;
use crate::value::Ty;
use crate::vocabulary::{Due, Kind};

/// A clause, with what it holds together below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The clause; it ends in a colon where there is something below.
    pub text: String,
    /// The clauses below.
    pub below: Vec<Outline>,
}

const CHOICE: &str = "one of these:";

/// A condition as clauses of which all must hold.
pub fn condition(cond: &Cond, schemas: &Schemas) -> Vec<Outline> {
    outline(cond, false, schemas)
}

fn outline(cond: &Cond, negated: bool, schemas: &Schemas) -> Vec<Outline> {
    let (parts, all) = match &cond.kind {
        CondKind::Not(inner) => return outline(inner, !negated, schemas),
        CondKind::Certainly(inner) => return vec![certainty(outline(inner, false, schemas), !negated)],
        CondKind::Test(one) => return vec![test(one, negated, schemas)],
        CondKind::All(parts) => (parts, !negated),
        CondKind::Any(parts) => (parts, negated),
    };
    if all || parts.len() == 1 {
        return parts.iter().flat_map(|part| outline(part, negated, schemas)).collect();
    }
    let each = |part| {
        let mut clauses = outline(part, negated, schemas);
        match clauses.pop() {
            Some(only) if clauses.is_empty() => only,
            last => {
                clauses.extend(last);
                Outline { text: "all of this:".to_owned(), below: clauses }
            }
        }
    };
    // A choice within a choice is one choice.
    let flat = |clause: Outline| if clause.text == CHOICE { clause.below } else { vec![clause] };
    vec![Outline { text: CHOICE.to_owned(), below: parts.iter().map(each).flat_map(flat).collect() }]
}

/// That all of this is certain, or is not.
fn certainty(mut clauses: Vec<Outline>, certain: bool) -> Outline {
    match clauses.pop() {
        Some(only) if clauses.is_empty() => Outline { text: narrate::certainty(certain, &only.text), ..only },
        last => {
            clauses.extend(last);
            let text = if certain { "all of this is certain:" } else { "it is not certain that all of this is true:" };
            Outline { text: text.to_owned(), below: clauses }
        }
    }
}

fn test(test: &Test, negated: bool, schemas: &Schemas) -> Outline {
    let of = || print::path(&test.path);
    let body = |text: String, body: &Body| {
        let below = outline(&body.cond, false, schemas);
        Outline { text: if below.is_empty() { text } else { format!("{text}:") }, below }
    };
    match &test.op {
        Op::AnyOf(b) if negated => body(format!("nothing among {} of which all of this is true", of()), b),
        Op::AnyOf(b) => body(format!("there is one among {} with", of()), b),
        Op::EveryOf(b) if !is_bare(b) => {
            body(format!("{} of {}, this is true", if negated { "not for each" } else { "for each" }, of()), b)
        }
        Op::Count { body: counted, distinct, compare, number } => {
            let how = compare.name().replace('_', " ");
            let not = if negated { "it is not so that " } else { "" };
            let each = distinct.as_ref().map(|field| format!(" with different {field}")).unwrap_or_default();
            let text = format!("{not}{} has {how} {}{each}", of(), print::operand(number));
            match counted {
                Some(b) => body(format!("{text} of which this is true"), b),
                None => Outline { text, below: Vec::new() },
            }
        }
        _ => {
            let said = narrate::test(test, negated, schemas);
            // "the category is the category"
            let text = match &test.op {
                Op::Is(Operand::Var(var)) => {
                    said.replace(&format!("the {0} is the {0}", var.name), &format!("the {0} is this {0}", var.name))
                }
                _ => said,
            };
            Outline { text, below: Vec::new() }
        }
    }
}

/// Whether a body asks of the member itself, which makes one clause.
fn is_bare(body: &Body) -> bool {
    matches!(&body.cond.kind, CondKind::Test(inner) if inner.path.segments.is_empty() && inner.op.body().is_none())
}

/// What a rule is repeated for: "each category", "each of site.items (item)".
pub fn repeated(rule: &Rule, policy: &Policy) -> Vec<String> {
    let ground = rule.for_each.iter().map(|var| {
        let kind = match &var.ty {
            Ty::Area => Some(Kind::Area),
            Ty::Category => Some(Kind::Category),
            _ => None,
        };
        let every = kind.is_some_and(|kind| policy.vocabulary.names(kind).len() == var.words.len());
        let words: Vec<&str> = var.words.iter().map(|word| &**word).collect();
        if every { format!("each {}", var.name) } else { format!("each {}: {}", var.name, wording::list_and(&words)) }
    });
    let each = rule.each.iter().map(|var| format!("each {} among {}", var.name, print::path(&var.collection)));
    ground.chain(each).collect()
}

/// What a rule decides, as a sentence.
pub fn effect(effect: &Effect, policy: &Policy) -> String {
    let mut text = match &effect.target {
        EffectTarget::Item(var) => format!("Pause the {}.", var.name),
        EffectTarget::Var(var) => about(effect, &format!("the {}", var.name)),
        EffectTarget::Word(word) if effect.verb == Verb::Derive => format!("Conclude {word}, which other rules read."),
        EffectTarget::Word(word) => prose::decided(policy, &target(effect, word), &effect.strength),
        EffectTarget::Alone => prose::decided(policy, &target(effect, ""), &effect.strength),
    };
    match &effect.of {
        Some(Of::Var(var)) => text = text.trim_end_matches('.').to_owned() + &format!(", for this {}.", var.name),
        Some(Of::Field(path)) => text = text.trim_end_matches('.').to_owned() + &format!(", for {}.", print::path(path)),
        None => {}
    }
    text
}

/// Who does it and by when, where that can be said.
pub fn duty(effect: &Effect, policy: &Policy) -> Option<String> {
    let vocabulary = &policy.vocabulary;
    let word = if let EffectTarget::Word(word) = &effect.target { &**word } else { "" };
    let (due, acts) = match effect.verb {
        Verb::Stage => (Some(vocabulary.stage.due), vocabulary.stage.acts.clone()),
        Verb::Pause => (Some(vocabulary.pause.due), vocabulary.pause.acts.clone()),
        Verb::Rollback => (Some(vocabulary.rollback.due), vocabulary.rollback.acts.clone()),
        Verb::Block => {
            let entry = vocabulary.actions.get(word);
            (entry.map(|e| e.due), entry.and_then(|e| e.acts.clone()))
        }
        Verb::Require => {
            let entry = vocabulary.tasks.get(word);
            (entry.map(|e| e.due), entry.and_then(|e| e.acts.clone()))
        }
        Verb::Escalate | Verb::Expedite | Verb::Derive => (None, None),
    };
    let acts = effect.acts.clone().or(acts);
    let role = acts.as_ref().map(|role| vocabulary.title(Kind::Role, role.as_str()).unwrap_or(role.as_str()).to_owned());
    let due = effect.due.or(due).map(due_words);
    let deadline = effect.deadline.map(|by| format!("within {by} of the release"));
    let parts: Vec<String> = [role, due.map(str::to_owned), deadline].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What becomes of a rule's decision while facts are missing.
pub fn while_unknown(rule: &Rule) -> Option<&'static str> {
    let verbs: BTreeSet<Caution> = rule
        .effects
        .iter()
        .filter(|effect| effect.verb != Verb::Derive)
        .map(|effect| rule.if_unknown.unwrap_or(effect.verb.caution()))
        .collect();
    let mut each = verbs.into_iter();
    match (each.next(), each.next()) {
        (Some(Caution::Precaution), None) => Some("decided all the same, as a precaution"),
        (Some(Caution::Ask), None) => Some("not decided; the missing facts are asked for"),
        (Some(Caution::Ignore), None) => Some("not decided"),
        (Some(_), Some(_)) => {
            Some("stagings, pauses and blocks are decided as a precaution; for the rest the facts are asked for")
        }
        (None, _) => None,
    }
}

/// The parameters that a rule reads, by name.
pub fn params(rule: &Rule) -> Vec<Arc<str>> {
    let mut names: BTreeSet<Arc<str>> = BTreeSet::new();
    let own = rule.effects.iter().filter_map(|effect| effect.until.as_ref());
    for cond in std::iter::once(&rule.when).chain(&rule.until).chain(own) {
        cond.tests(false, &mut |test, _| {
            for operand in operands(&test.op) {
                if let Operand::Param(name, _) = operand {
                    names.insert(Arc::clone(name));
                }
            }
        });
    }
    names.into_iter().collect()
}

fn operands(op: &Op) -> Vec<&Operand> {
    match op {
        Op::Is(o) | Op::IsNot(o) | Op::Within(o) | Op::Order(_, o, _) | Op::Count { number: o, .. } => vec![o],
        Op::OneOf(list) | Op::IncludesAny(list) | Op::IncludesAll(list) => list.iter().collect(),
        Op::Age { by, at, .. } => std::iter::once(by).chain(at).collect(),
        _ => Vec::new(),
    }
}

/// What a path in a text stands for.
pub fn placeholder(path: &Path, schemas: &Schemas) -> String {
    // An id stands for what has it.
    match (&path.root, path.segments.as_slice()) {
        (Root::Var(var), []) => format!("the {}", var.name),
        (Root::Var(var), [Segment::Key(key)]) if &**key == "id" => format!("the {}", var.name),
        (Root::Document(name), [Segment::Key(key)]) if &**key == "id" => format!("the {name}"),
        _ => narrate::subject(path, schemas),
    }
}

fn target(effect: &Effect, name: &str) -> Target {
    Target { verb: effect.verb, name: Arc::from(name), of: None }
}

/// A decision about what a variable stands for.
fn about(effect: &Effect, name: &str) -> String {
    match (effect.verb, &effect.strength) {
        (Verb::Stage, Strength::Advice(crate::decision::Advice::Advised)) => {
            format!("Testing {name} on staging before production is advised.")
        }
        (Verb::Stage, _) => format!("Test {name} on staging before production."),
        (Verb::Pause, _) => format!("Pause all automations of {name}."),
        (Verb::Block, _) => format!("Not yet: {name}."),
        (Verb::Escalate, _) => format!("Tell {name}."),
        (Verb::Expedite, _) => format!("Do not wait with {name}."),
        (verb, _) => format!("{}: {name}.", verb.name()),
    }
}

fn due_words(due: Due) -> &'static str {
    match due {
        Due::Now => "now",
        Due::In(phase) => super::titles::phase_words(phase),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::testing::World;

    /// The outline of what a rule waits for, one line for each clause, indented by its depth.
    fn told(when: &str) -> String {
        let rule = format!(
            "- {{ id: a.rule, title: A, when: {{ {when} }}, then: {{ block: update }}, because: B., source: S, owner: lea }}"
        );
        let world = World::new(&rule, &["kind: site\nid: shop-north\n"], "2026-07-21T18:00Z");
        let rule = &world.program.policy.rules[0];
        let mut out = String::new();
        write(&condition(&rule.when, &world.program.policy.schemas), 0, &mut out);
        out
    }

    fn write(clauses: &[Outline], depth: usize, out: &mut String) {
        for clause in clauses {
            out.push_str(&format!("{}{}\n", "  ".repeat(depth), clause.text));
            write(&clause.below, depth + 1, out);
        }
    }

    #[test]
    fn a_choice_within_a_choice_is_one_choice() {
        let when = "any: [{ site.type: store }, { any: [{ site.type: blog }, { all: [{ site.inventory: complete }, { site.client: { exists: true } }] }] }]";
        assert_eq!(
            told(when),
            "one of these:\n  the sort of site is store\n  the sort of site is blog\n  all of this:\n    the inventory is complete\n    the client exists\n"
        );
    }

    #[test]
    fn what_is_negated_is_said_the_other_way_round() {
        assert_eq!(
            told("not: { all: [{ site.type: store }, { not: { site.type: blog } }] }"),
            "one of these:\n  the sort of site is not store\n  the sort of site is blog\n"
        );
        assert_eq!(
            told("not: { site.items: { any: { enabled: true, writes: true } } }"),
            "nothing among site.items of which all of this is true:\n  it is switched on\n  it writes data\n"
        );
    }

    #[test]
    fn elements_are_told_below_their_list() {
        assert_eq!(
            told("site.items: { every: { writes: false }, count: { where: { enabled: true }, more_than: 2 } }"),
            "for each of site.items, this is true:\n  it writes no data\nsite.items has more than 2 of which this is true:\n  it is switched on\n"
        );
    }
}
