//! Names of rules: dotted words such as `staging.touched-areas`.
//! Whether a rule of that name exists is the policy's business.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use crate::text::wording::quote;
use crate::vocabulary::name::{is_slug, slug_of};

/// The name of a rule. Made by parsing only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(Arc<str>);

/// Text that can't be the name of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRuleId {
    /// What was written.
    pub written: String,
    /// The nearest text that could be one.
    pub nearest: Option<String>,
}

impl RuleId {
    /// Reads one or more words with dots between them; a word has lowercase letters, digits and single hyphens.
    pub fn parse(text: &str) -> Result<Self, BadRuleId> {
        if text.split('.').all(is_slug) {
            return Ok(Self(Arc::from(text)));
        }
        let words: Vec<String> = text.split('.').filter_map(slug_of).collect();
        let nearest = if words.is_empty() { None } else { Some(words.join(".")) };
        Err(BadRuleId { written: text.to_owned(), nearest })
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the first dot, by which rules are grouped; the whole name when there is no dot.
    pub fn group(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// Tables keyed by it can be asked with plain text.
impl Borrow<str> for RuleId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl BadRuleId {
    /// What to write instead.
    pub fn help(&self) -> String {
        match &self.nearest {
            Some(nearest) => format!("write `{nearest}`"),
            None => "write lowercase words with dots between them, such as `staging.touched-areas`".to_owned(),
        }
    }
}

impl fmt::Display for BadRuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} can't be the name of a rule", quote(&self.written))
    }
}

impl std::error::Error for BadRuleId {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_words_are_names_of_rules() {
        let groups = ["staging.touched-areas", "pause-in-window", "a.b.c2"]
            .map(|t| RuleId::parse(t).map(|id| (id.to_string(), id.group().to_owned())));
        let expected = [("staging.touched-areas", "staging"), ("pause-in-window", "pause-in-window"), ("a.b.c2", "a")];
        assert_eq!(groups, expected.map(|(id, group)| Ok((id.to_owned(), group.to_owned()))));
    }

    #[test]
    fn anything_else_is_told_what_to_write() {
        let cases = [
            ("Staging.Touched Areas", "write `staging.touched-areas`"),
            ("a..b", "write `a.b`"),
            (".", "write lowercase words with dots between them, such as `staging.touched-areas`"),
        ];
        for (text, help) in cases {
            let problem = RuleId::parse(text).expect_err(text);
            assert_eq!(problem.help(), help);
            assert_eq!(problem.to_string(), format!("`{text}` can't be the name of a rule"));
        }
    }
}
