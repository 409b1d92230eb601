//! Reads an entry of software, or the names that a later file adds to one; checks that no name stands for two.
//! Which keys of documents are such names is said by the schemas, and put together with these by `policy`.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::table::role;
use crate::diagnostic::{Code, Sink};
use crate::document;
use crate::text::spelling::squeezed;
use crate::vocabulary::entry::{Origin, SoftwareEntry, Written};
use crate::vocabulary::fields::Fields;
use crate::vocabulary::name::Software;
use crate::vocabulary::problems;

const KEYS: [&str; 8] = ["title", "about", "also", "scheme", "at", "extension", "instead_of", "acts"];

/// Reads one entry below `software`. Gives the names that it adds to software that was defined before.
pub(super) fn add(
    all: &mut IndexMap<Software, SoftwareEntry>,
    item: &document::Entry,
    pack: &Arc<str>,
    roles: &mut Vec<Written>,
    sink: &mut Sink,
) -> (Software, Vec<Written>) {
    let mut fields = Fields::new(format!("software `{}`", item.key.text), item, &KEYS, sink);
    let software = Software::new(fields.name);
    let also = names(&software, &mut fields);
    if let Some(known) = all.get_mut(&software) {
        say_again(known, &mut fields);
        let of_another = known.origin.pack != *pack;
        known.also.extend(also.iter().cloned());
        return (software, if of_another { also } else { Vec::new() });
    }
    let entry = SoftwareEntry {
        title: fields.title(),
        about: fields.shared("about"),
        also,
        scheme: fields.scheme(),
        at: fields.text("at").map(Into::into),
        extension: fields.flag("extension"),
        instead_of: fields.list("instead_of"),
        acts: role(&mut fields, roles),
        origin: Origin { pack: Arc::clone(pack), span: fields.span },
    };
    all.insert(software.clone(), entry);
    (software, Vec::new())
}

/// Everything but a further name is said already.
fn say_again(known: &SoftwareEntry, fields: &mut Fields<'_>) {
    for key in fields.keys().filter(|key| KEYS.contains(&key.text.as_str()) && key.text != "also") {
        let what = format!("the `{}` of {}", key.text, fields.what);
        let Origin { pack, span } = &known.origin;
        let problem = problems::redefined(&what, key.span, *span, pack, Some("`also` of software"));
        fields.sink().push(problem);
    }
}

/// The names that can be told from others; those without letters and digits are reported.
fn names(software: &Software, fields: &mut Fields<'_>) -> Vec<Written> {
    let (fit, unfit): (Vec<Written>, Vec<Written>) = fields.list("also").into_iter().partition(|w| !squeezed(&w.text).is_empty());
    for word in unfit {
        let problem = problems::bad_software_name(software.as_str(), &word);
        fields.sink().push(problem);
    }
    fit
}

/// Reports names that stand for two kinds of software, and software that doesn't exist.
pub(super) fn check(all: &IndexMap<Software, SoftwareEntry>, sink: &mut Sink) {
    let mut seen: BTreeMap<String, (&Software, Written)> = BTreeMap::new();
    for (software, entry) in all {
        for written in entry.instead_of.iter().filter(|w| !all.contains_key(&*w.text)) {
            let names: Vec<&str> = all.keys().map(Software::as_str).collect();
            sink.push(problems::unknown_word(
                &format!("`instead_of` of software `{software}`"),
                written,
                Code::UnknownValue,
                &names,
            ));
        }
        let own = [software.shared(), entry.title.clone()].map(|text| Written { text, span: entry.origin.span });
        for written in own.into_iter().chain(entry.also.iter().cloned()) {
            match seen.get(&squeezed(&written.text)) {
                Some((other, first)) if *other != software => {
                    sink.push(problems::shared_name(&written, software.as_str(), first, other.as_str()));
                }
                Some(_) => {}
                None => drop(seen.insert(squeezed(&written.text), (software, written))),
            }
        }
    }
}
