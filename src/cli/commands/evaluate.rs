//! `holdpoint evaluate`: one release against one site.
//! It only puts the layers together; every answer is theirs.

use std::io;
use std::path::Path;

use super::{base, is_advice, moment};
use crate::cli::args::{Evaluate, Format};
use crate::cli::exit::Exit;
use crate::cli::output::{Screen, write_whole};
use crate::compile::{Program, compile};
use crate::decision::Verdict;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::evaluate::standing::rules_gone;
use crate::evaluate::{Evaluation, evaluate};
use crate::explain::derivation::derivations;
use crate::explain::{Explainer, account};
use crate::facts::{self, Facts, Reader};
use crate::policy;
use crate::project::{self, Loaded, Request};
use crate::report::text::{self, evaluation::Options, paint::Paint};
use crate::report::{github, html, json, markdown, sarif};
use crate::text::{Sources, wording};
use crate::value::Phase;

/// Runs the command.
pub fn run(options: &Evaluate, screen: &Screen) -> Exit {
    let mut sink = Sink::new();
    let mut stdin = io::stdin();
    let request = Request {
        policy: options.choice.policy.as_deref(),
        root: &options.choice.root,
        paths: &options.paths,
        stdin: Some(&mut stdin),
    };
    let loaded = project::load(request, &mut sink);
    let Loaded { sources, schemas, policy, documents } = loaded;
    let now = moment(options.now);
    let program = policy.and_then(|policy| compile(policy, &mut sink));
    let empty = crate::vocabulary::Vocabulary::empty();
    let read_facts = |sink: &mut Sink| {
        let reader = Reader {
            schemas: &schemas,
            vocabulary: program.as_ref().map_or(&empty, |p| &p.policy.vocabulary),
            product: program.as_ref().map_or("", |p| &p.policy.product.id),
            now,
            phase: options.phase.as_deref().and_then(Phase::parse),
            thorough: false,
        };
        facts::load(&reader, &documents, &sources, sink)
    };
    // Without a policy nothing is known of areas and categories: only problems of form are worth telling.
    let Some(program) = &program else {
        return invalid(sink, &sources, options.format, screen);
    };
    policy::waiver::expired_waivers(&program.policy, now, &mut sink);
    let facts = read_facts(&mut sink);
    if sink.has_errors() {
        return invalid(sink, &sources, options.format, screen);
    }
    let evaluation = evaluate(program, &facts);
    rules_gone(&evaluation, &facts, &program.policy.rules).into_iter().for_each(|p| sink.push(p));
    let problems: Vec<Diagnostic> = sink.into_sorted().into_iter().filter(|p| !is_advice(p)).collect();
    match answer(program, &facts, &evaluation, &problems, &sources, options, screen) {
        Ok(()) => exit(evaluation.verdict, options),
        Err(exit) => exit,
    }
}

fn answer(
    program: &Program,
    facts: &Facts,
    evaluation: &Evaluation,
    problems: &[Diagnostic],
    sources: &Sources,
    options: &Evaluate,
    screen: &Screen,
) -> Result<(), Exit> {
    let explainer = Explainer::new(program, facts, evaluation);
    let account = account(&explainer);
    if let Some(path) = &options.write_standing {
        let text = text::standing::render(evaluation, program);
        if let Err(error) = write_whole(path, &text) {
            screen.problems(&[unwritable(path, &error)], sources);
            return Err(Exit::Failed);
        }
    }
    match options.format {
        Format::Html => screen.answer(&html::render(&explainer, &account, problems, sources)),
        Format::Json => screen.answer(&json::evaluation::render(&explainer, &account, problems, sources, options.explain)),
        Format::Markdown => {
            screen.problems(problems, sources);
            screen.answer(&markdown::evaluation::render(&account, &program.policy, sources))
        }
        Format::Sarif => screen.answer(&sarif::evaluation(&explainer, &account, problems, sources, &base())),
        Format::Github => screen.answer(&github::evaluation(&explainer, &account, problems, sources, &base())),
        Format::Text => {
            screen.problems(problems, sources);
            let paint = Paint { colour: screen.colour };
            let mut out = text::evaluation::render(
                &account,
                &program.policy,
                sources,
                Options { paint, later: options.later, all: options.all },
            );
            if options.explain {
                let shown = evaluation.reasons.iter().filter(|r| r.in_force() && r.target.verb != crate::decision::Verb::Derive);
                out.push('\n');
                out.push_str(&text::derivation::render(&derivations(&explainer, shown), sources, &screen.style()));
            }
            screen.answer(&out)
        }
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let problem = Diagnostic::new(Code::UnwritableFile, format!("{} can't be written", wording::quote(&path.to_string_lossy())));
    match error.kind() {
        io::ErrorKind::NotFound => problem.help("make its folder first"),
        io::ErrorKind::PermissionDenied => problem.help("allow this user to write there"),
        io::ErrorKind::IsADirectory => problem.help("name a file in it: this is a folder"),
        _ => problem.note(format!("the system says: {error}")),
    }
}

fn invalid(sink: Sink, sources: &Sources, format: Format, screen: &Screen) -> Exit {
    let problems: Vec<Diagnostic> = sink.into_sorted().into_iter().filter(|p| !is_advice(p)).collect();
    let text = match format {
        Format::Text | Format::Markdown | Format::Html => {
            screen.problems(&problems, sources);
            return Exit::Invalid;
        }
        Format::Json => json::problems::render(&problems, sources),
        Format::Sarif => sarif::problems(&problems, sources, &base()),
        Format::Github => github::problems(&problems, sources, &base()),
    };
    screen.answer(&text).map_or_else(|exit| exit, |()| Exit::Invalid)
}

fn exit(verdict: Verdict, options: &Evaluate) -> Exit {
    let level = options.fail_on.as_deref().and_then(Verdict::parse);
    match level {
        _ if options.exit_zero => Exit::Success,
        Some(level) if !verdict.reaches(level) => Exit::Success,
        _ => Exit::Verdict(verdict),
    }
}
