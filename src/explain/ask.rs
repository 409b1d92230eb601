//! What is still to be found out: questions about unknown facts, those first that settle the verdict, until it is settled.
//! A verdict is settled when it is the same whatever the unknown facts are; how questions are put is left to the reports.

use std::collections::{BTreeMap, BTreeSet};

use super::leaves::Explainer;
use super::repair::{self, open_inputs};
use super::titles;
use super::trial::Trial;
use crate::decision::{Advice, RollbackLevel, Strength, Verb, Verdict};
use crate::diagnostic::limits;
use crate::evaluate::Ran;
use crate::evaluate::decisions::decide;
use crate::evaluate::verdict::{next_action, verdict};
use crate::evaluate::{Evaluation, Reason};
use crate::facts::{Change, FactPath, Facts};
use crate::schema::Form;
use crate::text::printable::printable;
use crate::value::{State, Truth, Ty, Unknown};

/// What is to be asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The verdict in force.
    pub verdict: Verdict,
    /// The least and the most that the verdict can be, whatever the unknown facts are.
    pub bounds: (Verdict, Verdict),
    /// What the verdict depends on, most decisive first; empty when it is settled.
    pub questions: Vec<Question>,
    /// What only single decisions depend on.
    pub others: Vec<Question>,
    /// Of how many of the questions it was not tried which answers settle the verdict: a limit was reached.
    pub untried: usize,
}

/// A question about one fact.
#[derive(Clone, Debug)]
pub struct Question {
    /// The fact.
    pub path: FactPath,
    /// What it is, in the schema's words.
    pub about: String,
    /// What may be answered, in words.
    pub answers: String,
    /// The words that may be written, where there are only so many.
    pub words: Vec<String>,
    /// Whether it is a list or a map rather than one value.
    pub is_list: bool,
    /// How many of its possible answers settle the verdict at once.
    pub settles: usize,
    /// How many reasons are open without it.
    pub opens: usize,
    /// The decisions that depend on it, by title.
    pub decides: Vec<String>,
}

impl Asked {
    /// Whether no answer can change the verdict.
    pub fn is_settled(&self) -> bool {
        self.bounds.0 == self.bounds.1
    }
}

/// The least and the most that the verdict can be, whatever the unknown facts are: only what is certain, and all that is
/// possible. What the documents say about themselves, and what is lifted, stays as it is; `certainly` is asked of what can turn out.
pub fn bounds(evaluation: &Evaluation) -> (Verdict, Verdict) {
    let read = |possible: bool| {
        let mut other = evaluation.clone();
        for reason in &mut other.reasons {
            let holds = reason.effective.is_yes() || (possible && reason.effective.can_be_yes());
            reason.effective = if holds { Truth::YES } else { Truth::NO };
        }
        other.decisions = decide(&other.reasons);
        verdict(&other)
    };
    (read(false), read(true))
}

/// The questions after these answers.
pub fn ask(trial: &Trial<'_>, given: &[Change]) -> Option<Asked> {
    let verdict = trial.evaluate(given).ok()?.evaluation.verdict;
    // An answer can make certain what isn't yet, and so move what rests on its not being certain.
    let opened = trial.program.opened();
    let again = opened.as_ref().map(|program| trial.by(program));
    let trial = again.as_ref().unwrap_or(trial);
    let tried = trial.evaluate(given).ok()?;
    let bounds = self::bounds(&tried.evaluation);
    let explainer = Explainer::new(trial.program, &tried.facts, &tried.evaluation);
    let mut found: BTreeMap<FactPath, Opens> = BTreeMap::new();
    for (place, reason) in tried.evaluation.reasons.iter().enumerate() {
        if !reason.effective.is_undetermined() || reason.missed || reason.target.verb == Verb::Derive {
            continue;
        }
        let matters = bounds.0 != bounds.1 && moves_verdict(reason, &tried.evaluation, bounds.0);
        let title = titles::title(&trial.program.policy, &reason.target, &reason.strength);
        for path in explainer.missing(reason).iter().flat_map(|leaf| open_inputs(&tried.facts, &leaf.path)) {
            let opens = found.entry(path).or_default();
            opens.all.insert(place);
            opens.titles.insert(format!("{} {title}", reason.target.verb.name()));
            if matters {
                opens.deciding.insert(place);
            }
        }
    }
    let mut questions: Vec<(usize, Question)> = Vec::new();
    let mut others: Vec<(usize, Question)> = Vec::new();
    for (path, opens) in found {
        let deciding = opens.deciding.len();
        let Some(question) = question(&tried.facts, path, opens) else { continue };
        if deciding == 0 { others.push((0, question)) } else { questions.push((deciding, question)) }
    }
    let order = |list: &mut Vec<(usize, Question)>| {
        list.sort_by(|(a, p), (b, q)| (q.settles, *b, q.opens, &p.path).cmp(&(p.settles, *a, p.opens, &q.path)));
    };
    order(&mut questions);
    let mut untried = questions.len();
    for (_, question) in questions.iter_mut().take(limits::ASK.most) {
        if trial.spent() >= limits::ASK_TRIES.most {
            break;
        }
        question.settles = settling(trial, &tried, given, &question.path);
        untried -= 1;
    }
    order(&mut questions);
    order(&mut others);
    let plain = |list: Vec<(usize, Question)>| list.into_iter().map(|(_, q)| q).collect();
    Some(Asked { verdict, bounds, questions: plain(questions), others: plain(others), untried })
}

