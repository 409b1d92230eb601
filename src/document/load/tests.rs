//! What is masked and what is not, in every form in which documents are written.
//! Samples like keys are put together from parts, so that no scanner takes this file for a leak.

use super::*;
use crate::text::mask::KINDS;

/// The masked text of a document, after everything that must hold of it was looked at.
#[track_caller]
fn masked_as(name: &str, text: &str) -> String {
    let mut sources = Sources::new();
    sources.plain_words(&["provider_key"]);
    sources.secret_words(&["licence"]);
    let (mut sink, mut plain_sink) = (Sink::new(), Sink::new());
    let (id, document) = load(&mut sources, name, text.as_bytes().to_vec(), &mut sink);
    let raw = RawText::of(Raw::new(text.as_bytes().to_vec()));
    let (unmasked, _) = parse::read(raw.reveal(), name, id, raw.bad_utf8(), &mut plain_sink);
    let out = sources.get(id).text().to_owned();
    assert_eq!(out.len(), raw.reveal().len(), "same bytes: {out}");
    let breaks = |t: &str| t.bytes().enumerate().filter(|(_, b)| b"\r\n".contains(b)).map(|(n, _)| n).collect::<Vec<_>>();
    assert_eq!(breaks(&out), breaks(raw.reveal()), "same lines: {out}");
    // What is told is what reading the masked text tells, and as many problems as before.
    let mut again = Sink::new();
    assert_eq!(document, parse(&sources, id, &mut again), "{out}");
    let places =
        |sink: &Sink| sink.iter().map(|d| (d.code, d.labels.iter().map(|l| l.span).collect::<Vec<_>>())).collect::<Vec<_>>();
    assert_eq!(places(&sink), places(&plain_sink), "{out}");
    assert_eq!(document.as_ref().map(|d| shape(&d.root)), unmasked.as_ref().map(|d| shape(&d.root)), "{out}");
    out
}

fn shape(node: &Node) -> String {
    let inner = match &node.kind {
        Kind::Scalar(s) => {
            if s.is_null() {
                "null".to_owned()
            } else {
                format!("scalar {}", s.plain)
            }
        }
        Kind::List(items) => items.iter().map(shape).collect::<Vec<_>>().join(","),
        Kind::Map(entries) => {
            entries.iter().map(|e| format!("{}: {}", e.key.span.start, shape(&e.value))).collect::<Vec<_>>().join(",")
        }
    };
    format!("({}-{} {inner})", node.span.start, node.span.end)
}

#[track_caller]
fn masked(text: &str) -> String {
    masked_as(if text.starts_with(['{', '[']) && text.contains("\":") { "a.json" } else { "a.yaml" }, text)
}

/// No part of `hunter` survives; everything else does.
#[track_caller]
fn hides(text: &str, expected: &str) {
    let out = masked(text);
    assert_eq!(out, expected);
    assert!(!out.contains("hunter"), "{out}");
}

/// An example without its marks, and the ranges between them.
fn example(marked: &str) -> (String, Vec<std::ops::Range<usize>>) {
    let (mut text, mut ranges) = (String::new(), Vec::new());
    let mut open = 0;
    for c in marked.chars().filter(|c| *c != '·') {
        match c {
            '«' => open = text.len(),
            '»' => ranges.push(open..text.len()),
            _ => text.push(c),
        }
    }
    (text, ranges)
}

