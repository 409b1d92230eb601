//! Documents with planted secrets: kinds of them in places of documents in ways to write them. None is seen in the source, the tree, the
//! problems or, in turn, in one of the outputs; and nothing but the secrets is changed. `PLANTED=1000000` plants more than the usual number.

pub mod dice;
pub mod outputs;
mod places;
mod secrets;

use holdpoint::diagnostic::Sink;
use holdpoint::document::{self, Document, Kind, Node};
use holdpoint::report::terminal::render_plain;
use holdpoint::text::Sources;

use dice::Dice;
use places::{Planted, planted};
use secrets::{KINDS, Secret};

/// How many documents are made where nothing else is said.
const USUAL: u64 = 20_000;

/// Every so many documents go through one of the outputs.
const SHOWN: u64 = 251;

#[test]
fn planted_secrets_are_seen_nowhere() {
    let count = std::env::var("PLANTED").ok().and_then(|n| n.parse().ok()).unwrap_or(USUAL);
    let threads = std::thread::available_parallelism().map_or(2, usize::from) as u64;
    let all: Vec<String> = std::thread::scope(|scope| {
        let one = |thread| {
            move || (thread..count).step_by(threads as usize).filter_map(|n| tried(n).err()).take(20).collect::<Vec<_>>()
        };
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(one(thread))).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(all.is_empty(), "{} of {count}:\n{}", all.len(), all.join("\n\n"));
}

/// One document; the message says what is wrong with it.
fn tried(n: u64) -> Result<(), String> {
    let mut dice = Dice::new(n + 1);
    let secret = KINDS[n as usize % KINDS.len()](&mut dice);
    let planted = planted(&secret, &mut dice);
    let wrong =
        |what: &str, shown: &str| Err(format!("{n} {} in {}: {what}\n{}\n=>\n{shown}", secret.kind, planted.place, planted.text));
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let (id, document) = document::load(&mut sources, planted.file, planted.text.clone().into_bytes(), &mut sink);
    let masked = sources.get(id).text();

    let mut shown = vec![masked.to_owned()];
    document.iter().for_each(|d| texts(&d.root, &mut shown));
    shown.extend(sink.iter().map(|problem| render_plain(problem, &sources)));
    if let Some(leak) = shown.iter().find(|text| leaks(&secret, text)) {
        return wrong("leaks", leak);
    }
    if let Some(what) = changed(&planted, masked, &sources, &sink, document.as_ref()) {
        return wrong(&what, masked);
    }
    match n % SHOWN {
        0 => outputs::leak(n / SHOWN, &secret, &planted).map_or(Ok(()), |(what, text)| wrong(&what, &text)),
        _ => Ok(()),
    }
}

fn leaks(secret: &Secret, text: &str) -> bool {
    secret.needles.iter().any(|needle| text.contains(needle.as_str()))
}

fn texts(node: &Node, out: &mut Vec<String>) {
    match &node.kind {
        Kind::Scalar(scalar) => out.push(scalar.text.clone()),
        Kind::List(items) => items.iter().for_each(|item| texts(item, out)),
        Kind::Map(entries) => entries.iter().for_each(|e| {
            out.push(e.key.text.clone());
            texts(&e.value, out);
        }),
    }
}

/// What was changed that should not be: length, bytes outside of what was masked, lines, the shape of the tree, the problems.
fn changed(planted: &Planted, masked: &str, sources: &Sources, sink: &Sink, document: Option<&Document>) -> Option<String> {
    let (id, source) = sources.iter().last()?;
    if masked.len() != planted.text.len() || source.masked().is_empty() {
        return Some("another length, or nothing masked".to_owned());
    }
    let outside = |n: usize| !source.masked().iter().any(|m| m.contains(&(n as u32)));
    if let Some(n) = (0..masked.len()).find(|n| masked.as_bytes()[*n] != planted.text.as_bytes()[*n] && outside(*n)) {
        return Some(format!("byte {n} is changed and not said to be masked"));
    }
    let breaks = |text: &str| text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(n, _)| n).collect::<Vec<_>>();
    if breaks(masked) != breaks(&planted.text) {
        return Some("other lines".to_owned());
    }
    // The same text as one that travels in the program, which is not masked.
    let mut plain = Sources::new();
    let unmasked = plain.add_own(planted.file, Box::leak(planted.text.clone().into_boxed_str()));
    let mut told = Sink::new();
    let tree = document::parse(&plain, unmasked, &mut told);
    let _ = id;
    let places = |sink: &Sink| {
        let place = |d: &holdpoint::diagnostic::Diagnostic| {
            (d.code, d.labels.iter().map(|l| (l.span.start, l.span.end)).collect::<Vec<_>>())
        };
        sink.iter().map(place).collect::<Vec<_>>()
    };
    if places(&told) != places(sink) {
        return Some(format!("other problems: {:?} instead of {:?}", places(sink), places(&told)));
    }
    let shapes = (tree.map(|t| shape(&t.root)), document.map(|d| shape(&d.root)));
    (shapes.0 != shapes.1).then(|| format!("another shape: {shapes:?}"))
}

fn shape(node: &Node) -> String {
    let inner = match &node.kind {
        Kind::Scalar(s) => format!("{}{}", if s.is_null() { "null" } else { "scalar" }, if s.plain { "" } else { "!" }),
        Kind::List(items) => items.iter().map(shape).collect::<Vec<_>>().join(","),
        Kind::Map(entries) => {
            entries.iter().map(|e| format!("{}:{}", e.key.span.start, shape(&e.value))).collect::<Vec<_>>().join(",")
        }
    };
    format!("({}-{} {inner})", node.span.start, node.span.end)
}

/// The cases that once leaked, through every output.
#[test]
fn the_cases_that_leaked_are_masked_in_every_output() {
    for (name, needles) in [
        ("escaped-json", &["PLANTED"][..]),
        ("comment-below-key", &["PLANTED"]),
        (
            "card-cvv-iban",
            &[
                "4111 1",
                "1111 1111",
                "1111 737",
                "DE89",
                "3704 0044",
                "0532 0130",
                "3782 822463",
                "10005 1234",
                "- 737",
                "- 1234",
            ],
        ),
    ] {
        let folder = copied(&format!("tests/fixtures/secrets/{name}"));
        for (output, text) in outputs::outputs(None, &folder.path().display().to_string()) {
            let leak = needles.iter().find_map(|needle| text.lines().find(|line| line.contains(needle)));
            assert_eq!(leak, None, "{name} in {output}");
        }
    }
}

/// A copy of a folder; what is kept as it was written, whatever its layout, gets its own name.
fn copied(folder: &str) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap().trim_end_matches(".as-written").to_owned();
        std::fs::copy(&file, to.path().join(name)).unwrap();
    }
    to
}
