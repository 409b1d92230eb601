//! Which commands a changed folder goes through.

use std::path::Path;

use super::subjects::{Files, Subject};
use crate::planted::dice::Dice;

/// A run of the program.
pub struct Command {
    /// The arguments after the program's name.
    pub arguments: Vec<String>,
    /// What the answer is made of.
    pub is: Form,
    /// Whether it changes files, so that a second run sees others.
    pub writes: bool,
}

/// What a format claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    Json,
    Html,
    Xml,
    Annotations,
}

/// Commands on documents; `%` stands for the folder.
const FACTS: &[(&str, Form)] = &[
    ("evaluate %/facts --all --later --explain", Form::Text),
    ("evaluate %/facts --format json --explain", Form::Json),
    ("evaluate %/facts --format html", Form::Html),
    ("evaluate %/facts --format markdown", Form::Text),
    ("evaluate %/facts --format sarif", Form::Json),
    ("evaluate %/facts --format github", Form::Annotations),
    ("evaluate %/facts --plain --write-standing %/standing.yaml", Form::Text),
    ("evaluate %/facts --phase after", Form::Text),
    ("explain verdict %/facts", Form::Text),
    ("explain verdict %/facts --depth tree", Form::Text),
    ("explain block:update %/facts --format json", Form::Json),
    ("explain pause:commerce %/facts --depth line", Form::Text),
    ("explain stage:workflows %/facts --depth tree --format json", Form::Json),
    ("what-if %/facts --set site.type=blog --unset release.version", Form::Text),
    ("what-if %/facts --at 2027-01-01T00:00Z --format json", Form::Json),
    ("ask %/facts --all", Form::Text),
    ("ask %/facts --format json", Form::Json),
    ("ask %/facts --interactive", Form::Text),
    ("repair %/facts --tries 40", Form::Text),
    ("repair %/facts --tries 40 --format json --decision pause:commerce=off", Form::Json),
    ("repair %/facts --tries 40 --write %/repaired", Form::Text),
    ("report rollback %/facts", Form::Text),
    ("report support %/facts", Form::Text),
    ("report client %/facts", Form::Text),
    ("new site --from %/facts/site.yaml", Form::Text),
    ("check %", Form::Text),
    ("check % --plain", Form::Text),
    ("check % --format json", Form::Json),
    ("check %/facts --format sarif", Form::Json),
    ("check %/facts --format github", Form::Annotations),
    ("check % --fix --dry-run", Form::Text),
    ("fmt % --diff", Form::Text),
    ("fmt % --check", Form::Text),
    ("check % --fix", Form::Text),
    ("fmt %", Form::Text),
];

/// Commands on a policy.
const PACK: &[(&str, Form)] = &[
    ("check %/pack --negative --cost", Form::Text),
    ("check %/pack --format json --as-of 2028-01-01", Form::Json),
    ("test %/pack", Form::Text),
    ("test %/pack --format json", Form::Json),
    ("test %/pack --format junit", Form::Xml),
    ("test %/pack --format github", Form::Annotations),
    ("test %/pack --coverage --format json", Form::Json),
    ("test %/pack --coverage --format markdown", Form::Text),
    ("graph", Form::Text),
    ("graph --format dot", Form::Text),
    ("graph --format mermaid", Form::Text),
    ("graph --format svg", Form::Xml),
    ("graph --decision block:update", Form::Text),
    ("docs", Form::Text),
    ("docs --output %/handbook.md", Form::Text),
    ("schema site", Form::Json),
    ("schema policy", Form::Json),
    ("schema tests", Form::Json),
    ("new site", Form::Text),
    ("new update", Form::Text),
    ("init %/made --extends ../pack --area loyalty", Form::Text),
];

/// Some commands, those that write last.
pub fn some(subject: &Subject, files: &Files, folder: &Path, d: &mut Dice) -> Vec<Command> {
    let has_pack = files.keys().any(|name| name.starts_with("pack/"));
    let mut chosen: Vec<(&str, Form)> = vec![d.one(FACTS), d.one(FACTS)];
    if has_pack {
        chosen.push(d.one(PACK));
    }
    let folder = folder.to_str().unwrap();
    let mut all: Vec<Command> = chosen.into_iter().map(|(line, is)| command(line, is, subject, has_pack, folder, d)).collect();
    all.sort_by_key(|command| command.writes);
    all
}

fn command(line: &str, is: Form, subject: &Subject, has_pack: bool, folder: &str, d: &mut Dice) -> Command {
    let mut arguments: Vec<String> = line.split(' ').map(|word| word.replace('%', folder)).collect();
    let name = arguments[0].clone();
    if name != "init" {
        // Where there is a pack, it is nearly always the one that is used.
        let own = has_pack && d.chance(90) && (name != "test" || d.chance(30));
        if own {
            arguments.extend(["--policy".to_owned(), format!("{folder}/pack")]);
        }
        arguments.extend(["--root".to_owned(), folder.to_owned()]);
    } else {
        arguments.extend(["--root".to_owned(), folder.to_owned()]);
    }
    if matches!(name.as_str(), "evaluate" | "explain" | "what-if" | "repair" | "ask" | "report" | "check") {
        arguments.extend(["--now".to_owned(), subject.now.clone()]);
    }
    let writes = arguments.iter().any(|a| a == "--write" || a == "--fix" || a == "init")
        && !arguments.iter().any(|a| a == "--dry-run")
        || line == "fmt %";
    Command { arguments, is, writes }
}
