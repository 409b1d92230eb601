//! Tables of cases: `$column` in a name, in facts and in what is expected stands for the value of a row.
//! What the cases mean is read as if each had been written out.

use std::collections::BTreeSet;

use super::overlay;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Key, Kind, Node, Scalar};
use crate::text::{Span, suggest, wording};

/// Keys of a row that belong to its case rather than to a column.
const OF_CASE: [&str; 5] = ["now", "phase", "set", "unset", "expect"];

/// A case written out: its content, and the place of its row.
pub(super) struct Written {
    /// The case.
    pub node: Node,
    /// Its row.
    pub row: Option<Span>,
}

/// The cases that one element of `cases` stands for.
pub(super) fn written_out(case: &Node, sink: &mut Sink) -> Vec<Written> {
    let Some(rows) = case.entry("rows") else { return vec![Written { node: case.clone(), row: None }] };
    let Kind::List(list) = &rows.value.kind else {
        sink.push(super::fields::wrong(rows, "a list of mappings").help("write one row a line: `- { age: 23h }`"));
        return Vec::new();
    };
    if list.is_empty() {
        sink.push(super::fields::wrong(rows, "a list with at least one row"));
    }
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut out = Vec::new();
    for (number, row) in list.iter().enumerate() {
        if !matches!(row.kind, Kind::Map(_)) {
            let headline = format!("a row is {}, not a mapping", row.describe());
            sink.push(Diagnostic::new(Code::WrongType, headline).at(row.span, "this needs columns, such as `{ age: 23h }`"));
            continue;
        }
        let errors = sink.errors();
        let node = one(case, Row { node: row, all: list, number }, &mut used, sink);
        // Where a column is missing, everything else that could be said follows from that.
        if sink.errors() == errors {
            out.push(Written { node, row: Some(row.span) });
        }
    }
    unused(list, &used, sink);
    out
}

/// A row among the rows of its table.
#[derive(Clone, Copy)]
struct Row<'r> {
    node: &'r Node,
    all: &'r [Node],
    number: usize,
}

fn one(case: &Node, row: Row<'_>, used: &mut BTreeSet<String>, sink: &mut Sink) -> Node {
    let mut entries: Vec<Entry> = Vec::new();
    for entry in case.entries().iter().filter(|e| e.key.text != "rows") {
        let value =
            if entry.key.text == "name" { name(&entry.value, row, used, sink) } else { put(&entry.value, row, used, sink) };
        entries.push(Entry { key: entry.key.clone(), value });
    }
    for entry in row.node.entries().iter().filter(|e| OF_CASE.contains(&e.key.text.as_str())) {
        match entries.iter_mut().find(|e| e.key.text == entry.key.text) {
            Some(known) if entry.key.text == "unset" => {
                let both = [known.value.elements(), entry.value.elements()].concat();
                known.value = Node { span: entry.value.span, kind: Kind::List(both) };
            }
            Some(known) => known.value = overlay::over(&known.value, &entry.value),
            None => entries.push(entry.clone()),
        }
    }
    Node { span: case.span, kind: Kind::Map(entries) }
}

/// The name with the columns filled in; with the row's number where it names none.
fn name(node: &Node, row: Row<'_>, used: &mut BTreeSet<String>, sink: &mut Sink) -> Node {
    let Some(text) = node.text() else { return node.clone() };
    let mut out = String::new();
    let mut filled = false;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let end = after.find(|c: char| !is_name(c)).unwrap_or(after.len());
        let (column, tail) = after.split_at(end);
        rest = tail;
        if column.is_empty() {
            out.push('$');
            continue;
        }
        filled = true;
        match value(column, row, node.span, used, sink) {
            Some(value) => out.push_str(&crate::facts::change::shown(value)),
            None => out.push_str(column),
        }
    }
    out.push_str(rest);
    if !filled {
        out.push_str(&format!(" (row {})", row.number + 1));
    }
    Node { span: node.span, kind: Kind::Scalar(Scalar { text: out, plain: false }) }
}

fn put(node: &Node, row: Row<'_>, used: &mut BTreeSet<String>, sink: &mut Sink) -> Node {
    let kind = match &node.kind {
        Kind::Scalar(scalar) => {
            if let Some(column) = column(&scalar.text) {
                return value(column, row, node.span, used, sink).unwrap_or(node).clone();
            }
            // Two dollars are one that is meant as text.
            match scalar.text.strip_prefix("$$") {
                Some(rest) => Kind::Scalar(Scalar { text: format!("${rest}"), plain: scalar.plain }),
                None => return node.clone(),
            }
        }
        Kind::List(elements) => Kind::List(elements.iter().map(|n| put(n, row, used, sink)).collect()),
        Kind::Map(entries) => Kind::Map(
            entries.iter().map(|e| Entry { key: key(e, row, used, sink), value: put(&e.value, row, used, sink) }).collect(),
        ),
    };
    Node { span: node.span, kind }
}

