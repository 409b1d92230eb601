//! A waiver: a dated, owned, reasoned exception to one rule.
//! Whether it is in force is decided in one place, `evaluate`, with the moment of the evaluation.

use std::sync::Arc;

use crate::decision::RuleId;
use crate::text::Span;
use crate::value::Instant;

/// An exception to a rule.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The rule.
    pub rule: RuleId,
    /// The bindings it is limited to: a variable of the rule with the words or ids it may have. Empty: all.
    pub scope: Vec<(Arc<str>, Vec<Arc<str>>)>,
    /// The sites it is limited to.
    pub sites: Option<Vec<Arc<str>>>,
    /// The items it is limited to, by id.
    pub items: Option<Vec<Arc<str>>>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Where it was agreed.
    pub ticket: Option<String>,
    /// The moment from which it no longer counts: the end of its last day.
    pub expires: Instant,
    /// The pack it comes from.
    pub pack: Arc<str>,
    /// Its place.
    pub span: Span,
}
