//! Reads an output the way those who get it read it: the elements in it, and the texts, free of what the format puts around them.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};
use html5gum::{DefaultEmitter, Token, Tokenizer};
use serde_json::Value;

/// The formats, by how they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    Yaml,
    Json,
    Sarif,
    Html,
    Xml,
    Markdown,
    Github,
    Dot,
    Mermaid,
}

/// What was read.
#[derive(Default)]
pub struct Read {
    pub elements: Vec<String>,
    pub texts: Vec<String>,
}

pub fn read(text: &str, form: Form) -> Result<Read, String> {
    let mut read = Read::default();
    match form {
        // Where lines are broken depends on the words: there are no elements.
        // A form is full of comments. What a build service would obey is written out.
        Form::Text | Form::Yaml => {
            read.texts.push(text.replace("\n# ", "\n").replace("\\u{3a}:", "::").replace("\\u{23}#", "##"));
        }
        // In which order they stand may depend on the texts.
        Form::Json => {
            json(&parsed(text)?, &mut read);
            read.elements.sort();
        }
        Form::Sarif => {
            let value = parsed(text)?;
            let wrong: Vec<String> =
                crate::formats::schema().iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
            if !wrong.is_empty() {
                return Err(format!("not what the schema says: {}", wrong.join("; ")));
            }
            json(&value, &mut read);
            read.elements.sort();
            let decoded: Vec<String> = read.texts.iter().flat_map(|t| [percent(t), message(t)]).collect();
            read.texts.extend(decoded);
        }
        Form::Html => html(text, &mut read)?,
        Form::Xml => {
            let document = roxmltree::Document::parse(text).map_err(|why| why.to_string())?;
            xml(document.root_element(), &mut read);
        }
        Form::Markdown => markdown(text, &mut read),
        Form::Github => github(text, &mut read)?,
        Form::Dot => quoted(text, &mut read, true, dot)?,
        Form::Mermaid => quoted(text, &mut read, false, flow_chart)?,
    }
    Ok(read)
}

fn parsed(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|why| why.to_string())
}

fn json(value: &Value, read: &mut Read) {
    match value {
        Value::Null => read.elements.push("null".to_owned()),
        Value::Bool(_) => read.elements.push("bool".to_owned()),
        Value::Number(_) => read.elements.push("number".to_owned()),
        Value::String(text) => {
            read.elements.push("text".to_owned());
            read.texts.push(text.clone());
        }
        Value::Array(all) => {
            read.elements.push("[".to_owned());
            all.iter().for_each(|v| json(v, read));
            read.elements.push("]".to_owned());
        }
        Value::Object(all) => {
            read.elements.push("{".to_owned());
            for (key, v) in all {
                let own = key.chars().all(|c| c.is_ascii_alphanumeric() || "_-$".contains(c));
                read.elements.push(if own { format!("{key}:") } else { "a key:".to_owned() });
                read.texts.push(key.clone());
                json(v, read);
            }
            read.elements.push("}".to_owned());
        }
    }
}

/// A message of SARIF: brackets would be links and braces places for words, so they are kept from it.
fn message(text: &str) -> String {
    let (mut out, mut letters) = (String::new(), text.chars().peekable());
    while let Some(c) = letters.next() {
        match (c, letters.peek()) {
            ('\\', Some('\\' | '[' | ']')) | ('{', Some('{')) | ('}', Some('}')) => out.extend(letters.next()),
            _ => out.push(c),
        }
    }
    out
}

/// By the rules of browsers, mistakes included: there are none.
fn html(text: &str, read: &mut Read) -> Result<(), String> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let (mut block, mut styles) = (String::new(), false);
    let utf8 = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    for token in Tokenizer::new_with_emitter(text, emitter) {
        match token.map_err(|never| -> String { match never {} })? {
            Token::StartTag(tag) => {
                let name = utf8(&tag.name);
                let attributes: Vec<String> = tag.attributes.keys().map(|k| utf8(k)).collect();
                read.elements.push(format!("<{name} {}>", attributes.join(" ")));
                read.texts.extend(tag.attributes.values().map(|v| utf8(v)));
                styles = name == "style";
                // A text goes on over elements that mark a part of it.
                if !matches!(name.as_str(), "code" | "b" | "span" | "a" | "strong" | "em" | "small") {
                    read.texts.push(std::mem::take(&mut block));
                }
            }
            Token::EndTag(tag) => {
                read.elements.push(format!("</{}>", utf8(&tag.name)));
                styles = false;
            }
            Token::String(inside) if !styles => block.push_str(&utf8(&inside)),
            Token::String(_) | Token::Doctype(_) => {}
            Token::Comment(inside) => return Err(format!("a comment: {}", utf8(&inside))),
            Token::Error(what) => return Err(format!("a mistake in the markup: {what:?}")),
        }
    }
    read.texts.push(block);
    Ok(())
}

