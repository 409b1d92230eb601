//! What editing keeps and what it changes, as texts before and after; and that it never changes another value.

use super::*;
use proptest::prelude::*;

fn node(text: &str) -> Node {
    read("value.yaml", &plain(&format!("v: {text}\n"))).unwrap().get("v").unwrap().clone()
}

/// Steps from `a.b`, with numbers for elements and `+` for a new one.
fn steps(path: &str) -> Vec<Step> {
    let step = |s: &str| match s.parse() {
        Ok(n) => Step::Element(n),
        Err(_) if s == "+" => Step::Append,
        Err(_) => Step::Key(s.to_owned()),
    };
    path.split('.').map(step).collect()
}

fn set(text: &str, path: &str, value: &str) -> String {
    edited("a.yaml", text, path, Some(value))
}

fn without(text: &str, path: &str) -> String {
    edited("a.yaml", text, path, None)
}

/// A text in which nothing is secret.
fn plain(text: &str) -> Masked {
    let masked = Masked::of(text);
    assert_eq!(masked.as_str(), text);
    masked
}

fn edited(name: &str, text: &str, path: &str, value: Option<&str>) -> String {
    let mut editor = Editor::open(name, plain(text)).unwrap();
    let edit = Edit { steps: steps(path), to: value.map(node) };
    match editor.apply(&edit) {
        Ok(()) => editor.text().to_owned(),
        Err(why) => format!("refused: {why}"),
    }
}

const SITE: &str = "\
# the shop
id: shop-north   # its name
backup:
  location: null  # not written down
  files: true

review: { notes_read: true }  # by ana
owners:
";

#[test]
fn a_value_is_replaced_and_its_comment_stays() {
    assert_eq!(set(SITE, "backup.location", "vault/a"), SITE.replace("null", "vault/a"));
    assert_eq!(set(SITE, "id", "'#1: x'"), SITE.replace("id: shop-north", "id: \"#1: x\""));
    assert_eq!(set(SITE, "owners", "[ana]"), SITE.replace("owners:", "owners: [ana]"));
}

#[test]
fn a_key_is_added_where_its_block_ends() {
    assert_eq!(set(SITE, "backup.database", "true"), SITE.replace("files: true\n", "files: true\n  database: true\n"));
    assert_eq!(set(SITE, "review.agents", "true"), SITE.replace("notes_read: true }", "notes_read: true, agents: true }"));
    assert_eq!(
        set(SITE, "window.agreed", "true"),
        format!("{SITE}window:\n  agreed: true\n")
            .replace("owners:\nwindow:\n  agreed: true\n", "owners:\nwindow:\n  agreed: true\n")
    );
    assert_eq!(set(SITE, "owners.restore", "ivo"), SITE.replace("owners:", "owners: { restore: ivo }"));
    assert_eq!(set("a: {}\n", "a.b.c", "1"), "a: { b: { c: 1 } }\n");
    assert_eq!(set("a: 1", "b", "2"), "a: 1\nb: 2");
}

#[test]
fn keys_go_into_elements_of_lists() {
    let text = "list:\n  - id: x   # first\n    a: 1\n  - id: y\nend: 1\n";
    assert_eq!(set(text, "list.0.b", "2"), text.replace("a: 1\n", "a: 1\n    b: 2\n"));
    assert_eq!(set(text, "list.1.b", "2"), text.replace("id: y\n", "id: y\n    b: 2\n"));
    assert_eq!(set(text, "list.+", "{ id: z }"), text.replace("id: y\n", "id: y\n  - { id: z }\n"));
    assert_eq!(set("l: [a, b]\n", "l.+", "c"), "l: [a, b, c]\n");
    assert_eq!(set("l: []\n", "l.+", "c"), "l: [c]\n");
    assert_eq!(set("l:\n- a\n- b # two\n", "l.+", "c"), "l:\n- a\n- b # two\n- c\n");
}

#[test]
fn entries_and_elements_go_with_their_lines() {
    assert_eq!(without(SITE, "backup.files"), SITE.replace("  files: true\n", ""));
    assert_eq!(without(SITE, "id"), SITE.replace("id: shop-north   # its name\n", ""));
    assert_eq!(without("a: { b: 1, c: 2 }\n", "a.b"), "a: { c: 2 }\n");
    assert_eq!(without("a: { b: 1, c: 2 }\n", "a.c"), "a: { b: 1 }\n");
    let text = "list:\n  - id: x\n    a: 1\n  # the other\n  - id: y\nend: 1\n";
    assert_eq!(without(text, "list.0"), text.replace("  - id: x\n    a: 1\n", ""));
    assert_eq!(without(text, "list.1"), text.replace("  - id: y\n", ""));
    assert_eq!(without("a:\n  b: 1\nc: 2\n", "a.b"), "a:\n  {}\nc: 2\n");
    assert_eq!(without("l: [a, b]\n", "l.0"), "l: [b]\n");
}

