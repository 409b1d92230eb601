//! What the layout is, by example: a text before and after.

use super::*;

fn formatted(text: &str) -> Result<String, String> {
    let mut sources = Sources::new();
    let id = sources.add("site.yaml", text.as_bytes().to_vec());
    let mut sink = Sink::new();
    let document = parse(&sources, id, &mut sink).unwrap();
    assert!(!sink.has_errors(), "{:?}", sink.into_sorted());
    let made = format(&mut sources, id, &document, text.as_bytes());
    made.map(|f| String::from_utf8(f.bytes).unwrap()).map_err(|problem| {
        let label = &problem.labels[0];
        format!("{}: {}", sources.place(label.span).line, label.text)
    })
}

/// Formats, and formats once more.
fn layout(text: &str) -> String {
    let once = formatted(text).unwrap_or_else(|why| panic!("{text:?}: {why}"));
    assert_eq!(formatted(&once).unwrap(), once, "a second time changes something");
    once
}

#[test]
fn levels_are_two_columns_and_lists_stand_below_their_key() {
    let text = "a:\n    b:\n        - c: 1\n          d: 2\n        -   e\nf:\n- g\n-  - h\n   - i\n";
    assert_eq!(layout(text), "a:\n  b:\n    - c: 1\n      d: 2\n    - e\nf:\n  - g\n  - - h\n    - i\n");
}

#[test]
fn marks_have_one_space_or_none() {
    assert_eq!(
        layout("a :   1\n\"b\"  : {c:   1,d: [ x,y ],  e: {  }, f: [ ]}   \n"),
        "a: 1\n\"b\": { c: 1, d: [x, y], e: {}, f: [] }\n"
    );
    assert_eq!(layout("a: {\"b\":1}\n"), "a: { \"b\": 1 }\n");
    assert_eq!(layout("a: {b: , c: 1}\n"), "a: { b: , c: 1 }\n");
    assert_eq!(layout("a: [ {b: 1} , c: 2,]\n"), "a: [{ b: 1 }, c: 2,]\n");
    assert_eq!(layout("a: &x   1\nb:   *x\n"), "a: &x 1\nb: *x\n");
}

#[test]
fn comments_stay_with_what_they_are_about() {
    let text = "#  top\na:      # of a\n      # before b\n      b: 1\n      # after b\nc: 2\n    #of c\n# end\n";
    assert_eq!(layout(text), "#  top\na: # of a\n  # before b\n  b: 1\n  # after b\nc: 2\n#of c\n# end\n");
    // A list at the column of its key; a level that is commented out.
    assert_eq!(
        layout("a:\n# one\n- 1\n# two\n- 2\nb:\n    # c: 1\nd: 3\n"),
        "a:\n  # one\n  - 1\n  # two\n  - 2\nb:\n  # c: 1\nd: 3\n"
    );
    assert_eq!(layout("a:\n  - b: 1\n    # of b\n  # next\n  - c\n"), "a:\n  - b: 1\n    # of b\n  # next\n  - c\n");
    assert_eq!(layout("a: 1\n\n    # end"), "a: 1\n\n# end\n");
}

#[test]
fn comments_that_stand_below_one_another_go_on_doing_so() {
    let text = "a:  1      # one\nbcd: 2     # two\n\nb: [1]    # three\nc: {d: 1} # four\ne: 'x\n   y'  # five\nf: 1   # six\n";
    let wanted = "a: 1   # one\nbcd: 2 # two\n\nb: [1]      # three\nc: { d: 1 } # four\ne: 'x\n  y' # five\nf: 1 # six\n";
    assert_eq!(layout(text), wanted);
}

#[test]
fn blank_lines_and_line_ends() {
    assert_eq!(layout("\n\na: 1\r\n\r\n\r\n\r\nb: 2\t \r\n\r\n"), "a: 1\n\nb: 2\n");
    assert_eq!(layout("a: 1\r\n\r\n\r\n\nb: 2\t \r\n\n"), "a: 1\r\n\r\nb: 2\r\n");
    assert_eq!(layout("\u{feff}a:  1"), "\u{feff}a: 1\n");
    assert_eq!(layout("\u{feff}a:  1\r\n"), "\u{feff}a: 1\r\n");
    assert_eq!(layout("%YAML 1.2\n---\na:   1\n...\n"), "%YAML 1.2\n---\na: 1\n...\n");
}

