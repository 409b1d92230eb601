//! Several release documents as one: which is the target, which versions lie on the way to it, and whether one of them has no document.
//! How what they say is united is left to `on_the_way`, what the changes come to to `computed`.

use std::cmp::Ordering;

use super::fact::Fact;
use super::merge::merge;
use super::on_the_way::{Silent, Step, silent, united};
use super::read_path::ReadPath;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::schema::Shape;
use crate::text::wording;
use crate::value::{Phase, Scheme, State, Value, Version};

/// The release to evaluate.
pub struct Combined {
    /// The target, with what the versions on the way add.
    pub release: Fact,
    /// Whether a version on the way has no document.
    pub way_open: bool,
    /// The fields of which a version on the way says nothing.
    pub silent: Silent,
}

/// What the releases are on the way from, and what they are read by.
pub struct Way<'a> {
    /// The installed version of the product, where it is known.
    pub installed: Option<&'a Version>,
    /// Where the update stands.
    pub phase: Phase,
    /// The shape of a release.
    pub shape: &'a Shape,
}

/// Combines release documents; those of one version are merged first.
pub fn combine(releases: Vec<Fact>, way: &Way<'_>, sink: &mut Sink) -> Combined {
    let mut by_version: Vec<Step> = Vec::new();
    for release in releases {
        let version = version_of(&release, "version");
        match by_version.iter_mut().find(|step| step.version == version) {
            Some(known) => {
                let ours = known.document.take().unwrap_or_else(|| Fact::record(Default::default(), None));
                known.document = Some(merge(ours, release, &ReadPath::of("release", &[]), sink));
            }
            None => by_version.push(Step { document: Some(release), version }),
        }
    }
    let (target, on_the_way) = in_order(by_version, way, sink);
    let Some(target) = target else {
        return Combined { release: Fact::record(Default::default(), None), way_open: false, silent: Silent::new() };
    };
    let way_open = is_open(&target, &on_the_way, way);
    let mut steps = vec![target];
    steps.extend(on_the_way);
    if way_open {
        // A version without a document is one that says nothing.
        steps.push(Step { document: None, version: None });
    }
    match steps.as_mut_slice() {
        [Step { document: Some(only), .. }] => {
            let release = std::mem::replace(only, Fact::record(Default::default(), None));
            Combined { release, way_open, silent: Silent::new() }
        }
        _ => Combined { release: united(&steps, way.shape), way_open, silent: silent(&steps, way.shape) },
    }
}

/// The newest version, and those on the way to it from the installed one, the oldest first.
fn in_order(mut steps: Vec<Step>, way: &Way<'_>, sink: &mut Sink) -> (Option<Step>, Vec<Step>) {
    let opaque = steps.iter().any(|s| s.version.as_ref().is_some_and(|v| v.scheme() == Scheme::Opaque));
    if opaque && steps.len() > 1 {
        return along_chain(steps, way, sink);
    }
    steps.sort_by(|a, b| a.version.cmp(&b.version));
    let target = steps.pop();
    // Once the update is done the inventory may name the new version, and nothing says what it was before: then all that came counts.
    let done = way.phase.reaches(Phase::Production) || way.phase == Phase::Recovery;
    let arrived = target
        .as_ref()
        .and_then(|t| t.version.as_ref())
        .zip(way.installed)
        .is_some_and(|(target, installed)| installed >= target);
    let from = way.installed.filter(|_| !(done && arrived));
    steps.retain(|step| from.is_none_or(|from| step.version.as_ref().is_some_and(|v| v > from)));
    (target, steps)
}

/// Versions without an order follow each other as their documents say.
fn along_chain(mut steps: Vec<Step>, way: &Way<'_>, sink: &mut Sink) -> (Option<Step>, Vec<Step>) {
    let follows = |step: &Step| step.document.as_ref().and_then(|d| version_of(d, "follows"));
    let followed: Vec<Version> = steps.iter().filter_map(follows).collect();
    let last = |step: &Step| step.version.as_ref().is_some_and(|v| !followed.contains(v));
    let ends: Vec<&Step> = steps.iter().filter(|s| last(s)).collect();
    let [_] = ends.as_slice() else {
        unordered(&steps, sink);
        return (steps.pop(), Vec::new());
    };
    let take = |steps: &mut Vec<Step>, wanted: &dyn Fn(&Step) -> bool| steps.iter().position(wanted).map(|n| steps.remove(n));
    let target = take(&mut steps, &last);
    let mut on_the_way = Vec::new();
    let mut next = target.as_ref().and_then(follows);
    while let Some(version) = next.filter(|v| way.installed != Some(v)) {
        let Some(step) = take(&mut steps, &|s| s.version.as_ref() == Some(&version)) else { break };
        next = follows(&step);
        on_the_way.insert(0, step);
    }
    (target, on_the_way)
}

fn unordered(steps: &[Step], sink: &mut Sink) {
    let places = steps.iter().filter_map(|s| s.document.as_ref()?.field("version")?.span);
    let names: Vec<String> = steps.iter().filter_map(|s| s.version.as_ref()).map(|v| wording::quote(v.text())).collect();
    let headline = format!("nothing says which of the releases {} is the newest", wording::list_and(&names));
    let problem = Diagnostic::new(Code::UnorderedReleases, headline);
    let problem = places.fold(problem, |problem, span| problem.at(span, "its place in the order is not known"));
    sink.push(
        problem
            .help("add `follows:` with the version before it to each of them, or evaluate one of them alone")
            .note("versions of the scheme `opaque` are equal or not, and have no order"),
    );
}

/// Whether a version between the installed one and the target has no document.
fn is_open(target: &Step, on_the_way: &[Step], way: &Way<'_>) -> bool {
    let Some(installed) = way.installed else { return false };
    // On a site that runs the release already nothing is on the way.
    let after = |v: &Version| match v.cmp_meaning(installed) {
        Some(order) => order == Ordering::Greater,
        None => true,
    };
    if !target.version.as_ref().is_none_or(after) {
        return false;
    }
    let mut before = Some(installed);
    on_the_way.iter().chain([target]).any(|step| {
        let Some(document) = &step.document else { return true };
        let known = |v: &Version| on_the_way.iter().chain([target]).any(|s| s.version.as_ref() == Some(v));
        let skipped = version_of(document, "follows").is_some_and(|v| after(&v) && !known(&v));
        // Notes that start from later versions than the one before them leave some out.
        let covers = |from: &Version| match document.field("from").and_then(Fact::state).and_then(State::known) {
            Some(Value::VersionRange(range)) => range.scheme() != from.scheme() || range.contains(from),
            _ => true,
        };
        let outside = !covers(installed) && !before.is_none_or(covers);
        before = step.version.as_ref();
        skipped || outside
    })
}

fn version_of(release: &Fact, field: &str) -> Option<Version> {
    match release.field(field).and_then(Fact::state) {
        Some(State::Known(Value::Version(version))) => Some(version.clone()),
        _ => None,
    }
}
