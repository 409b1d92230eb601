//! Does what a help says, as somebody would who reads nothing else: pastes what stands in backticks where the problem is shown, adds,
//! removes, moves. What a sentence offers as an alternative is one way of several.

use std::collections::BTreeMap;

use holdpoint::diagnostic::{Code, Diagnostic};
use holdpoint::document::edit::{Edit, Editor, Step};
use holdpoint::document::{Kind, Node};
use holdpoint::text::{Masked, Sources};

/// Texts by the names of their files.
pub type Files = BTreeMap<String, String>;

/// The files after one way of following a help.
pub struct Done {
    /// What was done.
    pub said: String,
    /// The files.
    pub files: Files,
}

/// What a help asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Act {
    Write(String),
    Add(String),
    Remove,
    /// This text, or the entry with this key.
    Cut(String),
    Move(String),
    /// This word instead of that one.
    Rename(String, String),
}

/// What somebody fills in for a key whose value only they know.
const FILLED: [(&str, &str); 16] = [
    ("then", "{ stage: agents }"),
    ("expect", "{ verdict: hold }"),
    ("cases", "[{ name: one, expect: { verdict: hold } }]"),
    ("now", "2026-07-21T18:00Z"),
    ("id", "wf-new"),
    ("name", "Something"),
    ("version", "9.9.9"),
    ("phase", "before"),
    ("kind", "site"),
    ("area", "workflows"),
    ("title", "A rule"),
    ("because", "So it is."),
    ("source", "Handbook"),
    ("owner", "lea"),
    ("reason", "A brochure site"),
    ("expires", "2027-01-31"),
];

/// Every way of following a help to the letter; none where it names nothing that can be done to the text.
pub fn follow(help: &str, problem: &Diagnostic, sources: &Sources, files: &Files) -> Vec<Done> {
    let Some(label) = problem.labels.first() else { return Vec::new() };
    let name = sources.get(label.span.source).name().to_owned();
    let Some(text) = files.get(&name) else { return Vec::new() };
    let keys = [Code::UnknownKey, Code::MisplacedKey, Code::UnknownOperator, Code::UnknownVerb, Code::UnknownVariable];
    let place = Place {
        name: &name,
        text,
        start: label.span.start as usize,
        end: label.span.end as usize,
        of_key: keys.contains(&problem.code),
        fix: problem.fix.as_ref().map(|fix| (fix.written.as_str(), fix.meant.as_str())),
    };
    let done = |act: Act| {
        let text = place.act(&act).unwrap_or_else(|| format!("{text}\n# {act:?} can't be done here: [\n"));
        let mut files = files.clone();
        files.insert(name.clone(), text);
        Done { said: format!("{act:?}"), files }
    };
    acts(help).into_iter().map(done).collect()
}

/// The parts of a text: outside of backticks, and in them.
fn parts(help: &str) -> Vec<(&str, bool)> {
    let mut parts = Vec::new();
    let mut rest = help;
    while let Some((before, after)) = rest.split_once('`') {
        parts.push((before, false));
        // A list may hold a dash with its space: `- `.
        let (code, tail) = after.split_once('`').unwrap_or((after, ""));
        parts.push((code, true));
        rest = tail;
    }
    parts.push((rest, false));
    parts
}

fn acts(help: &str) -> Vec<Act> {
    let (mut acts, mut examples) = (Vec::new(), Vec::new());
    let (mut verb, mut such_as) = ("", false);
    let parts = parts(help);
    for (n, (part, is_code)) in parts.iter().enumerate() {
        if !is_code {
            // What follows a colon or semicolon explains.
            let end = [": ", "; "].iter().filter_map(|mark| part.find(mark)).min();
            let part = end.map_or(*part, |end| &part[..end]);
            for word in part.split([' ', ',']) {
                match word {
                    "write" | "add" | "remove" | "move" | "use" | "put" => (verb, such_as) = (word, false),
                    "correct" | "exchange" | "evaluate" | "begin" | "name" | "choose" | "split" | "let" => verb = "",
                    _ => {}
                }
            }
            such_as = (such_as && !part.starts_with(", or ")) || part.ends_with("such as ");
            if ["remove it", "remove this", "remove the comma"].iter().any(|all| part.contains(all)) {
                acts.push(Act::Remove);
            }
            if end.is_some() {
                break;
            }
            continue;
        }
        let before = parts.get(n - 1).map_or("", |(text, _)| *text);
        let object = ["write ", "add ", "use ", "move it to ", " or ", ", ", ", or ", "one of ", "either ", "with one of "];
        let is_object = object.iter().any(|end| before.ends_with(end)) && !before.ends_with("with its ");
        let after = parts.get(n + 1).map_or("", |(text, _)| *text);
        let instead_of = parts.get(n + 2).map(|(text, _)| *text).filter(|_| after == " instead of ");
        match verb {
            "write" if instead_of.is_some() => {
                acts.push(Act::Rename(instead_of.unwrap_or_default().to_owned(), (*part).to_owned()));
            }
            "write" | "use" if such_as => examples.push(Act::Write((*part).to_owned())),
            "write" if part.ends_with(':') && after.starts_with(" with") => acts.push(Act::Add((*part).to_owned())),
            "write" | "use" if is_object && acts.iter().any(|act| matches!(act, Act::Add(key) if key.ends_with(':'))) => {}
            "write" | "use" if is_object && after.starts_with(" beside") => acts.push(Act::Add((*part).to_owned())),
            "write" | "use" if is_object => acts.push(Act::Write((*part).to_owned())),
            "add" if is_object && acts.iter().all(|act| !matches!(act, Act::Add(key) if key.ends_with(':'))) => {
                acts.push(Act::Add((*part).to_owned()));
            }
            "remove" if before.ends_with("remove ") => acts.push(Act::Cut((*part).to_owned())),
            "move" if is_object => acts.push(Act::Move((*part).to_owned())),
            "put" if *part == "- " => acts.push(Act::Write("- ".to_owned())),
            _ => {}
        }
    }
    if acts.is_empty() { examples } else { acts }
}

