//! The rule graph as text: each rule with what it decides and what it reads.
//! What is in the picture is `picture`'s business.

use super::picture::{Picture, shorten};

impl Picture {
    /// As text: each rule with what it decides and what it reads.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (rule, decides) in &self.rules {
            let decides: Vec<&str> = decides.iter().map(String::as_str).collect();
            out.push_str(&format!("{rule}\n  decides {}\n", shorten(&decides)));
            for (from, _, what, sign) in self.edges.iter().filter(|(_, to, ..)| to == rule) {
                out.push_str(&format!("  reads {what} of {from} ({})\n", sign.name()));
            }
        }
        out
    }
}
