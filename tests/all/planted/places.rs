//! Places in documents in which a secret may stand, and ways to write it there.

use super::dice::Dice;
use super::secrets::{Secret, name, plain_word, told};

/// A document with a secret in it.
pub struct Planted {
    pub file: &'static str,
    pub text: String,
    /// How it was written.
    pub place: String,
}

const FREE: &[&str] = &["note", "title", "x-note", "message", "location", "description", "steps", "because", "x-log"];

pub fn planted(secret: &Secret, d: &mut Dice) -> Planted {
    let json = d.chance(25);
    let head = d.one(&["kind: site\nid: shop-north\n", "kind: site\nid: shop-north\n", "id: a\n", "kind: tests\n"]);
    if json {
        let (place, body) = in_json(secret, d);
        let tail = d.one(&["}", "}", "}", ", \"x\": 1, \"x\": 2}", ", \"broken\": [1,}", ", 'x'}"]);
        let text = format!("{{\"kind\": \"site\", \"id\": \"shop-north\", {body}{tail}");
        return Planted {
            file: d.one(&["site.json", "site.yaml"]),
            text,
            place: format!("json {place}{}", if tail == "}" { "" } else { " broken" }),
        };
    }
    let (place, body) = in_yaml(secret, d);
    let (tail, broken) = match d.below(8) {
        0 => ("\nbroken: [\n", " broken"),
        1 => ("\n\tx: 1\n", " tab"),
        2 => ("\nx: \"never closed\n", " quote"),
        3 => ("\nid: again\nid: again\n", " duplicate"),
        _ => ("\nafter: 1\n", ""),
    };
    Planted { file: "site.yaml", text: format!("{head}{body}{tail}"), place: format!("{place}{broken}") }
}

fn in_yaml(secret: &Secret, d: &mut Dice) -> (String, String) {
    let named = secret.by_name || d.chance(40);
    let place = d.below(12);
    if place == 0 {
        return ("comment".to_owned(), comment(secret, d));
    }
    if place == 1 && !secret.by_name {
        return ("key".to_owned(), format!("{}: 1", double(&secret.text, d)));
    }
    let key = if named { name(d) } else { d.one(FREE).to_owned() };
    let text = if named && (secret.by_name || d.chance(50)) { secret.text.clone() } else { told(secret, d) };
    let written_key = written_key(&key, d);
    let (style, value) = value(&text, 4, d);
    let body = match place {
        2 => format!("items:\n  - id: a\n    {written_key}: {}\n", value.replace('\n', "\n    ")),
        3 => format!("m: {{ a: 1, {written_key}: {} }}", flow(&text, d)),
        4 => format!("{written_key}:\n  - {}\n  - x", value.replace('\n', "\n  ")),
        5 if named => {
            format!("{written_key}:\n# rotated in May\n  user: {}\n  v: {}", plain_word(d), value.replace('\n', "\n  "))
        }
        6 => format!("? {written_key}\n: {value}"),
        7 if named => format!("a: &a {}\n{written_key}: *a", flow(&text, d)),
        8 => format!("{written_key}:\n\n# here\n  {}", value.replace('\n', "\n  ")),
        9 => format!("{written_key}: {value}\n{written_key}: {}", flow(&text, d)),
        10 => format!("a: 1\n---\n{written_key}: {}", flow(&text, d)),
        11 if named => format!("env:\n  - name: {}\n    value: {}", flow(&key, d), flow(&text, d)),
        _ => format!("{written_key}: {value}"),
    };
    (format!("{place} {style}{}", if named { " named" } else { "" }), body)
}

fn comment(secret: &Secret, d: &mut Dice) -> String {
    let told = told(secret, d);
    match d.below(5) {
        0 => format!("# {told}\na: 1"),
        1 => format!("a: 1 # {told}"),
        2 => format!("m:\n  # {told}\n  b: 2"),
        3 => format!("list: [1, # {told}\n 2]"),
        _ if secret.by_name => format!("# x-{}:\n#   user: wp\n#   v: {}\na: 1", name(d).replace(' ', "_"), secret.text),
        _ => format!("a:\n# one\n# {told}\n  b: 1"),
    }
}

fn written_key(key: &str, d: &mut Dice) -> String {
    match d.below(4) {
        0 => format!("'{key}'"),
        1 => double(key, d),
        _ => key.to_owned(),
    }
}

/// A value in one of the styles of YAML, its further lines indented by `indent`.
fn value(text: &str, indent: usize, d: &mut Dice) -> (&'static str, String) {
    let blank = " ".repeat(indent);
    match d.below(7) {
        0 => ("double", double(text, d)),
        1 => ("single", format!("'{}'", text.replace('\'', "''"))),
        2 => ("literal", format!("|\n{blank}first line\n{blank}{text}\n{blank}last line")),
        3 => ("literal alone", format!("|-\n{blank}{text}")),
        4 => ("folded", format!(">\n{blank}{}\n", text.replace(' ', &format!("\n{blank}")))),
        5 if text.contains(' ') => ("double folded", double(text, d).replacen(' ', &format!("\n{blank}"), 1)),
        _ => ("flow", flow(text, d)),
    }
}

/// A value that may stand in brackets, without quotes where YAML allows that.
fn flow(text: &str, d: &mut Dice) -> String {
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    let plain = begins && !text.contains([',', '[', ']', '{', '}', '#', '"', '\'', ':', '\u{a0}']) && !text.ends_with(' ');
    if plain && d.chance(60) { text.to_owned() } else { double(text, d) }
}

/// In double quotes, with some letters as escapes.
fn double(text: &str, d: &mut Dice) -> String {
    let often = d.one(&[0, 0, 10, 100]);
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' if often > 0 && d.chance(50) => out.push_str("\\/"),
            c if c != ' ' && d.chance(often) => match (d.below(3), u32::from(c)) {
                (0, code) if code < 256 => out.push_str(&format!("\\x{code:02x}")),
                (1, code) => out.push_str(&format!("\\U{code:08x}")),
                (_, code) => out.push_str(&format!("\\u{code:04x}")),
            },
            c => out.push(c),
        }
    }
    out + "\""
}

fn in_json(secret: &Secret, d: &mut Dice) -> (String, String) {
    let named = secret.by_name || d.chance(40);
    let key = if named { name(d) } else { d.one(FREE).to_owned() };
    let text = if named && d.chance(50) { secret.text.clone() } else { told(secret, d) };
    let (key, text) = (json(&key, d), json(&text, d));
    let place = d.below(6);
    let body = match place {
        0 => format!("\"a\": [{{{key}: {text}}}]"),
        1 => format!("{key}\n:\n{text}"),
        2 if named => format!("{key}: [{text}, 1]"),
        3 if named => format!("{key}: {{\"user\": \"wp\", \"v\": {text}}}"),
        4 if !secret.by_name => format!("{text}: 1"),
        5 => format!("\"log\": {}", json(&format!("{{{key}: {text}}}"), d)),
        _ => format!("{key}: {text}"),
    };
    (format!("{place}"), body)
}

fn json(text: &str, d: &mut Dice) -> String {
    let often = d.one(&[0, 0, 0, 10, 100]);
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '/' if d.chance(50) => out.push_str("\\/"),
            c if d.chance(often) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}
