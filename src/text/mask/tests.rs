//! Text that no parser reads: it keeps its length and everything but letters and digits, and shows no secret.
//! Samples like keys are put together from parts, so that no scanner takes this file for a leak.

use proptest::prelude::*;

use super::*;

fn unread(text: &str) -> String {
    let out = masked(text).into_owned();
    assert_eq!(out.len(), text.len(), "{out}");
    out
}

#[track_caller]
fn hides(text: &str, expected: &str) {
    let out = unread(text);
    assert_eq!(out, expected);
    assert!(!out.contains("hunter"), "{out}");
}

#[test]
fn broken_lines_do_not_leak_and_stay_broken() {
    hides("token:hunter2-a\nid: x", "token:xxxxxxx-x\nid: x");
    hides("token: \"hunter2: a\nid: x", "token: \"xxxxxxx: x\nid: x");
    hides("title: \"never closed\ntoken: hunter2hunter\n", "title: \"never closed\ntoken: masked-1-----\n");
    hides("title: [never closed\ntoken: hunter2hunter\n", "title: [never closed\ntoken: masked-1-----\n");
    hides("\ttoken: hunter2x\n", "\ttoken: masked-1\n");
    hides("token: hunter2x: a\n", "token: masked-1: x\n");
    hides("a: [\ntoken:\n# rotated in May\n  hunter2x\nid: x\n", "a: [\ntoken:\n# rotated in May\n  masked-1\nid: x\n");
    hides(
        "a: [\nx-credentials:\n# x\n  user: wp\n  pw: hunter2x\nid: x",
        "a: [\nx-credentials:\n# x\n  user: xx\n  pw: masked-1\nid: x",
    );
    hides("{\"token\"\n:\n\"hunter2x\", [", "{\"token\"\n:\n\"masked-1\", [");
    hides("{\"token\": {\"a\": \"hunter2x\"}, [", "{\"token\": {\"a\": \"masked-1\"}, [");
    hides("{\"token\": {\n\"a\": \"hunter2x\"\n}, [ \"b\"", "{\"token\": {\n\"a\": \"masked-1\"\n}, [ \"b\"");
    hides("{\"x\": \"mysql:\\/\\/wp:hunter2x@db\\/wp\", [", "{\"x\": \"mysql:\\/\\/xx:masked-1@db\\/wp\", [");
    hides("? token\n: hunter2x\nid: [", "? token\n: masked-1\nid: [");
    hides("token: |\n  hunter2x\n  hunter3x\nid: [", "token: |\n  masked-1\n  masked-2\nid: [");
}

#[test]
fn numbers_of_broken_json_stay_numbers() {
    hides("{\"token\": 4711, \"b\": [", "{\"token\": 1000, \"b\": [");
}

#[test]
fn escapes_of_text_that_can_not_be_read_stay_escapes() {
    let out = unread("{\"token\": \"hunter\\u0032\\q\", [");
    assert!(out.contains("\\q") && out.contains("\\u00") && !out.contains("hunter"), "{out}");
}

#[test]
fn arguments_and_names_of_files() {
    hides("token=hunter2x.yaml", "token=masked-1.xxxx");
    hides("https://ana:hunter2x@host/site.yaml", "https://xxx:masked-1@host/site.yaml");
    hides("secrets/token-hunter2x.yaml", "secrets/token-masked-1.yaml");
    hides("--policy=db_password_hunter2x", "--policy=db_password_masked-1");
    for plain in [
        "examples/wf-token-v2.yaml",
        "examples/shop-north/site.yaml",
        "--policy",
        "policies/sophmate",
        "pause:commerce",
        "2026-07-21T18:00Z",
        "site.backup.taken_at=unknown",
    ] {
        assert_eq!(unread(plain), plain);
    }
}

#[test]
fn masking_again_changes_nothing() {
    for text in ["token: hunter2hunter2\nkey: abc\n[", "x: [\npassword: hunter2\n"] {
        let once = unread(text);
        assert_eq!(unread(&once), once);
    }
}

#[test]
fn large_inputs_come_to_an_end() {
    for unit in [
        "token: \"a\n",
        "'",
        "[",
        "# key: x\n",
        "1 2 3 ",
        "a@",
        "-----BEGIN PRIVATE KEY-----\n",
        "k: |\n",
        "\"\\\"",
        "{key: 'a",
        "4111 ",
        "a: ",
        "password is ",
        "token ",
        "%41",
        "\\u0041",
        "YWJj",
        "token: {",
        "<key>",
        "hook/",
        "curl -u ",
        "+49 ",
        "DE89 ",
        "at ",
        "a at b dot c ",
        "password=\"",
        "key,",
        "pass:",
        "é",
        "a.b-c_d",
        "//",
        "Bearer ",
        "purchase 0-",
        "-----END ",
        "&#64;",
        "password: [",
    ] {
        let text = unit.repeat(50_000 / unit.len());
        unread(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_keeps_its_signs(text in "\\PC*|([a-z@:{}\\[\\]\"'#|>&*!?,. \\-\n\r\t\\\\ö☕0-9]|token: |key|password=|-----BEGIN PRIVATE KEY-----)*") {
        let out = unread(&text);
        let sign = |b: u8| b.is_ascii() && !b.is_ascii_alphanumeric() && b != b'_' && b != b'-';
        let signs = |t: &str| t.bytes().enumerate().filter(|(_, b)| sign(*b)).collect::<Vec<_>>();
        prop_assert_eq!(signs(&out), signs(&text));
    }

    #[test]
    fn a_secret_line_anywhere_is_masked(before in "([a-z]{1,5}: [a-z \"'\\[{]{0,8}\n){0,4}", indent in 0usize..4) {
        let text = format!("{before}{}token: Qz7Qz7Qz7Qz7Qz7\n", " ".repeat(indent));
        prop_assert!(!unread(&text).contains("Qz7Qz7"), "{}", unread(&text));
    }
}
