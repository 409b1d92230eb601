//! The engine as its users meet it: files go in, decisions come out, in the words of the reference.
//! The schema is read once, as it is the same for all policies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use holdpoint::compile::{Program, compile};
use holdpoint::decision::{Strength as Theirs, Target, Verdict};
use holdpoint::diagnostic::{Severity, Sink};
use holdpoint::document;
use holdpoint::evaluate::{self, Evaluation, Held, Run, Status};
use holdpoint::explain::Trial;
use holdpoint::facts::load::{FactDocument, FactKind};
use holdpoint::facts::store::Facts;
use holdpoint::policy::load;
use holdpoint::policy::source::{PackFile, PackSource};
use holdpoint::schema::Schemas;
use holdpoint::text::Sources;
use holdpoint::value::{Instant, Truth as TheirTruth};

use super::choices::Choices;
use super::judge::{Decision, Judged, Reason, Strength};
use super::logic::{Answer, Truth};
use super::policy::Policy;
use super::render;
use super::world::{Entry, NOW, World};

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let mut schemas = Schemas::core(&mut sources, &mut sink);
    for kind in ["site", "release", "update"] {
        let text = serde_json::to_string_pretty(&render::schema(kind)).expect("JSON");
        let (_, tree) = document::load(&mut sources, &format!("{kind}.schema.json"), text.into_bytes(), &mut sink);
        let document = tree.expect("JSON");
        schemas.extend(kind, &document.root, &mut sink);
    }
    assert_eq!(problems(&sink), Vec::<String>::new());
    schemas
});

fn problems(sink: &Sink) -> Vec<String> {
    sink.iter().filter(|d| d.severity == Severity::Error).map(|d| format!("{}: {}", d.code.name(), d.headline)).collect()
}

/// Loads and compiles a policy.
pub fn program(policy: &Policy, order: &mut Choices<'_>) -> Result<Program, String> {
    program_edited(policy, order, |_, _| {})
}

