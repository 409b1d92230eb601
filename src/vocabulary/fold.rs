//! Free text as words in which spelling differences that mean nothing are gone: case, hyphens, punctuation, plural.
//! What the words mean is left to `normalize`.

/// The longest name of an area that is matched, in words.
pub(super) const MAX_WORDS: usize = crate::diagnostic::limits::SYNONYM.most;

/// The words of a text, lower case, singular. `&` and `+` between words read as "and"; an apostrophe joins.
pub(super) fn fold(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
            continue;
        }
        if matches!(c, '\'' | '’') {
            continue;
        }
        end(&mut word, &mut words);
        if matches!(c, '&' | '+') {
            words.push("and".to_owned());
        }
    }
    end(&mut word, &mut words);
    words
}

/// The text outside brackets and the text inside them; `None` when there are no brackets. An open one reaches to the end.
pub(super) fn brackets(text: &str) -> Option<(String, String)> {
    let (mut outside, mut inside) = (String::new(), String::new());
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // A bracket itself parts words on both sides.
        let bracket = matches!(c, '(' | '[' | '{' | ')' | ']' | '}');
        let side = if depth > 0 { &mut inside } else { &mut outside };
        side.push(if bracket { ' ' } else { c });
    }
    if inside.is_empty() { None } else { Some((outside, inside)) }
}

fn end(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        singular(word);
        words.push(std::mem::take(word));
    }
}

/// Takes off what a plural adds. It need not give an English word: singular and plural must only come out the same, so
/// an ending that a plural may hide behind (`cache`, `caches`; `box`, `boxes`) goes in the singular too.
fn singular(word: &mut String) {
    loop {
        let long = word.chars().nth(2).is_some();
        if long && word.ends_with('s') && !word.ends_with("ss") {
            word.pop();
        } else if long && word.ends_with("ie") {
            word.truncate(word.len() - 2);
            word.push('y');
        } else if long && ["se", "xe", "ze", "che", "she", "oe"].iter().any(|e| word.ends_with(e)) {
            word.pop();
        } else {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singular_and_plural_come_out_the_same() {
        let pairs = [
            ("workflow", "workflows"),
            ("policy", "policies"),
            ("query", "queries"),
            ("retry", "retries"),
            ("box", "boxes"),
            ("cache", "caches"),
            ("process", "processes"),
            ("status", "statuses"),
            ("release", "releases"),
            ("database", "databases"),
            ("cookie", "cookies"),
            ("alias", "aliases"),
            ("API", "APIs"),
            ("key", "keys"),
        ];
        for (one, many) in pairs {
            assert_eq!(fold(one), fold(many), "{one}");
        }
    }

    #[test]
    fn words_that_differ_stay_different() {
        for (one, other) in [("plan", "plane"), ("not", "note"), ("css", "cs"), ("cat", "cart"), ("access", "acces")] {
            assert_ne!(fold(one), fold(other), "{one}");
        }
    }

    #[test]
    fn case_hyphens_and_punctuation_fold() {
        let same = ["Theme-Assistant", "theme_assistant", " THEME  assistant: ", "theme/assistants", "(theme) assistant"];
        for text in same {
            assert_eq!(fold(text), ["theme", "assistant"], "{text}");
        }
        assert_eq!(fold("Diagnostics & support"), fold("diagnostic and support"));
        assert_eq!(fold("WooCommerce's stock"), ["woocommerce", "stock"]);
        assert_eq!(fold("— …"), Vec::<String>::new());
    }

    #[test]
    fn brackets_part_what_they_hold() {
        assert_eq!(brackets("Workflows (beta [2]) now"), Some(("Workflows   now".to_owned(), " beta  2 ".to_owned())));
        assert_eq!(brackets("Workflows"), None);
        assert_eq!(brackets("a) b"), None);
        assert_eq!(brackets("a (b"), Some(("a ".to_owned(), " b".to_owned())));
    }
}
