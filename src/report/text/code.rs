//! What a code means, as text: meaning, why it matters, what to do, and the example that the tests run.
//! All of it is said where codes are defined, in `diagnostic`.

use super::wrap::{WIDTH, wrapped};
use crate::diagnostic::{Code, Level};

/// The list of codes, each with a line on what it means; first those that end a run, then warnings, then lints.
pub fn list() -> String {
    let group = |code: &Code| match (code.is_lint(), Level::of(*code)) {
        (true, _) => 2,
        (false, Level::Error) => 0,
        (false, _) => 1,
    };
    let titles = [
        "Errors end a run with exit status 3",
        "Warnings are printed, and the input is used",
        "Lints are about how a policy is written; `check` looks for them, and a pack sets their level",
    ];
    let mut out = String::new();
    for (n, title) in titles.into_iter().enumerate() {
        out.push_str(&wrapped(&format!("{title}:"), 0, WIDTH));
        for code in Code::ALL.iter().filter(|code| group(code) == n) {
            let level = if code.is_lint() {
                format!("{} Level: {}.", code.about(), Level::of(*code).name())
            } else {
                code.about().to_owned()
            };
            out.push_str(&format!("  {}\n{}", code.name(), wrapped(&level, 6, WIDTH)));
        }
        out.push('\n');
    }
    out.push_str("`holdpoint explain-code CODE` says more about one of them.\n");
    out
}

/// Everything about one code.
pub fn render(code: Code) -> String {
    let mut out = format!("{} ({})\n", code.name(), kind(code));
    out.push_str(&wrapped(code.about(), 0, WIDTH));
    let (why, cure) = code.advice();
    for (title, text) in [("Why it matters", why), ("What to do", cure)] {
        out.push_str(&format!("\n{title}\n{}", wrapped(text, 2, WIDTH)));
    }
    let Some(example) = code.example() else { return out };
    for (name, body) in &example.documents {
        out.push_str(&format!("\nExample: {name}\n{}", indented(body)));
    }
    out.push_str(&format!(
        "\n{}\n{}",
        if example.documents.is_empty() { "Example" } else { "What is printed" },
        indented(example.printed)
    ));
    out
}

/// What kind of problem it is, in a word or two.
pub fn kind(code: Code) -> String {
    match (code.is_lint(), Level::of(code)) {
        (true, level) => format!("lint, level {}", level.name()),
        (false, Level::Error) => "error".to_owned(),
        (false, _) => "warning".to_owned(),
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_explained_with_its_example() {
        let text = render(Code::WaiverTooWide);
        for part in [
            "waiver-too-wide (lint, level warn)\n",
            "Why it matters\n  A waiver has one reason.",
            "Example: policy\n  rules:",
            "What is printed\n",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn every_code_is_listed_once() {
        let text = list();
        for code in Code::ALL {
            assert_eq!(text.matches(&format!("\n  {}\n", code.name())).count(), 1, "{}", code.name());
        }
    }
}
