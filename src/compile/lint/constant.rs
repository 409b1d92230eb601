//! Conditions that can have one answer only, by the types of their facts: tests of one fact that contradict each other, that leave
//! no value out, or that lie beyond the limits of the schema. Facts are looked at one by one; what several facts rule out together
//! is left to `analyze`.

mod itself;
mod question;
mod versions;
mod weeks;

use super::Linted;
use crate::condition::print;
use crate::condition::tree::{Cond, CondKind, Op, Test};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::policy::Rule;
use crate::text::{Span, wording};
use question::{Cell, Question};

/// Finds conditions of the pack's rules that no value meets, or that every value meets.
pub(super) fn conditions(linted: &Linted<'_>, sink: &mut Sink) {
    for rule in linted.own_rules() {
        let own = rule.effects.iter().filter_map(|effect| effect.until.as_ref());
        let untils: Vec<&Cond> = rule.until.iter().chain(own).collect();
        let mut found = look(rule, &rule.when, sink);
        for until in &untils {
            found |= look(rule, until, sink);
        }
        for until in untils.into_iter().filter(|_| !found) {
            if let Some(problem) = lifted_at_once(rule, until) {
                sink.push(problem);
            }
        }
    }
}

/// An `until` that holds wherever the rule does, so that the rule is never in force.
fn lifted_at_once(rule: &Rule, until: &Cond) -> Option<Diagnostic> {
    let lifted = Cond { kind: CondKind::Not(Box::new(until.clone())), span: until.span };
    let both = Cond { kind: CondKind::All(vec![rule.when.clone(), lifted]), span: until.span };
    let (mut when, mut tests) = (Vec::new(), Vec::new());
    of(&rule.when, &mut when);
    of(&both, &mut tests);
    let question = questions(&tests).into_iter().find(|question| {
        let cells = question.cells();
        !cells.is_empty() && !cells.iter().any(|cell| possible(&both, question, cell).yes)
    })?;
    let problem = Diagnostic::new(Code::ImpossibleCondition, format!("rule `{}` is lifted as soon as it holds", rule.id))
        .at(until.span, "so already wherever `when` holds")
        .help("write what ends it after `until`, or remove `until`");
    let asked = when.into_iter().find(|test| question.is_about(test));
    Some(asked.into_iter().fold(problem, |problem, test| problem.at(place(test, &[test]), "this makes it so")))
}

/// The answers that are still possible.
#[derive(Clone, Copy)]
struct Possible {
    yes: bool,
    no: bool,
}

const EITHER: Possible = Possible { yes: true, no: true };

/// Looks at a condition and all below it; whether something was found. What stands around it is not looked at then.
fn look(rule: &Rule, cond: &Cond, sink: &mut Sink) -> bool {
    let mut found = false;
    match &cond.kind {
        CondKind::All(parts) | CondKind::Any(parts) => parts.iter().for_each(|part| found |= look(rule, part, sink)),
        CondKind::Not(inner) | CondKind::Certainly(inner) => found |= look(rule, inner, sink),
        CondKind::Test(test) => found |= test.op.body().is_some_and(|body| look(rule, &body.cond, sink)),
    }
    if found {
        return true;
    }
    let mut tests = Vec::new();
    of(cond, &mut tests);
    for question in &questions(&tests) {
        let cells = question.cells();
        let answers: Vec<(bool, Possible)> =
            cells.iter().map(|cell| (*cell == Cell::None, possible(cond, question, cell))).collect();
        // Whether there is such a thing at all is another question, unless it is asked.
        let given = |test: &&Test| question.is_about(test) && itself::is_given(&test.path);
        let counts = |none: bool| !none || (question.asks_existence(&tests) && !tests.iter().any(given));
        let never = !answers.iter().any(|(_, answer)| answer.yes);
        let always = !answers.iter().any(|(none, answer)| counts(*none) && answer.no);
        if cells.is_empty() || !(never || always) {
            continue;
        }
        let about: Vec<&Test> = tests.iter().copied().filter(|test| question.is_about(test)).collect();
        sink.push(match about.as_slice() {
            [one] if question.is_of_itself() => of_itself(rule, one, never),
            _ if never => impossible(rule, &about),
            _ => needless(rule, &about),
        });
        return true;
    }
    false
}

