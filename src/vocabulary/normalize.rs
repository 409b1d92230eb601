//! Free text to areas: "Approvals queue" to `approvals`, "Automation core" to whatever it may mean.
//! What an ambiguous or unmapped name does to a decision is left to `facts` and the packs.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use indexmap::IndexMap;

use super::catalog::Vocabulary;
use super::entry::AreaEntry;
use super::fold::{MAX_WORDS, brackets, fold};
use super::name::Area;

/// What a name may mean. Lists are sorted and have at least two areas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// The whole name is one of an area's names.
    Exact(Area),
    /// The whole name is a name of several areas.
    Ambiguous(Vec<Area>),
    /// A part of the name is one of an area's names.
    Part(Area),
    /// Parts of the name are names of several areas.
    PartAmbiguous(Vec<Area>),
    /// No part of it is a name of an area.
    Unmapped,
}

impl Match {
    /// Every area that the name may mean.
    pub fn areas(&self) -> &[Area] {
        match self {
            Match::Exact(area) | Match::Part(area) => std::slice::from_ref(area),
            Match::Ambiguous(areas) | Match::PartAmbiguous(areas) => areas,
            Match::Unmapped => &[],
        }
    }
}

/// The area or areas that a name may mean.
///
/// A name written exactly as in the vocabulary is never ambiguous, so that there is always a way to be precise. After
/// that come the whole name, the name without what stands in brackets (when that names no area itself), and parts of the
/// name, of which longer ones hide the shorter ones they overlap.
pub fn resolve(vocabulary: &Vocabulary, text: &str) -> Match {
    if let Some(area) = vocabulary.area(text.trim()) {
        return Match::Exact(area);
    }
    let index = &vocabulary.index;
    let words = fold(text);
    if let Some(areas) = index.whole(&words) {
        return exact(areas);
    }
    if let Some((outside, inside)) = brackets(text)
        && let Some(areas) = index.whole(&fold(&outside))
        && index.parts(&fold(&inside)).is_empty()
    {
        return exact(areas);
    }
    let mut parts: Vec<Area> = index.parts(&words).into_iter().collect();
    match parts.len() {
        0 => Match::Unmapped,
        1 => parts.pop().map_or(Match::Unmapped, Match::Part),
        _ => Match::PartAmbiguous(parts),
    }
}

fn exact(areas: &[Area]) -> Match {
    match areas {
        [only] => Match::Exact(only.clone()),
        several => Match::Ambiguous(several.to_vec()),
    }
}

/// The names of all areas, folded and written without spaces, so that "work flow" finds `workflow`. It is only ever asked
/// for single names; no output depends on its order.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    areas: HashMap<String, Arc<[Area]>>,
    longest: usize,
}

impl Index {
    /// The index over names, titles and synonyms. A title of more than [`MAX_WORDS`] words is for people only.
    pub(super) fn new(areas: &IndexMap<Area, AreaEntry>) -> Self {
        let mut found: HashMap<String, BTreeSet<Area>> = HashMap::new();
        for (area, entry) in areas {
            let synonyms = entry.also.iter().map(|w| &*w.text);
            for name in [area.as_str(), &*entry.title].into_iter().chain(synonyms) {
                let words = fold(name);
                if (1..=MAX_WORDS).contains(&words.len()) {
                    found.entry(words.concat()).or_default().insert(area.clone());
                }
            }
        }
        let longest = found.keys().map(String::len).max().unwrap_or(0);
        Self { areas: found.into_iter().map(|(k, v)| (k, v.into_iter().collect())).collect(), longest }
    }

    /// The areas that have exactly these words as a name, sorted.
    fn whole(&self, words: &[String]) -> Option<&[Area]> {
        let length: usize = words.iter().map(String::len).sum();
        if length > self.longest {
            return None;
        }
        self.areas.get(&words.concat()).map(|a| &**a)
    }

    /// The areas that have a part of these words as a name, without those hidden by longer names.
    fn parts(&self, words: &[String]) -> BTreeSet<Area> {
        let mut found = self.windows(words);
        // Longest first. Names of the same length don't hide each other, so words are covered after each length.
        found.sort_by_key(|w| (std::cmp::Reverse(w.length), w.start));
        let mut covered = vec![false; words.len()];
        let mut areas = BTreeSet::new();
        for same_length in found.chunk_by(|a, b| a.length == b.length) {
            let open: Vec<&Window<'_>> =
                same_length.iter().filter(|w| !covered.iter().skip(w.start).take(w.length).any(|c| *c)).collect();
            for window in open {
                areas.extend(window.areas.iter().cloned());
                covered.iter_mut().skip(window.start).take(window.length).for_each(|c| *c = true);
            }
        }
        areas
    }

    /// Every run of words that is a name. A run ends where no name can be as long, so this is linear in the text.
    fn windows(&self, words: &[String]) -> Vec<Window<'_>> {
        let mut found = Vec::new();
        let mut run = String::new();
        for start in 0..words.len() {
            run.clear();
            for (n, word) in words.iter().skip(start).take(MAX_WORDS).enumerate() {
                if run.len() + word.len() > self.longest {
                    break;
                }
                run.push_str(word);
                if let Some(areas) = self.areas.get(&run) {
                    found.push(Window { start, length: n + 1, areas });
                }
            }
        }
        found
    }
}