#[test]
fn the_examples_of_each_kind_are_masked_where_they_say_so() {
    let mut wrong = Vec::new();
    for kind in KINDS {
        assert!(!kind.yes.is_empty() && !kind.no.is_empty(), "{} needs examples on both sides", kind.name);
        for marked in kind.yes.iter().chain(kind.no) {
            let (text, ranges) = example(marked);
            let out = masked(&text);
            let expected: String = text
                .char_indices()
                .map(|(at, c)| if ranges.iter().any(|r| r.contains(&at)) && !c.is_whitespace() { '*' } else { c })
                .collect();
            let mut at = 0;
            let shown: String = text
                .char_indices()
                .map(|(n, c)| {
                    let same = out.get(n..n + c.len_utf8()) == Some(c.encode_utf8(&mut [0; 4]));
                    at += 1;
                    if same || c.is_whitespace() { c } else { '*' }
                })
                .collect();
            // A letter that happens to be that of the placeholder isn't seen to change.
            let alike = shown.chars().zip(expected.chars()).all(|(a, b)| a == b || (b == '*' && "masked-123456789x".contains(a)));
            if !alike {
                wrong.push(format!("{}: {marked:?}\n  became {out:?}", kind.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_kind_has_as_many_examples_of_what_is_plain() {
    for kind in KINDS {
        let (yes, no) = (kind.yes.len(), kind.no.len());
        assert!(no >= yes, "{}: {yes} on one side, {no} on the other", kind.name);
    }
}

#[test]
fn block_lines() {
    hides("token: hunter2hunter2", "token: masked-1------");
    hides("  api_key:   hunter2hunter2   # note", "  api_key:   masked-1------   # note");
    hides("key : hunter2-abc\nid: x", "key : masked-1---\nid: x");
    hides("\"password\": hunter2#abc\n", "\"password\": masked-1---\n");
    hides("'secret' : 'hunter2 # abc'\n", "'secret' : 'masked-1-----'\n");
    hides("licence: hunter2-9", "licence: masked-1-");
    hides("token:\thunter2-9", "token:\tmasked-1-");
}

#[test]
fn short_values_stay_apart() {
    hides("password: hunter", "password: xxxxxx");
    assert_eq!(masked("password: a"), "password: x");
    assert_eq!(masked("password: ö"), "password: xx");
    assert_eq!(masked("- { id: a@b.co }\n- { id: c@d.co }\n"), "- { id: xxxxxx }\n- { id: xxxxx1 }\n");
}

#[test]
fn indented_keys_in_lists() {
    hides(
        "providers:\n  - id: p-main\n    key: hunter2-a\n  - key: hunter2-b\n    id: p-two\n",
        "providers:\n  - id: p-main\n    key: masked-1-\n  - key: masked-2-\n    id: p-two\n",
    );
    hides("- - key: hunter2-a\n    id: x", "- - key: masked-1-\n    id: x");
}

#[test]
fn words_about_whether_there_is_a_secret_stay() {
    for value in [
        "none",
        "unknown",
        "null",
        "~",
        "true",
        "false",
        "",
        "\"none\"",
        "Null",
        "# nothing",
        "\"\"",
        "[]",
        "{}",
        "TBD",
        "N/A",
        "?",
        "${SMTP_PASSWORD}",
    ] {
        let line = format!("key: {value}\nid: x\n");
        assert_eq!(masked(&line), line);
    }
    assert_eq!(masked("{key: none, token: unknown}"), "{key: none, token: unknown}");
    assert_eq!(masked(r#"{"key": null, "token": true}"#), r#"{"key": null, "token": true}"#);
    assert_eq!(masked("key: { exists: true }"), "key: { exists: true }");
}

#[test]
fn keys_that_only_resemble_secrets_stay() {
    for line in [
        "key_exposed: possibly",
        "key_handling_changed: yes-indeed",
        "provider_key: separate",
        "- site.staging.provider_key: shared",
        "monkey: george",
        "tokens: 1200000",
        "public_key: in-the-manual",
        "cache_key: restock-items",
        "plugins: { password-protected: 2.6.7, force-strong-passwords: 1.8, wp-api-key: '>=2.1 <3' }",
        "api_key_rotated: 2026-07-20",
        "client_token: 2026-07-20T10:00Z",
        "mobile: pass",
        "phone: by mail only",
    ] {
        assert_eq!(masked(line), line);
    }
}

#[test]
fn flow_mappings() {
    hides("p: {id: a, key: hunter2-a, cap: 5}", "p: {id: a, key: masked-1-, cap: 5}");
    hides("p: { key: \"hunter2, a}\", id: b }", "p: { key: \"masked-1---\", id: b }");
    hides("- { token : hunter2:9, x: [1, {secret: 'hunter''2'}] }", "- { token : masked-1-, x: [1, {secret: 'masked-2-'}] }");
    hides("{token: [hunter2-a, hunter2-b], id: c}", "{token: [masked-1-, masked-2-], id: c}");
    hides(
        "p: {\n  token: hunter2-a, # x\n  id: b\n}\nkey: hunter2-b",
        "p: {\n  token: masked-1-, # x\n  id: b\n}\nkey: masked-2-",
    );
}

#[test]
fn json() {
    hides(
        "{\n  \"key\": \"hunter2\\\"abc\",\n  \"n\": [{\"api_key\" : \"hunter2-b\"}],\n  \"id\": \"x\"\n}",
        "{\n  \"key\": \"masked-1----\",\n  \"n\": [{\"api_key\" : \"masked-2-\"}],\n  \"id\": \"x\"\n}",
    );
    hides(r#"{"pass\u0077ord":"hunter2-a","a":1}"#, r#"{"pass\u0077ord":"masked-1-","a":1}"#);
    hides(r#"{"token": 4242424, "secret": {"v": "hunter2-a"}}"#, r#"{"token": 1000000, "secret": {"v": "masked-1-"}}"#);
    hides("{\"token\"\n:\n\"hunter2-a\"}", "{\"token\"\n:\n\"masked-1-\"}");
    hides("{\"log\": \"{\\\"token\\\":\\\"hunter2-a\\\"}\"}", "{\"log\": \"{\\\"token\\\":\\\"masked-1-\\\"}\"}");
    hides(r#"{"a": "mysql:\/\/wp:hunter2@db\/wp"}"#, r#"{"a": "mysql:\/\/masked-1--@db\/wp"}"#);
    assert_eq!(masked("{\"token\": -5, \"pin_key\": 123456}"), "{\"token\": -1, \"pin_key\": 100000}");
}

#[test]
fn block_scalars_to_their_end() {
    hides("private_key: |\n  hunter2-a\n\n    hunter2-bcd\nid: x\n", "private_key: |\n  masked-1-\n\n    masked-2---\nid: x\n");
    hides("- key: >-\n    hunter2-a\n  id: x\n", "- key: >-\n    masked-1-\n  id: x\n");
    hides("key: |2+ # how\n   hunter2-a\n", "key: |2+ # how\n   masked-1-\n");
}

#[test]
fn values_on_lines_of_their_own() {
    hides("token:\n  hunter2-a\nid: x", "token:\n  masked-1-\nid: x");
    hides("token: hunter2-a\n  hunter2-b\nid: x", "token: masked-1-\n  masked-2-\nid: x");
    hides("token: \"hunter2-a\n  hunter2-b\"\nid: x", "token: \"masked-1-\n  masked-2-\"\nid: x");
    hides("token:\n- hunter2-a\n- v: hunter2-b\nid: x", "token:\n- masked-1-\n- v: masked-2-\nid: x");
    hides(
        "token:\n  value: hunter2-a\n  note:\n    - |\n      hunter2-b\nid: x",
        "token:\n  value: masked-1-\n  note:\n    - |\n      masked-2-\nid: x",
    );
    hides("? token\n: hunter2-a\nid: x", "? token\n: masked-1-\nid: x");
}

#[test]
fn comments_between_a_key_and_its_value() {
    hides("x-token:\n# rotated in May\n  hunter2-a\nzz: 1\n", "x-token:\n# rotated in May\n  masked-1-\nzz: 1\n");
    hides(
        "x-creds:\n# staging\n  user: wp\n  pw: hunter2-a\nzz: 1\n",
        "x-creds:\n# staging\n  user: xx\n  pw: masked-1-\nzz: 1\n",
    );
    hides("token: # now hunter2-b\n  hunter2-a\n", "token: # now masked-1-\n  masked-2-\n");
    hides("token: hunter2-a # was hunter2-b\nx: 1 # see wf-2\n", "token: masked-1- # was masked-2-\nx: 1 # see wf-2\n");
}

#[test]
fn anchors_are_secret_where_they_are_used() {
    hides("key: &k hunter2-a\nid: x", "key: &k masked-1-\nid: x");
    hides("key: !!str \"hunter2-a\"", "key: !!str \"masked-1-\"");
    hides("x: &a hunter2-a\ntoken: *a\n", "x: &a masked-1-\ntoken: *a\n");
    hides("token: &a hunter2-a\nnote: *a\n", "token: &a masked-1-\nnote: *a\n");
    hides("x: &a { u: wp, p: [hunter2-a] }\ncredentials: *a\n", "x: &a { u: xx, p: [masked-1-] }\ncredentials: *a\n");
    hides("x: &a hunter2-a\ny: &b [*a]\ntokens: *b\n", "x: &a masked-1-\ny: &b [*a]\ntokens: *b\n");
    hides("x: &a hunter2-a\nname: 1\nname: { token: *a }\n", "x: &a masked-1-\nname: 1\nname: { token: *a }\n");
    hides("token: 1\nx: &a hunter2-a\ntoken: *a\n", "token: 1\nx: &a masked-1-\ntoken: *a\n");
    hides("x: &a hunter2-a\nenv: [{ name: API_TOKEN, value: *a }]\n", "x: &a masked-1-\nenv: [{ name: API_TOKEN, value: *a }]\n");
}

#[test]
fn pairs_of_a_name_and_a_value() {
    hides(
        "env:\n  - { name: API_TOKEN, value: hunter2-a }\n  - { name: HOME, value: /srv }\n",
        "env:\n  - { name: API_TOKEN, value: masked-1- }\n  - { name: HOME, value: /srv }\n",
    );
    hides("o: { option_name: smtp_pass, option_value: hunter2-a }\n", "o: { option_name: smtp_pass, option_value: masked-1- }\n");
}

#[test]
fn what_is_written_twice_is_masked_in_both_places() {
    hides("token: hunter2-a\ntoken: hunter2-b\n", "token: masked-1-\ntoken: masked-2-\n");
    hides("{\"token\": \"hunter2-a\", \"token\": \"hunter2-b\"}", "{\"token\": \"masked-1-\", \"token\": \"masked-2-\"}");
    hides("? [a, b]\n: password=hunter2-a\n", "? [a, b]\n: password=masked-1-\n");
    hides("id: x\n---\ntoken: hunter2-aa\n", "id: x\n---\ntoken: xxxxxxx-xx\n");
}

#[test]
fn keys_of_policies_are_names() {
    for text in [
        "kind: policy\nvocabulary:\n  tasks:\n    revoke-key:\n      title: Revoke it\n      roles:\n        - ana\n    rotate-key: { title: Rotate it }\n",
        "{\"kind\": \"policy\", \"vocabulary\": {\"tasks\": {\"revoke-key\": {\"title\": \"Revoke it\"}}}}",
        "kind: policy\nparams: { provider_key: separate, max_token: 30d, pin: latest }\n",
        "kind: policy\nrules: [{ id: a, with: { key: site.providers }, when: { $key.token: { exists: true } } }]\n",
        "kind: tests\ncases: [{ name: a, expect: { decisions: { require:revoke-key: [recovery.key-revoked], 'require:rotate-key(p-main)': { because: [a] } } } }]\n",
        "kind: policy\nrules: [{ id: a, when: { site.providers.p.key: { fact: site.other.key } } }]\n",
    ] {
        assert_eq!(masked(text), text);
    }
    hides(
        "kind: policy # x\nkey: hunter2-a\ntoken:\n  hunter2-b\nx: {token: [hunter2-c]}\nrules: [{ when: { site.p.token: { is: hunter2-d } } }]\n",
        "kind: policy # x\nkey: masked-1-\ntoken:\n  masked-2-\nx: {token: [masked-3-]}\nrules: [{ when: { site.p.token: { is: masked-4- } } }]\n",
    );
    hides("kind: policy\nparams: { api_token: hunter2XyZ9 }\n", "kind: policy\nparams: { api_token: masked-1--- }\n");
}

#[test]
fn a_schema_declares_its_keys() {
    let text = "{\"properties\": {\"key\": {\"type\": \"string\"}, \"tokens\": {\"examples\": [\"a\"]}}}";
    assert_eq!(masked_as("site.schema.json", text), text);
}

#[test]
fn lists_of_lines_of_a_private_key() {
    let (begin, end) = (["-----BEGIN ", "PRIVATE KEY-----"].concat(), ["-----END ", "PRIVATE KEY-----"].concat());
    let out = masked(&format!("x:\n  - {begin}\n  - MIIEhunter2\n  - Ab3=\n  - {end}\n  - after\n"));
    assert!(!out.contains("MIIE") && !out.contains("Ab3") && out.ends_with("- after\n"), "{out}");
}

#[test]
fn mistakes_stay_mistakes() {
    for text in [
        "token: *hunter2\nid: x\n",
        "token: hunter2: a\n",
        "key: @hunter2\n",
        "key: \"hunter\\q2\"\n",
        "token: !secret hunter2\n",
        "token: \"hunter2\nid: x\n",
        "token: hunter2\n\tx: 1\n",
        "token: [hunter2\n",
        "{\"token\": \"hunter2\" \"b\": 1}",
        "{\"token\": hunter2}",
        "{\"token\": 12345, \"b\": 1,}",
        "token: hunter2\u{1}x\n",
        "<<: { token: hunter2 }\n",
    ] {
        let out = masked(text);
        assert!(!out.contains("hunter2"), "{out}");
    }
    let mut sink = Sink::new();
    load(&mut Sources::new(), "a.yaml", b"token: \xffhunter2\n".to_vec(), &mut sink);
    assert!(sink.has_errors());
}

#[test]
fn line_breaks_of_every_kind() {
    hides("token: hunter2-a\r\nid: x\r\n", "token: masked-1-\r\nid: x\r\n");
    hides("token: hunter2-a\rid: x\r", "token: masked-1-\rid: x\r");
    hides("key: |\r\n  hunter2-a\r\nid: x\r\n", "key: |\r\n  masked-1-\r\nid: x\r\n");
}

#[test]
fn equal_originals_share_a_number_across_documents_and_spellings() {
    let mut sources = Sources::new();
    let mut text = |text: &str| {
        let (id, _) = load(&mut sources, "a.yaml", text.as_bytes().to_vec(), &mut Sink::new());
        sources.get(id).text().to_owned()
    };
    assert_eq!(
        text("key: hunter2-a\ntoken: hunter2-b\nsecret: hunter2-a\n"),
        "key: masked-1-\ntoken: masked-2-\nsecret: masked-1-\n"
    );
    assert_eq!(text("password: \"hunter2-b\"\npw: \"hunter\\x32-b\"\n"), "password: \"masked-2-\"\npw: \"masked-2----\"\n");
}

#[test]
fn deep_and_long_lines_end() {
    for text in [
        "a: ".repeat(140_000),
        "- ".repeat(100_000),
        "? ".repeat(100_000),
        "[".repeat(100_000),
        "token: ".repeat(60_000),
        format!("token: {}\n", "a".repeat(70_000)),
    ] {
        load(&mut Sources::new(), "a.yaml", text.into_bytes(), &mut Sink::new());
    }
}
