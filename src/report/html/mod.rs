//! x
use crate::diagnostic::Diagnostic; use crate::explain::{Account,Explainer}; use crate::text::Sources;
/// The page.
pub fn render(_: &Explainer<'_>, _: &Account, _: &[Diagnostic], _: &Sources) -> String { String::new() }