/// The reasons that a fact leaves open: those the verdict depends on, all, and what they decide.
#[derive(Default)]
struct Opens {
    deciding: BTreeSet<usize>,
    all: BTreeSet<usize>,
    titles: BTreeSet<String>,
}

/// Whether the verdict can depend on a reason: blocks of the next action and rollbacks always, the rest where nothing at all
/// may be in force.
fn moves_verdict(reason: &Reason, evaluation: &Evaluation, least: Verdict) -> bool {
    match (&reason.target.verb, &reason.strength) {
        (Verb::Block, _) if &*reason.target.name == next_action(evaluation.phase) => true,
        (Verb::Rollback, Strength::Rollback(rollback)) if rollback.level >= RollbackLevel::DecisionNeeded => true,
        (_, Strength::Advice(Advice::Advised)) => false,
        _ => least == Verdict::Clear,
    }
}

/// How many answers settle the verdict.
fn settling(trial: &Trial<'_>, tried: &Ran, given: &[Change], path: &FactPath) -> usize {
    let answers = repair::values(trial, &tried.facts, path);
    let settles = |to: &crate::document::Node| {
        let mut changes = given.to_vec();
        changes.push(Change::Set { path: path.clone(), to: to.clone() });
        trial.evaluate(&changes).is_ok_and(|t| {
            let (least, most) = bounds(&t.evaluation);
            least == most
        })
    };
    answers.iter().take(limits::ASK_ANSWERS.most).filter(|to| settles(to)).count()
}