fn xml(node: roxmltree::Node<'_, '_>, read: &mut Read) {
    let attributes: Vec<&str> = node.attributes().map(|a| a.name()).collect();
    read.elements.push(format!("<{} {}>", node.tag_name().name(), attributes.join(" ")));
    read.texts.extend(node.attributes().map(|a| a.value().to_owned()));
    let texts: String = node.descendants().filter(|n| n.is_text()).filter_map(|n| n.text()).collect();
    read.texts.push(texts);
    for child in node.children() {
        if child.is_element() {
            xml(child, read);
        } else if !child.is_text() {
            read.elements.push(format!("{:?}", child.node_type()));
        }
    }
    read.elements.push("/".to_owned());
}

/// With what the services add that show it.
fn markdown(text: &str, read: &mut Read) {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.table = true;
    extension.strikethrough = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.math_dollars = true;
    extension.alerts = true;
    let arena = Arena::new();
    node(parse_document(&arena, text, &options), read);
}

fn node<'a>(at: &'a AstNode<'a>, read: &mut Read) -> String {
    let own = match &at.data.borrow().value {
        // A sign that would be a reference stands in a code span of its own.
        NodeValue::Text(text) => return text.to_string(),
        NodeValue::Code(code) => return code.literal.clone(),
        NodeValue::SoftBreak => return " ".to_owned(),
        NodeValue::HtmlBlock(html) => format!("html {}", html.literal),
        NodeValue::HtmlInline(html) => format!("html {html}"),
        NodeValue::Heading(heading) => format!("heading {}", heading.level),
        other => format!("{other:?}").split(['(', ' ', '{']).next().unwrap_or_default().to_owned(),
    };
    read.elements.push(own);
    let inside: String = at.children().map(|child| node(child, read)).collect();
    read.elements.push("/".to_owned());
    read.texts.push(inside.clone());
    inside
}

/// As the runner of workflows reads them.
fn github(text: &str, read: &mut Read) -> Result<(), String> {
    for line in text.lines() {
        let (head, data) =
            line.strip_prefix("::").and_then(|rest| rest.split_once("::")).ok_or_else(|| format!("no command: {line}"))?;
        let (command, properties) = head.split_once(' ').unwrap_or((head, ""));
        read.elements.push(format!(
            "{command} {}",
            properties.split(',').map(|p| p.split('=').next().unwrap_or_default()).collect::<Vec<_>>().join(",")
        ));
        for property in properties.split(',') {
            read.texts.push(percent(property.split_once('=').map_or("", |(_, value)| value)));
        }
        read.texts.push(percent(data));
    }
    Ok(())
}

/// What percent signs stand for.
fn percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let code =
            (bytes[at] == b'%').then(|| text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok())).flatten();
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A language of lines with texts in double quotes, in which a backslash may keep a quote from its work.
fn quoted(text: &str, read: &mut Read, escapes: bool, inside: fn(&str) -> String) -> Result<(), String> {
    for line in text.lines() {
        let (mut outside, mut own, mut open, mut kept) = (String::new(), String::new(), false, false);
        for c in line.chars() {
            match (open, c) {
                (true, '\\') if escapes && !kept => {
                    kept = true;
                    own.push(c);
                    continue;
                }
                (true, '"') if !kept => {
                    open = false;
                    outside.push('S');
                    read.texts.push(inside(&std::mem::take(&mut own)));
                }
                (true, _) => own.push(c),
                (false, '"') => open = true,
                (false, _) => outside.push(c),
            }
            kept = false;
        }
        if open {
            return Err(format!("a text without an end: {line}"));
        }
        read.elements.push(outside);
    }
    Ok(())
}

/// What stands in a label of a graph: a backslash says what the letter after it means.
fn dot(text: &str) -> String {
    let (mut out, mut letters) = (String::new(), text.chars());
    while let Some(c) = letters.next() {
        match c {
            '\\' => match letters.next() {
                Some('n' | 'l' | 'r') => out.push('\n'),
                Some(c @ ('\\' | '"')) => out.push(c),
                // The name of the node or graph, which nobody wrote there.
                other => out.push_str(&format!("(!{other:?})")),
            },
            c => out.push(c),
        }
    }
    out
}

/// What stands in a text of a flow chart: `#` begins the name or the number of a character, as `&` does.
fn flow_chart(text: &str) -> String {
    let named = |text: String, sign: &str| {
        [("quot", "\""), ("lt", "<"), ("gt", ">"), ("amp", "&"), ("35", "#"), ("92", "\\")]
            .iter()
            .fold(text, |text, (name, c)| text.replace(&format!("{sign}{name};"), c))
    };
    named(named(text.replace("<br/>", "\n"), "&"), "#")
}
