//! Whether invariants hold as JSON, version 1. The schema is `schemas/proof.schema.json`.
//! What is found is found by `prove`.

use serde::Serialize;

use crate::policy::Policy;
use crate::prove::{Proved, Reach};
use crate::report::text::comparison::stated;

/// The name of the format.
pub const FORMAT: &str = "holdpoint.proof";
/// Its version.
pub const VERSION: u32 = 1;

#[derive(Debug, Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    engine: &'static str,
    invariants: Vec<Invariant>,
}

#[derive(Debug, Serialize)]
struct Invariant {
    id: String,
    title: String,
    claim: String,
    found: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    elements: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stated: Vec<String>,
}

/// The invariants of a policy with what was found.
pub fn render(policy: &Policy, found: &[Proved]) -> String {
    let one = |proved: &Proved| {
        let invariant = policy.invariants.get(proved.invariant)?;
        let empty = Invariant {
            id: invariant.rule.id.to_string(),
            title: invariant.rule.title.clone(),
            claim: invariant.claim.to_string(),
            found: "holds",
            elements: None,
            verdict: None,
            phase: None,
            stated: Vec::new(),
        };
        Some(match &proved.found {
            Ok(Reach::Everywhere) => empty,
            Ok(Reach::Within(n)) => Invariant { elements: Some(*n), ..empty },
            Ok(Reach::Unfinished) => Invariant { found: "not-proved", ..empty },
            Err((witness, came)) => Invariant {
                found: "does-not-hold",
                verdict: Some(came.verdict.name()),
                phase: Some(witness.phase.name()),
                stated: stated(witness),
                ..empty
            },
        })
    };
    let invariants = found.iter().filter_map(one).collect();
    super::text(&Document { format: FORMAT, version: VERSION, engine: env!("CARGO_PKG_VERSION"), invariants })
}