/// Where a problem is shown.
struct Place<'a> {
    name: &'a str,
    text: &'a str,
    start: usize,
    end: usize,
    /// Whether the problem is about the key at the place, and not about its value.
    of_key: bool,
    /// The word that is meant instead of another one there.
    fix: Option<(&'a str, &'a str)>,
}

impl Place<'_> {
    fn act(&self, act: &Act) -> Option<String> {
        match act {
            Act::Write(what) => self.write(what),
            Act::Add(what) => self.add(what),
            Act::Remove => self.remove(),
            Act::Cut(what) => self.cut(what),
            Act::Move(to) => self.moved(to),
            Act::Rename(from, to) => {
                let at = self.text[..self.end].rfind(from.as_str())?;
                Some(self.spliced(at, at + from.len(), to))
            }
        }
    }

    fn spliced(&self, start: usize, end: usize, with: &str) -> String {
        format!("{}{with}{}", &self.text[..start], &self.text[end..])
    }

    fn write(&self, what: &str) -> Option<String> {
        let under = &self.text[self.start..self.end];
        if let Some((written, _)) = self.fix.filter(|(written, meant)| *meant == what && under.contains(written)) {
            return Some(self.spliced(self.start, self.end, &under.replacen(written, what, 1)));
        }
        if what == "- " {
            return self.as_element();
        }
        if let Some(element) = what.strip_prefix("- ") {
            return Some(self.spliced(self.start, self.end, element));
        }
        // `key: value` is the line, of which the value or the key may be shown.
        if let Some((key, value)) = what.split_once(": ").filter(|(key, _)| !key.contains([' ', '{', '['])) {
            let bare = key.trim_matches('"');
            let head = self.text[..self.start].trim_end();
            if head.ends_with(&format!("{key}:")) || head.ends_with(&format!("\"{bare}\":")) {
                return Some(self.spliced(self.start, self.end, value));
            }
            if under.trim_matches('"') == bare {
                let root = self.root()?;
                let entry = find_entry(&root, self.start)?;
                let (start, end) = (entry.key.span.end as usize + 1, (entry.value.span.end as usize).max(self.end));
                return Some(self.spliced(start, end, &format!(" {value}")));
            }
        }
        // Nothing stands behind a key.
        let root = self.root().unwrap_or(empty());
        let bare = find_entry(&root, self.start).filter(|entry| entry.value.is_null() && entry.key.span.end as usize == self.end);
        if !self.of_key && bare.is_some() {
            return Some(self.spliced(self.end + 1, self.end + 1, &format!(" {what}")));
        }
        // A value of several lines is shown at its key.
        if !self.of_key
            && let root = self.root().unwrap_or(empty())
            && let Some(entry) = find_entry(&root, self.start)
            && !matches!(entry.value.kind, Kind::Scalar(_))
        {
            return Some(self.spliced(entry.key.span.end as usize + 1, entry.value.span.end as usize, &format!(" {what}")));
        }
        let quoted = under.len() > 1 && under.starts_with(['"', '\'']) && under.ends_with(['"', '\'']);
        if quoted && !what.starts_with(['"', '\'']) && !what.contains([':', '[', '{']) {
            return Some(self.spliced(self.start + 1, self.end - 1, what));
        }
        Some(self.spliced(self.start, self.end, what))
    }

    /// The mapping under the key that is shown as the one element of a list.
    fn as_element(&self) -> Option<String> {
        let editor = self.editor()?;
        let steps = way(editor.root(), self.start, self.end)?;
        let node = at(editor.root(), &steps)?.clone();
        let list = Node { span: node.span, kind: Kind::List(vec![node]) };
        self.edited(&Edit { steps, to: Some(list) })
    }

    fn add(&self, what: &str) -> Option<String> {
        let line = match what.strip_suffix(':') {
            Some(key) => format!("{key}: {}", FILLED.iter().find(|(known, _)| *known == key)?.1),
            None => what.to_owned(),
        };
        let added = Editor::open("added.yaml", Masked::of(&format!("{line}\n"))).ok()?;
        let [entry] = added.root().entries() else { return None };
        let editor = self.editor()?;
        let mut steps = way(editor.root(), self.start, self.end)?;
        if !matches!(at(editor.root(), &steps)?.kind, Kind::Map(_)) || self.is_key(editor.root(), &steps) {
            steps.pop();
        }
        steps.push(Step::Key(entry.key.text.clone()));
        self.edited(&Edit { steps, to: Some(entry.value.clone()) })
    }

    fn cut(&self, what: &str) -> Option<String> {
        // The key around the place, or of the value that is shown.
        if let Some((editor, steps)) = self.editor().and_then(|editor| {
            let steps = way(editor.root(), self.start, self.end)?;
            let last = steps.iter().rposition(|step| matches!(step, Step::Key(key) if key == what))?;
            Some((editor, steps[..=last].to_vec()))
        }) {
            let around = &steps[..steps.len() - 1];
            let inner = at(editor.root(), &steps)?.clone();
            // What stands around a condition goes, and the condition stays.
            return match inner.kind {
                Kind::Map(_) if at(editor.root(), around)?.entries().len() == 1 && !inner.entries().is_empty() => {
                    self.edited(&Edit { steps: around.to_vec(), to: Some(inner) })
                }
                _ => self.edited(&Edit { steps, to: None }),
            };
        }
        let at = self.start + self.text[self.start..].find(what)?;
        if find_entry(&self.root().unwrap_or(empty()), at).is_some_and(|entry| entry.key.text == what) {
            return self.remove();
        }
        Some(self.spliced(at, at + what.len(), ""))
    }

    fn remove(&self) -> Option<String> {
        let under = &self.text[self.start..self.end];
        if under == "," || under.starts_with("//") || under.starts_with('#') {
            return Some(self.spliced(self.start, self.end, ""));
        }
        let editor = self.editor()?;
        let steps = way(editor.root(), self.start, self.end)?;
        self.edited(&Edit { steps, to: None })
    }

    fn moved(&self, to: &str) -> Option<String> {
        let editor = self.editor()?;
        let steps = way(editor.root(), self.start, self.end)?;
        let node = at(editor.root(), &steps)?.clone();
        let without = self.edited(&Edit { steps, to: None })?;
        let to: Vec<Step> = to.split('.').skip(1).map(|name| Step::Key(name.to_owned())).collect();
        let mut editor = Editor::open(self.name, Masked::of(&without)).ok()?;
        editor.apply(&Edit { steps: to, to: Some(node) }).ok()?;
        Some(editor.text().to_owned())
    }

    fn editor(&self) -> Option<Editor> {
        Editor::open(self.name, Masked::of(self.text)).ok()
    }

    fn root(&self) -> Option<Node> {
        Some(self.editor()?.root().clone())
    }

    fn edited(&self, edit: &Edit) -> Option<String> {
        let mut editor = self.editor()?;
        editor.apply(edit).ok()?;
        Some(editor.text().to_owned())
    }

    fn is_key(&self, root: &Node, steps: &[Step]) -> bool {
        let Some((last, around)) = steps.split_last() else { return false };
        let (Step::Key(name), Some(map)) = (last, at(root, around)) else { return false };
        map.entry(name).is_some_and(|entry| entry.key.span.start as usize == self.start)
    }
}

