//! Replacements that are made one after the other, put together so that a text is copied as seldom as possible.
//! What is replaced, and in which kind of text, is the caller's business.

use std::ops::Range;

/// A range of bytes, and what comes in its place.
pub type Replaced<'s> = (Range<usize>, &'s str);

/// Replacements, each on what the one before it left, as passes over the text: in each of them the ranges ascend and don't overlap, and
/// are those of the text before the pass. Replacements from the end of a text to its beginning are one pass.
pub(super) fn passes<'s>(replacements: impl IntoIterator<Item = Replaced<'s>>) -> Vec<Vec<Replaced<'s>>> {
    let mut all: Vec<Vec<Replaced<'s>>> = Vec::new();
    for (range, text) in replacements {
        match all.last_mut() {
            Some(pass) if pass.last().is_some_and(|(behind, _)| range.end <= behind.start) => pass.push((range, text)),
            _ => all.push(vec![(range, text)]),
        }
    }
    all.iter_mut().for_each(|pass| pass.reverse());
    all
}

#[cfg(test)]
mod tests {
    use crate::text::printable::shown;
    use crate::text::{Masked, Raw};

    fn raw(text: &str) -> Raw {
        Raw::from(shown(text))
    }

    #[test]
    fn passes_give_what_single_replacements_give() {
        let splices = [(8, 9, "Z"), (4, 6, "long"), (4, 4, ">"), (0, 1, ""), (2, 5, "!"), (0, 0, "ö")];
        let mut one = Masked::of("0123456789");
        for (start, end, text) in splices {
            one = one.spliced(start, end, text).unwrap();
        }
        let all = splices.map(|(start, end, text)| (start..end, text));
        assert_eq!(Masked::of("0123456789").spliced_all(all.clone()).unwrap().as_str(), one.as_str());
        assert_eq!(raw("0123456789").spliced_all(all).unwrap().reveal(), one.as_str().as_bytes());
    }

    #[test]
    fn what_does_not_fit_is_not_done() {
        assert_eq!(Masked::of("ab").spliced_all([(1..9, "")]), None);
        assert_eq!(Masked::of("ö").spliced_all([(1..1, "")]), None);
        assert_eq!(raw("ab").spliced_all([(2..2, "c"), (0..1, "")]).unwrap().reveal(), b"bc");
    }
}
