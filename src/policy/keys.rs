//! Which keys a policy file has at which level, and the advice when one is unknown or stands at another level.
//! What the keys mean is read elsewhere.

use crate::condition::filled::{Filled, Missing};
use crate::decision::Verb;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Key};
use crate::text::{suggest, wording};

/// A level of a policy file.
pub(super) struct Level {
    /// What has these keys: "a rule".
    pub what: &'static str,
    /// The keys.
    pub keys: &'static [&'static str],
    /// Those that may be left out, and mean something else then than what somebody wrote: with what is to be written.
    pub filled: &'static [(&'static str, &'static str)],
}

/// The top of a file.
pub(super) const FILE: Level = Level {
    what: "a policy file",
    keys: &[
        "kind",
        "name",
        "title",
        "about",
        "version",
        "product",
        "products",
        "extends",
        "facts",
        "lints",
        "params",
        "vocabulary",
        "rules",
        "waivers",
        "invariants",
    ],
    filled: &[],
};

/// An element of `rules`.
pub(super) const RULE: Level = Level {
    what: "a rule",
    keys: &[
        "id",
        "title",
        "for_each",
        "each",
        "with",
        "when",
        "unless",
        "then",
        "until",
        "if_unknown",
        "because",
        "source",
        "trace",
        "owner",
        "unwaivable",
        "acts",
        "due",
    ],
    // `when`, `unless` and `until` are conditions, which look themselves.
    filled: &[
        ("for_each", "`area`"),
        ("each", "`{ item: site.items }`"),
        ("with", "`{ window: site.window }`"),
        ("if_unknown", "`precaution`"),
        ("acts", "the role that acts"),
        ("due", "`now`"),
    ],
};

/// What an effect may say besides its verb.
pub(super) const EFFECT: Level = Level {
    what: "an effect",
    keys: &["of", "strength", "by", "due", "acts", "deadline", "until"],
    filled: &[
        ("of", "the variable or field that is meant"),
        ("strength", "how strongly"),
        ("by", "`files`"),
        ("due", "`now`"),
        ("acts", "the role that acts"),
        ("deadline", "`24h`"),
    ],
};

/// The declaration of a parameter.
pub(super) const PARAM: Level = Level {
    what: "a parameter",
    keys: &["type", "default", "min", "max", "stricter", "may_grow", "about", "words", "scheme"],
    filled: &[("stricter", "which side is stricter"), ("scheme", "`semver`")],
};

/// An element of `waivers`.
pub(super) const WAIVER: Level = Level {
    what: "a waiver",
    keys: &["rule", "for", "sites", "item", "reason", "owner", "ticket", "expires"],
    filled: &[("for", "what the waiver is for"), ("sites", "the sites that are meant"), ("item", "the item that is meant")],
};

/// An element of `invariants`.
pub(super) const INVARIANT: Level = Level {
    what: "an invariant",
    keys: &[
        "id", "title", "for_each", "each", "with", "when", "unless", "never", "always", "because", "source", "trace", "owner",
    ],
    filled: &[("for_each", "`area`"), ("each", "`{ item: site.items }`"), ("with", "`{ window: site.window }`")],
};

/// `product`, and an element of `products`.
pub(super) const PRODUCT: Level = Level { what: "`product`", keys: &["id", "title", "scheme"], filled: &[] };

const LEVELS: [&Level; 6] = [&FILE, &RULE, &EFFECT, &PARAM, &WAIVER, &INVARIANT];

/// Reports every key that the level doesn't have, and every one that says nothing where leaving it out would mean something.
/// `what` is the thing in words: "rule `acme.x`".
pub(super) fn check(what: &str, entries: &[Entry], level: &Level, sink: &mut Sink) {
    for entry in entries {
        let key = entry.key.text.as_str();
        if !level.keys.contains(&key) && !key.starts_with("x-") {
            sink.push(stray(what, &entry.key, level));
        }
    }
    filled(entries, level, sink);
}

/// Reports every key that says nothing where leaving it out would mean something.
pub(super) fn filled(entries: &[Entry], level: &Level, sink: &mut Sink) {
    for entry in entries {
        if let Some((key, what)) = level.filled.iter().find(|(key, _)| *key == entry.key.text) {
            Filled::of(entry, || Missing::value(key, what), sink);
        }
    }
}

/// A key that the level doesn't have.
pub(super) fn stray(what: &str, key: &Key, level: &Level) -> Diagnostic {
    let written = wording::quote(&key.text);
    if let Some(home) = LEVELS.iter().find(|l| l.keys.contains(&key.text.as_str())) {
        return misplaced(what, key, home.what);
    }
    if Verb::parse(&key.text).is_some() {
        return misplaced(what, key, "an effect")
            .help(format!("move it into `then` of {}", if level.what == RULE.what { "this rule" } else { "a rule" }));
    }
    let problem = Diagnostic::new(Code::UnknownKey, format!("unknown key {written} in {what}"))
        .at(key.span, "not a key that is read here")
        .meant(key.span, &key.text, suggest::only(&key.text, level.keys));
    match suggest::nearest(&key.text, level.keys) {
        Some(near) => problem.help(format!("write {}", wording::quote(near))),
        None => {
            let near = wording::quote_all(&suggest::candidates(&key.text, level.keys));
            problem.help(format!("write {}, or begin a key of your own with `x-`", wording::list_or(&near)))
        }
    }
}

fn misplaced(what: &str, key: &Key, home: &str) -> Diagnostic {
    let problem = Diagnostic::new(Code::MisplacedKey, format!("{} in {what} belongs to {home}", wording::quote(&key.text)))
        .at(key.span, "not read here");
    let whither = match home {
        "a rule" => "into a rule under `rules:`",
        "an effect" => "into an effect under `then:`",
        "a parameter" => "into a parameter under `params:`",
        "a waiver" => "into a waiver under `waivers:`",
        _ => "to the top of the file",
    };
    problem.help(format!("move it {whither}"))
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{problems, rule};

    #[test]
    fn an_unknown_key_gets_the_near_one() {
        assert_eq!(
            problems(&format!("rules:\n{}", rule("a.b", "whn: {}\nthen: { stage: agents }\nx-note: ours"))),
            ["unknown-key: unknown key `whn` in rule `a.b` | whn: not a key that is read here | help: write `when`"]
        );
    }

    #[test]
    fn a_key_of_another_level_is_sent_there() {
        assert_eq!(
            problems("when: {}\n"),
            [
                "misplaced-key: `when` in a policy file belongs to a rule | when: not read here | help: move it into a rule under `rules:`"
            ]
        );
        assert_eq!(
            problems(&format!("rules:\n{}", rule("a.b", "then: { stage: agents }\nstrength: advised"))),
            [
                "misplaced-key: `strength` in rule `a.b` belongs to an effect | strength: not read here | help: move it into an effect under `then:`"
            ]
        );
        assert_eq!(
            problems(&format!("rules:\n{}", rule("a.b", "then: { stage: agents, because: x }"))),
            [
                "misplaced-key: `because` in an effect belongs to a rule | because: not read here | help: move it into a rule under `rules:`"
            ]
        );
        assert_eq!(
            problems(&format!("rules:\n{}", rule("a.b", "then: { stage: agents }\npause: commerce"))),
            [
                "misplaced-key: `pause` in rule `a.b` belongs to an effect | pause: not read here | help: move it into `then` of this rule"
            ]
        );
    }
}
