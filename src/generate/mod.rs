//! What is generated from schemas, vocabulary and language and kept in the repository: editor schemas and reference pages.
//! Writing the files, and saying that one is out of date, is left to `cli` and the tests.

mod codes;
mod facts;
mod formats;
mod language;
mod limits;
mod policy_schema;
mod secrets;
mod tests_schema;

use serde_json::Value;

use crate::document::write::json_visible;
use crate::policy::Policy;
use crate::schema::editor::editor;
use crate::text::wording;
use crate::vocabulary::Kind as Table;

/// The names of the editor schemas.
pub const SCHEMAS: [&str; 5] = ["release", "site", "update", "policy", "tests"];

/// The handbook of the built-in pack in the repository; it is written by `report`, as its tests have to be read for it.
pub const HANDBOOK: &str = "docs/reference/sophmate.md";

/// A generated file that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// Its path in the repository.
    pub path: String,
    /// The first line that differs, from 1; none when there is no such file.
    pub line: Option<usize>,
}

/// Every generated file: path in the repository and content, ordered by path.
pub fn generated_files(policy: &Policy) -> Vec<(String, String)> {
    let mut files = vec![
        ("docs/reference/codes.md".to_owned(), codes::page()),
        ("docs/reference/facts.md".to_owned(), facts::page(policy)),
        ("docs/reference/formats.md".to_owned(), formats::page()),
        ("docs/reference/language.md".to_owned(), language::page()),
        ("docs/reference/limits.md".to_owned(), limits::page()),
        ("docs/reference/secrets.md".to_owned(), secrets::page()),
    ];
    files.extend(SCHEMAS.iter().map(|name| (format!("schemas/editor/{name}.schema.json"), text(&of(name, policy)))));
    files.sort();
    files
}

/// Which generated files differ from those in the repository, of which `read` gives the content by path.
pub fn drift(files: &[(String, String)], read: &dyn Fn(&str) -> Option<String>) -> Vec<Drift> {
    let differs = |(path, content): &(String, String)| {
        let path = path.clone();
        let Some(found) = read(&path) else { return Some(Drift { path, line: None }) };
        // A checkout may have changed the ends of lines.
        let mut pairs = content.lines().map(Some).chain([None]).zip(found.lines().map(Some).chain([None]));
        let line = pairs.position(|(wanted, found)| wanted != found)?;
        Some(Drift { path, line: Some(line + 1) })
    };
    files.iter().filter_map(differs).collect()
}

/// The editor schema of this name, as text; the message says which there are.
pub fn schema(name: &str, policy: &Policy) -> Result<String, String> {
    if SCHEMAS.contains(&name) {
        return Ok(text(&of(name, policy)));
    }
    Err(format!("there is no schema {}; write one of {}", wording::quote(name), wording::list_or(&SCHEMAS)))
}

fn of(name: &str, policy: &Policy) -> Value {
    let (areas, categories) = (policy.vocabulary.names(Table::Area), policy.vocabulary.names(Table::Category));
    match policy.schemas.root(name) {
        Some(shape) => editor(shape, name, &areas, &categories),
        None if name == "tests" => tests_schema::editor(policy),
        None => policy_schema::editor(policy),
    }
}

fn text(value: &Value) -> String {
    let mut text = json_visible(&serde_json::to_string_pretty(value).unwrap_or_default());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drift_names_the_first_line_that_differs() {
        let files =
            [("a".to_owned(), "1\n2\n".to_owned()), ("b".to_owned(), "1\n".to_owned()), ("c".to_owned(), "1\n".to_owned())];
        let read = |path: &str| match path {
            "a" => Some("1\r\n2\r\n".to_owned()),
            "b" => Some("1\n2\n".to_owned()),
            _ => None,
        };
        let expected = [Drift { path: "b".to_owned(), line: Some(2) }, Drift { path: "c".to_owned(), line: None }];
        assert_eq!(drift(&files, &read), expected);
    }
}