#[test]
fn json_stays_json() {
    let text = "{ \"kind\": \"site\", \"backup\": { \"files\": true } }";
    assert_eq!(
        edited("a.json", text, "backup.location", Some("vault")),
        "{ \"kind\": \"site\", \"backup\": { \"files\": true, \"location\": \"vault\" } }"
    );
    assert_eq!(edited("a.json", text, "backup.files", Some("false")), text.replace("true", "false"));
}

#[test]
fn what_can_not_be_edited_alone_is_refused() {
    let shared = "a: &x { b: 1 }\nc: *x\n";
    assert_eq!(
        set(shared, "c.b", "2"),
        "refused: the text around it is written in a way that can't be edited without changing something else"
    );
    assert_eq!(without(SITE, "backup.nothing"), "refused: there is no such place in the document");
}

#[test]
fn block_scalars_keep_their_lines() {
    let text = "a: |\n  one\n  two\nb: 1\n";
    assert_eq!(set(text, "c", "3"), "a: |\n  one\n  two\nb: 1\nc: 3\n");
    assert_eq!(set("b: 1\na: |\n  one\n  two\n", "c", "3"), "b: 1\na: |\n  one\n  two\nc: 3\n");
    assert_eq!(set(text, "a", "x"), "a: x\nb: 1\n");
    let kept = set("m:\n  a: |+\n    one\n\n\nb: 1\n", "m.c", "3");
    assert!(kept.starts_with("m:\n") && kept.contains("c: 3"), "{kept}");
}

fn scalar() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["x", "1", "6.10", "none", "2026-07-21T20:00Z", "two words", "null", "true", "a/b"])
        .prop_map(str::to_owned)
}

/// A document of some depth in a mixture of block and flow, with comments.
fn document() -> impl Strategy<Value = String> {
    let flow = prop::collection::vec(scalar(), 0..4).prop_map(|list| format!("[{}]", list.join(", ")));
    let map = prop::collection::vec(scalar(), 0..3).prop_map(|list| {
        format!("{{ {} }}", list.iter().enumerate().map(|(n, v)| format!("k{n}: {v}")).collect::<Vec<_>>().join(", "))
    });
    let leaf = prop_oneof![3 => scalar(), 1 => flow, 1 => map, 1 => Just(String::new())];
    let block = prop::collection::vec((leaf.clone(), any::<bool>()), 1..4).prop_map(|list| {
        let line =
            |(n, (v, comment)): (usize, &(String, bool))| format!("\n  k{n}: {v}{}", if *comment { "  # said" } else { "" });
        list.iter().enumerate().map(line).collect::<String>()
    });
    let elements = prop::collection::vec((scalar(), scalar()), 1..3).prop_map(|list| {
        list.iter()
            .enumerate()
            .map(|(n, (a, b))| format!("\n  # element\n  - id: e{n}\n    k0: {a}\n    k1: {b}"))
            .collect::<String>()
    });
    let value = prop_oneof![2 => leaf, 2 => block, 1 => elements];
    prop::collection::vec(value, 1..4)
        .prop_map(|list| list.iter().enumerate().map(|(n, v)| format!("top{n}: {v}\n")).collect::<String>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever is edited reads back as the tree that was meant, and comments stay unless their line goes.
    #[test]
    fn editing_never_changes_other_values(
        text in document(),
        top in 0usize..3,
        inner in prop::option::of(prop_oneof![(0usize..3).prop_map(|n| format!("k{n}")), (0usize..2).prop_map(|n| format!("{n}.k0")), Just("+".to_owned())]),
        value in prop::option::of(scalar()),
    ) {
        let mut editor = Editor::open("a.yaml", plain(&text)).unwrap();
        let path = match inner { Some(inner) => format!("top{top}.{inner}"), None => format!("top{top}") };
        let edit = Edit { steps: steps(&path), to: value.as_deref().map(node) };
        let mut meant = editor.root().clone();
        let possible = in_tree(&mut meant, &edit);
        let done = editor.apply(&edit);
        if !possible {
            prop_assert!(done.is_err());
        } else if !edit.steps.is_empty() && !meant.entries().is_empty() {
            prop_assert_eq!(done, Ok(()), "{} in\n{}", path, text);
            prop_assert!(same(editor.root(), &meant));
            let comments = |t: &str| t.matches('#').count();
            if edit.to.is_some() && !path.contains('.') {
                // Replacing a block takes its comments along, nothing else does.
                prop_assert!(comments(editor.text()) <= comments(&text));
            } else if edit.to.is_some() {
                prop_assert_eq!(comments(editor.text()), comments(&text), "{}", editor.text());
            }
        }
    }
}

#[test]
fn examples_take_any_edit() {
    let text = std::fs::read_to_string("examples/shop-lake/site.yaml").unwrap();
    let mut editor = Editor::open("examples/shop-lake/site.yaml", plain(&text)).unwrap();
    let edit = Edit { steps: steps("review.agents"), to: Some(node("true")) };
    assert_eq!(editor.apply(&edit), Ok(()));
    assert_eq!(editor.text(), text.replace("theme_drafts: true\n", "theme_drafts: true\n  agents: true\n"));
}
