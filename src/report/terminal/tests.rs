//! Pictures and plain lines as users see them.

use super::*;
use crate::diagnostic::Code;
use crate::text::printable::COLOUR;
use crate::text::{SourceId, Span};

fn at(sources: &Sources, id: SourceId, word: &str) -> Span {
    let at = sources.get(id).text().find(word).unwrap();
    Span::new(id, at, at + word.len())
}

fn unknown_area() -> (Sources, Diagnostic) {
    let mut sources = Sources::new();
    let text = "kind: policy\nname: acme\nextends: [sophmate]\nrules:\n\n  -\n    id: acme.drafts-wait\n    then: { stage: theme asistant }\n";
    let id = sources.add("policies/acme/rules.yaml", text.as_bytes().to_vec());
    let problem = Diagnostic::new(Code::UnknownArea, "unknown area `theme asistant`")
        .at(at(&sources, id, "theme asistant"), "not an area")
        .help("write `theme-assistant`")
        .note("areas come from the vocabulary of `sophmate`, which this pack extends");
    (sources, problem)
}

#[test]
fn the_picture_of_the_style_sheet() {
    let (sources, problem) = unknown_area();
    let expected = "\
unknown-area

  × unknown area `theme asistant`
   ╭─[policies/acme/rules.yaml:8:20]
 7 │     id: acme.drafts-wait
 8 │     then: { stage: theme asistant }
   ·                    ───────┬──────
   ·                           ╰── not an area
   ╰────
  help: write `theme-assistant`
        note: areas come from the vocabulary of `sophmate`, which this pack
              extends
";
    assert_eq!(render(&problem, &sources, &Style::default()), expected);
}

#[test]
fn the_picture_in_ascii() {
    let (sources, problem) = unknown_area();
    let picture = render(&problem, &sources, &Style { width: 80, colour: false, unicode: false });
    assert!(picture.is_ascii(), "{picture}");
    assert!(picture.contains("  x unknown area `theme asistant`\n   ,-[policies/acme/rules.yaml:8:20]\n"), "{picture}");
}

#[test]
fn colour_changes_nothing_else() {
    let (sources, problem) = unknown_area();
    let coloured = render(&problem, &sources, &Style { width: 80, colour: true, unicode: true });
    assert!(coloured.contains(COLOUR));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, escape)) = rest.split_once(COLOUR) {
        plain.push_str(before);
        rest = escape.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, render(&problem, &sources, &Style::default()));
}

#[test]
fn the_plain_form_for_screen_readers() {
    let (sources, problem) = unknown_area();
    assert_eq!(
        render_plain(&problem, &sources),
        "policies/acme/rules.yaml:8:20: error[unknown-area]: unknown area `theme asistant`\n  here: not an area\n  \
             help: write `theme-assistant`\n  note: areas come from the vocabulary of `sophmate`, which this pack extends\n"
    );
}

#[test]
fn labels_in_one_frame_in_two_and_in_another_file() {
    let mut sources = Sources::new();
    let one = sources.add("site.yaml", b"id: shop-north\na: 1\nb: 2\nc: 3\nd: 4\ne: 5\nid: shop-lake\n".to_vec());
    let two = sources.add("more/site.yaml", "owner: ivö\nnote: wöö here\n".as_bytes().to_vec());
    let problem = Diagnostic::new(Code::ContradictoryFacts, "two sources state the id differently")
        .at(at(&sources, one, "shop-lake"), "one says this")
        .at(at(&sources, one, "shop-north"), "the other this")
        .at(at(&sources, one, "1"), "")
        .at(at(&sources, two, "here"), "and here a third");
    let expected = "\
contradictory-facts

  ⚠ two sources state the id differently
   ╭─[site.yaml:1:5]
 1 │ id: shop-north
   ·     ─────┬────
   ·          ╰── the other this
 2 │ a: 1
   ·    ─
 3 │ b: 2
   ╰────
   ╭─[site.yaml:7:5]
 6 │ e: 5
 7 │ id: shop-lake
   ·     ────┬────
   ·         ╰── one says this
   ╰────
   ╭─[more/site.yaml:2:11]
 1 │ owner: ivö
 2 │ note: wöö here
   ·           ──┬─
   ·             ╰── and here a third
   ╰────
";
    assert_eq!(render(&problem, &sources, &Style::default()), expected);
}