fn question(facts: &Facts, path: FactPath, opens: Opens) -> Option<Question> {
    let spot = repair::spot(facts, &path)?;
    let note = &spot.shape.note;
    let none = note.none.is_some().then(|| "none".to_owned());
    let (answers, words, is_list) = match &spot.shape.form {
        Form::Scalar(ty) => {
            let mut words: Vec<String> = match ty {
                Ty::Bool => vec!["true".to_owned(), "false".to_owned()],
                Ty::Enum(members) => members.words.iter().map(ToString::to_string).collect(),
                _ => Vec::new(),
            };
            let mut answers = if words.is_empty() { ty.name() } else { words.join(", ") };
            if let Some(none) = none {
                let meaning = note.none.as_deref().unwrap_or_default();
                answers.push_str(&format!(", or none ({})", printable(meaning)));
                if !words.is_empty() {
                    words.push(none);
                }
            }
            (answers, words, false)
        }
        Form::List(_) => ("a list, [] when there are none".to_owned(), Vec::new(), true),
        Form::Map { .. } | Form::Record(_) => ("a mapping".to_owned(), Vec::new(), true),
    };
    // Of what is stated as a day the time is asked.
    let day = match facts.scalar(spot).state {
        State::Unknown(Unknown::Sometime(day)) => Some(day.date()),
        _ => None,
    };
    Some(Question {
        about: match day {
            Some(date) => format!("{} It is stated as {date}, without its time.", note.description),
            None => note.description.clone(),
        },
        path,
        answers: day.map_or(answers, |date| format!("{date} with its time and zone behind it")),
        words,
        is_list,
        settles: 0,
        opens: opens.all.len(),
        decides: opens.titles.into_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::testing::{RELEASE, World, rule, site};

    fn world(rules: &str, facts: &str) -> World {
        World::new(rules, &[RELEASE, &site(facts)], "2026-07-21T18:00Z")
    }

    fn asked(world: &World, given: &[Change]) -> Asked {
        ask(&world.trial(), given).unwrap()
    }

    fn names(asked: &Asked) -> Vec<String> {
        asked.questions.iter().map(|q| q.path.to_string()).collect()
    }

    #[test]
    fn what_settles_the_verdict_is_asked_first() {
        let rules = rule("a.one", "site.staging.exists: false")
            + &rule("a.two", "site.backup.database: false\nsite.backup.files: false")
            + &rule("a.three", "site.backup.database: false\nsite.type: store");
        let asked = asked(&world(&rules, ""), &[]);
        assert_eq!(asked.bounds, (Verdict::Clear, Verdict::Hold { precaution_only: false }));
        assert_eq!(names(&asked), ["site.staging.exists", "site.backup.database", "site.backup.files", "site.type"]);
        assert_eq!(asked.questions[0].settles, 1);
        assert_eq!(asked.questions[0].answers, "true, false");
    }

    #[test]
    fn nothing_is_asked_when_the_verdict_is_settled() {
        let rules = rule("a.one", "site.staging.exists: false") + &rule("a.two", "site.type: store");
        let settled = asked(&world(&rules, "staging: { exists: false }"), &[]);
        assert!(settled.is_settled());
        assert_eq!(names(&settled), Vec::<String>::new());
        assert_eq!(settled.others.iter().map(|q| q.path.to_string()).collect::<Vec<_>>(), ["site.type"]);
        let open = asked(&world(&rules, "staging: { exists: true }"), &[]);
        assert_eq!(names(&open), ["site.type"]);
    }

    /// What is asked of a site with so many errors, each of the first of which alone would block the update.
    fn asked_of_errors(blocking: usize, all: usize) -> Asked {
        let rules: String =
            (0..blocking).map(|n| rule(&format!("a.r{n}"), &format!("site.errors.e{n}.reproducible: true"))).collect();
        let errors: String = (0..all).map(|n| format!("  - {{ id: e{n} }}\n")).collect();
        asked(&world(&rules, &format!("errors:\n{errors}")), &[])
    }

    #[test]
    fn what_the_answers_come_to_is_tried_for_so_many_questions() {
        let asked = asked_of_errors(limits::ASK.most + 3, 40);
        assert_eq!((asked.questions.len(), asked.untried), (limits::ASK.most + 3, 3), "{:?}", names(&asked));
        assert_eq!(asked_of_errors(limits::ASK.most, 40).untried, 0);
    }

    #[test]
    fn of_a_large_site_the_answers_of_fewer_questions_are_tried() {
        let asked = asked_of_errors(20, 1_900);
        assert!(
            asked.questions.len() == 20 && asked.untried > 0 && asked.untried < 20,
            "{} {}",
            asked.questions.len(),
            asked.untried
        );
    }

    #[test]
    fn what_is_not_certain_yet_is_asked_for() {
        let rules = rule("a.freeze", "site.type: store\nnot: { certainly: { release.size: patch } }");
        let world = world(&rules, "type: store");
        let asked = asked(&world, &[]);
        assert_eq!(asked.verdict, Verdict::Hold { precaution_only: false });
        assert_eq!(asked.bounds, (Verdict::Clear, Verdict::Hold { precaution_only: false }));
        assert_eq!(names(&asked), ["release.size"]);
    }

    /// Whatever the answers are, the verdict lies between the bounds; asking goes on until it is settled, and no longer.
    #[test]
    fn every_completion_lies_between_the_bounds() {
        let facts = [
            ("site.staging.exists", ["true", "false"]),
            ("site.backup.database", ["true", "false"]),
            ("site.type", ["blog", "store"]),
        ];
        let policies = [
            rule("a.one", "site.staging.exists: false\nsite.type: store"),
            rule("a.one", "any:\n  - site.staging.exists: false\n  - site.type: store\n  - site.backup.database: false"),
            rule("a.one", "site.staging.exists: false")
                + &rule("a.two", "not: { site.backup.database: true }\nsite.type: { is_not: store }"),
        ];
        for rules in policies {
            let world = world(&rules, "");
            let trial = world.trial();
            let span = world.documents[0].root.span;
            // Each fact is unknown, or one of its two values.
            for code in 0..27_usize {
                let choice: Vec<usize> = (0..3).map(|n| code / 3_usize.pow(n) % 3).collect();
                let set = |n: usize, value: &str| Change::scalar(FactPath::parse(facts[n].0).unwrap(), value, span);
                let given: Vec<Change> = (0..3).filter(|n| choice[*n] > 0).map(|n| set(n, facts[n].1[choice[n] - 1])).collect();
                let asked = ask(&trial, &given).unwrap();
                assert_eq!(asked.questions.is_empty(), asked.is_settled(), "{rules} {choice:?}");
                for rest in 0..8_usize {
                    let mut all = given.clone();
                    all.extend((0..3).filter(|n| choice[*n] == 0).map(|n| set(n, facts[n].1[rest >> n & 1])));
                    let verdict = trial.evaluate(&all).unwrap().evaluation.verdict;
                    assert!(asked.bounds.0 <= verdict && verdict <= asked.bounds.1, "{rules} {choice:?} {rest}");
                }
            }
        }
    }
}
