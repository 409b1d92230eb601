//! Keys of free maps that resemble one that a schema names: whatever is asked of them, no document is likely to state them.
//! Keys that the vocabulary or a schema must know are errors where paths are read.

use super::Linted;
use crate::condition::print;
use crate::condition::tree::{Path, Root, Segment, Slot};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::policy::{Policy, Rule};
use crate::schema::shape::Form;
use crate::text::{suggest, wording};

/// Warns of each such key that a rule of the pack reads.
pub(super) fn resembling(linted: &Linted<'_>, sink: &mut Sink) {
    let policy = linted.policy();
    for rule in linted.own_rules() {
        let lifted = rule.effects.iter().filter_map(|effect| effect.until.as_ref());
        let mut read: Vec<&Path> = rule.because.paths().collect();
        for cond in std::iter::once(&rule.when).chain(&rule.until).chain(lifted) {
            cond.tests(false, &mut |test, _| read.extend(std::iter::once(&test.path).chain(test.op.operand_paths())));
        }
        let mut told: Vec<String> = Vec::new();
        for path in read {
            for strange in unnamed(path, rule, policy) {
                // A path that is read twice is written wrongly twice; the first place is enough.
                if !told.contains(&strange.key) {
                    sink.push(problem(rule, path, &strange));
                    told.push(strange.key);
                }
            }
        }
    }
}

/// A key that no schema names.
struct Strange {
    key: String,
    /// The named one that is nearest.
    nearest: String,
    /// The same, where no other one is near.
    meant: Option<String>,
}

fn problem(rule: &Rule, path: &Path, strange: &Strange) -> Diagnostic {
    let Strange { key, nearest, meant } = strange;
    let headline = format!("rule `{}` reads {}, a key that no schema names", rule.id, wording::quote(key));
    Diagnostic::new(Code::UnnamedKey, headline)
        .at(path.span, format!("in {}", wording::quote(&print::path(path))))
        .meant(path.span, key, meant.as_deref())
        .help(format!("write {}", wording::quote(nearest)))
        .note("any key may stand here, so a document can state this one; the condition waits for it")
}

/// The keys on the way of a path that no schema names and that resemble one that it does.
fn unnamed(path: &Path, rule: &Rule, policy: &Policy) -> Vec<Strange> {
    let Root::Document(root) = &path.root else { return Vec::new() };
    let Some(mut shape) = policy.schemas.root(root) else { return Vec::new() };
    let mut found = Vec::new();
    for segment in &path.segments {
        let words: Vec<&str> = match segment {
            Segment::Key(key) => vec![key],
            Segment::Var(var) => match var.slot {
                Slot::Ground(n) => rule.for_each.get(n).map(|v| v.words.iter().map(|w| &**w).collect()).unwrap_or_default(),
                Slot::Frame(_) => Vec::new(),
            },
        };
        let next = match &shape.form {
            Form::Record(record) => {
                let names: Vec<&str> = record.fields.keys().map(|name| &**name).chain([&*policy.product.id]).collect();
                let strange = |word: &&str| {
                    let nearest = suggest::nearest(word, names.iter().copied())?.to_owned();
                    let meant = suggest::only(word, names.iter().copied()).map(str::to_owned);
                    Some(Strange { key: (*word).to_owned(), nearest, meant })
                };
                let free = words.iter().filter(|word| record.rest.is_some() && !names.contains(word));
                found.extend(free.filter_map(strange));
                words.first().and_then(|word| record.fields.get(*word)).or(record.rest.as_deref())
            }
            Form::Map { value, .. } | Form::List(value) => Some(&**value),
            Form::Scalar(_) => None,
        };
        let Some(next) = next else { break };
        shape = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::compile::lint::testing::in_overlay;
    use crate::policy::testing::rule;

    fn found(lines: &str) -> Vec<String> {
        let found = in_overlay(&format!("rules:\n{}", rule("a.b", &format!("{lines}\nthen: {{ require: take-backup }}"))));
        found.into_iter().filter(|p| p.starts_with("unnamed-key")).collect()
    }

    #[test]
    fn a_key_that_resembles_a_named_one_is_worth_a_word() {
        assert_eq!(
            found("when: { site.versions.phpp: { less_than: 8.1 } }"),
            [
                "unnamed-key: rule `a.b` reads `phpp`, a key that no schema names | site.versions.phpp: in `site.versions.phpp` | help: write `php`"
            ]
        );
        assert_eq!(
            found(
                "when: { site.versions.wordpress: { exists: true } }\nuntil: { release.requirements.wordpres: { exists: true } }"
            )
            .len(),
            1
        );
        assert_eq!(found("for_each: { product: [php, wordpres] }\nwhen: { site.versions.$product: { exists: true } }").len(), 1);
        assert_eq!(found("when: { site.type: store, site.versions.sofmate: { exists: true } }").len(), 1);
    }

    #[test]
    fn other_keys_are_somebodys_own() {
        for key in ["php", "wordpress", "sophmate", "woocommerce", "mariadb"] {
            assert_eq!(found(&format!("when: {{ site.versions.{key}: {{ exists: true }} }}")), [] as [&str; 0], "{key}");
        }
    }
}
