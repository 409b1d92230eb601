//! The reference of the policy language: operators, verbs, what undetermined decisions mean.
//! All of it is said where these are defined.

use crate::condition::operators::OPERATORS;
use crate::decision::{Caution, RollbackBy, Strength, Verb};
use crate::text::wording;
use crate::vocabulary::Due;

const HEAD: &str = "<!-- Generated from the engine by `holdpoint generate`. -->

# The policy language

A condition is a mapping of paths and what is asked of them; all entries must hold. `PATH: VALUE` is the same as
`PATH: { is: VALUE }`. `all:` and `any:` take a list of conditions, `not:` takes one. Several operators in one mapping must all
hold, and `not:` turns what is below it around. Every operand is a value, a `$variable` or `$parameter`, or `{ fact: PATH }`.

Paths follow fields, keys and ids. A `$variable` may stand for a name in one. `each: { need: release.requirements }` binds the elements of a
list or the entries of a map: `$need` is the id or key, in a path (`site.versions.$need`) and as a value; of an entry `$need.key` and
`$need.value` are the parts. `any`, `every` and `count` bind with `as: need` inside them. Names of software have one spelling, whatever a
path or document writes.

A range of versions is `>=8.2 <9 || >=9.1`. Also read are `8.2 or later`, `8.2+`, `^8.2`, `8.x`, `8.2.*` and `8.1 - 8.3`. A version alone is that one or a
later one in a document, and an error in a policy.

What is asked of an unknown fact can be answered neither yes nor no. On a `none` every operator answers no, except `is_not`, `not`,
`exists: false`, `empty: true` and `stated: true`.
";

/// The page.
pub(super) fn page() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("\n## Operators\n");
    for operator in OPERATORS {
        let (name, about, of, example) = (operator.name, sentence(operator.about), operator.of, operator.example);
        out.push_str(&format!("\n### {name}\n\n{about}\n\nAsked of {of}.\n\n```yaml\n{example}\n```\n"));
    }
    out.push_str("\n## Verbs\n\nAn effect is one verb, with what it is aimed at and its modifiers.\n");
    for verb in Verb::ALL {
        out.push_str(&of_verb(verb));
    }
    out.push_str("\n## Modifiers of an effect\n\n| key | meaning |\n|---|---|\n");
    let due = Due::WORDS.map(wording::quote).join(", ");
    let by = RollbackBy::NAMES.map(wording::quote).join(", ");
    for (key, meaning) in [
        ("of", "which element or field it is decided of: a `$variable` or a path".to_owned()),
        ("strength", "how strongly; the highest when left out".to_owned()),
        ("by", format!("by which means at least production goes back, for `rollback`: {by}")),
        ("due", format!("by when it must have been acted on: {due}")),
        ("acts", "the role that does it; the default of the vocabulary when left out".to_owned()),
        ("deadline", "how long after the release date it must be done".to_owned()),
        ("until", "what lifts this decision, where that differs from the rule's `until`".to_owned()),
    ] {
        out.push_str(&format!("| `{key}` | {meaning} |\n"));
    }
    out.push_str("\n## While a decision is undetermined\n\nEach verb has its own reading, which `if_unknown` of a rule changes.\n\n| word | meaning |\n|---|---|\n");
    for caution in Caution::ALL {
        out.push_str(&format!("| `{}` | {} |\n", caution.name(), caution.doc()));
    }
    out
}

fn of_verb(verb: Verb) -> String {
    let mut lines = vec![verb.doc().to_owned()];
    lines.push(format!("Aimed at {}.", verb.aims_at()));
    let strengths = wording::quote_all(Strength::words(verb));
    if !strengths.is_empty() {
        lines.push(format!("Strengths, from weaker to stronger: {}.", strengths.join(", ")));
    }
    lines.push(match verb {
        Verb::Derive => "Never in force by itself.".to_owned(),
        _ => format!("While undetermined: `{}`.", verb.caution().name()),
    });
    format!("\n### {verb}\n\n{}\n", lines.join(" "))
}

/// A line of documentation as a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
