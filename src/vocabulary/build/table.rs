//! Reads the sections of a vocabulary that are tables: one entry per name, said once.
//! Areas, which later files may add to, are read by `build` itself.

use std::hash::Hash;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::diagnostic::Sink;
use crate::document;
use crate::vocabulary::entry::{
    ActionEntry, CategoryEntry, DestinationEntry, Origin, RoleEntry, TaskEntry, VerbDefaults, Written,
};
use crate::vocabulary::fields::{Fields, mapping};
use crate::vocabulary::name::{Kind, Role, is_slug};
use crate::vocabulary::problems;

const VERB_KEYS: [&str; 2] = ["due", "acts"];

/// Reads each entry of a section whose name is written as names are.
pub(super) fn named(kind: Kind, section: &document::Entry, sink: &mut Sink, mut read: impl FnMut(&document::Entry, &mut Sink)) {
    for item in mapping(&format!("`{}`", kind.plural()), &section.value, sink).unwrap_or_default() {
        if is_slug(&item.key.text) {
            read(item, sink);
        } else {
            sink.push(problems::bad_name(kind, &item.key.text, item.key.span));
        }
    }
}

/// Reads a section whose entries are said once and not added to.
#[expect(clippy::too_many_arguments, reason = "one call per section, each of which says what differs")]
pub(super) fn table<K: Eq + Hash, E>(
    into: &mut IndexMap<K, E>,
    kind: Kind,
    keys: &[&str],
    section: &document::Entry,
    pack: &Arc<str>,
    sink: &mut Sink,
    name: fn(&str) -> K,
    mut read: impl FnMut(&mut Fields<'_>, Origin) -> E,
) where
    E: Defined,
{
    named(kind, section, sink, |item, sink| {
        let what = format!("{} `{}`", kind.name(), item.key.text);
        let key = name(&item.key.text);
        if let Some(first) = into.get(&key) {
            let Origin { pack, span } = first.origin();
            sink.push(problems::redefined(&what, item.key.span, *span, pack, None));
            return;
        }
        let origin = Origin { pack: Arc::clone(pack), span: item.key.span };
        let mut fields = Fields::new(what, item, keys, sink);
        into.insert(key, read(&mut fields, origin));
    });
}

/// Reads what holds for every decision of a verb.
pub(super) fn defaults(
    into: &mut VerbDefaults,
    entry: &document::Entry,
    pack: &Arc<str>,
    roles: &mut Vec<Written>,
    sink: &mut Sink,
) {
    let what = format!("`{}`", entry.key.text);
    if let Some(Origin { pack, span }) = &into.origin {
        sink.push(problems::redefined(&what, entry.key.span, *span, pack, None));
        return;
    }
    let mut fields = Fields::new(what, entry, &VERB_KEYS, sink);
    let due = fields.due().unwrap_or(into.due);
    *into = VerbDefaults {
        due,
        acts: role(&mut fields, roles),
        origin: Some(Origin { pack: Arc::clone(pack), span: entry.key.span }),
    };
}

/// The role that `acts` names. Whether it exists is known when all files are read.
pub(super) fn role(fields: &mut Fields<'_>, named: &mut Vec<Written>) -> Option<Role> {
    let written = fields.text("acts")?;
    let role = Role::new(&written.text);
    named.push(written);
    Some(role)
}

/// An entry that knows where it was defined.
pub(super) trait Defined {
    fn origin(&self) -> &Origin;
}

macro_rules! defined {
    ($($entry:ty),*) => { $(impl Defined for $entry { fn origin(&self) -> &Origin { &self.origin } })* };
}

defined!(CategoryEntry, ActionEntry, RoleEntry, DestinationEntry, TaskEntry);
