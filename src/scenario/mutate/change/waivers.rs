//! The mutants of waivers: dropped, ending a day earlier or later, wider than written.
//! What a waiver takes out is decided in `evaluate`.

use std::sync::Arc;

use super::{Kind, Mutant, Wanted};
use crate::compile::patch::Exchange;
use crate::policy::{Policy, Waiver};

/// Adds the mutants of all waivers of the wanted rules.
pub fn mutate(policy: &Policy, wanted: &Wanted, out: &mut Vec<Mutant>) {
    for (place, waiver) in policy.waivers.iter().enumerate() {
        if !wanted.waiver(waiver) {
            continue;
        }
        for (before, after, new) in variants(waiver) {
            let mut waivers = policy.waivers.clone();
            match (new, waivers.get_mut(place)) {
                (Some(new), Some(slot)) => *slot = new,
                _ => drop(waivers.remove(place)),
            }
            out.push(Mutant {
                kind: Kind::Waiver,
                subject: Arc::from(format!("waiver of {}", waiver.rule)),
                span: waiver.span,
                before,
                after,
                exchange: Exchange { rules: Vec::new(), waivers: Some(waivers) },
            });
        }
    }
}

fn variants(waiver: &Waiver) -> Vec<(String, String, Option<Waiver>)> {
    let mut out = vec![(format!("a waiver of {}", waiver.rule), String::new(), None)];
    let expires = |w: &Waiver| format!("expires: {}", w.last_day());
    for days in [-1, 1] {
        let new = Waiver { expires: waiver.expires.plus_days(days), ..waiver.clone() };
        out.push((expires(waiver), expires(&new), Some(new)));
    }
    let list = |words: &[Arc<str>]| format!("[{}]", words.join(", "));
    if let Some(sites) = &waiver.sites {
        let new = Waiver { sites: None, ..waiver.clone() };
        out.push((format!("sites: {}", list(sites)), String::new(), Some(new)));
    }
    if let Some(items) = &waiver.items {
        let new = Waiver { items: None, ..waiver.clone() };
        out.push((format!("items: {}", list(items)), String::new(), Some(new)));
    }
    for (n, (name, words)) in waiver.scope.iter().enumerate() {
        let mut new = waiver.clone();
        new.scope.remove(n);
        out.push((format!("for: {{ {name}: {} }}", list(words)), String::new(), Some(new)));
    }
    out
}
