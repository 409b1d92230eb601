//! A Markdown page as cases: its headings, its fenced blocks, and which block applies to which heading.
//! Only the `text` blocks are ever rewritten; everything else stays as its author wrote it.

use std::collections::BTreeMap;

/// A page: its lines and its blocks.
pub struct Page {
    pieces: Vec<Piece>,
}

enum Piece {
    Line(String),
    Block { language: String, name: String, body: String, fence: String },
}

/// One heading with the blocks that apply to it.
#[derive(Default)]
pub struct Case {
    /// Its headings, the outer ones first.
    pub heading: String,
    /// Documents by name, in the order of the page.
    pub documents: Vec<(String, String)>,
    /// The `text` blocks, by their place in the page, with their kind.
    pub expected: Vec<(usize, (String, String))>,
}

impl Case {
    /// A line of the block `yaml case`.
    pub fn setting(&self, key: &str) -> Option<&str> {
        let (_, body) = self.documents.iter().find(|(name, _)| name == "case")?;
        body.lines().find_map(|l| l.strip_prefix(key)?.strip_prefix(": "))
    }

    /// Whether it has a block of this kind.
    pub fn expects(&self, kind: &str) -> bool {
        self.expected.iter().any(|(_, (name, _))| name == kind)
    }
}

impl Page {
    /// Reads a page.
    pub fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let fence: String = line.chars().take_while(|c| *c == '`').collect();
            if fence.len() < 3 {
                pieces.push(Piece::Line(line.to_owned()));
                continue;
            }
            let mut info = line[fence.len()..].split_whitespace();
            let (language, name) = (info.next().unwrap_or_default().to_owned(), info.next().unwrap_or_default().to_owned());
            let body: String = lines.by_ref().take_while(|l| *l != fence).map(|l| format!("{l}\n")).collect();
            pieces.push(Piece::Block { language, name, body, fence });
        }
        Self { pieces }
    }

    /// The headings that have an expected text, with all blocks that apply to them.
    pub fn cases(&self) -> Vec<Case> {
        let mut outer: Vec<(usize, String, BTreeMap<String, String>)> = Vec::new();
        let mut cases: Vec<Case> = Vec::new();
        for (place, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Line(line) => {
                    let level = line.chars().take_while(|c| *c == '#').count();
                    if level > 0 && line[level..].starts_with(' ') {
                        outer.retain(|(l, ..)| *l < level);
                        outer.push((level, line[level + 1..].to_owned(), BTreeMap::new()));
                        cases.push(Case::default());
                    }
                }
                Piece::Block { language, name, body, .. } => {
                    let (Some(case), Some((_, _, blocks))) = (cases.last_mut(), outer.last_mut()) else {
                        panic!("a block stands before the first heading")
                    };
                    if language == "text" {
                        case.expected.push((place, (name.clone(), body.clone())));
                    } else {
                        blocks.insert(name.clone(), body.clone());
                    }
                    case.heading = outer.iter().map(|(_, h, _)| h.as_str()).collect::<Vec<_>>().join(" > ");
                    let all: BTreeMap<String, String> = outer.iter().flat_map(|(_, _, b)| b.clone()).collect();
                    case.documents = all.into_iter().collect();
                }
            }
        }
        cases.retain(|c| !c.expected.is_empty());
        cases
    }

    /// The text of a block, without the line break at its end.
    pub fn body(&self, place: usize) -> &str {
        match &self.pieces[place] {
            Piece::Block { body, .. } => body.strip_suffix('\n').unwrap_or(body),
            Piece::Line(line) => line,
        }
    }

    /// Puts another text into a block.
    pub fn replace(&mut self, place: usize, text: &str) {
        if let Piece::Block { body, .. } = &mut self.pieces[place] {
            *body = format!("{text}\n");
        }
    }

    /// The page as text.
    pub fn text(&self) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Line(line) => format!("{line}\n"),
            Piece::Block { language, name, body, fence } => {
                format!("{fence}{language}{}{name}\n{body}{fence}\n", if name.is_empty() { "" } else { " " })
            }
        };
        self.pieces.iter().map(piece).collect()
    }
}
