//! Invariants: what must never be decided, or always, whenever a condition certainly holds. Reads them as rules are read.
//! Whether they hold for every release and site is found by `prove`; no evaluation asks for them.

use std::sync::Arc;

use super::fields;
use super::keys;
use super::read::{self, Names};
use super::rule::Rule;
use crate::condition::words;
use crate::decision::{Target, Verdict};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Key, Kind, Node, Scalar};
use crate::text::{Span, suggest, wording};

/// Something that a policy says of itself.
#[derive(Clone, Debug)]
pub struct Invariant {
    /// Its condition, with its names, as a rule that concludes nothing anybody reads.
    pub rule: Rule,
    /// What must be so whenever the condition certainly holds.
    pub claim: Claim,
    /// The place of the claim.
    pub span: Span,
}

/// What must be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The verdict is neither this one nor a milder one.
    NeverVerdict(Verdict),
    /// Nothing of this decision is in force.
    Never(Target),
    /// Something of this decision is in force, be it as a precaution.
    Always(Target),
}

/// What an invariant must say.
const REQUIRED: [&str; 5] = ["id", "title", "because", "source", "owner"];

/// The name that the condition of an invariant concludes, beside what rules can write.
const CONCLUDES: &str = "invariant";

/// Reads an invariant; none when something is wrong with it.
pub(super) fn invariant(node: &Node, pack: &Arc<str>, names: Names<'_>, sink: &mut Sink) -> Option<Invariant> {
    if !matches!(node.kind, Kind::Map(_)) {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("an invariant is a mapping, this is {}", node.describe()))
                .at(node.span, "not an invariant")
                .help("write `- id: …` with the other keys of the invariant below it"),
        );
        return None;
    }
    let what = match node.get("id").and_then(Node::text) {
        Some(id) => format!("the invariant {}", wording::quote(id)),
        None => "an invariant".to_owned(),
    };
    keys::check(&what, node.entries(), &keys::INVARIANT, sink);
    let head = node.entry("id").map_or(node.span, fields::place);
    let lacks: Vec<&str> = REQUIRED.into_iter().filter(|key| !fields::has(node, key)).collect();
    if !lacks.is_empty() {
        sink.push(fields::missing(Code::MissingKey, &what, &lacks, head, fields::add(&lacks, wanted)));
    }
    let claim = claim(node, &what, head, names, sink);
    // What is wrong with the rest is told by the one reader of rules.
    let rule = lacks.is_empty().then(|| read::rule(&as_rule(node), pack, names, sink))?;
    let (claim, span) = claim?;
    Some(Invariant { rule: rule?, claim, span })
}

fn wanted(key: &str) -> &'static str {
    match key {
        "id" => "a name of its own",
        "title" => "what must be so, in a few words",
        "because" => "why",
        "source" => "where it comes from",
        _ => "who answers for it",
    }
}

/// The invariant as a rule: what it claims is taken out, and what a rule decides put in.
fn as_rule(node: &Node) -> Node {
    let span = node.span;
    let scalar = |text: &str| Node { span, kind: Kind::Scalar(Scalar { text: text.to_owned(), plain: true }) };
    let entry = |name: &str, value: Node| Entry { key: Key { text: name.to_owned(), span }, value };
    let kept = node.entries().iter().filter(|e| keys::RULE.keys.contains(&e.key.text.as_str()));
    let then = Node { span, kind: Kind::Map(vec![entry("derive", scalar(CONCLUDES))]) };
    Node { span, kind: Kind::Map(kept.cloned().chain([entry("then", then)]).collect()) }
}

