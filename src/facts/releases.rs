//! Several release documents as one: the newest is the target, and every version on the way adds its changes and migrations.
//! What the changes come to is left to `computed`.

use std::sync::Arc;

use super::fact::{Basis, Element, Fact, FactForm};
use super::merge::merge;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::text::wording;
use crate::value::{State, Value, Version};

/// The release to evaluate.
pub struct Combined {
    /// The target, with the changes and migrations of the versions on the way.
    pub release: Fact,
    /// Whether a version on the way has no document.
    pub way_open: bool,
}

/// Combines release documents; those of one version are merged first.
pub fn combine(releases: Vec<Fact>, installed: Option<&Version>, sink: &mut Sink) -> Combined {
    let mut by_version: Vec<(Option<Version>, Fact)> = Vec::new();
    for release in releases {
        let version = version_of(&release, "version");
        match by_version.iter_mut().find(|(v, _)| *v == version) {
            Some((_, known)) => {
                let ours = std::mem::replace(known, Fact::record(Default::default(), None));
                *known = merge(ours, release, "release", sink);
            }
            None => by_version.push((version, release)),
        }
    }
    one_product(&by_version, sink);
    by_version.sort_by(|a, b| a.0.cmp(&b.0));
    let Some((newest, mut target)) = by_version.pop() else {
        return Combined { release: Fact::record(Default::default(), None), way_open: false };
    };
    let on_the_way: Vec<(Option<Version>, Fact)> =
        by_version.into_iter().filter(|(v, _)| installed.is_none_or(|i| v.as_ref().is_some_and(|v| v > i))).collect();
    let known: Vec<&Version> = on_the_way.iter().filter_map(|(v, _)| v.as_ref()).chain(newest.as_ref()).collect();
    let way_open = known_gaps(&target, &on_the_way, &known, installed);
    for (version, release) in on_the_way {
        for list in ["changes", "migrations"] {
            add(&mut target, release.field(list), list, version.as_ref());
        }
    }
    Combined { release: target, way_open }
}

/// Whether a document names a version before it that is newer than the installed one and has no document.
fn known_gaps(target: &Fact, others: &[(Option<Version>, Fact)], known: &[&Version], installed: Option<&Version>) -> bool {
    // On a site that runs the release already nothing is on the way.
    let Some(installed) = installed.filter(|i| version_of(target, "version").is_none_or(|v| v > **i)) else { return false };
    let all = || std::iter::once(target).chain(others.iter().map(|(_, f)| f));
    let skipped = all().filter_map(|f| version_of(f, "follows")).any(|v| v > *installed && !known.contains(&&v));
    let oldest = all().min_by_key(|f| version_of(f, "version"));
    let assumes = oldest.and_then(|f| f.field("from")).and_then(Fact::state).and_then(State::known);
    let outside =
        matches!(assumes, Some(Value::VersionRange(range)) if range.scheme() == installed.scheme() && !range.contains(installed));
    skipped || outside
}

fn add(target: &mut Fact, list: Option<&Fact>, name: &str, version: Option<&Version>) {
    let Some(list) = list else {
        // Notes that say nothing leave the list of the whole way open.
        open(target, name);
        return;
    };
    let FactForm::List { elements, partial } = &list.form else {
        open(target, name);
        return;
    };
    let mut elements: Vec<Element> = elements.clone();
    if let (Some(version), "changes") = (version, name) {
        for element in &mut elements {
            if element.fact.field("in").is_none() {
                let state = State::Known(Value::Version(version.clone()));
                element.fact.set("in", Fact::scalar(state, Basis::Computed, element.fact.span));
            }
        }
    }
    if *partial {
        open(target, name);
    }
    let FactForm::Record { fields, .. } = &mut target.form else { return };
    match fields.get_mut(name).map(|f| &mut f.form) {
        Some(FactForm::List { elements: ours, .. }) => ours.extend(elements),
        _ => {
            let mut fact = list.clone();
            fact.form = FactForm::List { elements, partial: true };
            fields.insert(Arc::from(name), fact);
        }
    }
}

fn open(target: &mut Fact, name: &str) {
    if let FactForm::Record { fields, .. } = &mut target.form
        && let Some(FactForm::List { partial, .. }) = fields.get_mut(name).map(|f| &mut f.form)
    {
        *partial = true;
    }
}

fn version_of(release: &Fact, field: &str) -> Option<Version> {
    match release.field(field).and_then(Fact::state) {
        Some(State::Known(Value::Version(version))) => Some(version.clone()),
        _ => None,
    }
}

fn one_product(releases: &[(Option<Version>, Fact)], sink: &mut Sink) {
    let product = |f: &Fact| match f.field("product").and_then(Fact::state) {
        Some(State::Known(Value::Text(text))) => Some(text.clone()),
        _ => None,
    };
    let Some((_, first)) = releases.first() else { return };
    for (_, other) in releases.iter().skip(1) {
        if product(first) == product(other) {
            continue;
        }
        let place = |f: &Fact| f.field("product").and_then(|p| p.span).or(f.span);
        if let (Some(one), Some(two)) = (place(first), place(other)) {
            let name = |f: &Fact| wording::quote(&product(f).unwrap_or_else(|| Arc::from("(not stated)")));
            sink.push(
                Diagnostic::new(Code::SeveralProducts, format!("{} and {} are two products", name(first), name(other)))
                    .at(two, "another product")
                    .at(one, "one product")
                    .help("evaluate the releases of one product at a time"),
            );
        }
    }
}
