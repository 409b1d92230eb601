//! What problems with files look like: each test makes a folder, runs the program in it, and compares what it prints.
//! The pictures lie in `tests/diagnostics/files`, named as the test.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::stored;
use tempfile::TempDir;

const RELEASE: &str = "kind: release\nversion: 2.4.0\nchanges: []\n";
const SITE: &str = "kind: site\nid: shop-north\n";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// Runs the program in the folder and compares what it prints to standard error with the picture of this name.
fn picture(name: &str, folder: &TempDir, arguments: &[&str]) {
    let out = Command::new(env!("CARGO_BIN_EXE_holdpoint")).args(arguments).current_dir(folder.path()).output().unwrap();
    let status = out.status.code().unwrap();
    let text = format!("$ holdpoint {}\n{}exit status {status}\n", arguments.join(" "), String::from_utf8(out.stderr).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics/files").join(format!("{name}.txt"));
    stored(&path, &text).unwrap_or_else(|difference| panic!("{difference}\n{text}"));
}

const EVALUATE: [&str; 4] = ["evaluate", ".", "--now", "2026-07-21T18:00Z"];

#[test]
fn a_path_that_leads_nowhere() {
    picture("unreadable-file", &folder(&[("release.yaml", RELEASE.as_bytes())]), &["evaluate", "release.yaml", "sites.yaml"]);
}

#[test]
fn bytes_that_are_not_utf_8() {
    let site = b"kind: site\nid: shop-north\nclient: Caf\xe9 Lea\n";
    picture("not-utf-8", &folder(&[("release.yaml", RELEASE.as_bytes()), ("site.yaml", site)]), &EVALUATE);
}

#[test]
fn utf_16_is_told_as_what_it_is() {
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(SITE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    picture("not-utf-8-utf-16", &folder(&[("release.yaml", RELEASE.as_bytes()), ("site.yaml", &wide)]), &EVALUATE);
}

#[test]
fn a_byte_order_mark_moves_no_column() {
    let site = "\u{feff}kind: site\nid: shop-north\ntypo: 1\n";
    picture("byte-order-mark", &folder(&[("release.yaml", RELEASE.as_bytes()), ("site.yaml", site.as_bytes())]), &EVALUATE);
    let site = "\u{feff}kind: sites\nid: shop-north\n";
    picture(
        "byte-order-mark-first-line",
        &folder(&[("release.yaml", RELEASE.as_bytes()), ("site.yaml", site.as_bytes())]),
        &EVALUATE,
    );
}

#[test]
fn line_ends_of_windows_change_nothing() {
    let site = "kind: site\r\nid: shop-north\r\nbackup:\r\n  databse: true\r\n";
    picture("windows-line-ends", &folder(&[("release.yaml", RELEASE.as_bytes()), ("site.yaml", site.as_bytes())]), &EVALUATE);
}

#[test]
fn a_file_of_fifty_megabytes() {
    let mut site = SITE.to_owned();
    site.push_str(&"# nothing at all, over and over again, until the file is far too large\n".repeat(740_000));
    assert!(site.len() > 50 * 1024 * 1024);
    picture("file-too-large", &folder(&[("release.yaml", RELEASE.as_bytes()), ("site.yaml", site.as_bytes())]), &EVALUATE);
}

#[test]
fn a_folder_of_ten_thousand_and_one_documents() {
    let folder = folder(&[]);
    for n in 0..10_001 {
        fs::write(folder.path().join(format!("{n}.yaml")), SITE).unwrap();
    }
    picture("too-many-files", &folder, &EVALUATE);
}

#[test]
fn a_site_of_two_thousand_and_one_items() {
    let items: String = (0..2_001).map(|n| format!("  - {{ id: wf-{n} }}\n")).collect();
    let site = format!("{SITE}workflows:\n{items}");
    picture("too-many-items", &folder(&[("release.yaml", RELEASE.as_bytes()), ("site.yaml", site.as_bytes())]), &EVALUATE);
}

#[test]
fn a_folder_without_documents() {
    picture("no-documents", &folder(&[("notes.txt", b"later"), (".hidden/site.yaml", SITE.as_bytes())]), &EVALUATE);
}

#[test]
fn an_empty_file() {
    picture("empty-file", &folder(&[("release.yaml", RELEASE.as_bytes()), ("site.yaml", b"")]), &EVALUATE);
}

#[test]
fn two_sites_in_one_folder() {
    let other = "kind: site\nid: garden-blog\n";
    picture(
        "two-sites",
        &folder(&[("release.yaml", RELEASE.as_bytes()), ("a.yaml", SITE.as_bytes()), ("b.yaml", other.as_bytes())]),
        &EVALUATE,
    );
}

#[test]
fn a_document_nested_too_deep() {
    let flow = format!("kind: site\nid: shop-north\nx-deep: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    picture("too-deep", &folder(&[("release.yaml", RELEASE.as_bytes()), ("site.yaml", flow.as_bytes())]), &EVALUATE);
    let block: String = (0..2_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect();
    let block = format!("kind: site\nid: shop-north\nx-deep:\n{}", block.lines().map(|l| format!(" {l}\n")).collect::<String>());
    picture("too-deep-block", &folder(&[("release.yaml", RELEASE.as_bytes()), ("site.yaml", block.as_bytes())]), &EVALUATE);
    let json =
        format!("{{ \"kind\": \"site\", \"id\": \"shop-north\", \"x-deep\": {}{} }}\n", "[".repeat(100_000), "]".repeat(100_000));
    picture("too-deep-json", &folder(&[("release.yaml", RELEASE.as_bytes()), ("site.json", json.as_bytes())]), &EVALUATE);
}

#[test]
fn a_link_in_a_folder_is_passed_over() {
    let folder = folder(&[
        ("facts/release.yaml", RELEASE.as_bytes()),
        ("facts/site.yaml", SITE.as_bytes()),
        ("elsewhere/update.yaml", b"kind: update\nphase: after\n"),
    ]);
    std::os::unix::fs::symlink(folder.path().join("elsewhere/update.yaml"), folder.path().join("facts/update.yaml")).unwrap();
    picture("symbolic-link", &folder, &["evaluate", "facts", "--now", "2026-07-21T18:00Z", "--exit-zero"]);
}

#[test]
fn a_link_leads_no_pack_out_of_the_root() {
    let folder = folder(&[
        ("root/acme/pack.yaml", b"kind: policy\nname: acme\nextends: [./base]\n"),
        ("base/pack.yaml", b"kind: policy\nname: base\n"),
    ]);
    std::os::unix::fs::symlink(folder.path().join("base"), folder.path().join("root/acme/base")).unwrap();
    picture("outside-root-link", &folder, &["graph", "--policy", "root/acme", "--root", "root"]);
}

#[test]
fn a_rule_or_decision_that_does_not_exist() {
    picture("bad-path", &folder(&[]), &["graph", "--around", "staging.touched-area"]);
    picture("bad-path-decision", &folder(&[]), &["graph", "--decision", "pause:shop"]);
}

#[test]
fn a_path_that_can_not_be_written() {
    let folder = folder(&[("release.yaml", RELEASE.as_bytes()), ("site.yaml", SITE.as_bytes())]);
    picture("unwritable-file", &folder, &[&EVALUATE[..], &["--write-standing", "no/folder/update.yaml"]].concat());
}

#[test]
fn every_problem_of_every_file_in_one_run() {
    let files: [(&str, &[u8]); 4] = [
        ("release.yaml", b"kind: release\nversion: latest\n"),
        ("site.yaml", b"kind: site\nid: shop-north\nbackup: { databse: true }\n"),
        ("more.yaml", b"kind: site\nid: shop-north\n\ttype: store\n"),
        ("update.yaml", b"kind: update\n"),
    ];
    picture("several-problems", &folder(&files), &EVALUATE);
}

#[test]
fn a_document_that_can_not_be_formatted() {
    let site = "kind: site\nid: shop-north\n? type\n: store\n";
    picture("unformattable", &folder(&[("site.yaml", site.as_bytes())]), &["fmt"]);
}