#[test]
fn notes_without_help_and_problems_without_a_place() {
    let sources = Sources::new();
    let problem =
        Diagnostic::new(Code::MissingSite, "there is no site document").note("`evaluate` needs one").note("so does `fleet`");
    assert_eq!(
        render(&problem, &sources, &Style::default()),
        "missing-site\n\n  × there is no site document\n  note: `evaluate` needs one\n  note: so does `fleet`\n"
    );
    assert_eq!(
        render_plain(&problem, &sources),
        "error[missing-site]: there is no site document\n  note: `evaluate` needs one\n  note: so does `fleet`\n"
    );
}

#[test]
fn hidden_characters_neither_reach_the_terminal_nor_move_the_underline() {
    let mut sources = Sources::new();
    let id = sources.add("a\u{202e}b.yaml", "id: \u{202e}\u{1b}[31mshop x\n".as_bytes().to_vec());
    let problem =
        Diagnostic::new(Code::WrongType, "bad \u{7} text").at(at(&sources, id, "x"), "th\u{200b}is").help("a\u{2028}b\nc");
    let expected = "\
wrong-type

  × bad \\u{7} text
   ╭─[a\\u{202e}b.yaml:1:16]
 1 │ id: \\u{202e}\\u{1b}[31mshop x
   ·                            ┬
   ·                            ╰── th\\u{200b}is
   ╰────
  help: a\\u{2028}b
        c
";
    assert_eq!(render(&problem, &sources, &Style::default()), expected);
}

#[test]
fn minified_lines_are_cut_around_the_label() {
    let mut sources = Sources::new();
    let text = format!("{{{}\"here\":1,{}}}", "\"a\":1,".repeat(200_000), "\"b\":1,".repeat(200_000));
    let id = sources.add("site.json", text.into_bytes());
    let problem = Diagnostic::new(Code::UnknownKey, "unknown key `here`").at(at(&sources, id, "\"here\""), "unknown");
    let picture = render(&problem, &sources, &Style::default());
    assert!(picture.contains("[site.json:1:1200002]"), "{picture}");
    assert!(picture.lines().all(|l| l.chars().count() <= 80), "{picture}");
    assert!(picture.contains("\"here\":1,\"b\""), "{picture}");
}

#[test]
fn tabs_and_empty_places_are_drawn() {
    let mut sources = Sources::new();
    let id = sources.add("a.yaml", b"a:\n\tb: c\n".to_vec());
    let tab = Diagnostic::new(Code::TabIndent, "a tab").at(Span::new(id, 3, 4), "a tab");
    assert!(
        render(&tab, &sources, &Style::default()).contains(" 2 │     b: c\n   · ──┬─\n"),
        "{}",
        render(&tab, &sources, &Style::default())
    );
    let empty = Diagnostic::new(Code::MissingKey, "empty").at(Span::new(id, 2, 2), "here");
    let picture = render(&empty, &sources, &Style::default());
    assert_eq!(picture.matches("here").count(), 1, "{picture}");
    assert!(picture.contains(" 1 │ a:\n   ·   ▲\n"), "{picture}");
    let start = Diagnostic::new(Code::MissingKey, "empty").at(Span::new(id, 3, 3), "here");
    assert_eq!(render(&start, &sources, &Style::default()).matches("here").count(), 1);
}

#[test]
fn odd_places_and_widths_never_fail() {
    let mut sources = Sources::new();
    for text in ["", "\n", "ö\r\n\t\u{202e}", "a: b\n\n\n"] {
        let id = sources.add("a.yaml", text.as_bytes().to_vec());
        for start in 0..8 {
            for end in start..9 {
                for (width, unicode) in [(0, true), (1, false), (500, true)] {
                    let problem =
                        Diagnostic::new(Code::BadSyntax, "x").at(Span::new(id, start, end), "y").at(Span::new(id, 0, 1), "z");
                    let picture = render(&problem, &sources, &Style { width, colour: false, unicode });
                    assert!(!picture.contains("Failed"), "{picture}");
                    assert!(picture.contains('y'));
                }
            }
        }
    }
}