/// A run of words that is a name of some areas.
struct Window<'a> {
    start: usize,
    length: usize,
    areas: &'a [Area],
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::vocabulary::fixture::{AREAS, vocabulary};

    fn show(found: &Match) -> String {
        let names: Vec<&str> = found.areas().iter().map(Area::as_str).collect();
        let kind = match found {
            Match::Exact(_) => "exact",
            Match::Ambiguous(_) => "ambiguous",
            Match::Part(_) => "part",
            Match::PartAmbiguous(_) => "part-ambiguous",
            Match::Unmapped => "unmapped",
        };
        format!("{kind} {}", names.join(" ")).trim_end().to_owned()
    }

    fn found(text: &str) -> String {
        show(&resolve(&vocabulary(AREAS), text))
    }

    #[test]
    fn whole_names_titles_and_synonyms_are_exact() {
        let cases = [
            ("workflows", "exact workflows"),
            ("Workflow", "exact workflows"),
            ("Approvals queue", "exact approvals"),
            ("AI provider", "exact providers"),
            ("knowledge_bases", "exact knowledge-base"),
            ("policy", "exact approvals"),
            ("saved query", "exact knowledge-base"),
            ("Work flows", "exact workflows"),
            ("Diagnostics and Support", "exact diagnostics"),
            ("Workflows (beta)", "exact workflows"),
            ("[Agents]", "exact agents"),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn a_word_of_several_areas_is_ambiguous() {
        assert_eq!(found("Automations"), "ambiguous automation-controls workflows");
        assert_eq!(found("Automation core"), "part-ambiguous automation-controls workflows");
    }

    #[test]
    fn parts_of_a_name_are_found_longest_first() {
        let cases = [
            ("Workflow history", "part workflows"),
            ("Workflow retries", "part workflows"),
            ("The approvals queue, faster", "part approvals"),
            ("Automation controls for shops", "part automation-controls"),
            ("Workflows and agents", "part-ambiguous agents workflows"),
            ("Workflows (agents)", "part-ambiguous agents workflows"),
            ("Agent memory and automation controls", "part-ambiguous agents automation-controls"),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn a_hidden_name_hides_nothing_itself() {
        let v = vocabulary("areas:\n  a: { title: one two three }\n  b: { title: three four }\n  c: { title: four }\n");
        assert_eq!(show(&resolve(&v, "one two three four")), "part-ambiguous a c");
    }

    #[test]
    fn names_of_the_same_length_that_overlap_both_count() {
        let v = vocabulary("areas:\n  a: { title: red blue }\n  b: { title: blue green }\n");
        assert_eq!(show(&resolve(&v, "red blue green")), "part-ambiguous a b");
    }

    #[test]
    fn nothing_known_is_unmapped() {
        for text in ["Signals", "", "  ", "—", "()", "metaworkflowish"] {
            assert_eq!(found(text), "unmapped", "{text}");
        }
    }

    #[test]
    fn an_area_named_precisely_is_never_ambiguous() {
        let v = vocabulary("areas:\n  alerts: { title: Alert list }\n  watchers: { title: Watchers, also: [alerts] }\n");
        assert_eq!(show(&resolve(&v, "alerts")), "exact alerts");
        assert_eq!(show(&resolve(&v, "Alerts")), "ambiguous alerts watchers");
    }

    #[test]
    fn a_long_name_takes_time_in_proportion_to_its_length() {
        let v = vocabulary(AREAS);
        let long = "automation ".repeat(200_000);
        assert_eq!(show(&resolve(&v, &long)), "part-ambiguous automation-controls workflows");
        assert_eq!(show(&resolve(&v, &"(".repeat(1_000_000))), "unmapped");
        assert_eq!(show(&resolve(&v, &"s".repeat(1_000_000))), "unmapped");
        assert_eq!(show(&resolve(&v, &"se".repeat(1_000_000))), "unmapped");
    }

    fn name() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "workflow",
            "automation",
            "core",
            "approval",
            "queue",
            "knowledge",
            "base",
            "policy",
            "agent",
            "memory",
            "signal",
            "key",
            "API",
            "box",
        ]);
        prop::collection::vec(word, 1..6).prop_map(|words| words.join(" "))
    }

    fn plural(word: &str) -> String {
        match word {
            "policy" => "policies".to_owned(),
            "box" => "boxes".to_owned(),
            other => format!("{other}s"),
        }
    }

    proptest! {
        #[test]
        fn any_text_has_an_answer(text in "\\PC{0,60}") {
            let v = vocabulary(AREAS);
            let areas = resolve(&v, &text).areas().to_vec();
            let mut sorted = areas.clone();
            sorted.sort();
            sorted.dedup();
            prop_assert_eq!(areas, sorted);
        }

        #[test]
        fn spelling_does_not_matter(name in name(), upper: bool, joint in prop::sample::select(vec!["-", "_", "  ", " / ", ": ", " - "]), many: u8) {
            let v = vocabulary(AREAS);
            let words: Vec<String> = name
                .split(' ')
                .enumerate()
                .map(|(n, w)| if many >> n & 1 == 1 { plural(w) } else { w.to_owned() })
                .map(|w| if upper { w.to_uppercase() } else { w })
                .collect();
            prop_assert_eq!(resolve(&v, &words.join(joint)), resolve(&v, &name));
        }
    }
}
