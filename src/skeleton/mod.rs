//! Skeletons: a commented document that asks for exactly the facts which the rules of a policy read, the most decisive first; the first
//! files of a team's pack.
//! What the facts mean is said by the schemas; where the text goes is left to `cli`.

mod missing;
mod part;
mod reads;
pub mod team;
mod write;

use crate::compile::Program;
use crate::document::Node;
use crate::facts::load::FactKind;
use crate::text::wording;

pub use part::common;
pub use reads::{Place, Rank, Step, reads};

/// The skeleton of a document of `kind`. With a document `from`, only what is still missing in it; `schema` is the address
/// of the editor schema that the first line names. The message says why there can't be one.
pub fn skeleton(kind: &str, from: Option<&Node>, program: &Program, schema: &str) -> Result<String, String> {
    let names = FactKind::ALL.map(FactKind::name);
    let Some(kind) = FactKind::parse(kind) else {
        return Err(format!("there is no skeleton of {}; write one of {}", wording::quote(kind), wording::list_or(&names)));
    };
    if let Some(node) = from {
        let written = node.get("kind").and_then(Node::text).unwrap_or("nothing");
        if written != kind.name() {
            let (written, wanted) = (wording::quote(written), wording::quote(kind.name()));
            return Err(format!("the document is of kind {written}, and the skeleton of kind {wanted}"));
        }
    }
    let policy = &program.policy;
    let Some(shape) = policy.schemas.root(kind.name()) else {
        return Err(format!("the policy has no facts of kind {}", wording::quote(kind.name())));
    };
    let mut parts = part::parts(kind.name(), shape, &reads(program), &policy.vocabulary, &policy.schemas);
    part::once(&mut parts, shape, from);
    let (parts, later) = match from {
        Some(node) => missing::missing(&parts, node, shape, &policy.vocabulary),
        None => (parts, 0),
    };
    let about = policy.packs.last().map(|p| format!("{} {}", p.name, p.version)).unwrap_or_default();
    let head = write::Head { kind: kind.name(), pack: about.trim(), schema, from: from.is_some(), later };
    Ok(write::document(&head, &parts, &policy.vocabulary))
}

#[cfg(test)]
mod tests;
