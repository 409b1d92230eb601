//! The reference of what is masked, from the table that the mask goes by, with its examples.
//! The table and the words are `text::mask`'s.

use crate::text::mask::{self, KINDS};

const HEAD: &str = "<!-- Generated from the engine by `holdpoint generate`. -->

# What is masked

Secrets don't belong into documents and policies. Where one stands in them all the same, its bytes are overwritten when the file is read,
before anything else sees it: no answer, report, picture of a problem, difference or record shows it. Files on disk are not changed; `fmt`,
`check --fix` and `repair --write` keep what they don't change to the byte.

- A document is parsed once, and every value is judged by its text, whatever escapes, quotes, folds or anchors it is written with,
  and by its key.
- Comments, keys and text that can't be read are looked through line by line. There, more is masked rather than less.
- What stands in the place of a secret is as long as the secret, so that lines and columns stay right: `masked-1----`. Equal secrets have
  equal numbers. One of less than eight bytes becomes `xxxxx` or `xxxx1`, and there are only so many of these; a number stays a number. A
  secret of several lines has a number for each line, and one with escapes in it has the number of the same secret without them, at its own length.
- Masking neither cures a mistake nor makes one: what was wrong with a document is wrong with it masked, at the same place.
- Names of files and arguments are masked where they are repeated.

## By its key

The value of a key is secret, and so is everything below it, when the key is one of these words or ends with one, in any spelling
(`API-Key`, `apiKey`, `api key`, `\"api\\u005fkey\"`), and for words of the first two groups also when one stands in it. A pack's schema adds keys with
`x-holdpoint: { type: secret }`; a key that a schema knows and doesn't mark is plain. `{ name: API_TOKEN, value: … }` counts as a key with its value.
";

const PLAIN: &str = "
Not masked are values that only say whether there is a secret (`none`, `unknown`, `true`, `TBD`, `${SMTP_PASSWORD}`), counts (`tokens: 1200000`), versions, days and
durations under a key that only contains such a word (`password-protected: 2.6.7`, the version of a plugin), and keys that
speak *about* a secret: `key_exposed`, `token_count`, `password_policy`, `public_key`, `cache_key`, `idempotency_key`. In a policy the names of
parameters, variables and vocabulary are names, and in a suite all that is expected.

## By its form

Wherever it stands: in a value, a key or a comment, with escapes resolved (`\\u0040`, `\\/`, `%40`, `&#64;`), and in base64.
";

/// The page.
pub(super) fn page() -> String {
    let mut out = HEAD.to_owned();
    for (about, words) in mask::words_by_reach() {
        out.push_str(&format!("\n{about}: {}.\n", words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(" ")));
    }
    out.push_str(PLAIN);
    for kind in KINDS {
        out.push_str(&format!("\n### {}\n\n{}.\n\n| masked | not masked |\n|---|---|\n", kind.name, sentence(kind.says)));
        for n in 0..kind.yes.len().max(kind.no.len()) {
            let cell = |examples: &[&str]| examples.get(n).map(|e| code(&shown(e))).unwrap_or_default();
            out.push_str(&format!("| {} | {} |\n", cell(kind.yes), cell(kind.no)));
        }
    }
    out
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// An example with what is masked in it left out.
fn shown(example: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in example.chars() {
        match c {
            '«' => {
                inside = true;
                out.push('…');
            }
            '»' => inside = false,
            _ if inside => {}
            '\n' => out.push('⏎'),
            '\u{a0}' => out.push(' '),
            '·' => {}
            _ => out.push(c),
        }
    }
    out.trim_end_matches('⏎').to_owned()
}

/// In backticks, fit for a cell of a table.
fn code(text: &str) -> String {
    format!("`` {} ``", text.replace('|', "\\|"))
}
