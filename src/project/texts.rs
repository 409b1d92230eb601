//! Files with their bytes as well as their masked text, for what is written back.
//! Which files are meant is found by `discover`; what is done with them is left to `cli`.

use std::io::Read;
use std::path::PathBuf;

use super::discover::{Found, discover};
use super::files;
use super::kind::DocumentKind;
use crate::diagnostic::Sink;
use crate::document::{self, Document};
use crate::text::{Raw, SourceId, Sources};

/// A YAML file that was read.
#[derive(Debug)]
pub struct Text {
    /// Where it is, and how it came to be meant.
    pub found: Found,
    /// Its masked text.
    pub source: SourceId,
    /// What was read from that.
    pub document: Document,
    /// Its content with whatever is secret in it.
    pub raw: Raw,
}

/// The YAML documents among the files that the arguments mean. JSON is passed over, and so is a file found in a folder that doesn't say
/// a kind that is known.
pub fn texts(paths: &[PathBuf], stdin: &mut dyn Read, sources: &mut Sources, sink: &mut Sink) -> Vec<Text> {
    let mut out = Vec::new();
    for found in discover(paths, sink) {
        if found.name.to_ascii_lowercase().ends_with(".json") {
            continue;
        }
        let Some(bytes) = files::content(&found, stdin, sink) else { continue };
        let raw = Raw::new(bytes);
        let mut problems = Sink::new();
        let (source, document) = document::load_raw(sources, &found.name, raw.clone(), &mut problems);
        let failed = problems.has_errors();
        // A file of something else may be no YAML that Holdpoint reads; nobody asked for it.
        if !failed || found.asked || says_a_kind(sources.get(source).text()) {
            sink.append(problems);
        }
        let Some(document) = document.filter(|_| !failed) else { continue };
        let kind = document.root.get("kind").and_then(|kind| DocumentKind::parse(kind.text()?.trim()));
        if found.asked || kind.is_some() {
            out.push(Text { found, source, document, raw });
        }
    }
    out
}

/// Whether a text that can't be read looks like a document of ours.
fn says_a_kind(text: &str) -> bool {
    let kind = |line: &str| line.strip_prefix("kind:").and_then(|word| DocumentKind::parse(word.trim()));
    text.lines().any(|line| kind(line).is_some())
}
