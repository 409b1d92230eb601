//! The example of each code: the case that the tests run, with the document that produces the problem and its picture, which shows
//! the cure. The cases are written in `tests/diagnostics`; there are no second examples.

use super::Code;

/// An example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The documents, by what they are: `policy`, `site`, or a path. None where the problem is about a file itself.
    pub documents: Vec<(&'static str, &'static str)>,
    /// What is printed.
    pub printed: &'static str,
}

macro_rules! pages {
    ($($name:literal)*) => { &[$(include_str!(concat!("../../tests/diagnostics/", $name))),*] };
}

/// The pages of cases.
const PAGES: &[&str] = pages!(
    "areas.md" "conditions.md" "facts.md" "lints.md" "packs.md" "params.md" "rules.md" "secrets.md" "structure.md" "syntax.md"
    "tests.md" "values.md" "waivers.md"
);

/// The cases that are about files: a command and what it prints.
const FILES: &[&str] = pages!(
    "files/bad-path.txt" "files/file-too-large.txt" "files/no-documents.txt" "files/not-utf-8.txt" "files/outside-root-link.txt"
    "files/symbolic-link.txt" "files/too-deep.txt" "files/too-many-files.txt" "files/too-many-items.txt" "files/two-sites.txt"
    "files/unreadable-file.txt" "files/unformattable.txt" "files/unwritable-file.txt"
);

/// A part of a page: what stands under one heading.
#[derive(Clone, Debug, Default)]
struct Section {
    heading: &'static str,
    level: usize,
    documents: Vec<(&'static str, &'static str)>,
    printed: &'static str,
}

impl Code {
    /// Its example: of several cases the one that is named after it, else the first.
    pub fn example(self) -> Option<Example> {
        let shows = |text: &str| text.lines().any(|line| line == self.name());
        let mut found: Option<Section> = None;
        for section in PAGES.iter().flat_map(|page| sections(page)).filter(|section| shows(section.printed)) {
            if section.heading == self.name() || found.is_none() {
                let named = section.heading == self.name();
                found = Some(section);
                if named {
                    break;
                }
            }
        }
        let of_files =
            || FILES.iter().copied().find(|text| shows(text)).map(|printed| Example { documents: Vec::new(), printed });
        found.map(|section| Example { documents: section.documents, printed: section.printed }).or_else(of_files)
    }
}

/// The sections of a page; the documents of an outer heading apply to those below it unless they are replaced.
fn sections(page: &'static str) -> Vec<Section> {
    let mut all: Vec<Section> = Vec::new();
    let mut outer: Vec<Section> = Vec::new();
    let mut rest = page;
    while let Some((line, after)) = rest.split_once('\n') {
        rest = after;
        let level = line.chars().take_while(|c| *c == '#').count();
        let fence = line.chars().take_while(|c| *c == '`').count();
        if level > 0 {
            outer.retain(|section| section.level < level);
            outer.extend(all.last().filter(|last| last.level < level).cloned());
            let documents = outer.last().map(|section| section.documents.clone()).unwrap_or_default();
            all.push(Section { heading: line.trim_start_matches('#').trim(), level, documents, printed: "" });
        } else if fence >= 3
            && let Some((body, after)) = block(rest, line.get(..fence).unwrap_or_default())
        {
            rest = after;
            let mut info = line.get(fence..).unwrap_or_default().split_whitespace();
            let (language, name) = (info.next().unwrap_or_default(), info.next().unwrap_or_default());
            let Some(section) = all.last_mut() else { continue };
            match (language, name) {
                ("text", "diagnostics") => section.printed = body,
                ("text", _) | (_, "case") => {}
                _ => {
                    section.documents.retain(|(known, _)| *known != name);
                    section.documents.push((name, body));
                }
            }
        }
    }
    all
}

/// The text up to the line that closes a block, and what follows it.
fn block(text: &'static str, fence: &str) -> Option<(&'static str, &'static str)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some((text.get(..at)?, text.get(at + line.len()..)?));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_an_example_and_advice() {
        for code in Code::ALL {
            let example = code.example().unwrap_or_else(|| panic!("{} has no example", code.name()));
            assert!(example.printed.lines().any(|line| line == code.name()), "{}", code.name());
            let (why, cure) = code.advice();
            assert!(why.ends_with('.') && cure.ends_with('.'), "{}: {why} / {cure}", code.name());
        }
    }

    #[test]
    fn an_example_has_its_documents_and_its_picture() {
        let example = Code::UnknownArea.example().unwrap();
        assert_eq!(example.documents.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["policy"]);
        assert!(example.documents[0].1.starts_with("rules:\n"), "{}", example.documents[0].1);
        assert_eq!(example.printed.lines().next(), Some("unknown-area"));
    }
}
