//! The packs that travel inside the program, so that the first run needs no configuration.
//! What they say is data like any other pack's; reading it is left to `load`.

use super::source::{PackFile, PackSource};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document;
use crate::text::{Sources, Span, wording};

/// The pack that is used when none is named.
pub const DEFAULT: &str = "sophmate";

/// The names of the built-in packs.
pub const NAMES: [&str; 1] = [DEFAULT];

/// The products of the built-in packs, each with its pack: known without reading them.
pub const PRODUCTS: [(&str, &str); 1] = [("sophmate", "sophmate")];

macro_rules! pack {
    ($name:literal: $($path:literal)*) => {
        &[$(($path, include_str!(concat!("../../policies/", $name, "/", $path))),)*]
    };
}

const SOPHMATE: &[(&str, &str)] = pack!("sophmate":
    "access.yaml"
    "after.yaml"
    "backup.yaml"
    "clients.yaml"
    "facts/release.schema.json"
    "facts/site.schema.json"
    "facts/update.schema.json"
    "invariants.yaml"
    "inventory.yaml"
    "migration.yaml"
    "pack.yaml"
    "params.yaml"
    "pausing.yaml"
    "recovery.yaml"
    "resume.yaml"
    "review.yaml"
    "security.yaml"
    "staging.yaml"
    "support.yaml"
    "surfaces.yaml"
    "vocabulary.yaml"
    "window.yaml"
);

/// The files of a built-in pack, ordered by path: path inside the pack, text.
pub fn files(name: &str) -> Option<&'static [(&'static str, &'static str)]> {
    (name == DEFAULT).then_some(SOPHMATE)
}

/// A built-in pack, parsed. Its files become sources named `sophmate/pack.yaml`.
pub fn source(name: &str, sources: &mut Sources, sink: &mut Sink) -> Option<PackSource> {
    let all = files(name)?;
    let mut read = Vec::new();
    for (path, text) in all.iter().filter(|(path, _)| path.ends_with(".yaml") && !path.starts_with("tests/")) {
        read.extend(add(name, path, text, sources, sink));
    }
    let mut schema = |path: &str, span: Span, sources: &mut Sources, sink: &mut Sink| {
        let Some((path, text)) = all.iter().find(|(known, _)| *known == path) else {
            sink.push(
                Diagnostic::new(Code::UnreadableFile, format!("{} is no file of the pack", wording::quote(path)))
                    .at(span, "named here"),
            );
            return None;
        };
        add(name, path, text, sources, sink)
    };
    Some(PackSource::new(name, read, &mut schema, sources, sink))
}

fn add(name: &str, path: &str, text: &'static str, sources: &mut Sources, sink: &mut Sink) -> Option<PackFile> {
    let id = sources.add_own(&format!("{name}/{path}"), text);
    let document = document::parse(sources, id, sink)?;
    Some(PackFile { path: path.to_owned(), id, document })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::schema::Schemas;

    fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{name}/"), found);
            } else {
                found.push(name);
            }
        }
    }

    #[test]
    fn every_file_of_the_folder_travels_in_the_program() {
        for name in NAMES {
            let mut found = Vec::new();
            walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies").join(name), "", &mut found);
            found.retain(|path| !path.starts_with("tests/") && !path.ends_with(".md"));
            found.sort();
            let listed: Vec<&str> = files(name).unwrap().iter().map(|(path, _)| *path).collect();
            assert_eq!(listed, found);
        }
    }

    #[test]
    fn nothing_in_a_built_in_pack_would_be_masked() {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        // Their own schemas say what is secret in them.
        let read = NAMES.map(|name| source(name, &mut sources, &mut sink).unwrap());
        let schemas = crate::policy::load::schemas(Schemas::core(&mut sources, &mut sink), &read, &mut sink);
        sources.secret_words(&schemas.secret_words());
        sources.plain_words(&schemas.plain_words());
        let own = NAMES.iter().flat_map(|name| files(name).unwrap().iter().copied()).collect::<Vec<_>>();
        let schemas = sources.iter().map(|(_, s)| (s.name().to_owned(), s.text().to_owned())).collect::<Vec<_>>();
        let all = own.into_iter().chain(schemas.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        for (path, text) in all {
            let (id, _) = document::load(&mut sources, path, text.as_bytes().to_vec(), &mut sink);
            assert_eq!((path, sources.get(id).masked()), (path, &[][..]));
        }
    }

    #[test]
    fn an_unknown_pack_is_none() {
        assert_eq!(files("acme"), None);
    }
}
