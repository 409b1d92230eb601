//! `holdpoint init`: a team's own pack from answers on the command line. Nothing that exists is written over.
//! What the files say is `skeleton::team`'s business.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{check, program};
use crate::calendar::Weekly;
use crate::cli::args::instant;
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::cli::write::folder::Draft;
use crate::cli::write::{self, NotWritten};
use crate::diagnostic::Sink;
use crate::generate;
use crate::policy::{Policy, builtin};
use crate::project;
use crate::skeleton::team::{File, Team, team};
use crate::text::printable::shown;
use crate::text::{Sources, wording};
use crate::value::Instant;
use crate::vocabulary::name::{is_slug, slug_of};

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The folder of the pack; it is made.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The name of the pack [default: that of the folder].
    #[arg(long)]
    pub name: Option<String>,
    /// Its title for people [default: its name].
    #[arg(long)]
    pub title: Option<String>,
    /// A pack that it extends: a built-in one, or a path from DIR; may be repeated.
    #[arg(long, value_name = "PACK", default_value = builtin::DEFAULT)]
    pub extends: Vec<String>,
    /// Who answers for its rules.
    #[arg(long, default_value = "operations-lead")]
    pub owner: String,
    /// Where its rules come from, for people.
    #[arg(long, value_name = "TEXT", default_value = "Team runbook")]
    pub source: String,
    /// An area that gets a rule, such as loyalty or "loyalty=Loyalty programme"; a new one is added. May be repeated.
    #[arg(long, value_name = "AREA")]
    pub area: Vec<String>,
    /// Hours of the week in which nothing is updated [default without an area: fri 12:00 - mon 06:00].
    #[arg(long, value_name = "HOURS")]
    pub quiet: Option<String>,
    /// The zone of these hours.
    #[arg(long, default_value = "UTC")]
    pub zone: String,
    /// The moment that the tests begin with.
    #[arg(long, value_name = "INSTANT", value_parser = instant, default_value = "2026-07-21T18:00Z")]
    pub now: Instant,
    /// The folder that the packs it extends must lie in.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

/// Runs the command.
pub fn run(options: &Init, screen: &Screen) -> Exit {
    match answers(options).and_then(|answers| Ok((free(&options.folder)?, answers))) {
        Ok((made, answers)) => {
            let exit = write(options, &answers, screen);
            if exit != Exit::Success && made {
                // Only what was made here goes, and only while it is empty.
                let _ = fs::remove_dir(&options.folder);
            }
            exit
        }
        Err(why) => {
            screen.note(&format!("{why}\n"));
            Exit::Usage
        }
    }
}

fn answers(options: &Init) -> Result<Team, String> {
    let folder = options.folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = options.name.clone().or_else(|| slug_of(&folder)).unwrap_or_default();
    let slug = |what: &str, text: &str| match is_slug(text) {
        true => Ok(()),
        false => Err(format!(
            "{} can't be the {what}, which has lowercase letters, digits and single hyphens{}",
            wording::quote(text),
            slug_of(text).map(|near| format!(": write {}", wording::quote(&near))).unwrap_or_default()
        )),
    };
    slug("name of a pack", &name)?;
    let mut areas = Vec::new();
    for area in &options.area {
        let (id, title) = area.split_once('=').unwrap_or((area, ""));
        slug("id of an area", id)?;
        let title = if title.trim().is_empty() { titled(id) } else { title.trim().to_owned() };
        if id == "pack" || id == "quiet-hours" || areas.iter().any(|(other, _)| other == id) {
            return Err(format!("a file of the pack has the name {} already: choose another area", wording::quote(id)));
        }
        areas.push((id.to_owned(), title));
    }
    let quiet = options.quiet.as_deref().or(areas.is_empty().then_some("fri 12:00 - mon 06:00"));
    let quiet = quiet.map(|hours| Weekly::parse(hours, &options.zone)).transpose()?;
    for text in [&options.owner, &options.source].into_iter().chain(&options.title).chain(areas.iter().map(|(_, title)| title)) {
        if text.trim().is_empty() || text.contains(char::is_control) || text.contains(['{', '}']) {
            return Err(format!("{} is no text of one line without braces", wording::quote(text)));
        }
    }
    let title = options.title.clone().unwrap_or_else(|| titled(&name));
    let (owner, source) = (options.owner.clone(), options.source.clone());
    Ok(Team { name, title, extends: options.extends.clone(), owner, source, areas, quiet })
}

