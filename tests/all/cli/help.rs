//! The help of the program and of each command, stored beside this file.

use std::path::Path;

use super::holdpoint;
use crate::support::stored;

#[test]
fn help_is_as_stored() {
    let text = holdpoint(&["--help"]).out;
    let listed = text.lines().skip_while(|l| *l != "Commands:").skip(1).take_while(|l| !l.is_empty());
    let commands: Vec<&str> =
        listed.filter_map(|l| l.strip_prefix("  ")?.split(' ').next()).filter(|c| !c.is_empty() && *c != "help").collect();
    assert!(commands.contains(&"evaluate") && commands.contains(&"check"), "{commands:?}");
    let mut differences = Vec::new();
    for name in std::iter::once("holdpoint").chain(commands) {
        let arguments = if name == "holdpoint" { vec!["--help"] } else { vec![name, "--help"] };
        let ran = holdpoint(&arguments);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{name}");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/help").join(format!("{name}.txt"));
        differences.extend(stored(&path, &ran.out).err());
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_version_goes_to_standard_output() {
    let ran = holdpoint(&["--version"]);
    assert_eq!((ran.status, ran.out), (0, format!("holdpoint {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn without_a_command_the_help_is_shown_as_a_mistake() {
    let ran = holdpoint(&[]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("Usage: holdpoint"), "{}", ran.err);
}