#[test]
fn a_blank_line_stands_between_rules() {
    let text = "kind: policy\nrules:\n  - id: a\n    title: A\n  # about b\n  # more\n  - id: b\n  - { id: c }\n  - { id: d }\n    # of d\n  - id: e\n    title: E\n";
    let wanted = "kind: policy\nrules:\n  - id: a\n    title: A\n\n  # about b\n  # more\n  - id: b\n  - { id: c }\n  - { id: d }\n    # of d\n\n  - id: e\n    title: E\n";
    assert_eq!(layout(text), wanted);
    assert_eq!(
        layout("kind: site\nrules:\n  - id: a\n    b: c\n  - id: d\n"),
        "kind: site\nrules:\n  - id: a\n    b: c\n  - id: d\n"
    );
}

#[test]
fn block_scalars_move_as_a_whole() {
    let text = "a:\n    b: |  \n        one\n          two  \n\n        three\n    c: >-\n      four\n";
    assert_eq!(layout(text), "a:\n  b: |\n    one\n      two  \n\n    three\n  c: >-\n    four\n");
    assert_eq!(layout("a:\n    b: |1\n      one\n    c: 1\n"), "a:\n  b: |1\n    one\n  c: 1\n");
    assert_eq!(layout("a: |+\n  one\n\n\n\nb: 1\n"), "a: |+\n  one\n\n\n\nb: 1\n");
    assert_eq!(layout("a: |+\n  one\n\n\n"), "a: |+\n  one\n\n\n");
    assert_eq!(layout("a: |\n  one\n\n\n\nb: 1\n"), "a: |\n  one\n\nb: 1\n");
    assert_eq!(layout("a: |\r\n    one\r\n    two\r\nb: 1\r\n"), "a: |\r\n  one\r\n  two\r\nb: 1\r\n");
    assert_eq!(layout("- |\n    one\n    # no comment\n  # a comment\n- b\n"), "- |\n  one\n  # no comment\n# a comment\n- b\n");
}

#[test]
fn texts_over_several_lines_are_indented_below_their_key() {
    let text = "a: one\n      two   \n\n      three\nb:\n      \"four\n five\\\n        six\"\nc: [x,\n  'y\n  z']\n";
    let wanted = "a: one\n  two\n\n  three\nb:\n  \"four\n  five\\\n  six\"\nc: [x,\n  'y\n    z']\n";
    assert_eq!(layout(text), wanted);
}

#[test]
fn brackets_over_several_lines_count_from_the_line_that_opens_them() {
    let text = "a: [\n      1, # one\n   # more\n 2\n    ]\nb:\n - { c: 1,\n     d: [{\n e: 1\n }],\n   f: 2 }\n";
    let wanted = "a: [\n  1, # one\n  # more\n  2\n]\nb:\n  - { c: 1,\n      d: [{\n        e: 1\n      }],\n      f: 2 }\n";
    assert_eq!(layout(text), wanted);
    assert_eq!(layout("a:\n    [\n  1]\n"), "a:\n  [\n    1]\n");
    assert_eq!(layout("{a: 1,\nb: {\nc: 2}}\n"), "{ a: 1,\n  b: {\n    c: 2 } }\n");
}

#[test]
fn anchors_stay_before_their_values() {
    let text = "a:  &x\n    b:   1\nc: *x\n&k e:   2\nf:\n-   &l g: 1\n    h: 2\n";
    assert_eq!(layout(text), "a: &x\n  b: 1\nc: *x\n&k e: 2\nf:\n  - &l g: 1\n    h: 2\n");
}

#[test]
fn secrets_are_written_back_as_they_were() {
    let text = "token:    hunter2hunter2\nnotes:\n    - {api_key:  \"sk-1234 5678\",  b: 1}\n    - password: |\n           hunter2\n           hunter3\n";
    let wanted =
        "token: hunter2hunter2\nnotes:\n  - { api_key: \"sk-1234 5678\", b: 1 }\n  - password: |\n      hunter2\n      hunter3\n";
    assert_eq!(layout(text), wanted);
    assert_eq!(layout("a:\n    password: \"hunter2\n       hunter3\"\n"), "a:\n  password: \"hunter2\n    hunter3\"\n");
}

#[test]
fn what_can_not_be_formatted_is_left() {
    assert_eq!(formatted("a: 1\n? b\n: c\n"), Err("2: a key is written with `?`".to_owned()));
}
