//! The rule graph as text: each rule with what it decides and what it reads.
//! What is in the picture is `picture`'s business.

use std::collections::BTreeMap;

use super::picture::{Picture, shorten};

impl Picture {
    /// As text: each rule with what it decides and what it reads.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut read: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (from, to, what, sign) in &self.edges {
            read.entry(to).or_default().push((from, what, sign));
        }
        for (rule, decides) in &self.rules {
            let decides: Vec<&str> = decides.iter().map(String::as_str).collect();
            out.push_str(&format!("{rule}\n  decides {}\n", shorten(&decides)));
            for (from, what, sign) in read.get(rule.as_str()).into_iter().flatten() {
                out.push_str(&format!("  reads {what} of {from} ({})\n", sign.name()));
            }
        }
        out
    }
}
