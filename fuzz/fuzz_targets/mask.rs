//! Whatever bytes are masked: length, lines, the problems and the shape of the tree stay.
#![no_main]

use holdpoint::diagnostic::Sink;
use holdpoint::document::{self, Kind, Node};
use holdpoint::text::Sources;
use libfuzzer_sys::fuzz_target;

fn shape(node: &Node) -> String {
    let inner = match &node.kind {
        Kind::Scalar(s) => format!("{} {}", s.is_null(), s.plain),
        Kind::List(items) => items.iter().map(shape).collect(),
        Kind::Map(entries) => entries.iter().map(|e| format!("{}:{}", e.key.span.start, shape(&e.value))).collect(),
    };
    format!("({}-{} {inner})", node.span.start, node.span.end)
}

fuzz_target!(|text: String| {
    for name in ["tried.yaml", "tried.json"] {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let (id, masked) = document::load(&mut sources, name, text.clone().into_bytes(), &mut sink);
        // The same text as one that travels in the program, which is not masked.
        let (mut plain, mut told) = (Sources::new(), Sink::new());
        let kept: &'static str = Box::leak(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned().into_boxed_str());
        let unmasked = plain.add_own(name, kept);
        let tree = document::parse(&plain, unmasked, &mut told);
        assert_eq!(sources.get(id).text().len(), kept.len());
        let breaks = |text: &str| text.bytes().enumerate().filter(|(_, b)| b"\r\n".contains(b)).map(|(n, _)| n).collect::<Vec<_>>();
        assert_eq!(breaks(sources.get(id).text()), breaks(kept));
        let codes = |sink: &Sink| sink.iter().map(|d| d.code).collect::<Vec<_>>();
        assert_eq!(codes(&sink), codes(&told));
        assert_eq!(masked.map(|d| shape(&d.root)), tree.map(|d| shape(&d.root)));
    }
});
