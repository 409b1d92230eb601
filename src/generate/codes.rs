//! The reference of codes: a section for each, with its meaning, why it matters, what to do and its example.
//! All of it is said where codes are defined.

use crate::diagnostic::Code;
use crate::report::text::code;

const HEAD: &str = "<!-- Generated from the engine by `holdpoint generate`. -->

# Problems

Every problem has a code, which is printed above it. `holdpoint explain-code CODE` prints what stands here.

An error ends the run with exit status 3. A warning is printed, and the input is used. A lint is about how a policy is written rather
than whether it can be read: only `check` looks for it, in the pack that it is given and not in those that the pack extends, and the
manifest sets its level. `error` ends a check with exit status 3.

```yaml
lints: { unused-parameter: error, missing-source: allow, implied-rule: warn }
```

What weakens a policy (`loosened`, `waiver-expired`) can be made an error, and can't be silenced. A pack's levels hold for itself: a
pack that extends it sets its own.
";

/// The page.
pub(super) fn page() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("\n| code | kind | meaning |\n|---|---|---|\n");
    for code in Code::ALL {
        out.push_str(&format!("| [`{0}`](#{0}) | {1} | {2} |\n", code.name(), code::kind(*code), code.about()));
    }
    Code::ALL.iter().for_each(|code| out.push_str(&section(*code)));
    out
}

fn section(code: Code) -> String {
    let (why, cure) = code.advice();
    let mut out = format!("\n## {}\n\n{} ({})\n\n{why}\n\n{cure}\n", code.name(), code.about(), code::kind(code));
    let Some(example) = code.example() else { return out };
    for (name, body) in &example.documents {
        out.push_str(&format!("\n```yaml {name}\n{body}```\n"));
    }
    out.push_str(&format!("\n```text\n{}```\n", example.printed));
    out
}
