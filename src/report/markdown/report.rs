//! Rollback record, support report and client summary as documents: fields as tables, what is missing in bold.
//! Their fields are defined in `explain`. The client's document shows no rule, no place and no role of ours.

use super::evaluation::places;
use super::page::{Inline, Page};
use crate::explain::reports::{Field, FieldValue, Kind, Report, Section, Stated};
use crate::explain::restarting::{Against, May, Restart};
use crate::text::{Sources, wording};
use crate::value::Phase;

/// The most rules that are told of one category; the rest is counted.
const MOST: usize = 5;

/// The report as a document.
pub fn render(report: &Report, sources: &Sources) -> String {
    let mut page = Page::default();
    match report.kind {
        Kind::Client => client(report, &mut page),
        _ => internal(report, sources, &mut page),
    }
    page.finish()
}

fn internal(report: &Report, sources: &Sources, page: &mut Page) {
    let account = &report.account;
    page.heading(1, &title(report));
    page.paragraph(&complete(report));
    for (because, rule) in &report.held {
        let text = Inline::own("Not to be handed on yet.").strong().with(" ").then(&Inline::text(because));
        page.paragraph(&text.with(" (").then(&Inline::code(rule)).with(")"));
    }
    let verdict =
        Inline::text(account.verdict.headline()).strong().with(": ").then(&Inline::text(account.verdict.meaning(account.phase)));
    page.paragraph(&verdict);
    if let Some(back) = &report.way_back {
        page.paragraph(&Inline::text(back));
    }
    page.paragraph(&Inline::own("Evaluated for ").then(&Inline::text(&account.now.to_string())).with("."));
    for section in &report.sections {
        heading(section, page);
        let rows: Vec<Vec<Inline>> = section.fields.iter().map(|field| row(field, sources)).collect();
        page.table(&["Field", "Value", "Stated in"], &rows);
    }
    page.heading(2, &Inline::own("May this restart?"));
    if report.restarts.is_empty() {
        page.paragraph(&Inline::own("No category of automation is known on this site."));
    }
    let shared = shared(&report.restarts);
    for against in &shared {
        self::against(against, 0, page);
    }
    if !shared.is_empty() {
        page.paragraph(&Inline::own("These hold back every category. Beside them:"));
    }
    for restart in &report.restarts {
        page.item(0, &answer(restart));
        let own: Vec<&Against> = shown(restart).into_iter().filter(|a| !shared.iter().any(|s| same(s, a))).collect();
        for against in own.iter().take(MOST) {
            self::against(against, 1, page);
        }
        if own.len() > MOST {
            let more = wording::count(own.len() - MOST, "further rule", "further rules");
            page.item(1, &Inline::own("and ").then(&Inline::text(&more)));
        }
        for item in &restart.items {
            page.item(1, &answer(item));
        }
    }
}

/// What stands against a restart, without precautions where something certain does.
fn shown(restart: &Restart) -> Vec<&Against> {
    let certain = restart.against.iter().any(|a| !a.precaution);
    restart.against.iter().filter(|a| !certain || !a.precaution).collect()
}

/// What stands against every category, so that it is told once.
fn shared(restarts: &[Restart]) -> Vec<&Against> {
    let Some((first, rest)) = restarts.split_first().filter(|(_, rest)| !rest.is_empty()) else { return Vec::new() };
    shown(first).into_iter().filter(|a| rest.iter().all(|r| shown(r).iter().any(|other| same(a, other)))).collect()
}

fn same(one: &Against, other: &Against) -> bool {
    one.rule == other.rule && one.because == other.because && one.until == other.until
}

fn title(report: &Report) -> Inline {
    let release = Inline::own(report.kind.title()).with(": ").then(&Inline::text(&report.account.release));
    release.with(" on ").then(&Inline::text(&report.account.site))
}