fn key(entry: &Entry, row: Row<'_>, used: &mut BTreeSet<String>, sink: &mut Sink) -> Key {
    let Some(column) = column(&entry.key.text) else { return entry.key.clone() };
    match value(column, row, entry.key.span, used, sink) {
        Some(value) => match value.text() {
            Some(text) => Key { text: text.to_owned(), span: value.span },
            None => entry.key.clone(),
        },
        None => entry.key.clone(),
    }
}

fn column(text: &str) -> Option<&str> {
    text.strip_prefix('$').filter(|name| !name.is_empty() && name.chars().all(is_name))
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

fn value<'r>(column: &str, row: Row<'r>, span: Span, used: &mut BTreeSet<String>, sink: &mut Sink) -> Option<&'r Node> {
    if let Some(entry) = row.node.entry(column) {
        used.insert(column.to_owned());
        return Some(&entry.value);
    }
    let columns: Vec<&str> = row.node.entries().iter().map(|e| e.key.text.as_str()).filter(|k| !OF_CASE.contains(k)).collect();
    let problem = || Diagnostic::new(Code::UnknownVariable, format!("no column is called {}", wording::quote(column)));
    let near = suggest::nearest(column, columns.iter().copied());
    // What other rows have is the name of the column, and this row's is misspelt.
    let elsewhere = row.all.iter().any(|other| other.entry(column).is_some());
    sink.push(match near.and_then(|near| row.node.entry(near)) {
        Some(entry) if elsewhere => problem()
            .at(entry.key.span, "other rows have another name for it")
            .at(span, "stands for a column")
            .help(format!("write {}", wording::quote(column))),
        Some(entry) => problem()
            .at(span, "stands for a column")
            .at(row.node.span, "this row has no such column")
            .help(format!("write {}", wording::quote(&format!("${}", entry.key.text))))
            .meant(span, &format!("${column}"), Some(&format!("${}", entry.key.text))),
        None => problem()
            .at(row.node.span, "this row has no such column")
            .at(span, "stands for a column")
            .help(format!("add `{column}:` with its value to the row")),
    });
    None
}

fn unused(rows: &[Node], used: &BTreeSet<String>, sink: &mut Sink) {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for entry in rows.iter().flat_map(Node::entries) {
        let name = entry.key.text.as_str();
        if OF_CASE.contains(&name) || used.contains(name) || name.starts_with("x-") || !told.insert(name) {
            continue;
        }
        sink.push(
            Diagnostic::new(Code::UnusedColumn, format!("the column {} is not used", wording::quote(name)))
                .at(entry.key.span, "nothing in the case stands for it")
                .help(format!("write {} where its value belongs, or remove the column", wording::quote(&format!("${name}")))),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::load;
    use crate::facts::change::shown;
    use crate::text::Sources;

    fn cases(text: &str) -> (Vec<String>, Vec<String>) {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let (_, tree) = load(&mut sources, "suite.yaml", text.as_bytes().to_vec(), &mut sink);
        let root = tree.unwrap().root;
        let cases = written_out(&root, &mut sink).iter().map(|w| shown(&w.node)).collect();
        (cases, sink.into_sorted().into_iter().map(|p| p.headline).collect())
    }

    #[test]
    fn a_row_fills_its_columns_into_names_values_and_keys() {
        let (cases, problems) = cases(
            "name: a backup of $age, $word!\nset: { a: $age, b: [$list, x] }\nexpect: { $word: 1 }\n\
             rows:\n  - { age: 23h, word: w, list: [1, 2] }\n  - { age: 25h, word: v, list: unknown }\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(
            cases,
            [
                "{ name: a backup of 23h, w!, set: { a: 23h, b: [[1, 2], x] }, expect: { w: 1 } }",
                "{ name: a backup of 25h, v!, set: { a: 25h, b: [unknown, x] }, expect: { v: 1 } }"
            ]
        );
    }

    #[test]
    fn what_a_row_says_for_itself_is_laid_over_its_case() {
        let (cases, _) = cases(
            "name: x\nset: { a: { b: 1 } }\nunset: [p]\nexpect: { verdict: hold }\n\
             rows:\n  - { set: { a: { c: 2 } }, unset: [q], expect: { only: true }, now: n }\n",
        );
        assert_eq!(
            cases,
            ["{ name: x (row 1), set: { a: { b: 1, c: 2 } }, unset: [p, q], expect: { verdict: hold, only: true }, now: n }"]
        );
    }

    #[test]
    fn two_dollars_are_one_and_part_of_a_value_is_no_column() {
        let (cases, problems) = cases("name: n\nset: { a: $$age, b: 5$age }\nrows: [{ x-note: 1 }]\n");
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(cases, ["{ name: n (row 1), set: { a: $age, b: 5$age } }"]);
    }

    #[test]
    fn a_column_that_is_missing_or_unused_is_told_and_its_row_left_out() {
        let (cases, problems) = cases("name: n $age\nrows: [{ age: 1, m: 2 }, { m: 3 }]\n");
        assert_eq!(cases, ["{ name: n 1 }"]);
        assert_eq!(problems, ["the column `m` is not used", "no column is called `age`"]);
    }
}
