//! The reference of the policy language: operators, verbs, what undetermined decisions mean.
//! All of it is said where these are defined.

use crate::condition::operators::OPERATORS;
use crate::decision::{Caution, RollbackBy, Strength, Verb};
use crate::text::wording;
use crate::vocabulary::Due;

const HEAD: &str = "<!-- Generated from the engine by `holdpoint generate`. -->

# The policy language

A condition is a mapping of paths and what is asked of them; all entries must hold. `PATH: VALUE` is the same as
`PATH: { is: VALUE }`. `all:` and `any:` take a list of conditions, `not:` and [`certainly:`](#certainly) take one. Several operators in one mapping must all
hold, and `not:` turns what is below it around. Every operand is a value, a `$variable` or `$parameter`, or `{ fact: PATH }`.

Nothing may be empty: `until: {}`, `any: []`, `one_of: []` or a key with nothing behind it is an error. An empty condition would hold
always, so an empty `until` would lift its decision at once; a rule without `when` applies always, and leaves the key out.

Paths follow fields, keys and ids. A `$variable` may stand for a name in one. `each: { need: release.requirements }` binds the elements of a
list or the entries of a map: `$need` is the id or key, in a path (`site.versions.$need`) and as a value; of an entry `$need.key` and
`$need.value` are the parts. `any`, `every` and `count` bind with `as: need` inside them. Names of software have one spelling, whatever a
path or document writes.

A range of versions is `>=8.2 <9 || >=9.1`. Also read are `8.2 or later`, `8.2+`, `^8.2`, `8.x`, `8.2.*` and `8.1 - 8.3`. A version alone is that one or a
later one in a document, and an error in a policy.

What is asked of an unknown fact can be answered neither yes nor no. On a `none` every operator answers no, except `is_not`, `not`,
`exists: false`, `empty: true` and `stated: true`.

## certainly

`certainly: CONDITION` is yes where the condition is known to hold on the evidence at hand, and no in every other case: where it doesn't
hold, where a fact is missing, where it can be known only in a later phase. It stands wherever a condition can.

It is for exemptions that must not open by ignorance. *A freeze holds unless the release is certainly urgent*:

```yaml
when: { derived.in-freeze: true }
unless: { certainly: { release.size: patch } }
then: { block: update }
```

While nobody stated the size of the release this blocks for certain, and stating it can lift the block. With `unless: { release.size:
patch }` nobody could tell meanwhile whether the freeze holds, and the block would be a precaution. A decision that is made only where
its condition is certain is the other way round: it is not made while something is missing, not even as a precaution. `certainly` looks
at what the documents say, as `stated` does; an explanation names what it found, or what nobody said.

## Dates

A date without a time in a policy is that day of the site, from its first to its last moment in the zone `site.zone` (else UTC).

| asked | means |
|---|---|
| `is`, `is_not`, `one_of` | a moment of that day, or of none of these days |
| `at_least`, `less_than` | not before the day begins, before it begins |
| `at_most`, `more_than` | not after the day ends, after it has ended |
| `inside`, `overlaps` | a window begins with the day under `start`, and the day under `end` belongs to it |
| `at` beside `older_than`, `newer_than` | some moment of that day |

A fact that is stated as a date is some moment of its day, unless its schema says that it begins or ends with it; a test then has
every answer that the day allows. A limit that is stated as a date is that date to a date in a policy. `older_than` and the other
operators of age count in hours, whatever the clock of a zone does. The `expires` of a waiver is the end of a day in UTC: a policy is
written for many sites.

Hours of the week follow the clock of their zone. A limit that the clock skips is the first moment after it; of one that comes twice
the hours begin with the first and end with the second.
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
