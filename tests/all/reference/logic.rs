//! Answers and the sets of them that are still possible, by tables and by trying every choice.
//! What is asked of which fact is left to `ask`.

use std::collections::BTreeSet;
use std::fmt;

/// One answer, from the smallest to the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    No,
    Later,
    Yes,
}

use Answer::{Later, No, Yes};

/// Strong Kleene with *later* in the middle, written out.
const BOTH: [(Answer, Answer, Answer); 9] = [
    (No, No, No),
    (No, Later, No),
    (No, Yes, No),
    (Later, No, No),
    (Later, Later, Later),
    (Later, Yes, Later),
    (Yes, No, No),
    (Yes, Later, Later),
    (Yes, Yes, Yes),
];
const EITHER: [(Answer, Answer, Answer); 9] = [
    (No, No, No),
    (No, Later, Later),
    (No, Yes, Yes),
    (Later, No, Later),
    (Later, Later, Later),
    (Later, Yes, Yes),
    (Yes, No, Yes),
    (Yes, Later, Yes),
    (Yes, Yes, Yes),
];
const OPPOSITE: [(Answer, Answer); 3] = [(No, Yes), (Later, Later), (Yes, No)];

/// The answers still possible; never empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Truth(pub BTreeSet<Answer>);

impl Truth {
    pub fn yes() -> Self {
        Self::from([Yes])
    }

    pub fn no() -> Self {
        Self::from([No])
    }

    pub fn later() -> Self {
        Self::from([Later])
    }

    /// Yes or no, not known which.
    pub fn open() -> Self {
        Self::from([No, Yes])
    }

    pub fn of(answer: bool) -> Self {
        if answer { Self::yes() } else { Self::no() }
    }

    pub fn from<const N: usize>(answers: [Answer; N]) -> Self {
        Self(answers.into_iter().collect())
    }

    pub fn has(&self, answer: Answer) -> bool {
        self.0.contains(&answer)
    }

    pub fn is(&self, answer: Answer) -> bool {
        self.0.len() == 1 && self.has(answer)
    }

    pub fn and(&self, other: &Self) -> Self {
        self.by_table(other, &BOTH)
    }

    pub fn or(&self, other: &Self) -> Self {
        self.by_table(other, &EITHER)
    }

    pub fn not(&self) -> Self {
        Self(OPPOSITE.iter().filter(|(a, _)| self.has(*a)).map(|(_, b)| *b).collect())
    }

    pub fn union(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0).copied().collect())
    }

    /// What can only be decided later is not decided now.
    pub fn now(&self) -> Self {
        Self(self.0.iter().map(|a| if *a == Later { No } else { *a }).collect())
    }

    fn by_table(&self, other: &Self, table: &[(Answer, Answer, Answer)]) -> Self {
        Self(table.iter().filter(|(a, b, _)| self.has(*a) && other.has(*b)).map(|(_, _, c)| *c).collect())
    }
}

impl fmt::Debug for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.0.iter().rev().map(|a| format!("{a:?}").to_lowercase()).collect();
        f.write_str(&words.join("|"))
    }
}

/// Whether at least `n` elements answer yes, for every choice of one answer per element; of the further elements any
/// number from none may exist, each with one of their answers.
pub fn at_least(n: usize, elements: &[Truth], further: &[Truth]) -> Truth {
    let mut tallies: BTreeSet<(usize, usize)> = BTreeSet::from([(0, 0)]);
    let add = |tallies: &BTreeSet<(usize, usize)>, truth: &Truth, needed: bool| -> BTreeSet<(usize, usize)> {
        let mut out = if needed { BTreeSet::new() } else { tallies.clone() };
        for (yes, later) in tallies {
            for answer in &truth.0 {
                out.insert(match answer {
                    Yes => (yes + 1, *later),
                    Later => (*yes, later + 1),
                    No => (*yes, *later),
                });
            }
        }
        out
    };
    for element in elements {
        tallies = add(&tallies, element, true);
    }
    for element in further {
        for _ in 0..=n {
            tallies = add(&tallies, element, false);
        }
    }
    Truth(
        tallies
            .into_iter()
            .map(|(yes, later)| match () {
                () if yes >= n => Yes,
                () if yes + later >= n => Later,
                () => No,
            })
            .collect(),
    )
}