/// An id as a title.
fn titled(id: &str) -> String {
    let mut letters = id.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).map(|c| if c == '-' { ' ' } else { c }).collect()
}

/// Makes the folder, if it doesn't exist; one that holds something is refused. Tells whether it was made.
fn free(folder: &Path) -> Result<bool, String> {
    let shown = wording::quote(&folder.display().to_string());
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(format!("{shown} holds files already: name a folder that doesn't exist")),
            None => Ok(false),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            fs::create_dir_all(folder).map(|()| true).map_err(|error| format!("{shown} can't be made: {error}"))
        }
        Err(error) => Err(format!("{shown} can't be used: {error}")),
    }
}

fn write(options: &Init, answers: &Team, screen: &Screen) -> Exit {
    // A pack that only extends says what there is to build on, with the places of what it extends.
    let bare = options.folder.join("pack.yaml");
    let extends: Vec<String> = answers.extends.iter().map(|pack| serde_json::json!(pack).to_string()).collect();
    let manifest = format!("kind: policy\nname: {}\nextends: [{}]\n", answers.name, extends.join(", "));
    if let Err(error) = write::file(&bare, shown(&manifest)) {
        screen.note(&format!("{error}\n"));
        return Exit::Failed;
    }
    let base = loaded(&options.folder, &options.root, screen);
    let _ = fs::remove_file(&bare);
    let base = match base {
        Ok(base) => base,
        Err(exit) => return exit,
    };
    if answers.quiet.is_some() && base.vocabulary.action("update").is_none() {
        screen
            .note("the packs it extends have no action `update` that quiet hours could block: name areas with `--area` alone\n");
        return Exit::Usage;
    }
    let files = match pack(options, answers, &base, screen) {
        Ok(files) => files,
        Err(exit) => return exit,
    };
    let folder = options.folder.display().to_string();
    let mut out: String =
        files.iter().map(|(path, _)| format!("{} written\n", wording::quote(&format!("{folder}/{path}")))).collect();
    out.push_str(&format!(
        "\nNext: `holdpoint check {folder}`, `holdpoint test {folder}`, and rules of your own beside these.\n"
    ));
    screen.answer(&Printed::Text(out)).map_or_else(|exit| exit, |()| Exit::Success)
}

/// Makes the pack beside its place and moves it there when it is whole; gives its files.
fn pack(options: &Init, answers: &Team, base: &Policy, screen: &Screen) -> Result<Vec<File>, Exit> {
    let told = |error: NotWritten| {
        screen.note(&format!("{error}\n"));
        Exit::Failed
    };
    let mut files = team(answers, base, options.now);
    let draft = Draft::of(&options.folder).map_err(told)?;
    files.iter().try_for_each(|(path, text)| draft.put(path, text)).map_err(told)?;
    let policy = loaded(draft.path(), &options.root, screen)?;
    let schemas: Vec<File> = ["policy", "tests"]
        .iter()
        .filter_map(|name| Some((format!("editor/{name}.schema.json"), generate::schema(name, &policy).ok()?)))
        .collect();
    schemas.iter().try_for_each(|(path, text)| draft.put(path, text)).map_err(told)?;
    draft.move_in().map_err(told)?;
    files.extend(schemas);
    Ok(files)
}

/// The policy that a folder holds now.
fn loaded(folder: &Path, root: &Path, screen: &Screen) -> Result<Policy, Exit> {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let root = check::look::root_for(folder, root);
    let read = project::policy(folder.to_str(), &root, &mut sources, &mut sink);
    program(read.policy, &mut sink, &sources, screen).map(|program| program.policy)
}
