//! Which known word somebody may have meant.
//! What the words are, and how the suggestion is worded, is the caller's business.

/// How many candidates a message lists at most.
pub const MOST: usize = 5;

/// The candidate so close to `word` that "did you mean" is fair: within about a third of its length.
pub fn nearest<'a, I, S>(word: &str, candidates: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a S>,
    S: AsRef<str> + ?Sized + 'a,
{
    let (distance, best) = candidates.into_iter().map(|c| (distance(word, c.as_ref()), c.as_ref())).min()?;
    is_close(word, best, distance).then_some(best)
}

/// The candidate that is meant, when it is the only one that is close enough for "did you mean".
pub fn only<'a, I, S>(word: &str, candidates: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a S>,
    S: AsRef<str> + ?Sized + 'a,
{
    let mut close: Vec<&str> =
        candidates.into_iter().map(AsRef::as_ref).filter(|c| is_close(word, c, distance(word, c))).collect();
    close.sort_unstable();
    close.dedup();
    match close.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

fn is_close(word: &str, candidate: &str, distance: usize) -> bool {
    let length = word.chars().count().min(LONGEST).max(candidate.chars().count().min(LONGEST));
    distance <= (length / 3).max(1) && distance < length
}

/// Up to [`MOST`] candidates, nearest first and then by name.
pub fn candidates<'a, I, S>(word: &str, list: I) -> Vec<&'a str>
where
    I: IntoIterator<Item = &'a S>,
    S: AsRef<str> + ?Sized + 'a,
{
    Ranked::new(word, list).first()
}

/// Candidates for one word, nearest first and then by name; compared once, for all that is asked of them.
pub struct Ranked<'w, 'a> {
    word: &'w str,
    candidates: Vec<(usize, &'a str)>,
}

impl<'w, 'a> Ranked<'w, 'a> {
    /// Compares each candidate with the word.
    pub fn new<I, S>(word: &'w str, list: I) -> Self
    where
        I: IntoIterator<Item = &'a S>,
        S: AsRef<str> + ?Sized + 'a,
    {
        let mut candidates: Vec<_> = list.into_iter().map(|c| (distance(word, c.as_ref()), c.as_ref())).collect();
        candidates.sort_unstable();
        candidates.dedup();
        Self { word, candidates }
    }

    /// Those that are close enough for "did you mean".
    pub fn close(&self) -> impl Iterator<Item = &'a str> {
        self.candidates.iter().filter(|(distance, c)| is_close(self.word, c, *distance)).map(|(_, c)| *c)
    }

    /// The first [`MOST`].
    pub fn first(&self) -> Vec<&'a str> {
        self.candidates.iter().take(MOST).map(|(_, c)| *c).collect()
    }
}

/// Longer words are compared by their beginning, which bounds the cost of one comparison.
const LONGEST: usize = 80;

/// Slips of the keyboard between two words; case, spaces, hyphens and underscores count as one form. A word that is the
/// beginning of another one up to a hyphen is one slip away from it: `older` is meant to be `older_than`.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (folded(a), folded(b));
    let begins = |long: &str, short: &str| short.len() > 3 && long.strip_prefix(short).is_some_and(|rest| rest.starts_with('-'));
    if begins(&a, &b) || begins(&b, &a) {
        return 1;
    }
    strsim::osa_distance(&a, &b)
}

fn folded(word: &str) -> String {
    let fold = |c: char| if matches!(c, ' ' | '_') { '-' } else { c };
    word.chars().take(LONGEST).flat_map(char::to_lowercase).map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREAS: [&str; 6] = ["workflows", "providers", "theme-assistant", "approvals", "agents", "watchers"];

    #[test]
    fn a_word_is_meant_when_no_other_is_close() {
        assert_eq!(only("agnets", &AREAS), Some("agents"));
        assert_eq!(only("test", &["text", "rest"]), None);
        assert_eq!(only("nothing like it", &AREAS), None);
    }

    #[test]
    fn a_slip_finds_its_word() {
        assert_eq!(nearest("theme asistant", &AREAS), Some("theme-assistant"));
        assert_eq!(nearest("Workflow", &AREAS), Some("workflows"));
        assert_eq!(nearest("agnets", &AREAS), Some("agents"));
    }

    #[test]
    fn the_beginning_of_a_word_finds_it() {
        assert_eq!(nearest("older", &["at", "older_than", "every"]), Some("older_than"));
        assert_eq!(nearest("theme", &AREAS), Some("theme-assistant"));
    }

    #[test]
    fn another_word_finds_none() {
        assert_eq!(nearest("billing", &AREAS), None);
        assert_eq!(nearest("x", &AREAS), None);
        assert_eq!(nearest("", &AREAS), None);
        assert_eq!(nearest::<_, str>("agents", []), None);
    }

    #[test]
    fn at_most_five_candidates_nearest_first() {
        let listed = candidates("agent", &AREAS);
        assert_eq!(listed.len(), 5);
        assert_eq!(listed[0], "agents");
    }

    #[test]
    fn equal_distances_are_ordered_by_name() {
        assert_eq!(nearest("ab", &["ac", "aa"]), Some("aa"));
    }

    #[test]
    fn a_huge_word_costs_little_and_finds_nothing() {
        assert_eq!(nearest(&"z".repeat(1_000_000), &AREAS), None);
    }
}
