//! Lists what later packs loosen, and asks for a waiver where a later rule can switch off a base rule.
//! What a parameter loosens is found where it is set, in `setting`.

use std::collections::BTreeMap;

use super::rule::Rule;
use super::switch::{self, Switch};
use super::waiver::Waiver;
use super::{Loosening, Pack};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::text::wording;
use crate::vocabulary::{AddedSynonym, Vocabulary};

impl Loosening {
    /// It as a warning, for `check`.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::new(Code::Loosened, self.sentence.clone())
            .at(self.span, "less strict than the pack it extends")
            .note(format!("pack {} does so", wording::quote(&self.pack)))
    }
}

/// What the packs after the first one loosen besides parameters. A switched off rule without a waiver is an error.
pub(super) fn read(packs: &[Pack], vocabulary: &Vocabulary, rules: &[Rule], waivers: &[Waiver], sink: &mut Sink) -> Vec<Loosening> {
    let Some(base) = packs.first().map(|p| &p.name) else { return Vec::new() };
    let mut loosened = synonyms(&vocabulary.added_synonyms);
    for waiver in waivers.iter().filter(|w| w.pack != *base) {
        loosened.push(Loosening { sentence: waived(waiver), pack: waiver.pack.clone(), span: waiver.span });
    }
    let rank = |rule: &Rule| packs.iter().position(|p| p.name == rule.pack).unwrap_or(0);
    // Each later pack against those before it, so that a pack in the middle is a base too.
    for (n, pack) in packs.iter().enumerate().skip(1) {
        let so_far: Vec<Rule> = rules.iter().filter(|r| rank(r) <= n).cloned().collect();
        for switch in switch::switches(&so_far, &|rule| rank(rule) == n) {
            let (Some(by), Some(off)) = (so_far.get(switch.by), so_far.get(switch.off)) else { continue };
            let is_waived = waivers.iter().any(|w| w.pack == pack.name && w.rule == off.id);
            if is_waived {
                let sentence = format!("the rule `{}` can switch off the rule `{}`", by.id, off.id);
                loosened.push(Loosening { sentence, pack: pack.name.clone(), span: by.span });
            } else {
                sink.push(needs_waiver(&so_far, &switch, by, off));
            }
        }
    }
    loosened
}

/// The words that later packs map to areas, one sentence for each area.
fn synonyms(added: &[AddedSynonym]) -> Vec<Loosening> {
    let mut by_area: BTreeMap<(usize, &str, &str), Vec<&AddedSynonym>> = BTreeMap::new();
    for synonym in added {
        // The first place keeps packs in their order.
        let first = added.iter().position(|a| a.pack == synonym.pack).unwrap_or(0);
        by_area.entry((first, &synonym.pack, synonym.area.as_str())).or_default().push(synonym);
    }
    by_area
        .into_values()
        .filter_map(|words| {
            let first = words.first()?;
            let names: Vec<String> = words.iter().map(|w| wording::quote(&w.word)).collect();
            let stand = if names.len() == 1 { "stands" } else { "stand" };
            let sentence = format!("in release notes {} now {stand} for the area `{}`", wording::list_and(&names), first.area);
            Some(Loosening { sentence, pack: first.pack.clone(), span: first.span })
        })
        .collect()
}

fn waived(waiver: &Waiver) -> String {
    let mut limits: Vec<String> = Vec::new();
    for (name, words) in &waiver.scope {
        limits.push(format!("{name} {}", wording::list_or(words)));
    }
    if let Some(sites) = &waiver.sites {
        limits.push(format!("{} {}", if sites.len() == 1 { "site" } else { "sites" }, wording::list_or(sites)));
    }
    if let Some(items) = &waiver.items {
        limits.push(format!("{} {}", if items.len() == 1 { "item" } else { "items" }, wording::list_or(items)));
    }
    let limits = if limits.is_empty() { String::new() } else { format!(" for {}", limits.join(", ")) };
    let last = waiver.last_day();
    format!("the rule `{}` is waived{limits} until {last}: {}", waiver.rule, crate::text::printable::printable(&waiver.reason))
}

fn needs_waiver(rules: &[Rule], switch: &Switch, by: &Rule, off: &Rule) -> Diagnostic {
    let mut problem = Diagnostic::new(
        Code::NeedsWaiver,
        format!("rule `{}` can switch off rule `{}` of pack {}", by.id, off.id, wording::quote(&off.pack)),
    )
    .at(by.span, "what this rule decides")
    .at(switch.span, format!("can end `{}` here", off.id));
    problem = if off.unwaivable {
        problem.help(format!("decide something else: `{}` can't be waived", off.id))
    } else {
        problem.help(format!("add a waiver of `{}` to pack {}, or decide something else", off.id, wording::quote(&by.pack)))
    };
    let through: Vec<String> = switch.through.iter().filter_map(|n| rules.get(*n)).map(|r| wording::quote(r.id.as_str())).collect();
    if through.is_empty() { problem } else { problem.note(format!("the way leads through {}", wording::list_and(&through))) }
}