/// What the tests ask, those of one fact together.
fn questions(tests: &[&Test]) -> Vec<Question> {
    let mut asked: Vec<Question> = Vec::new();
    for question in tests.iter().filter_map(|test| Question::of(test)) {
        match asked.iter_mut().find(|known| known.key == question.key) {
            Some(known) => known.add(question),
            None => asked.push(question),
        }
    }
    asked
}

/// The tests of a condition, without those inside of quantifiers.
fn of<'a>(cond: &'a Cond, tests: &mut Vec<&'a Test>) {
    match &cond.kind {
        CondKind::All(parts) | CondKind::Any(parts) => parts.iter().for_each(|part| of(part, tests)),
        CondKind::Not(inner) | CondKind::Certainly(inner) => of(inner, tests),
        CondKind::Test(test) => tests.push(test),
    }
}

/// What the condition can answer when the fact in question is in this cell and all others can be anything.
fn possible(cond: &Cond, question: &Question, cell: &Cell) -> Possible {
    match &cond.kind {
        CondKind::All(parts) => parts
            .iter()
            .map(|part| possible(part, question, cell))
            .fold(Possible { yes: true, no: false }, |all, part| Possible { yes: all.yes && part.yes, no: all.no || part.no }),
        CondKind::Any(parts) => parts
            .iter()
            .map(|part| possible(part, question, cell))
            .fold(Possible { yes: false, no: true }, |any, part| Possible { yes: any.yes || part.yes, no: any.no && part.no }),
        CondKind::Not(inner) => {
            let inner = possible(inner, question, cell);
            Possible { yes: inner.no, no: inner.yes }
        }
        // Of a known value what is so is certain; while the fact is unknown nothing is.
        CondKind::Certainly(inner) => possible(inner, question, cell),
        CondKind::Test(test) => match question.answer(test, cell) {
            Some(answer) => Possible { yes: answer, no: !answer },
            None => EITHER,
        },
    }
}

fn fact(tests: &[&Test]) -> String {
    let path = tests.first().map(|test| print::path(&test.path)).unwrap_or_default();
    if path.is_empty() { "its element".to_owned() } else { wording::quote(&path) }
}

/// The place of a test; without its path, where several tests share one.
fn place(test: &Test, tests: &[&Test]) -> Span {
    let shared = tests.iter().filter(|other| other.path.span == test.path.span).count() > 1;
    if shared { test.span } else { test.path.span.to(test.span) }
}

/// A comparison of a fact with itself, and a question about what every evaluation has.
fn of_itself(rule: &Rule, test: &Test, never: bool) -> Diagnostic {
    let code = if never { Code::ImpossibleCondition } else { Code::NeedlessCondition };
    let fact = fact(&[test]);
    let (headline, help) = if itself::is_given(&test.path) && matches!(test.op, Op::Exists(_) | Op::Stated(_)) {
        (
            format!("rule `{}` asks whether there is {fact}, which there always is", rule.id),
            "ask something else of it, or remove the test",
        )
    } else {
        (format!("rule `{}` compares {fact} with itself", rule.id), "compare it with another fact, or remove the test")
    };
    Diagnostic::new(code, headline).at(place(test, &[test]), if never { "never holds" } else { "always holds" }).help(help)
}

fn impossible(rule: &Rule, tests: &[&Test]) -> Diagnostic {
    let fact = fact(tests);
    let problem = match tests {
        [one] => {
            Diagnostic::new(Code::ImpossibleCondition, format!("rule `{}` asks of {fact} what no value of it meets", rule.id))
                .at(place(one, tests), "never holds")
                .help("ask for a value that it can have, or remove the test")
        }
        _ => {
            let headline = format!("rule `{}` asks of {fact} what no value of it meets at once", rule.id);
            let labels = ["not together with the other", "this one"];
            let problem = Diagnostic::new(Code::ImpossibleCondition, headline);
            let labelled = tests.iter().rev().zip(labels.into_iter().chain(std::iter::repeat("and this one")));
            labelled
                .fold(problem, |problem, (test, label)| problem.at(place(test, tests), label))
                .help("remove one of them, or let one of them do with `any`")
        }
    };
    problem.note("while the fact is unknown the answer stays open, and the rule with it")
}

