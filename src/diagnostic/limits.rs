//! Every limit in one table: its name, its value, what it bounds, and what happens beyond it.
//! Keeping a limit is left to the layer that meets it, and takes its value from here.

use super::Code;
use crate::text::suggest;

/// A limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What it is called in the reference.
    pub name: &'static str,
    /// The most that is allowed.
    pub most: usize,
    /// What is counted, as what is said behind the number.
    pub unit: &'static str,
    /// What happens beyond it.
    pub beyond: Beyond,
}

/// What happens beyond a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// The input is refused with this code.
    Refused(Code),
    /// The run goes on.
    GoesOn {
        /// What it does with the rest.
        how: &'static str,
        /// The test that shows it.
        test: &'static str,
    },
}

macro_rules! limits {
    ($($constant:ident $name:literal $most:expr, $unit:literal, $beyond:expr;)*) => {
        $(
            #[doc = concat!("The limit called ", $name, ".")]
            pub const $constant: Limit = Limit { name: $name, most: $most, unit: $unit, beyond: $beyond };
        )*

        /// Every limit, in the order of the reference.
        pub const ALL: &[Limit] = &[$($constant,)*];
    };
}

use Beyond::{GoesOn, Refused};

limits! {
    FILE "size of a file" 16 * 1024 * 1024, "bytes", Refused(Code::FileTooLarge);
    FILES "documents of a folder" 10_000, "files", Refused(Code::TooManyFiles);
    ENTRIES "files and folders that a folder is looked through for documents" 100_000, "files and folders", Refused(Code::TooManyFiles);
    DEPTH "nesting of a file" 64, "levels of lists and mappings", Refused(Code::TooDeep);
    NODES "values of a file" 4_000_000, "values", Refused(Code::FileTooLarge);
    ALIASED "values that the aliases of a file add" 100_000, "values", Refused(Code::AliasBudget);
    PACKS "packs of a policy" 32, "packs", Refused(Code::TooManyFiles);
    VARIABLES "variables of a rule" 2, "variables", Refused(Code::TooManyVariables);
    RULES "ground rules of a policy" 100_000, "rules", Refused(Code::TooManyRules);
    SHAPE_DEPTH "nesting of a schema of facts" 48, "levels", Refused(Code::BadSchema);
    SHAPES "parts of a schema of facts" 20_000, "parts, with what references stand for", Refused(Code::BadSchema);
    SYNONYM "length of a synonym" 10, "words", Refused(Code::WrongType);
    ITEMS "items of a site, all lists together" 2_000, "items", Refused(Code::TooManyItems);
    FORM_PROBLEMS "problems with the form of one file" 500_000, "problems", Refused(Code::FileTooLarge);
    SHOWN "problems that a run shows" 200, "problems, errors first", GoesOn {
        how: "the others are counted; machine formats say how many in `truncated`",
        test: "of_many_problems_the_errors_are_shown_and_the_rest_is_counted",
    };
    TEXT "length of a sentence of a problem" 2_000, "characters", GoesOn {
        how: "the rest is cut off, and `…` stands for it",
        test: "what_a_problem_says_has_an_end",
    };
    FIXES_APART "changes that `check --fix` tries one by one, where they can't all be made" 64, "changes", GoesOn {
        how: "the others are named, and left as they are",
        test: "of_fixes_that_are_in_each_others_way_so_many_are_tried",
    };
    FIX_ROUNDS "how often `check --fix` fixes what comes to light with a fix, too" 8, "times", GoesOn {
        how: "what comes to light then is left, and shown",
        test: "what_comes_to_light_is_fixed_for_so_many_rounds",
    };
    FIX_LOOKS "what `check --fix` looks at again to try changes one by one" 300, "looks; each 40,000 bytes and each 20 files count as one more", GoesOn {
        how: "the other changes are named, and left as they are",
        test: "trying_fixes_ends_with_the_work_it_may_be",
    };
    ASK "questions of which `ask` tries the answers, to find those that settle the verdict" 24, "questions", GoesOn {
        how: "the others are asked after them, by how much hangs on each; the answer says so",
        test: "what_the_answers_come_to_is_tried_for_so_many_questions",
    };
    ASK_ANSWERS "answers of one question that `ask` tries" 8, "answers", GoesOn {
        how: "the others count as settling nothing",
        test: "what_the_answers_come_to_is_tried_for_so_many_questions",
    };
    ASK_TRIES "what `ask` tries, all questions together" 600, "readings of the documents", GoesOn {
        how: "as for the number of questions",
        test: "of_a_large_site_the_answers_of_fewer_questions_are_tried",
    };
    MUTATION "what `test --mutate` runs, all mutants together" 6_000_000, "cases; each 48 items of one count as one more", GoesOn {
        how: "the other mutants are counted; `--mutants-filter` tries those of some rules",
        test: "mutants_beyond_the_work_that_is_done_are_counted",
    };
    MUTATION_STEPS "changes of facts that `test --mutate` tries for a mutant that no case notices" 320, "changes", GoesOn {
        how: "the mutant is undecided",
        test: "a_search_that_is_cut_leaves_a_mutant_undecided",
    };
    READINGS "what rules read of others, as `graph` and `check --negative` show it" 20_000, "readings", GoesOn {
        how: "the others are counted",
        test: "of_many_readings_between_rules_some_are_shown_and_the_rest_is_counted",
    };
    REPAIR "what `repair` tries, where `--tries` doesn't say otherwise" 3_000, "readings of the documents", GoesOn {
        how: "the search ends with what it has, and says that it was cut",
        test: "the_text_of_each_answer_is_as_stored",
    };
    COMPARE "documents that `compare` evaluates for one decision of one phase, where `--tries` doesn't say otherwise" 40, "documents", GoesOn {
        how: "the search ends with what it has, and says that it is not finished",
        test: "what_a_rule_less_comes_to_is_shown_by_documents",
    };
    COMPARE_ELEMENTS "elements of each list in the documents that `compare` looks at, where `--elements` doesn't say otherwise" 1, "elements", GoesOn {
        how: "nothing is said of longer lists",
        test: "what_a_rule_less_comes_to_is_shown_by_documents",
    };
    PROVE "documents that `prove` evaluates for one invariant of one phase, where `--tries` doesn't say otherwise" 40, "documents", GoesOn {
        how: "the search ends, and says that the invariant is not proved",
        test: "an_invariant_holds_or_documents_show_that_it_does_not",
    };
    SUGGESTED "words that a help lists" suggest::MOST, "words", GoesOn {
        how: "the nearest are listed",
        test: "at_most_five_candidates_nearest_first",
    };
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_limit_has_a_name_of_its_own_and_words() {
        let names: BTreeSet<&str> = ALL.iter().map(|limit| limit.name).collect();
        assert_eq!(names.len(), ALL.len());
        for limit in ALL {
            assert!(limit.most > 0 && !limit.unit.is_empty(), "{}", limit.name);
        }
    }
}