/// Loads and compiles a policy after its files are edited.
pub fn program_edited(
    policy: &Policy,
    order: &mut Choices<'_>,
    edit: impl Fn(&mut serde_json::Value, &mut Choices<'_>),
) -> Result<Program, String> {
    let mut files = render::policy(policy, order);
    files.iter_mut().for_each(|(_, value)| edit(value, order));
    files[0].1.as_object_mut().expect("a manifest").shift_remove("facts");
    for (_, value) in &mut files {
        render::shuffle_keys(value, order);
    }
    order.shuffle(&mut files);
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let mut parsed = Vec::new();
    for (path, value) in &files {
        let (id, tree) = document::load(&mut sources, path, render::yaml(value).into_bytes(), &mut sink);
        let document = tree.ok_or_else(|| format!("{path} is no YAML"))?;
        parsed.push(PackFile { path: path.clone(), id, document });
    }
    let packs = [PackSource::new("lab", parsed, &mut |_, _, _, _| None, &mut sources, &mut sink)];
    let policy = load::load(&packs, SCHEMAS.clone(), &mut sink);
    let program = policy.and_then(|policy| compile(policy, &mut sink));
    program.ok_or_else(|| {
        let text: Vec<String> =
            files.iter().filter(|(p, _)| p != "pack.yaml").map(|(p, v)| format!("# {p}\n{}", render::yaml(v))).collect();
        format!("{:#?}\n{}", problems(&sink), text.join("\n"))
    })
}

/// The documents of a world, read.
pub struct Documents {
    pub sources: Sources,
    pub documents: Vec<FactDocument>,
}

pub fn documents(world: &World, order: &mut Choices<'_>) -> Documents {
    written(render::documents(world), order)
}

/// Documents as they are written, read in any order.
pub fn written(values: Vec<(&'static str, serde_json::Value)>, order: &mut Choices<'_>) -> Documents {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let mut documents = Vec::new();
    for (n, (kind, mut value)) in values.into_iter().enumerate() {
        render::shuffle_keys(&mut value, order);
        let name = format!("{kind}-{n}.yaml");
        let (_, tree) = document::load(&mut sources, &name, render::yaml(&value).into_bytes(), &mut sink);
        let root = tree.expect("YAML").root;
        documents.push(FactDocument { kind: FactKind::parse(kind).expect("a kind"), root });
    }
    order.shuffle(&mut documents);
    Documents { sources, documents }
}

/// The one road, at the moment of the generated worlds.
fn run(program: &Program) -> Run<'_> {
    Run::new(program, Instant::from_unix(NOW))
}

/// Documents that can be read again with changes.
pub fn trial<'a>(program: &'a Program, read: &'a Documents) -> Trial<'a> {
    Trial::new(run(program), &read.documents, &read.sources)
}

/// Reads the documents of a world.
pub fn facts(program: &Program, world: &World, order: &mut Choices<'_>) -> Facts {
    facts_of(program, &documents(world, order))
}

/// The facts of documents, which must have no errors.
pub fn facts_of(program: &Program, read: &Documents) -> Facts {
    let mut sink = Sink::new();
    let ran = run(program).evaluate(&read.documents, &read.sources, &mut sink);
    assert_eq!(problems(&sink), Vec::<String>::new(), "{:#?}", read.documents);
    ran.expect("there is no error").facts
}

pub fn evaluate(program: &Program, facts: &Facts, held: Option<&Held>) -> Evaluation {
    Run::again(program, facts, held)
}

/// An evaluation in the words of the reference.
pub fn judged(program: &Program, evaluation: &Evaluation) -> Judged {
    let mut rules = BTreeMap::new();
    for (ground, found) in program.rules.iter().zip(&evaluation.rules) {
        rules.insert(program.name_of(ground), truth(*found));
    }
    let mut reasons: Vec<Reason> = evaluation
        .reasons
        .iter()
        .map(|r| Reason {
            name: r.name.clone(),
            effect: r.effect,
            binding: r.binding_text(),
            target: r.target.to_string(),
            strength: strength(&r.strength),
            when: truth(r.when),
            lifted: r.lifted,
            waived: r.waived.is_some_and(|(_, t)| t.is_yes()),
            stood: r.standing.is_some(),
            effective: truth(r.effective),
            status: match r.status {
                Status::Holds => "holds",
                Status::Undetermined => "undetermined",
                Status::Later => "later",
                Status::Lifted => "lifted",
                Status::Waived => "waived",
            },
            missed: r.missed,
            in_force: r.in_force(),
        })
        .collect();
    reasons.sort();
    let decisions = evaluation.decisions.iter().map(|d| {
        let of = |s: &Option<Theirs>| s.as_ref().map(strength);
        (d.target.to_string(), Decision { lo: of(&d.lo), hi: of(&d.hi), in_force: of(&d.in_force), precaution: d.precaution })
    });
    let verdict = match evaluation.verdict {
        Verdict::Hold { precaution_only: true } => "hold by precaution".to_owned(),
        verdict => verdict.name().to_owned(),
    };
    Judged { rules, reasons, decisions: decisions.collect(), verdict }
}

fn truth(truth: TheirTruth) -> Truth {
    let possible = [(Answer::Yes, truth.can_be_yes()), (Answer::Later, truth.can_be_later()), (Answer::No, truth.can_be_no())];
    Truth(possible.into_iter().filter(|(_, can)| *can).map(|(answer, _)| answer).collect())
}

fn strength(strength: &Theirs) -> Strength {
    match strength {
        Theirs::Advice(a) => Strength::Rank(*a as usize),
        Theirs::Blocked(b) => Strength::Rank(*b as usize),
        Theirs::Urgency(u) => Strength::Rank(*u as usize),
        Theirs::Plain => Strength::Rank(0),
        Theirs::Rollback(r) => Strength::Rollback(r.level as usize, r.by.map(|b| b as usize)),
        Theirs::Paused(p) if p.is_whole() => Strength::Whole,
        Theirs::Paused(p) => Strength::Items(p.items().iter().map(|i| i.code()).collect::<BTreeSet<_>>()),
    }
}

/// The list that `--write-standing` writes.
pub fn standing(program: &Program, evaluation: &Evaluation) -> Vec<Entry> {
    let rule = |place: usize| program.rules.get(place).and_then(|g| program.rule_of(g)).map(|r| r.id.to_string());
    let mut out: Vec<Entry> = evaluate::standing::standing(evaluation, rule)
        .into_iter()
        .filter(|w| Target::parse(&w.decision).is_ok())
        .map(|w| Entry { rule: w.rule, binding: w.binding, decision: w.decision, certain: w.certain })
        .collect();
    out.sort();
    out
}

/// Reads whatever texts as the files of a policy; nothing where something is wrong with them.
pub fn any_policy(files: &[(String, String)]) -> Option<Program> {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let mut parsed = Vec::new();
    for (path, text) in files {
        let (id, tree) = document::load(&mut sources, path, text.clone().into_bytes(), &mut sink);
        if let Some(document) = tree {
            parsed.push(PackFile { path: path.clone(), id, document });
        }
    }
    let packs = [PackSource::new("lab", parsed, &mut |_, _, _, _| None, &mut sources, &mut sink)];
    let policy = load::load(&packs, SCHEMAS.clone(), &mut sink);
    let program = policy.and_then(|policy| compile(policy, &mut sink));
    say(&sink, &sources);
    program
}

/// Reads whatever texts as documents of facts; nothing where something is wrong with them.
pub fn any_facts(program: &Program, texts: &[(&str, String)]) -> Option<Facts> {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let mut documents = Vec::new();
    for (kind, text) in texts {
        let (_, tree) = document::load(&mut sources, &format!("{kind}.yaml"), text.clone().into_bytes(), &mut sink);
        if let Some(document) = tree {
            documents.push(FactDocument { kind: FactKind::parse(kind).expect("a kind"), root: document.root });
        }
    }
    let ran = run(program).thorough().evaluate(&documents, &sources, &mut sink);
    say(&sink, &sources);
    ran.map(|ran| ran.facts)
}

/// Says every problem as a report would: with the text and the line of every place.
fn say(sink: &Sink, sources: &Sources) {
    for label in sink.iter().flat_map(|d| &d.labels) {
        let place = sources.place(label.span);
        assert!(place.line > 0 && place.column > 0 && sources.text(label.span).len() <= u32::MAX as usize);
    }
}