fn needless(rule: &Rule, tests: &[&Test]) -> Diagnostic {
    let fact = fact(tests);
    let headline = format!("rule `{}` asks of {fact} what every value of it meets", rule.id);
    let problem = Diagnostic::new(Code::NeedlessCondition, headline);
    let labels = std::iter::once(if tests.len() == 1 { "always holds" } else { "one of these always holds" })
        .chain(std::iter::repeat("or this one"));
    tests.iter().zip(labels).fold(problem, |problem, (test, label)| problem.at(place(test, tests), label)).help(match tests {
        [one] => {
            let test = wording::quote(&format!("{}: {{ exists: true }}", print::path(&one.path)));
            format!("remove it, or write {test} if there must be a value")
        }
        _ => "remove them, or ask `exists: true` if there must be a value".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use crate::compile::lint::testing::in_overlay;
    use crate::policy::testing::rule;

    /// The code of what is found in a condition, with the texts it is found at.
    fn found(when: &str) -> Vec<String> {
        let found = in_overlay(&format!("rules:\n{}", rule("a.b", &format!("when: {when}\nthen: {{ require: take-backup }}"))));
        let short = |p: &String| {
            let labels: Vec<&str> = p
                .split(" | ")
                .skip(1)
                .filter(|l| !l.starts_with("help"))
                .filter_map(|l| l.rsplit_once(": "))
                .map(|l| l.0)
                .collect();
            format!("{}: {}", p.split(':').next().unwrap_or_default(), labels.join(" + "))
        };
        found.iter().map(short).collect()
    }

    fn nothing(when: &str) {
        assert_eq!(found(when), [] as [&str; 0], "{when}");
    }

    #[test]
    fn values_that_exclude_each_other() {
        assert_eq!(
            found("{ all: [{ site.type: blog }, { site.type: store }] }"),
            ["impossible-condition: site.type: store + site.type: blog"]
        );
        assert_eq!(found("{ site.type: { one_of: [blog, store], not: { one_of: [blog, store, client-store] } } }").len(), 1);
        nothing("{ site.type: { one_of: [blog, store], is_not: blog } }");
        nothing("{ any: [{ site.type: blog }, { site.type: store }] }");
    }

    #[test]
    fn numbers_that_exclude_each_other_or_lie_beyond_the_limits() {
        assert_eq!(found("{ site.items: { count: { at_least: 3 } , not: { count: { at_least: 2 } } } }").len(), 1);
        assert_eq!(found("{ site.items: { count: { at_least: 0 } } }").len(), 1);
        assert_eq!(found("{ site.items: { count: { less_than: 0 } } }").len(), 1);
        nothing("{ site.items: { count: { at_least: 2 }, not: { count: { more_than: 2 } } } }");
        assert_eq!(found("{ site.versions.php: { at_least: 8.3, less_than: 8.2 } }").len(), 1);
        nothing("{ site.versions.php: { at_least: 8.2, less_than: 8.3 } }");
    }

    #[test]
    fn ages_that_exclude_each_other() {
        assert_eq!(found("{ site.backup.taken_at: { older_than: 7d, newer_than: 24h } }").len(), 1);
        assert_eq!(found("{ site.backup.taken_at: { older_than: 7d, within: 24h } }").len(), 1);
        nothing("{ site.backup.taken_at: { older_than: 24h, newer_than: 7d } }");
    }

    #[test]
    fn a_body_is_met_by_no_member_of_an_empty_list() {
        assert_eq!(
            found("{ site.errors: { empty: true, any: { message: { exists: true } } } }"),
            ["impossible-condition: any: { message: { exists: true } } + empty: true"]
        );
        assert_eq!(
            found("{ site.errors: { empty: true, count: { where: { message: { exists: true } }, at_least: 1 } } }").len(),
            1
        );
        nothing("{ site.errors: { empty: false, any: { message: { exists: true } } } }");
        nothing("{ site.errors: { empty: true, count: { where: { message: { exists: true } }, at_most: 1 } } }");
        nothing("{ site.errors: { every: { message: { exists: true } }, empty: true } }");
    }

    #[test]
    fn what_lifts_a_rule_is_not_what_it_asks() {
        let found = |rest: &str| in_overlay(&format!("rules:\n{}", rule("a.b", rest))).len();
        let lifted = |when: &str, until: &str| found(&format!("when: {when}\nthen: {{ require: take-backup }}\nuntil: {until}"));
        assert_eq!(lifted("{ site.type: store }", "{ site.type: store }"), 1);
        assert_eq!(lifted("{ site.type: store }", "{ site.type: { is_not: blog } }"), 1);
        assert_eq!(lifted("{ site.backup.taken_at: { older_than: 7d } }", "{ site.backup.taken_at: { older_than: 24h } }"), 1);
        assert_eq!(lifted("{ site.type: store, site.backup.files: false }", "{ site.backup.files: false }"), 1);
        assert_eq!(lifted("{ site.backup.files: false }", "{ site.backup.files: true }"), 0);
        assert_eq!(lifted("{ site.backup.files: false }", "{ any: [{ site.type: blog }, { site.backup.files: true }] }"), 0);
        let own = "when: { site.type: store }\nthen: { require: take-backup, until: { site.type: store } }";
        assert_eq!(found(own), 1);
    }

    #[test]
    fn members_that_exclude_each_other() {
        assert_eq!(found("{ release.touches: { includes: agents, empty: true } }").len(), 1);
        assert_eq!(found("{ release.touches: { includes: agents, not: { includes_any: [agents, workflows] } } }").len(), 1);
        nothing("{ release.touches: { includes: agents, not: { includes: workflows } } }");
    }

    #[test]
    fn a_test_and_its_opposite() {
        let whole = "site.window: { overlaps: { fact: site.window.freezes } }";
        assert_eq!(found(&format!("{{ all: [{{ {whole} }}, {{ not: {{ {whole} }} }}] }}")).len(), 1);
        assert_eq!(found("{ site.type: { exists: true, is: blog } }").len(), 0);
        assert_eq!(found("{ site.type: { exists: false, is: blog } }").len(), 1);
    }

    #[test]
    fn what_every_value_meets_is_needless() {
        let all = found("{ any: [{ release.size: major }, { release.size: { is_not: major } }] }");
        assert_eq!(all, ["needless-condition: release.size: major + release.size: { is_not: major"]);
        nothing("{ site.type: { exists: true } }");
        nothing("{ site.type: { is_not: blog } }");
    }

    #[test]
    fn settings_are_not_taken_as_fixed() {
        nothing("{ site.backup.taken_at: { older_than: $max_age, newer_than: 1h } }");
    }

    #[test]
    fn only_the_smallest_part_is_told() {
        assert_eq!(
            found("{ any: [{ all: [{ site.type: blog }, { site.type: store }] }, { site.type: blog }] }"),
            ["impossible-condition: site.type: store + site.type: blog"]
        );
    }

    #[test]
    fn ranges_that_no_version_or_every_version_meets() {
        let one = |test: &str| found(&format!("{{ site.versions.php: {test} }}"));
        assert_eq!(one("{ satisfies: \">=9 <8\" }"), ["impossible-condition: site.versions.php: { satisfies: \">=9 <8\""]);
        assert_eq!(one("{ satisfies: \">=8.2\", less_than: 8.1 }").len(), 1);
        assert_eq!(one("{ satisfies: \">=8.2\", not: { satisfies: \">=8.1 || =8.2\" } }").len(), 1);
        assert_eq!(found("{ all: [{ site.versions.php: { satisfies: \">=8.2\" } }, { site.versions.php: { satisfies: \"<8.1 || =8.1\" } }] }").len(), 1);
        assert_eq!(one("{ satisfies: \">=8.2\", violates: \">=8.2\" }").len(), 1);
        assert_eq!(one("{ satisfies: \"<0\" }").len(), 1);
        assert_eq!(
            found("{ any: [{ site.versions.php: { at_least: 8 } }, { site.versions.php: { violates: \">=8.1\" } }] }").len(),
            1
        );
        for possible in [
            "{ satisfies: \">=8 <9 || >=9.1\" }",
            "{ satisfies: \">=8.1\", less_than: 8.2 }",
            "{ violates: \">=8.1\", at_least: 8.1 }",
            "{ satisfies: \">8.2-RC1 <8.2\" }",
            "{ satisfies: \">=8.2-RC1\", less_than: 8.2 }",
            "{ violates: \"*\" }",
        ] {
            assert_eq!(one(possible), [] as [&str; 0], "{possible}");
        }
    }

    #[test]
    fn windows_that_exclude_each_other() {
        let spring = "{ start: 2026-03-01T00:00Z, end: 2026-04-01T00:00Z }";
        let summer = "{ start: 2026-07-01T00:00Z, end: 2026-08-01T00:00Z }";
        let both = |a: &str, b: &str| found(&format!("{{ all: [{{ now: {{ inside: {a} }} }}, {{ now: {{ inside: {b} }} }}] }}"));
        assert_eq!(both(spring, summer).len(), 1);
        assert_eq!(both(spring, &format!("[{spring}, {summer}]")), [] as [&str; 0]);
        assert_eq!(found(&format!("{{ now: {{ inside: {spring}, at_least: 2026-06-01T00:00Z }} }}")).len(), 1);
        let (monday, friday) = (
            "{ weekly: \"mon 08:00 - mon 18:00\", zone: Europe/Berlin }",
            "{ weekly: \"fri 08:00 - mon 06:00\", zone: Europe/Berlin }",
        );
        assert_eq!(both(monday, friday).len(), 1);
        // What is Monday morning in Berlin is still Sunday in New York.
        assert_eq!(both(monday, &friday.replace("Europe/Berlin", "America/New_York")), [] as [&str; 0]);
        assert_eq!(
            found(&format!(
                "{{ now: {{ not: {{ inside: [{monday}, {{ weekly: \"mon 18:00 - mon 08:00\", zone: Europe/Berlin }}] }} }} }}"
            ))
            .len(),
            1
        );
    }

    #[test]
    fn a_fact_and_itself() {
        let never = "impossible-condition: ";
        let always = "needless-condition: ";
        for (when, code) in [
            ("{ site.type: { is: { fact: site.type } } }", always),
            ("{ site.type: { is_not: { fact: site.type } } }", never),
            ("{ site.type: { one_of: [blog, { fact: site.type }] } }", always),
            ("{ site.versions.php: { at_least: { fact: site.versions.php } } }", always),
            ("{ site.versions.php: { less_than: { fact: site.versions.php } } }", never),
            ("{ site.backup.taken_at: { older_than: 1h, at: { fact: site.backup.taken_at } } }", never),
            ("{ site.backup.taken_at: { newer_than: 1h, at: { fact: site.backup.taken_at } } }", always),
            ("{ now: { inside: { start: { fact: site.window.start }, end: { fact: site.window.start } } } }", never),
            ("{ now: { inside: { start: { fact: site.window.start }, end: { fact: now } } } }", never),
            ("{ site.window: { overlaps: { fact: site.window } } }", always),
            ("{ release.touches: { includes_any: { fact: release.touches } } }", always),
            ("{ release.touches: { includes_all: { fact: release.touches } } }", always),
            ("{ site.items: { any: { category: { is: { fact: category } } } } }", always),
            ("{ site.items: { any: { as: it, $it.category: { is: { fact: category } } } } }", always),
            ("{ site.items: { any: { as: it, id: $it } } }", always),
            ("{ now: { exists: true } }", always),
            ("{ now: { exists: false } }", never),
        ] {
            let found = found(when);
            assert!(matches!(found.as_slice(), [one] if one.starts_with(code)), "{when}: {found:?}");
        }
        for other in [
            "{ site.items: { any: { as: it, site.items: { any: { category: { is: { fact: $it.category } } } } } } }",
            "{ site.window.start: { at_most: { fact: site.window.end } } }",
            "{ now: { inside: { start: { fact: site.window.start }, end: { fact: site.window.end } } } }",
        ] {
            nothing(other);
        }
        let with =
            |lines: &str| in_overlay(&format!("rules:\n{}", rule("a.b", &format!("{lines}\nthen: {{ require: take-backup }}"))));
        assert_eq!(with("with: { w: site.window }\nwhen: { $w.start: { at_least: { fact: site.window.start } } }").len(), 1);
        assert_eq!(with("for_each: area\nwhen: { $area: { is: $area } }").len(), 1);
        assert_eq!(
            with("each: { item: site.items }\nuntil: { $item.category: { is: { fact: $item.category } } }"),
            [
                "needless-condition: rule `a.b` compares `$item.category` with itself | $item.category: { is: { fact: $item.category }: always holds | help: compare it with another fact, or remove the test"
            ]
        );
    }
}
