//! The mutants of parameters: the value they have, just past its boundary, or one element less of a list.
//! A parameter that no rule asks has none: nothing could notice.

use std::sync::Arc;

use super::values::neighbours;
use super::{Kind, Mutant, Wanted, operands};
use crate::compile::patch::Exchange;
use crate::policy::{Param, Policy, Rule};
use crate::value::{Ty, Value};

/// Adds the mutants of all parameters that the wanted rules use.
pub fn mutate(policy: &Policy, wanted: &Wanted, out: &mut Vec<Mutant>) {
    for param in &policy.declared {
        for values in settings(param) {
            let rules: Vec<(usize, Option<Rule>)> = policy
                .rules
                .iter()
                .enumerate()
                .filter_map(|(n, rule)| Some((n, Some(operands::rule(rule, &param.name, &values)?))))
                .collect();
            let any = rules.iter().any(|(n, _)| policy.rules.get(*n).is_some_and(|rule| wanted.rule(rule)));
            if !any {
                continue;
            }
            out.push(Mutant {
                kind: Kind::Parameter,
                subject: Arc::from(format!("${}", param.name)),
                span: param.set,
                before: text(param, &param.value.values),
                after: text(param, &values),
                exchange: Exchange { rules, waivers: None },
            });
        }
    }
}

/// The other values that a parameter is given.
fn settings(param: &Param) -> Vec<Vec<Value>> {
    let values = &param.value.values;
    if param.value.list {
        let without = |n: usize| values.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, v)| v.clone()).collect();
        return (0..values.len()).map(without).collect();
    }
    let members = match &param.value.ty {
        Ty::Enum(members) => Some(&**members),
        _ => None,
    };
    values.first().map(|v| neighbours(v, members)).unwrap_or_default().into_iter().map(|v| vec![v]).collect()
}

fn text(param: &Param, values: &[Value]) -> String {
    let all: Vec<String> = values.iter().map(ToString::to_string).collect();
    if param.value.list { format!("{}: [{}]", param.name, all.join(", ")) } else { format!("{}: {}", param.name, all.concat()) }
}
