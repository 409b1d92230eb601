//! What is masked and what is not, in every form in which facts are written.
//! Key-like samples are put together from parts, so that no scanner takes this file for a leak.

use super::*;
use proptest::prelude::*;

fn masked(text: &str) -> String {
    let mut mask = Mask::new();
    mask.plain_words(&["provider_key"]);
    mask.secret_words(&["licence"]);
    let (out, ranges) = mask.facts(text.to_owned());
    assert_eq!(out.len(), text.len(), "same bytes: {out}");
    for range in ranges {
        assert!(out.is_char_boundary(range.start as usize) && out.is_char_boundary(range.end as usize));
    }
    out
}

/// No part of `hunter` survives; everything else does.
fn hides(text: &str, expected: &str) {
    let out = masked(text);
    assert_eq!(out, expected);
    assert!(!out.contains("hunter"), "{out}");
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
fn short_values_become_x() {
    hides("password: hunter", "password: xxxxxx");
    assert_eq!(masked("password: a"), "password: x");
    assert_eq!(masked("password: ö"), "password: xx");
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
fn equal_originals_share_a_number_and_different_ones_do_not() {
    let mut mask = Mask::new();
    let (first, _) = mask.facts("key: hunter2-a\ntoken: hunter2-b\nsecret: hunter2-a".to_owned());
    assert_eq!(first, "key: masked-1-\ntoken: masked-2-\nsecret: masked-1-");
    let (second, _) = mask.facts("password: \"hunter2-b\"".to_owned());
    assert_eq!(second, "password: \"masked-2-\"");
}

#[test]
fn numbers_follow_the_order_of_the_text() {
    let mail = ["ana", "@", "example.org"].concat();
    assert_eq!(masked(&format!("owner: {mail}\nkey: hunter2-a\n")), "owner: masked-1-------\nkey: masked-2-\n");
}

#[test]
fn words_about_whether_there_is_a_secret_stay() {
    for value in ["none", "unknown", "null", "~", "true", "false", "", "\"none\"", "Null", "# nothing", "\"\"", "[]", "{}"] {
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
        "keys: text",
        "key_exposed: possibly",
        "key_handling_changed: yes-indeed",
        "provider_key: separate",
        "- site.staging.provider_key: shared",
        "monkey: george",
        "tokens: 1200000",
        "public_key: in-the-manual",
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
    hides(r#"{"token": 4242424, "secret": {"v": "hunter2-a"}}"#, r#"{"token": 1111111, "secret": {"v": "masked-1-"}}"#);
    hides("{\"token\"\n:\n\"hunter2-a\"}", "{\"token\"\n:\n\"masked-1-\"}");
    hides("{\"log\": \"{\\\"token\\\":\\\"hunter2-a\\\"}\"}", "{\"log\": \"{\\\"token\\\":\\\"masked-1-\\\"}\"}");
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
fn anchors_tags_and_aliases() {
    hides("key: &k hunter2-a\nid: x", "key: &k masked-1-\nid: x");
    hides("key: !!str \"hunter2-a\"", "key: !!str \"masked-1-\"");
    hides("key: *hunter", "key: xxxxxxx");
}

#[test]
fn policies_name_things_by_keys_that_look_secret() {
    for text in [
        "kind: policy\ntasks:\n  revoke-key:\n    title: Revoke it\n    roles:\n      - ana\n  x: { rotate-key: { title: Rotate it } }\n",
        "{\"kind\": \"policy\", \"tasks\": {\"revoke-key\": {\"title\": \"Revoke it\"}}}",
    ] {
        assert_eq!(masked(text), text);
    }
    hides(
        "kind: policy # x\nkey: hunter2-a\ntoken:\n  hunter2-b\nx: {token: [hunter2-c]}\n",
        "kind: policy # x\nkey: masked-1-\ntoken:\n  masked-2-\nx: {token: [masked-3-]}\n",
    );
}

#[test]
fn comments() {
    hides("id: x # token: hunter2-a", "id: x # token: masked-1-");
    hides("# password = hunter2 abc", "# password = masked-1---");
    hides("a: [1, # key: hunter2-a\n 2]", "a: [1, # key: masked-1-\n 2]");
    hides("# {\"api_key\": \"hunter2-a\"}", "# {\"api_key\": \"masked-1---");
    assert_eq!(masked("# the key is none of ours"), "# the key is none of ours");
}

#[test]
fn prose() {
    hides("note: call https://x.example/a?token=hunter2-a&b=c now", "note: call https://x.example/a?token=masked-1-&b=c now");
    hides("note: \"the password: hunterabc was used\"", "note: \"the password: masked-1- was used\"");
    hides("log: |\n  ok\n  token: hunter2 abc\n", "log: |\n  ok\n  token: masked-1---\n");
    hides("note: Authorization: Bearer hunter2-a", "note: Authorization: masked-1--------");
    hides("log: \"x\\ntoken=hunter2-a\\ny\"", "log: \"x\\ntoken=masked-1-\\ny\"");
    let text = "because: \"Rotate the key: workflows that use it wait.\"";
    assert_eq!(masked(text), text);
}

#[test]
fn broken_lines_do_not_leak() {
    hides("token:hunter2-a\nid: x", "token:masked-1-\nid: x");
    hides("token: \"hunter2: a\nid: x", "token: \"masked-1--\nid: x");
    hides("title: \"never closed\ntoken: hunter2-a\n", "title: \"never closed\ntoken: masked-1-\n");
    hides("title: [never closed\ntoken: hunter2-a\n", "title: [never closed\ntoken: masked-1-\n");
    hides("\ttoken: hunter2-a\n", "\ttoken: masked-1-\n");
    hides("token: hunter2: a\n", "token: masked-1--\n");
}

#[test]
fn line_breaks_of_every_kind() {
    hides("token: hunter2-a\r\nid: x\r\n", "token: masked-1-\r\nid: x\r\n");
    hides("token: hunter2-a\rid: x\r", "token: masked-1-\rid: x\r");
    hides("key: |\r\n  hunter2-a\r\nid: x\r\n", "key: |\r\n  masked-1-\r\nid: x\r\n");
}

#[test]
fn private_keys_anywhere() {
    let begin = ["-----BEGIN RSA ", "PRIVATE KEY-----"].concat();
    let end = ["-----END RSA ", "PRIVATE KEY-----"].concat();
    let body = "MIIEpAIBAAKCAQEA7hunterhunterhunterhunterhunterhunterhunter1234";
    let out = masked(&format!("log: |\n  before\n  {begin}\n  {body}\n  {body}\n  Ab3=\n  {end}\n  after\nid: x\n"));
    assert!(!out.contains("MIIE") && !out.contains("BEGIN") && !out.contains("Ab3"), "{out}");
    assert!(out.contains("  before\n") && out.ends_with("  after\nid: x\n"), "{out}");

    let out = masked(&format!("{{\"a\": \"{begin}\\n{body}\\n{end}\\n\", \"b\": \"c\"}}"));
    assert!(!out.contains("MIIE") && !out.contains("BEGIN"), "{out}");
    assert!(out.starts_with("{\"a\": \"masked-1-") && out.ends_with("\\n\", \"b\": \"c\"}"), "{out}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["b"], "c");

    // Without its end, only lines that can be a part of the key are taken.
    let out = masked(&format!("a: |\n  {begin}\n  {body}\nid: shop-north\nlist:\n  - x y\n"));
    assert!(!out.contains("MIIE") && out.ends_with("id: shop-north\nlist:\n  - x y\n"), "{out}");
}

#[test]
fn well_known_api_keys_anywhere() {
    for sample in [
        ["sk-", "proj-Abc123Abc123Abc123"].concat(),
        ["AK", "IAIOSFODNN7EXAMPLE"].concat(),
        ["gh", "p_16C7e42F292c6912E7710c838347Ae178B4a"].concat(),
        ["xo", "xb-2048-abcdefABCDEF12"].concat(),
        ["AI", "zaSyA-1234567890abcdefghijklmnopqrs_t"].concat(),
        ["eyJ", "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.s5cB-d_e"].concat(),
        ["sk_", "live_4eC39HqLyjWDarjtT1zdp7dc"].concat(),
        "0123456789abcdef".repeat(2),
        "aB3dE5gH".repeat(5),
        "aB3/E5g+".repeat(5) + "==",
    ] {
        for text in [
            format!("note: see {sample} there"),
            format!("- \"{sample}\""),
            format!("{{a: {sample}, b: c}}"),
            format!("a: \"x\\n{sample}\""),
        ] {
            let out = masked(&text);
            assert!(!out.contains(sample.get(3..12).unwrap()), "{out}");
            assert!(out.contains("masked-1"), "{out}");
        }
    }
}

#[test]
fn digests_identifiers_and_paths_are_no_keys() {
    for text in [
        format!("digest: sha256:{}", "0123456789abcdef".repeat(4)),
        "id: wf-restock-shop-north-2026-07-21-special-offer".to_owned(),
        "file: examples/shop-north/2026/site-inventory-of-the-north.yaml".to_owned(),
        "see: docs/ReleaseNotes/Version24/UpdateAndRollbackForSites".to_owned(),
        "id: 123e4567-e89b-12d3-a456-426614174000".to_owned(),
        "at: 2026-07-21T18:00:00.123456Z".to_owned(),
        "weekly: \"thu 12:00 - mon 06:00\"".to_owned(),
        "package: \"@scope/name@1.2.3\"".to_owned(),
        "n: 1753120800000".to_owned(),
        "sk-north: sk-restock-items-of-the-north".to_owned(),
        "policies: sophmate.staging.touched-areas.needs-diagnostics".to_owned(),
    ] {
        assert_eq!(masked(&text), text);
    }
}

#[test]
fn card_numbers_with_a_valid_check_digit() {
    let plain = ["4111", "1111", "1111", "1111"];
    for joint in ["", " ", "-"] {
        let out = masked(&format!("note: paid with {} today", plain.join(joint)));
        assert!(out.starts_with("note: paid with masked-1") && out.ends_with(" today"), "{out}");
        assert!(!out.contains("1111"));
    }
    let amex = ["3782", "822463", "10005"].join(" ");
    assert_eq!(masked(&format!("[{amex}]")), "[masked-1---------]");
    let wrong = "note: 4111 1111 1111 1112";
    assert_eq!(masked(wrong), wrong);
    let escaped = format!("{{\"a\": \"x\\n{}\"}}", plain.concat());
    assert_eq!(masked(&escaped), "{\"a\": \"x\\nmasked-1--------\"}");
}

#[test]
fn mail_addresses_and_credentials_in_urls() {
    let at = "@";
    assert_eq!(masked(&format!("owner: ana.b+c{at}shop.example.org, ivo")), "owner: masked-1----------------, ivo");
    assert_eq!(masked(&format!("x: \"a\\nana{at}example.org.\"")), "x: \"a\\nmasked-1-------.\"");
    assert_eq!(masked(&format!("u: https://ana:pw{at}host/path")), "u: https://xxxxxx@host/path");
    assert_eq!(masked(&format!("x: jörg{at}example.org")), "x: masked-1---------");
    assert_eq!(masked("x: \"a @ b\" # @here"), "x: \"a @ b\" # @here");
}

#[test]
fn masking_again_changes_nothing() {
    let once = masked("token: hunter2hunter2\nkey: abc\n");
    assert_eq!(masked(&once).replace("masked-2", "masked-1"), once);
}

#[test]
fn large_inputs_take_linear_time() {
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
    ] {
        let text = unit.repeat(300_000 / unit.len());
        let started = std::time::Instant::now();
        masked(&text);
        assert!(started.elapsed().as_secs() < 5, "{unit:?} took {:?}", started.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_keeps_its_length_and_its_boundaries(text in "\\PC*|([a-z@:{}\\[\\]\"'#|>&*!?,. \\-\n\r\t\\\\ö☕0-9]|token: |key|password=|-----BEGIN PRIVATE KEY-----)*") {
        let out = masked(&text);
        let breaks = |t: &str| t.bytes().enumerate().filter(|(_, b)| b"\r\n".contains(b)).map(|(n, _)| n).collect::<Vec<_>>();
        prop_assert_eq!(breaks(&out), breaks(&text));
    }

    #[test]
    fn a_secret_line_anywhere_is_masked(before in "([a-z]{1,5}: [a-z \"'\\[{]{0,8}\n){0,4}", indent in 0usize..4) {
        let text = format!("{before}{}token: Qz7Qz7Qz7Qz7Qz7\n", " ".repeat(indent));
        prop_assert!(!masked(&text).contains("Qz7Qz7"), "{}", masked(&text));
    }
}

#[test]
fn a_masked_number_of_json_stays_a_number() {
    let (text, masked) = crate::text::mask::Mask::new().facts("{\"token\": -5, \"pin_key\": 123456}".to_owned());
    assert_eq!(text, "{\"token\": 11, \"pin_key\": 111111}");
    assert_eq!(masked, [10..12, 25..31]);
}
