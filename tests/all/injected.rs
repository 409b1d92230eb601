//! Texts that mean something in an output format, put into ids, titles, reasons, names of suites and of files: a real parser of the format
//! reads back exactly these texts, with what can't be seen written out, and the same elements as where the texts are harmless.

mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use holdpoint::cli::run_in_memory;
use holdpoint::document::write::json_visible;
use holdpoint::text::printable::{hidden, printable};

use read::{Form, Read, read};

/// Texts that a format could take for something of its own.
const HOSTILE: &[(&str, &str)] = &[
    ("markup", r#""'><script>alert(1)</script><b a='x"#),
    ("the end of elements", "</code></td></tr></table></style></svg><img src=x onerror=alert(1)>"),
    ("entities", "&lt;b&gt; &amp; &#x3c; &#60; &quot; &nbsp &notin; &"),
    ("comments of markup", "]]> --> <!-- <![CDATA[ x ]]> <?php ?> <!DOCTYPE x>"),
    ("inline Markdown", "a|b `c` ``d`` **e** _f_ __g__ ~~h~~ [i](javascript:1) ![j](k) <http://l> \\* \\"),
    ("references of services", "@ana #12 GH-34 :smile: www.example.org https://example.org/x 1234567 !5 org/repo#6"),
    (
        "blocks of Markdown",
        "x\n\n# Heading\n- item\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n> quote\n\n    indented\n",
    ),
    ("the beginning of a list", "- item"),
    ("the beginning of a number", "1. one"),
    ("the beginning of a quote", "> quote # heading ==="),
    ("a heading from below", "y\n===\n---"),
    ("a table", "|---|:-:|"),
    ("mathematics and footnotes", "$x^2$ $$y$$ [^1] [ ] [x] ^sup^ ~sub~"),
    ("a command of annotations", "x\n::error file=a,line=1::forged%0A::warning::x\r\n::set-output name=a::b"),
    ("a text that is a command", "::error file=a,line=1::forged"),
    ("a command behind blanks", " \u{a0}\u{fe0f} ::add-mask::forged"),
    ("commands inside of lines", "##[error]forged ##vso[task.complete result=Failed]x ##teamcity[a] ###[x"),
    ("properties of annotations", "a,b:c%2C%25%3A,line=9::x%"),
    ("strings of graphs", "x\" -> \"y\" [label=\"z\"]; } digraph { \\"),
    ("labels of graphs", "\\n\\l\\N {a|<p>b} \\G"),
    ("words of flow charts", "end\nsubgraph s[\"y\"] --> z; click a href \"javascript:1\" %%{init: {}}%% #quot; #35; #lt;"),
    ("quotes of JSON", "\\u0022 \" \\\" \\ \\/ \u{2028} \u{2029}"),
    ("colours and cursors", "\u{1b}[31mred\u{1b}[2J\u{9b}1m\u{7}\u{8}\u{fdd0}[31mred\u{fdd0}[0m"),
    ("what reorders", "\u{202e}evil\u{202c} \u{2066}a\u{2069} \u{200f}b\u{61c}"),
    ("what can't be seen", "a\u{200b}b\u{200d}c\u{feff}d\u{ad}e\u{2060}f\u{e0041}g\u{180e}h\u{3164}i"),
    ("control characters", "a\u{0}b\u{1}c\u{7f}d\u{85}e\u{b}f\u{c}g\th\ri\nj\u{fffe}k\u{ffff}l"),
    ("letters of the world", "שלום مرحبا 注文 ☕ e\u{301} 🧑 ﬀ"),
];

/// The fields that are written to, each with a word that makes it unique.
const FIELDS: [&str; 19] = [
    "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett", "kilo", "lima", "mike",
    "november", "oscar", "papa", "quebec", "romeo", "sierra",
];

/// The commands, `%` for the folder and `!` for what says which policy.
const COMMANDS: &[(&str, Form)] = &[
    ("evaluate %/facts ! --all --later --explain", Form::Text),
    ("evaluate %/facts ! --format json --explain", Form::Json),
    ("evaluate %/facts ! --format html", Form::Html),
    ("evaluate %/facts ! --format markdown", Form::Markdown),
    ("evaluate %/facts ! --format sarif", Form::Sarif),
    ("evaluate %/facts ! --format github", Form::Github),
    ("explain verdict %/facts !", Form::Text),
    ("explain tiny.pause %/facts ! --depth tree", Form::Text),
    ("explain verdict %/facts ! --format json", Form::Json),
    ("what-if %/facts ! --unset site.workflows", Form::Text),
    ("what-if %/facts ! --unset site.workflows --format json", Form::Json),
    ("repair %/facts !", Form::Text),
    ("repair %/facts ! --format json", Form::Json),
    ("ask %/facts !", Form::Yaml),
    ("ask %/facts ! --format json", Form::Json),
    ("report rollback %/facts !", Form::Markdown),
    ("report support %/facts !", Form::Markdown),
    ("report client %/facts !", Form::Markdown),
    ("check %/wrong !", Form::Text),
    ("check %/wrong ! --plain", Form::Text),
    ("check %/wrong ! --format json", Form::Json),
    ("check %/wrong ! --format sarif", Form::Sarif),
    ("check %/wrong ! --format github", Form::Github),
    ("test %/suite !", Form::Text),
    ("test %/suite ! --format json", Form::Json),
    ("test %/suite ! --format junit", Form::Xml),
    ("test %/suite ! --format github", Form::Github),
    ("test %/suite ! --coverage --format markdown", Form::Markdown),
    ("test %/suite ! --coverage --format json", Form::Json),
    ("graph !", Form::Text),
    ("graph ! --format dot", Form::Dot),
    ("graph ! --format mermaid", Form::Mermaid),
    ("graph ! --format svg", Form::Xml),
    ("docs !", Form::Markdown),
    ("schema site !", Form::Json),
    ("schema policy !", Form::Json),
    ("new site !", Form::Yaml),
];

/// A folder in which every field says this, with the word of the field behind it.
fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let json = |text: &str| json_visible(&serde_json::to_string(text).unwrap());
    let field = |n: usize| json(&said(text, n));
    // Braces name facts there.
    let because = |n: usize| json(&said(&text.replace(['{', '}'], ""), n));
    let files = [
        (
            "facts/release.yaml".to_owned(),
            format!(
                "kind: release\nversion: 2.4.0\nproduct: demo\nchanges:\n  - {{ name: {}, area: agents }}\ncaveats: [{}]\n",
                field(0),
                field(1)
            ),
        ),
        (
            format!("facts/{}.yaml", named(text, 18)),
            format!(
                "kind: site\nid: {}\nversions: {{ demo: 2.3.2 }}\nowners: {{ rollback: {} }}\nworkflows:\n  - {{ id: {}, category: commerce, enabled: true }}\n",
                field(2),
                field(3),
                field(4)
            ),
        ),
        (
            "pack/pack.yaml".to_owned(),
            format!(
                "kind: policy\nname: tiny\ntitle: {}\nversion: \"1\"\nproduct: {{ id: demo, title: {}, scheme: php }}
facts: {{ site: site.schema.json }}
vocabulary:
  areas: {{ agents: {{ title: {} }} }}
  categories: {{ commerce: {{ title: {} }} }}
  actions: {{ update: {{ title: {}, due: before }} }}
  tasks: {{ look: {{ title: {}, due: before }} }}
rules:
  - id: tiny.stage
    title: {}
    for_each: area
    when: {{ release.touches: {{ includes: $area }} }}
    then: [{{ stage: $area }}, {{ block: update }}, {{ require: look }}]
    because: {}
    source: {}
    owner: {}
  - id: tiny.pause
    title: Pausing
    each: {{ item: site.items }}
    when: {{ $item.enabled: true, $item.next_run: {{ stated: false }} }}
    then: {{ pause: $item }}
    until: {{ update.production.checks.diagnostics: pass }}
    because: \"{{item.id}} on {{site.id}} by {{site.owners.rollback}} for {{release.changes}}.\"
    source: Book
    owner: lea
",
                field(5),
                field(6),
                field(7),
                field(8),
                field(9),
                field(10),
                field(11),
                because(12),
                field(13),
                field(14)
            ),
        ),
        (
            format!("suite/{}.yaml", named(text, 18)),
            format!(
                "kind: tests\nname: {}\nbase: {{ now: 2026-07-21T18:00Z, release: {{ version: 2.4.0, changes: [{{ name: a, area: agents }}] }}, site: {{ id: s }} }}\ncases:\n  - name: {}\n    set: {{ site: {{ workflows: [{{ id: w, category: commerce, enabled: true }}] }} }}\n    expect: {{ verdict: clear }}\n",
                field(15),
                field(16)
            ),
        ),
        (
            format!("wrong/{}.yaml", named(text, 18)),
            format!("kind: site\nid: s\n{}: 1\ntype: {}\nversions: {{ php: {} }}\n", field(17), field(2), field(3)),
        ),
    ];
    let schema = ("pack/site.schema.json".to_owned(), fs::read_to_string("tests/cases/base/site.schema.json").unwrap());
    for (name, content) in files.into_iter().chain([schema]) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn said(text: &str, field: usize) -> String {
    format!("{text} {}", FIELDS[field])
}

/// What a file may be called.
fn named(text: &str, field: usize) -> String {
    let text: String = text.chars().filter(|c| !matches!(c, '/' | '\\' | '\0')).take(60).collect();
    said(text.trim_start_matches(['.', '-', ' ']), field)
}

/// As long a text, of which nothing means anything.
fn harmless(text: &str) -> String {
    printable(text).chars().map(|c| if c == ' ' { ' ' } else { 'y' }).collect()
}

/// A text as the eye compares it: lines may be broken anywhere, and a capital may begin one.
fn seen(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// What a command makes of a folder.
fn made(folder: &tempfile::TempDir, line: &str, form: Form) -> Result<(Read, BTreeSet<u8>), String> {
    let path = folder.path().to_str().unwrap();
    let words = line.replace('!', "--policy %/pack --root %").replace('%', path);
    let mut arguments: Vec<String> = std::iter::once("holdpoint").chain(words.split(' ')).map(str::to_owned).collect();
    if ["evaluate", "explain", "what-if", "repair", "ask", "report", "check"].contains(&arguments[1].as_str()) {
        arguments.extend(["--now", "2026-07-21T18:00Z"].map(str::to_owned));
    }
    let ran = run_in_memory(arguments.into_iter().map(Into::into), b"");
    let both = format!("{}{}", ran.out, ran.err);
    if let Some(c) = both.chars().find(|c| *c != '\n' && hidden(*c)) {
        return Err(format!("prints {c:?}:\n{both}"));
    }
    if both.is_empty() {
        return Err("prints nothing".to_owned());
    }
    // A text of a file begins no line of its own, and no line is a command: it would be obeyed.
    let documents = if form == Form::Github { "" } else { &ran.out };
    if documents.lines().any(|line| line.starts_with("::")) || is_obeyed(&ran.err) || (form == Form::Text && is_obeyed(&ran.out))
    {
        return Err(format!("a line is forged:\n{both}"));
    }
    let text = if matches!(form, Form::Text | Form::Yaml) { both.clone() } else { ran.out };
    let read = read(&text, form).map_err(|why| format!("{why}:\n{both}"))?;
    Ok((read, BTreeSet::from([ran.status])))
}

/// Whether a line is a command to the service that runs a build: as GitHub's runner reads lines, and as others do.
fn is_obeyed(log: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{fe00}'..='\u{fe0f}');
    let commands = ["##[", "##vso[", "##teamcity["];
    log.lines().any(|line| line.trim_start_matches(blank).starts_with("::") || commands.iter().any(|c| line.contains(c)))
}

#[test]
fn a_text_is_a_text_in_every_format() {
    let (mut wrong, mut shown) = (Vec::new(), 0);
    // Each text through some commands in every run, through all where that is asked for.
    let every = std::env::var_os("HOLDPOINT_CASES").is_some();
    for (n, (name, text)) in HOSTILE.iter().enumerate() {
        let plain = harmless(text);
        let folders = (folder(text), folder(&plain));
        for (_, (line, form)) in COMMANDS.iter().enumerate().filter(|(m, _)| every || (n * 5 + m) % 4 == 0) {
            let told = |what: &str| format!("{name} in `{line}`: {what}");
            let (found, wanted) = match (made(&folders.0, line, *form), made(&folders.1, line, *form)) {
                (Ok(found), Ok(wanted)) => (found, wanted),
                (Err(why), _) | (_, Err(why)) => {
                    wrong.push(told(&why));
                    continue;
                }
            };
            if found.1 != wanted.1 {
                wrong.push(told(&format!("ends with {:?} instead of {:?}", found.1, wanted.1)));
            }
            let (found, wanted) = (found.0, wanted.0);
            if found.elements != wanted.elements {
                let at = found.elements.iter().zip(&wanted.elements).position(|(a, b)| a != b);
                let at = at.unwrap_or(found.elements.len().min(wanted.elements.len()));
                let around = |all: &[String]| all[at.saturating_sub(2).min(all.len())..(at + 3).min(all.len())].join(" ");
                wrong.push(told(&format!("other elements: {} instead of {}", around(&found.elements), around(&wanted.elements))));
            }
            let (all, harmless): (Vec<String>, Vec<String>) =
                (found.texts.iter().map(|t| seen(t)).collect(), wanted.texts.iter().map(|t| seen(t)).collect());
            for (field, word) in FIELDS.iter().enumerate() {
                let texts = |text: &str| match field {
                    12 => said(&text.replace(['{', '}'], ""), field),
                    18 => named(text, field),
                    _ => said(text, field),
                };
                let wanted = seen(&texts(&plain));
                if !harmless.iter().any(|t| t.contains(&wanted)) {
                    continue;
                }
                shown += 1;
                let said = texts(text);
                // Data is what it was; a picture of a file shows it as it is written there.
                let data =
                    matches!(form, Form::Json | Form::Sarif | Form::Github).then(|| seen(&said.replace('\u{fdd0}', "\u{fffd}")));
                let written =
                    matches!(form, Form::Text | Form::Yaml).then(|| json_visible(&serde_json::to_string(&said).unwrap()));
                let written = written.map(|w| seen(w.trim_matches('"')));
                let text = seen(&printable(said.trim()));
                // Breaks of lines in a name are part of it.
                let broken = seen(&printable(&said.replace(['\n', '\r', '\t'], "").replace('\u{fdd0}', "\u{fffd}")));
                // A title is on one line, a colour that somebody forged is none.
                let line = said.split_whitespace().collect::<Vec<_>>().join(" ").replace('\u{fdd0}', "\u{fffd}");
                let line = seen(&printable(&line));
                let whole = seen(&printable(said.replace('\u{fdd0}', "\u{fffd}").trim()));
                let reads = |text: &String| all.iter().any(|t| t.contains(text));
                if !reads(&text)
                    && !reads(&line)
                    && !reads(&whole)
                    && !reads(&broken)
                    && !data.is_some_and(|d| reads(&d))
                    && !written.is_some_and(|w| reads(&w))
                {
                    let near = found.texts.iter().find(|t| t.contains(*word));
                    wrong.push(told(&format!(
                        "{text:?} is not read back, but {:?}",
                        near.map(|t| t.chars().take(300).collect::<String>())
                    )));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
    // Otherwise nothing was tried.
    assert!(shown > HOSTILE.len() * 20, "{shown} texts are shown");
}

/// Ids of rules are words today; what draws them doesn't rest on that.
#[test]
fn a_picture_of_rules_shows_names_as_they_are() {
    use holdpoint::compile::reads::Sign;
    use holdpoint::report::graph::{Picture, svg};
    /// A form, and what draws it.
    type Drawn = (Form, fn(&Picture) -> String);
    let mut wrong = Vec::new();
    for (name, text) in HOSTILE {
        let picture = |text: &str| {
            let (from, to) = (format!("{text} from"), format!("{text} to"));
            let decides = |word: &str| BTreeSet::from([format!("{text} {word}")]);
            let rules = BTreeMap::from([(from.clone(), decides("one")), (to.clone(), decides("two"))]);
            Picture { rules, edges: BTreeSet::from([(from, to, format!("{text} what"), Sign::Negative)]), more: 0 }
        };
        let (hostile, plain) = (picture(text), picture(&harmless(text)));
        let forms: [Drawn; 3] = [(Form::Dot, Picture::dot), (Form::Mermaid, Picture::mermaid), (Form::Xml, svg::standalone)];
        for (form, made) in forms {
            // The last pass is that of the stream.
            let shown = |picture: &Picture| holdpoint::text::printable::shown(&made(picture)).as_str().to_owned();
            let (found, wanted) = match (read(&shown(&hostile), form), read(&shown(&plain), form)) {
                (Ok(found), Ok(wanted)) => (found, wanted),
                (Err(why), _) | (_, Err(why)) => {
                    wrong.push(format!("{name} in {form:?}: {why}"));
                    continue;
                }
            };
            if form != Form::Xml && found.elements != wanted.elements {
                wrong.push(format!("{name} in {form:?}: {:?} instead of {:?}", found.elements, wanted.elements));
            }
            let all = seen(&found.texts.join(" "));
            for word in ["from", "one", "what", "two"].iter().filter(|w| form != Form::Xml || **w == "from") {
                let text = seen(&printable(&format!("{text} {word}")));
                if !all.contains(&text) {
                    wrong.push(format!("{name} in {form:?}: {text} is not read back:\n{:?}", found.texts));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}
