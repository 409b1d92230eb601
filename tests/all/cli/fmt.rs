//! `holdpoint fmt`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::{SITE, folder, holdpoint, holdpoint_in};

const MESSY: &str = "kind: site   # of Ana\nid:  shop-north\nagents:\n- id: a1\n  prompts: {draft:  one}\n";
const NEAT: &str = "kind: site # of Ana\nid: shop-north\nagents:\n  - id: a1\n    prompts: { draft: one }\n";

#[test]
fn documents_of_a_folder_are_formatted_once() {
    let other = "services: {web:  1}\n";
    let folder = folder(&[
        ("site.yaml", MESSY),
        ("b/site.yml", SITE),
        ("compose.yaml", other),
        ("c.json", "{\"kind\":\"site\",\"id\":1}"),
    ]);
    let path = folder.path().join("site.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let ran = holdpoint_in(&folder, &["fmt"], "");
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "`site.yaml` formatted\n2 documents: 1 formatted\n", ""));
    assert_eq!(fs::read_to_string(&path).unwrap(), NEAT);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_to_string(folder.path().join("compose.yaml")).unwrap(), other, "it says no kind");
    let ran = holdpoint_in(&folder, &["fmt", "--check"], "");
    assert_eq!((ran.status, ran.out.as_str()), (0, "2 documents: 0 formatted\n".replace("formatted", "to format").as_str()));
    // A file that is named is meant.
    assert_eq!(holdpoint_in(&folder, &["fmt", "compose.yaml"], "").status, 0);
    assert_eq!(fs::read_to_string(folder.path().join("compose.yaml")).unwrap(), "services: { web: 1 }\n");
}

#[test]
fn check_and_diff_only_look() {
    let folder = folder(&[("site.yaml", MESSY)]);
    let ran = holdpoint_in(&folder, &["fmt", "--check", "site.yaml"], "");
    assert_eq!((ran.status, ran.out.as_str()), (3, "`site.yaml` is not formatted, from line 1 on\n1 document: 1 to format\n"));
    let ran = holdpoint_in(&folder, &["fmt", "--diff"], "");
    assert_eq!(ran.status, 3);
    assert!(ran.out.starts_with("--- site.yaml\n+++ site.yaml\n@@ -1,5 +1,5 @@\n-kind: site   # of Ana\n"), "{}", ran.out);
    assert!(ran.out.ends_with("+    prompts: { draft: one }\n"), "{}", ran.out);
    assert_eq!(fs::read_to_string(folder.path().join("site.yaml")).unwrap(), MESSY);
    assert_eq!(holdpoint_in(&folder, &["fmt", "--check", "-"], MESSY).status, 3);
    assert_eq!(holdpoint_in(&folder, &["fmt", "--check", "-"], NEAT).status, 0);
    let ran = holdpoint_in(&folder, &["fmt", "-"], MESSY);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
}

/// What is masked for every eye is still there in the file.
#[test]
fn secrets_are_kept_and_not_shown() {
    let site =
        "kind:  site\nid: shop-north\nx-hook:   { api_key:  \"hunter2hunter2\" }\nx-note:   key sk-abcdefghijklmnop1234 is old\n";
    let folder = folder(&[("site.yaml", site)]);
    let ran = holdpoint_in(&folder, &["fmt", "--diff"], "");
    assert!(ran.out.contains("api_key: \"masked-1"), "{}", ran.out);
    assert!(!ran.out.contains("hunter2") && !ran.out.contains("abcdefghijklmnop"), "{}", ran.out);
    assert_eq!(holdpoint_in(&folder, &["fmt"], "").status, 0);
    let wanted =
        "kind: site\nid: shop-north\nx-hook: { api_key: \"hunter2hunter2\" }\nx-note: key sk-abcdefghijklmnop1234 is old\n";
    assert_eq!(fs::read_to_string(folder.path().join("site.yaml")).unwrap(), wanted);
}

#[test]
fn a_link_that_is_named_stays_a_link() {
    let folder = folder(&[("real.yaml", MESSY)]);
    let link = folder.path().join("site.yaml");
    std::os::unix::fs::symlink("real.yaml", &link).unwrap();
    assert_eq!(holdpoint_in(&folder, &["fmt", "site.yaml"], "").status, 0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(folder.path().join("real.yaml")).unwrap(), NEAT);
}

#[test]
fn one_bad_file_does_not_keep_the_others_from_being_formatted() {
    let folder = folder(&[("a.yaml", "kind: site\nid: [\n"), ("b.yaml", MESSY)]);
    let ran = holdpoint_in(&folder, &["fmt", "."], "");
    assert_eq!((ran.status, ran.out.as_str()), (3, "`b.yaml` formatted\n1 document: 1 formatted\n"));
    assert!(ran.err.starts_with("bad-syntax"), "{}", ran.err);
    // What is none of ours is none of our business, unless it is named.
    fs::write(folder.path().join("a.yaml"), "a: {{ templated }}\n- b\n").unwrap();
    assert_eq!(holdpoint_in(&folder, &["fmt", "."], "").status, 0);
    assert_eq!(holdpoint_in(&folder, &["fmt", "a.yaml"], "").status, 3);
}

#[test]
fn the_repository_is_formatted() {
    let ran = holdpoint(&["fmt", "--check", "."]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}{}", ran.out, ran.err);
}

/// What an editor on another system wrote stays as it is: only the layout changes.
#[test]
fn line_ends_and_a_byte_order_mark_stay() {
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let folder = folder(&[("site.yaml", &windows(MESSY)), ("neat.yaml", &windows(NEAT))]);
    let ran = holdpoint_in(&folder, &["fmt"], "");
    assert_eq!((ran.status, ran.out.as_str()), (0, "`site.yaml` formatted\n2 documents: 1 formatted\n"));
    assert_eq!(fs::read_to_string(folder.path().join("site.yaml")).unwrap(), windows(NEAT));
}

#[test]
fn a_file_with_several_names_is_left_alone() {
    let folder = folder(&[("site.yaml", MESSY)]);
    let other = folder.path().join("kept");
    fs::hard_link(folder.path().join("site.yaml"), &other).unwrap();
    let ran = holdpoint_in(&folder, &["fmt"], "");
    assert_eq!((ran.status, ran.out.as_str()), (1, "1 document: 1 formatted\n".replace("1 formatted", "0 formatted").as_str()));
    assert!(ran.err.starts_with("`site.yaml` could not be written: it has several names (hard links)"), "{}", ran.err);
    assert_eq!(fs::read_to_string(&other).unwrap(), MESSY);
}

/// A FIFO has no end as long as nobody writes into it.
#[test]
fn a_pipe_is_not_waited_for() {
    let folder = folder(&[]);
    assert!(std::process::Command::new("mkfifo").arg(folder.path().join("site.yaml")).status().unwrap().success());
    for command in ["evaluate", "check", "fmt", "test"] {
        let ran = holdpoint_in(&folder, &[command, "site.yaml"], "");
        assert_eq!(ran.status, 3, "{command}");
        assert!(ran.err.contains("`site.yaml` is a pipe, not a file"), "{}", ran.err);
    }
}
