//! The reasons that stand, as YAML to be kept in the update document.
//! Which reasons stand is `evaluate`'s business.

use serde_json::json;

use crate::compile::Program;
use crate::document::write::to_yaml;
use crate::evaluate::Evaluation;
use crate::evaluate::standing::standing;

/// The `standing` list of an update document.
pub fn render(evaluation: &Evaluation, program: &Program) -> String {
    let rule_id = |place: usize| program.rules.get(place).and_then(|g| program.rule_of(g)).map(|r| r.id.to_string());
    let entries: Vec<serde_json::Value> = standing(evaluation, rule_id)
        .into_iter()
        .map(|w| {
            let binding = if w.binding.is_empty() { "none".to_owned() } else { w.binding };
            json!({ "rule": w.rule, "binding": binding, "decision": w.decision, "since": w.since.iso(), "certain": w.certain })
        })
        .collect();
    to_yaml(&json!({ "kind": "update", "phase": evaluation.phase.name(), "standing": entries }))
}
