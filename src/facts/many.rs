//! How many items a site may have: what is decided is asked and told item by item, so that a site without end would have no answer.
//! What an item list is, is said by the schema.

use std::sync::Arc;

use super::fact::Fact;
use crate::diagnostic::{Code, Diagnostic, Sink, limits};
use crate::schema::Shape;

/// The most items of a site, those of all its lists together.
const MOST: usize = limits::ITEMS.most;

/// Refuses a site of more items: they are told and left out, as nothing is asked of them then.
pub(super) fn refuse(site: &mut Fact, shape: &Shape, sink: &mut Sink) {
    let Some(record) = shape.record() else { return };
    let lists = record.fields.iter().filter(|(_, shape)| shape.note.item.is_some() && shape.note.computed.is_none());
    let counted = lists.filter_map(|(name, _)| Some((name.clone(), site.field(name)?.elements().len())));
    let counted: Vec<(Arc<str>, usize)> = counted.collect();
    let count: usize = counted.iter().map(|(_, count)| count).sum();
    if count <= MOST {
        return;
    }
    let mut problem = Diagnostic::new(Code::TooManyItems, format!("the site has {count} items, and may have {MOST}"));
    if let Some((name, most)) = counted.iter().max_by_key(|(_, count)| *count)
        && let Some(span) = site.field(name).and_then(|list| list.span)
    {
        problem = problem.at(span, format!("{most} of them"));
    }
    sink.push(
        problem
            .help("describe it as several sites, each with the items that belong together")
            .note("what is decided is asked and told item by item"),
    );
    for (name, _) in &counted {
        site.set(name, Fact::record(std::collections::BTreeMap::new(), None));
    }
}