/// How many fields are missing.
fn complete(report: &Report) -> Inline {
    match report.missing() {
        0 => Inline::own("Complete: no field is missing."),
        n => Inline::text(&wording::count(n, "field is", "fields are")).with(" missing.").strong(),
    }
}

fn heading(section: &Section, page: &mut Page) {
    page.heading(2, &Inline::text(&section.title));
    if let Some(intro) = &section.intro {
        page.paragraph(&Inline::text(intro));
    }
}

fn row(field: &Field, sources: &Sources) -> Vec<Inline> {
    let place = |stated: &Stated| places(&stated.place.into_iter().collect::<Vec<_>>(), sources);
    let (value, at) = match &field.value {
        FieldValue::Stated(stated) => (Inline::text(&stated.text), place(stated)),
        FieldValue::Masked => (Inline::own("stated, and secret: not printed"), Inline::default()),
        FieldValue::Missing { why, action, who } => (missing(why, action.as_deref(), who.as_deref()), Inline::default()),
    };
    let value = match &field.beside {
        Some(other) => {
            let at = place(other);
            let said =
                if at.is_empty() { value.with("; ") } else { value.with("; elsewhere: ") }.then(&Inline::text(&other.text));
            if at.is_empty() { said } else { said.with(" (").then(&at).with(")") }
        }
        None => value,
    };
    vec![Inline::text(&field.title), value, at]
}

fn missing(why: &str, action: Option<&str>, who: Option<&str>) -> Inline {
    let mut text = Inline::own("Missing").strong();
    // That nobody said so is what "missing" means; whatever else keeps it unknown is told.
    if action.is_none() || !(why == "not stated" || why.starts_with("nobody ")) {
        text = text.with(" (").then(&Inline::text(why)).with(")");
    }
    if let Some(action) = action {
        text = text.with(": ").then(&Inline::text(action));
    }
    if let Some(who) = who {
        text = text.with(" — ").then(&Inline::text(who));
    }
    text
}

fn answer(restart: &Restart) -> Inline {
    let said = match restart.may {
        May::Yes => ": yes",
        May::Narrowly => ": not on its normal schedule; by hand or for one record it may",
        May::NotYet => ": not yet, as a precaution",
        May::No => ": no",
    };
    Inline::text(&restart.title).strong().with(said)
}

fn against(against: &Against, depth: usize, page: &mut Page) {
    for sentence in &against.because {
        page.item(depth, &Inline::text(sentence).with(" (").then(&Inline::code(&against.rule)).with(")"));
    }
    if let Some(until) = &against.until {
        page.item(depth + 1, &Inline::own("until ").then(&Inline::text(until)));
    }
}

fn client(report: &Report, page: &mut Page) {
    let account = &report.account;
    page.heading(1, &title(report));
    page.paragraph(&Inline::own("As of ").then(&Inline::text(&account.now.to_string())).with("."));
    for section in &report.sections {
        heading(section, page);
        for field in &section.fields {
            let value = match &field.value {
                FieldValue::Stated(stated) => Inline::text(&stated.text),
                FieldValue::Masked => Inline::own("not shown"),
                FieldValue::Missing { .. } => Inline::own("still to be filled in").strong(),
            };
            page.item(0, &Inline::text(&field.title).with(": ").then(&value));
        }
    }
    let applied = account.phase.reaches(Phase::After);
    page.heading(2, &Inline::own(if applied { "What is still paused" } else { "What is paused during the update" }));
    if report.restarts.iter().all(|r| r.may == May::Yes) {
        page.paragraph(&Inline::own("Nothing."));
    }
    for restart in report.restarts.iter().filter(|r| r.may != May::Yes || report.restarts.iter().any(|o| o.may != May::Yes)) {
        let said = match restart.may {
            May::Yes => ": may run",
            May::Narrowly => ": restarts step by step",
            May::NotYet => ": paused until a few things are known",
            May::No => ": paused until the checks are complete",
        };
        page.item(0, &Inline::text(&restart.title).with(said));
    }
}
