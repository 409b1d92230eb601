//! Versions of software that a site states elsewhere than in `site.versions`: the vocabulary says where (`at`).
//! They are put there, so that whatever compares versions finds all of them in one place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fact::{Fact, FactForm};
use super::merge::merge;
use super::read_path::ReadPath;
use crate::diagnostic::Sink;
use crate::value::{State, Value, Version};
use crate::vocabulary::{SoftwareEntry, Vocabulary};

/// The map of versions.
const VERSIONS: &str = "versions";

/// Puts the versions that stand elsewhere into the map of versions. One that both state differently is unknown.
pub(super) fn gather(site: &mut Fact, vocabulary: &Vocabulary, sink: &mut Sink) {
    let found: Vec<(Arc<str>, Fact)> = vocabulary
        .software
        .iter()
        .filter_map(|(software, entry)| Some((software.shared(), stated(site, software.as_str(), entry)?)))
        .collect();
    let FactForm::Record { fields, .. } = &mut site.form else { return };
    for (software, fact) in found {
        let versions = fields.entry(Arc::from(VERSIONS)).or_insert_with(|| nothing(&fact));
        if !matches!(versions.form, FactForm::Record { .. }) {
            *versions = nothing(&fact);
        }
        if let FactForm::Record { fields, .. } = &mut versions.form {
            let both = match fields.remove(&software) {
                Some(own) => merge(own, fact, &ReadPath::of("site", &[VERSIONS, &software]), sink),
                None => fact,
            };
            fields.insert(software, both);
        }
    }
}

/// What the site says of a version where the vocabulary points, as a version of that software.
fn stated(site: &Fact, software: &str, entry: &SoftwareEntry) -> Option<Fact> {
    let at = entry.at.as_ref()?;
    // The policy was checked: it is a fact of the site.
    let (_, steps) = at.path.names().split_first()?;
    if steps.iter().map(|step| &**step).eq([VERSIONS, software]) {
        return None;
    }
    let fact = site.at(steps)?;
    let state = match fact.state()? {
        State::Known(Value::Version(version)) => State::Known(Value::Version(Version::parse(version.text(), entry.scheme)?)),
        State::None => State::None,
        _ => return None,
    };
    Some(Fact { form: FactForm::Scalar(state), ..fact.clone() })
}

/// A map of versions that names none.
fn nothing(fact: &Fact) -> Fact {
    Fact { form: FactForm::Record { fields: BTreeMap::new(), partial: true }, ..fact.clone_head() }
}
