//! Masking keeps length, lines, the problems and the shape of the tree, and a second pass finds nothing more.

use holdpoint::diagnostic::Sink;
use holdpoint::document::{self, Kind, Node};
use holdpoint::text::Sources;

fn shape(node: &Node) -> String {
    let inner = match &node.kind {
        Kind::Scalar(s) => format!("{} {}", s.is_null(), s.plain),
        Kind::List(items) => items.iter().map(shape).collect(),
        Kind::Map(entries) => entries.iter().map(|e| format!("{}:{}", e.key.span.start, shape(&e.value))).collect(),
    };
    format!("({}-{} {inner})", node.span.start, node.span.end)
}

/// Whatever text, as YAML and as JSON.
pub fn mask(text: &str) {
    for name in ["tried.yaml", "tried.json"] {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let (id, masked) = document::load(&mut sources, name, text.as_bytes().to_vec(), &mut sink);
        // The same text as one that travels in the program, which is not masked.
        let (mut plain, mut told) = (Sources::new(), Sink::new());
        let kept: &'static str = Box::leak(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned().into_boxed_str());
        let unmasked = plain.add_own(name, kept);
        let tree = document::parse(&plain, unmasked, &mut told);
        assert_eq!(sources.get(id).text().len(), kept.len());
        let breaks =
            |text: &str| text.bytes().enumerate().filter(|(_, b)| b"\r\n".contains(b)).map(|(n, _)| n).collect::<Vec<_>>();
        assert_eq!(breaks(sources.get(id).text()), breaks(kept));
        let codes = |sink: &Sink| sink.iter().map(|d| d.code).collect::<Vec<_>>();
        assert_eq!(codes(&sink), codes(&told));
        assert_eq!(masked.map(|d| shape(&d.root)), tree.map(|d| shape(&d.root)));
        // What was overwritten, and nothing else, differs.
        let source = sources.get(id);
        let is_masked = |n: usize| source.masked().iter().any(|m| m.contains(&u32::try_from(n).unwrap_or(u32::MAX)));
        for (n, (before, after)) in kept.bytes().zip(source.text().bytes()).enumerate() {
            assert!(before == after || is_masked(n), "byte {n} is changed and not said to be masked");
        }
    }
}
