//! Colours, the plain form, and streams that go away.

use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use super::{NOW, RELEASE, command, folder, holdpoint, holdpoint_in, ran};

const ESCAPE: char = '\u{1b}';
const EVALUATE: [&str; 5] = ["evaluate", "examples/shop-north", "--now", NOW, "--exit-zero"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_pipe_gets_no_colours_unless_they_are_asked_for() {
    assert!(!holdpoint(&EVALUATE).out.contains(ESCAPE));
    let always = [&EVALUATE[..], &["--color", "always"]].concat();
    assert!(holdpoint(&always).out.contains(ESCAPE));
    assert!(!holdpoint(&[&EVALUATE[..], &["--color", "never"]].concat()).out.contains(ESCAPE));
    let asked = ran(command(&always, root()).env("NO_COLOR", "1"), "");
    assert!(asked.out.contains(ESCAPE), "what is asked for on the command line wins over the environment");
}

#[test]
fn json_has_no_colours_ever() {
    let ran = holdpoint(&[&EVALUATE[..], &["--color", "always", "--format", "json"]].concat());
    assert!(!ran.out.contains(ESCAPE));
}

#[test]
fn problems_in_colour_differ_from_plain_ones_in_nothing_but_colour() {
    let folder = folder(&[("release.yaml", RELEASE), ("site.yaml", "kind: site\nid: shop-north\ntypo: 1\n")]);
    let colour = holdpoint_in(&folder, &["evaluate", ".", "--color", "always"], "").err;
    let none = holdpoint_in(&folder, &["evaluate", "."], "").err;
    assert!(colour.contains(ESCAPE) && !none.contains(ESCAPE));
    assert_eq!(anstream::adapter::strip_str(&colour).to_string(), none);
}

#[test]
fn the_plain_form_is_lines_that_can_be_read_aloud() {
    let folder = folder(&[("release.yaml", RELEASE), ("site.yaml", "kind: site\nid: shop-north\nbackup: { databse: true }\n")]);
    let ran = holdpoint_in(&folder, &["evaluate", ".", "--plain", "--color", "always"], "");
    assert_eq!(
        ran.err,
        "site.yaml:3:11: error[unknown-key]: unknown key `databse` in `site.backup`\n  here: not a key of `site.backup`\n  help: write `database`\n1 error\n"
    );
}

#[test]
fn what_a_terminal_would_obey_is_printed_as_text() {
    let folder = folder(&[("release.yaml", RELEASE), ("site.yaml", "kind: site\nid: \"shop\\e[31m\\u202e\"\n")]);
    let ran = holdpoint_in(&folder, &["evaluate", ".", "--now", NOW, "--exit-zero"], "");
    assert!(ran.out.contains(r"on shop\u{1b}[31m\u{202e}"), "{}", ran.out);
    assert!(!ran.out.contains(ESCAPE));
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let mut child = command(&EVALUATE, root()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

#[test]
fn a_full_disk_is_a_failure() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        return;
    }
    let out = std::fs::OpenOptions::new().write(true).open(full).unwrap();
    let status = command(&EVALUATE, root()).stdout(Stdio::from(out)).stderr(Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(1));
}
