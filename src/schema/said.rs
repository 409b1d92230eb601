//! What a scalar says of its own state, whatever its type: that nobody knows, that there is none, or nothing that can be read.
//! The words that stand for nothing are `text::nothing`'s; how a refused one is told is `fault`'s business.

use super::shape::{Form, Shape};
use crate::document::Node;
use crate::text::nothing::{is_blank, is_denial, is_nothing};
use crate::value::{Scheme, Ty};

/// What a scalar says in the place of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nobody knows: nothing is written, or `unknown`.
    Unknown,
    /// There is none, which has a meaning here.
    None,
    /// There is none, which has no meaning here.
    NoneInVain,
    /// A word that stands for nothing, such as `None` or `TBD`: neither a state nor a value.
    Nothing,
}

impl Said {
    /// Whether it can't be used as it stands.
    pub fn is_wrong(self) -> bool {
        matches!(self, Said::NoneInVain | Said::Nothing)
    }
}

impl Shape {
    /// What a node of this shape says in the place of a value; none where it is a value to be read.
    pub fn said(&self, node: &Node) -> Option<Said> {
        let Some(text) = node.text() else { return node.is_null().then_some(Said::Unknown) };
        let may_be_none = self.note.none.is_some();
        match text {
            "unknown" => Some(Said::Unknown),
            "none" if may_be_none => Some(Said::None),
            "none" => Some(Said::NoneInVain),
            text if is_blank(text) => Some(Said::Unknown),
            text => self.is_no_value(text).then_some(Said::Nothing),
        }
    }

    /// Whether a text that is written here only stands for nothing.
    fn is_no_value(&self, text: &str) -> bool {
        let note = &self.note;
        let says_no = || !note.free && (note.none.is_some() || self.is_confirmed_by_name()) && is_denial(text);
        match &self.form {
            // Masking leaves such signs of a short secret.
            Form::Scalar(Ty::Secret) if text.bytes().all(|b| b == b'x') => false,
            Form::Scalar(Ty::Text) if note.free && note.none.is_none() => false,
            Form::Scalar(Ty::Text | Ty::Secret) => is_nothing(text) || says_no(),
            Form::Scalar(Ty::Area | Ty::Category) => is_nothing(text),
            // These take any word.
            Form::Scalar(Ty::Version(Scheme::Opaque) | Ty::VersionRange(Scheme::Opaque)) => is_nothing(text) || says_no(),
            // Most texts are values.
            Form::Scalar(ty) => ty.read(text).is_none() && (is_nothing(text) || says_no()),
            _ => is_nothing(text) || says_no(),
        }
    }

    /// A confirmation that is a text: who, where, which. Left out it is none.
    fn is_confirmed_by_name(&self) -> bool {
        self.note.kind == super::FactKind::Confirmation
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{site, tree};
    use super::*;
    use crate::text::Sources;

    /// What each text says at the property `a` of this schema.
    fn said(schema: &str, texts: &[&str]) -> Vec<Option<Said>> {
        let (shape, problems) = site(&format!(r#""a": {{ "description": "A.", {schema} }}"#));
        assert_eq!(problems, []);
        let one = |text: &&str| {
            let root = tree(&mut Sources::new(), &format!("a: {text}\n"));
            shape.field("a").unwrap().said(root.get("a").unwrap())
        };
        texts.iter().map(one).collect()
    }

    const NOTHING: Option<Said> = Some(Said::Nothing);
    const UNKNOWN: Option<Said> = Some(Said::Unknown);

    #[test]
    fn a_name_is_no_word_for_nothing() {
        let texts = ["ana", "TBD", "None", "none", "unknown", "Unknown", "''", "' '", "null", "no"];
        let name = r#""type": "string""#;
        let vain = Some(Said::NoneInVain);
        assert_eq!(said(name, &texts), [None, NOTHING, NOTHING, vain, UNKNOWN, NOTHING, UNKNOWN, UNKNOWN, UNKNOWN, None]);
        let owner = r#""type": "string", "x-holdpoint": { "none": "there is no owner" }"#;
        assert_eq!(said(owner, &["none", "None", "no", "never"]), [Some(Said::None), NOTHING, NOTHING, NOTHING]);
        let confirmed = r#""type": "string", "x-holdpoint": { "kind": "confirmation" }"#;
        assert_eq!(said(confirmed, &["ana", "no"]), [None, NOTHING]);
    }

    #[test]
    fn free_text_may_be_any_words_but_where_there_can_be_none() {
        let free = r#""type": "string", "x-holdpoint": { "text": "free" }"#;
        assert_eq!(said(free, &["TBD", "N/A", "no", "''", "unknown"]), [None, None, None, UNKNOWN, UNKNOWN]);
        let or_none = r#""type": "string", "x-holdpoint": { "text": "free", "none": "no client" }"#;
        assert_eq!(said(or_none, &["TBD", "no"]), [NOTHING, None]);
    }

    #[test]
    fn other_types_read_what_they_can() {
        let result = r#""type": "string", "enum": ["pass", "pending"]"#;
        assert_eq!(said(result, &["pending", "Pending", "TBD", "green"]), [None, NOTHING, NOTHING, None]);
        let number = r#""type": "integer", "minimum": 0, "maximum": 9, "x-holdpoint": { "none": "there is no limit" }"#;
        assert_eq!(said(number, &["0", "n/a", "never", "many"]), [None, NOTHING, NOTHING, None]);
        let opaque = r#""type": "string", "x-holdpoint": { "type": "version", "scheme": "opaque" }"#;
        assert_eq!(said(opaque, &["tbd", "r12"]), [NOTHING, None]);
        let list = r#""type": "array", "items": { "type": "string" }"#;
        assert_eq!(said(list, &["N/A", "[TBD]", "ana"]), [NOTHING, None, None]);
        let secret = r#""type": "string", "x-holdpoint": { "type": "secret", "none": "there is none" }"#;
        assert_eq!(said(secret, &["xxx", "TBD", "none"]), [None, NOTHING, Some(Said::None)]);
    }
}
