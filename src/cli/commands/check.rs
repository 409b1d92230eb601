//! `holdpoint check`: every problem of every document and policy, in one run; with `--fix`, without those that can mean one thing only.
//! What is looked at is `look`'s business, what is changed `fix`'s.

mod fix;
pub(super) mod look;

use super::{base, moment};
use crate::cli::args::{Check, ProblemFormat};
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::compile::Program;
use crate::compile::reads::Sign;
use crate::diagnostic::Severity;
use crate::project::discover::STANDARD_INPUT;
use crate::report::{github, json, sarif};
use crate::text::{Sources, wording};
use look::{Instead, Looked, look};

/// Runs the command.
pub fn run(options: &Check, screen: &Screen) -> Exit {
    if options.format != ProblemFormat::Text && (options.negative || options.cost || options.dry_run) {
        screen.note("`--negative`, `--cost` and `--dry-run` are printed as text only: leave out `--format`\n");
        return Exit::Usage;
    }
    let now = moment(options.now);
    let looked = look(options, now, &Instead::new(), screen);
    if !options.fix {
        return tell(options, &looked, String::new(), screen);
    }
    if options.paths.iter().any(|path| path.as_os_str() == STANDARD_INPUT) {
        screen.note("standard input can't be fixed: name the files\n");
        return Exit::Usage;
    }
    let fixed = fix::fix(&looked, &|instead| look(options, now, instead, screen));
    if options.dry_run {
        screen.note(&fixed.left());
        return tell(options, &looked, fixed.diff(&looked), screen);
    }
    if let Err(why) = fixed.write(&looked) {
        screen.note(&format!("{why}\n"));
        return Exit::Failed;
    }
    let told = fixed.told(&looked);
    if options.format != ProblemFormat::Text {
        screen.note(&told);
    }
    tell(
        options,
        &look(options, now, &Instead::new(), screen),
        if options.format == ProblemFormat::Text { told } else { String::new() },
        screen,
    )
}

/// Prints what was found, after what there is to say before it.
fn tell(options: &Check, looked: &Looked, before: String, screen: &Screen) -> Exit {
    let Looked { problems, sources, .. } = looked;
    let failed = problems.iter().any(|p| p.severity == Severity::Error);
    let exit = if failed { Exit::Invalid } else { Exit::Success };
    let written = match options.format {
        ProblemFormat::Text => None,
        ProblemFormat::Json => Some(json::problems::render(problems, sources)),
        ProblemFormat::Sarif => Some(sarif::problems(problems, sources, &base())),
        ProblemFormat::Github => Some(github::problems(problems, sources, &base())),
    };
    if let Some(text) = written {
        return screen.answer(&Printed::Document(text)).map_or_else(|failed| failed, |()| exit);
    }
    screen.problems(problems, sources);
    let mut out = before;
    let asked: Vec<&Program> =
        if looked.programs.is_empty() { looked.chosen.iter().collect() } else { looked.programs.iter().collect() };
    for program in asked {
        if options.cost {
            out.push_str(&cost(program));
        }
        if options.negative {
            out.push_str(&negative(program, sources));
        }
    }
    if problems.is_empty() {
        out.push_str(&format!("{}: no problems\n", wording::list_and(&looked.counts())));
    }
    screen.answer(&Printed::Text(out)).map_or_else(|failed| failed, |()| exit)
}

fn cost(program: &Program) -> String {
    let cost = program.cost();
    let name = program.policy.packs.last().map_or("", |p| &p.name);
    let mut out = format!(
        "{name}: {} distinct tests, {} ground rules; an evaluation asks at most {} tests once\n",
        program.tests.len(),
        program.rules.len(),
        cost.fixed
    );
    for (collection, tests) in cost.per_element {
        out.push_str(&format!("  and {tests} for each element of {collection}\n"));
    }
    out
}

fn negative(program: &Program, sources: &Sources) -> String {
    let name = program.policy.packs.last().map_or("", |p| &p.name);
    let mut out = String::new();
    let edges = program.edges(|sign| sign != Sign::Positive);
    for edge in edges.told {
        let place = sources.place(edge.span);
        out.push_str(&format!(
            "  {} reads {} of {} ({}): {}:{}\n",
            edge.to,
            edge.what,
            edge.from,
            edge.sign.name(),
            place.name,
            place.line
        ));
    }
    if edges.more > 0 {
        out.push_str(&format!("  … and {} more\n", wording::grouped(edges.more)));
    }
    if out.is_empty() {
        format!("{name}: no rule reads another one negatively\n")
    } else {
        format!("{name}: negative readings\n{out}")
    }
}
