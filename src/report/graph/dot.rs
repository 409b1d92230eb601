//! The rule graph for Graphviz.
//! What is in the picture is `picture`'s business.

use super::picture::{Picture, shorten};
use crate::compile::reads::Sign;
use crate::text::printable::printable;

impl Picture {
    /// For Graphviz.
    pub fn dot(&self) -> String {
        let mut out = String::from("digraph rules {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n");
        for (rule, decides) in &self.rules {
            let decides: Vec<&str> = decides.iter().map(String::as_str).collect();
            out.push_str(&format!("  {} [label={}];\n", dot(rule), label(&[rule, &shorten(&decides)])));
        }
        for (from, to, what, sign) in &self.edges {
            let style = if *sign == Sign::Positive { "solid" } else { "dashed" };
            out.push_str(&format!("  {} -> {} [label={}, style={style}];\n", dot(from), dot(to), dot(what)));
        }
        out.push_str("}\n");
        out
    }
}

fn dot(text: &str) -> String {
    label(&[text])
}

/// A text of several lines.
fn label(lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| printable(line).replace('\\', "\\\\").replace('"', "\\\"")).collect();
    format!("\"{}\"", lines.join("\\n"))
}