fn claim(node: &Node, what: &str, head: Span, names: Names<'_>, sink: &mut Sink) -> Option<(Claim, Span)> {
    let entries: Vec<&Entry> = ["never", "always"].into_iter().filter_map(|key| node.entry(key)).collect();
    let [entry] = entries.as_slice() else {
        let (headline, at) = match entries.as_slice() {
            [] => (format!("{what} claims nothing"), head),
            [_, second, ..] => (format!("{what} claims two things"), fields::place(second)),
            [only] => (format!("{what} claims nothing"), fields::place(only)),
        };
        sink.push(
            Diagnostic::new(Code::MissingKey, headline)
                .at(at, "what must never be so, or always?")
                .help("write one of `never: { verdict: prepare }`, `never: { decision: … }` and `always: { decision: … }`"),
        );
        return None;
    };
    let always = entry.key.text == "always";
    let inner = match entry.value.entries() {
        [inner] if inner.key.text == "decision" || (inner.key.text == "verdict" && !always) => inner,
        _ => {
            let example = if always { "`{ decision: block:update }`" } else { "`{ verdict: prepare }` or `{ decision: … }`" };
            sink.push(fields::wrong(entry, "a verdict or a decision").help(format!("write {example}")));
            return None;
        }
    };
    let word = fields::word(&entry.value, &inner.key.text, sink)?;
    if inner.key.text == "verdict" {
        let allowed = ["prepare", "stage-first", "hold", "decide"];
        let Some(verdict) = Verdict::parse(&word.text).filter(|_| allowed.contains(&&*word.text)) else {
            sink.push(fields::unknown_value("verdict", &word, &allowed));
            return None;
        };
        return Some((Claim::NeverVerdict(verdict), word.span));
    }
    let target = match Target::parse(&word.text) {
        Ok(target) => target,
        Err(bad) => {
            sink.push(Diagnostic::new(Code::WrongType, bad.to_string()).at(word.span, "no decision").help(bad.help()));
            return None;
        }
    };
    let kinds = words::target_kinds(target.verb);
    if !kinds.is_empty() && !kinds.iter().any(|kind| names.vocabulary.has(*kind, &target.name)) {
        let known: Vec<&str> = kinds.iter().flat_map(|kind| names.vocabulary.names(*kind)).collect();
        let near = suggest::candidates(&target.name, known.iter().copied());
        let problem = Diagnostic::new(Code::UndecidedDecision, format!("no rule decides {}", wording::quote(&word.text)))
            .at(word.span, "nothing is called so");
        sink.push(problem.help(format!("write one of {}", wording::list_or(&wording::quote_all(&near)))));
        return None;
    }
    Some((if always { Claim::Always(target) } else { Claim::Never(target) }, word.span))
}

impl std::fmt::Display for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Claim::NeverVerdict(verdict) => write!(f, "the verdict is never {} or milder", verdict.headline()),
            Claim::Never(target) => write!(f, "{target} is never in force"),
            Claim::Always(target) => write!(f, "{target} is always in force"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{policy, problems};

    fn invariant(more: &str) -> String {
        format!(
            "invariants:\n  - id: a.promise\n    title: A promise\n    because: So.\n    source: Handbook\n    owner: owner\n{more}"
        )
    }

    #[test]
    fn an_invariant_claims_one_thing() {
        let claims = [
            ("    never: { verdict: prepare }\n", "the verdict is never PREPARE or milder"),
            ("    never: { decision: block:update }\n", "block:update is never in force"),
            ("    always: { decision: stage:agents }\n", "stage:agents is always in force"),
        ];
        for (claim, said) in claims {
            let policy = policy(&invariant(&format!("    when: {{ site.type: store }}\n{claim}")));
            assert_eq!(policy.invariants.iter().map(|i| i.claim.to_string()).collect::<Vec<_>>(), [said]);
            // It decides nothing.
            assert_eq!(policy.rules.len(), 1);
        }
    }

    #[test]
    fn what_is_wrong_with_an_invariant_is_said_with_what_to_write() {
        let found = |more: &str| problems(&invariant(more)).join("\n");
        assert!(found("    when: { site.type: store }\n").contains("claims nothing"));
        let both = "    never: { verdict: hold }\n    always: { decision: rollback }\n";
        assert!(found(both).contains("claims two things"));
        assert!(found("    never: { verdict: prepared }\n").contains("write `prepare`"));
        assert!(found("    never: { decision: stage:agent }\n").contains("write one of `agents`"));
        assert!(found("    always: { verdict: hold }\n").contains("write `{ decision: block:update }`"));
        assert!(found("    then: { block: update }\n    never: { verdict: hold }\n").contains("then"));
        assert!(problems("invariants:\n  - a promise\n").join("\n").contains("an invariant is a mapping"));
        let again = invariant("    never: { verdict: hold }\n").replace("a.promise", "backup.fresh");
        assert!(problems(&again).join("\n").contains("backup.fresh"));
    }
}