/// The tree of a text that can't be read.
fn empty() -> Node {
    Editor::open("empty.yaml", Masked::of("{}\n")).unwrap().root().clone()
}

/// The steps to the smallest entry or element that holds a place.
fn way(node: &Node, start: usize, end: usize) -> Option<Vec<Step>> {
    let holds = |from: u32, to: u32| from as usize <= start && end <= to as usize;
    let mut steps = Vec::new();
    let mut here = node;
    loop {
        let next = match &here.kind {
            Kind::Map(entries) => entries.iter().find_map(|entry| {
                let to = entry.value.span.end.max(entry.key.span.end);
                holds(entry.key.span.start, to).then(|| (Step::Key(entry.key.text.clone()), &entry.value))
            }),
            Kind::List(elements) => {
                let found = elements.iter().position(|element| holds(element.span.start, element.span.end));
                found.map(|n| (Step::Element(n), &elements[n]))
            }
            Kind::Scalar(_) => None,
        };
        let Some((step, inner)) = next else { return Some(steps) };
        steps.push(step);
        let below = holds(inner.span.start, inner.span.end);
        here = inner;
        if !below {
            return Some(steps);
        }
    }
}

fn at<'n>(root: &'n Node, steps: &[Step]) -> Option<&'n Node> {
    steps.iter().try_fold(root, |node, step| match step {
        Step::Key(name) => node.get(name),
        Step::Element(n) => node.elements().get(*n),
        Step::Append => None,
    })
}

fn find_entry(node: &Node, key: usize) -> Option<&holdpoint::document::Entry> {
    let here = node.entries().iter().find(|entry| entry.key.span.start as usize == key);
    here.or_else(|| {
        let inner = node.entries().iter().map(|entry| &entry.value).chain(node.elements());
        inner.into_iter().find_map(|node| find_entry(node, key))
    })
}
