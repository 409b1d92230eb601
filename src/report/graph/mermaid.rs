//! The rule graph for Mermaid.
//! What is in the picture is `picture`'s business.

use std::collections::BTreeMap;

use super::picture::{Picture, shorten};
use crate::compile::reads::Sign;
use crate::text::printable::printable;

impl Picture {
    /// For Mermaid.
    pub fn mermaid(&self) -> String {
        let number: BTreeMap<&String, usize> = self.rules.keys().enumerate().map(|(n, r)| (r, n)).collect();
        let mut out = String::from("flowchart LR\n");
        for (rule, decides) in &self.rules {
            let decides: Vec<&str> = decides.iter().map(String::as_str).collect();
            let id = number.get(rule).copied().unwrap_or_default();
            out.push_str(&format!("  r{id}[\"{}<br/>{}\"]\n", mermaid(rule), mermaid(&shorten(&decides))));
        }
        for (from, to, what, sign) in &self.edges {
            if let (Some(from), Some(to)) = (number.get(from), number.get(to)) {
                let arrow = if *sign == Sign::Positive { "-->" } else { "-.->" };
                out.push_str(&format!("  r{from} {arrow}|\"{}\"| r{to}\n", mermaid(what)));
            }
        }
        out
    }
}

/// A hash begins the name or the number of a character there, as an ampersand does in HTML.
fn mermaid(text: &str) -> String {
    printable(text).replace('#', "#35;").replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
