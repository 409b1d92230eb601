//! What a decision rests on, each with a line of a document: facts, what documents say or don't say, and what is given.
//! Which facts are enough is found by `why`; how the grounds are laid out is left to the formats.

use super::{Evidence, FactShown};
use crate::condition::context::Leaf;
use crate::explain::kept::Kept;
use crate::explain::leaves::Explainer;
use crate::explain::trace::{Found, Passed};
use crate::explain::{narrate, prose};
use crate::facts::{Basis, FactKind};
use crate::text::Span;

/// A fact of a why.
pub(super) fn fact(explainer: &Explainer<'_>, kept: &Kept, found: &Found) -> FactShown {
    let passed = kept.test.and_then(|n| found.tests.get(n));
    let stated = matches!(kept.leaf.basis, Basis::Stated | Basis::Default);
    FactShown {
        label: prose::label(explainer.program, kept, passed),
        clause: prose::clause(explainer.program, kept, passed),
        place: kept.leaf.span.filter(|_| stated),
        near: near(explainer, &kept.leaf),
        leaf: kept.leaf.clone(),
    }
}

/// The place of a fact, or of the record or file that lacks it; none of what stands in no document.
pub(super) fn near(explainer: &Explainer<'_>, leaf: &Leaf) -> Option<Span> {
    let facts = explainer.facts;
    let unclear = |field: &str| facts.release.field(field).and_then(|f| f.elements().first()?.fact.span);
    let document = || match leaf.path.words().as_slice() {
        // Which areas are touched is not known because of a change whose name says no area, or several.
        ["release", "touches" | "reaches", ..] if leaf.state.is_unknown() => {
            unclear("unmapped").or_else(|| unclear("ambiguous")).or(facts.release.span)
        }
        ["release", ..] => facts.release.span,
        ["site", ..] => facts.site.span,
        ["update", ..] => facts.update.span,
        _ => None,
    };
    leaf.span.or_else(document)
}

/// The kind of document that would hold a fact, where there is none of it.
fn no_document(explainer: &Explainer<'_>, leaf: &Leaf) -> Option<&'static str> {
    let kind = FactKind::ALL.into_iter().find(|kind| leaf.path.document() == Some(kind.name()))?;
    near(explainer, leaf).is_none().then(|| kind.name())
}

/// The tests of the documents. Reasons that rest on no fact at all rest on what is given, such as now, or that nothing else is
/// decided: then their tests are the grounds, at their line of the policy.
pub(super) fn evidence(explainer: &Explainer<'_>, found: &Found, groundless: Option<&[usize]>) -> Vec<Evidence> {
    let one = |passed: &Passed| {
        let places: Vec<(Span, String)> = places(&passed.leaves).into_iter().chain(members(explainer, &passed.leaves)).collect();
        let near = passed.leaves.iter().find_map(|leaf| near(explainer, leaf)).filter(|_| places.is_empty());
        let lacks = passed.leaves.first().and_then(|leaf| no_document(explainer, leaf)).filter(|_| places.is_empty());
        if places.is_empty() && near.is_none() && lacks.is_none() {
            // It asks what rules decide, and nothing of any document.
            return given(explainer, passed);
        }
        let said = prose::evidence(explainer.program, passed);
        let clause = lacks.map_or_else(|| said.clone(), |kind| format!("{said} (there is no {kind} document)"));
        Evidence { clause, places, near }
    };
    let mut out: Vec<Evidence> = found.evidence.iter().map(one).collect();
    if let (true, Some(reasons)) = (out.is_empty(), groundless) {
        out.extend(found.tests.iter().map(|passed| given(explainer, passed)));
        if out.is_empty() {
            out.extend(reasons.iter().filter_map(|place| always(explainer, *place)));
        }
    }
    out
}

/// A test that what is given answers.
fn given(explainer: &Explainer<'_>, passed: &Passed) -> Evidence {
    let said = prose::evidence(explainer.program, passed);
    let found: Vec<String> = passed.leaves.iter().map(narrate::leaf).collect();
    Evidence {
        clause: if found.is_empty() { said } else { format!("{said}: {}", crate::text::wording::list_and(&found)) },
        places: vec![(passed.span, "asked here".to_owned())],
        near: None,
    }
}

/// A rule that asks nothing, or nothing of any document.
fn always(explainer: &Explainer<'_>, place: usize) -> Option<Evidence> {
    let reason = explainer.evaluation.reason(place)?;
    let ground = explainer.ground(reason)?;
    let rule = explainer.program.rule_of(ground)?;
    let (clause, label) = match ground.when.is_empty() {
        true => (format!("{} asks nothing: it always holds", rule.id), "holds always"),
        false => (format!("{}: {}", rule.id, explainer.given(reason)?), "asked here"),
    };
    Some(Evidence { clause, places: vec![(rule.span, label.to_owned())], near: None })
}

/// The places of stated facts, with what was found there.
pub(super) fn places(leaves: &[Leaf]) -> Vec<(Span, String)> {
    let evident = |l: &&Leaf| l.basis == Basis::Stated || (l.basis == Basis::Computed && l.state.says());
    leaves.iter().filter(evident).filter_map(|l| Some((l.span?, narrate::found(l)))).collect()
}

/// The places of what a computed list names, such as changes without an area.
fn members(explainer: &Explainer<'_>, leaves: &[Leaf]) -> Vec<(Span, String)> {
    let listed = |leaf: &Leaf| match leaf.path.words().as_slice() {
        ["release", name @ ("unmapped" | "ambiguous")] => {
            let text = if *name == "unmapped" { "maps to no area" } else { "may mean several areas" };
            let elements = explainer.facts.release.field(name).map(|f| f.elements()).unwrap_or_default();
            elements.iter().filter_map(|e| Some((e.fact.span?, text.to_owned()))).take(4).collect()
        }
        _ => Vec::new(),
    };
    leaves.iter().flat_map(listed).collect()
}
