//! Counting over elements whose answers aren't all known.
//! Which elements a collection has, surely or possibly, is said by `facts`.

use super::Truth;

/// Whether at least `n` elements answer yes: the `n`-th largest answer (no < later < yes), over all choices of one
/// possible answer per element. Any number of further elements with one of the `further` answers may exist; `Truth::NO` says
/// that there are none that count. At least none is always yes.
///
/// `any` is `at_least(1)`; *at most n* is the opposite of `at_least(n + 1)`.
pub fn at_least(n: usize, elements: &[Truth], further: Truth) -> Truth {
    let Some(one_less) = n.checked_sub(1) else {
        return Truth::YES;
    };
    let count = |answers: fn(Truth) -> bool| elements.iter().filter(|t| answers(**t)).count();

    // Yes: as many as possible answer yes.
    let most_yes = if further.can_be_yes() { usize::MAX } else { count(Truth::can_be_yes) };
    let yes = most_yes >= n;

    // No: as many as possible answer no; there may be no further ones.
    let never_no = count(|t| !t.can_be_no());
    let no = never_no < n;

    // Later: fewer than n answer yes, but with those that answer later there are n. Whatever can be later is taken as
    // later; the others give as many yes as they can, at most n - 1.
    let sure_yes = count(Truth::is_yes);
    let most_later = if further.can_be_later() { usize::MAX } else { count(Truth::can_be_later) };
    let most_yes_beside = if further.can_be_yes() { usize::MAX } else { count(|t| t.can_be_yes() && !t.can_be_later()) };
    let later = sure_yes < n && most_yes_beside.min(one_less).saturating_add(most_later) >= n;

    Truth::from_answers(yes, no, later)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Truth> {
        (1..8).map(|bits| Truth::from_answers(bits & 4 != 0, bits & 1 != 0, bits & 2 != 0)).collect()
    }

    /// 0 is no, 1 is later, 2 is yes.
    fn members(t: Truth) -> Vec<u8> {
        let possible = [(t.can_be_no(), 0), (t.can_be_later(), 1), (t.can_be_yes(), 2)];
        possible.into_iter().filter(|(can, _)| *can).map(|(_, answer)| answer).collect()
    }

    /// The N-th largest answer for every choice, tried one by one.
    fn enumerated(n: usize, elements: &[Truth]) -> [bool; 3] {
        let mut choices = vec![Vec::new()];
        for element in elements {
            choices = choices
                .iter()
                .flat_map(|c: &Vec<u8>| members(*element).into_iter().map(|m| [c.as_slice(), &[m]].concat()))
                .collect();
        }
        let mut found = [false; 3];
        for mut choice in choices {
            choice.sort_by(|a, b| b.cmp(a));
            let answer = n.checked_sub(1).map_or(2, |i| choice.get(i).copied().unwrap_or(0));
            found[usize::from(answer)] = true;
        }
        found
    }

    fn check(n: usize, elements: &[Truth]) {
        let as_truth = |[no, later, yes]: [bool; 3]| Truth::from_answers(yes, no, later);
        assert_eq!(at_least(n, elements, Truth::NO), as_truth(enumerated(n, elements)), "{n} of {elements:?}");
        // More than n further elements change nothing more.
        for further in all() {
            let mut possible = [false; 3];
            for more in 0..=n {
                let longer = [elements, &vec![further; more]].concat();
                for (seen, found) in possible.iter_mut().zip(enumerated(n, &longer)) {
                    *seen |= found;
                }
            }
            assert_eq!(at_least(n, elements, further), as_truth(possible), "{n} of {elements:?} and more that are {further:?}");
        }
    }

    #[test]
    fn the_closed_form_is_what_trying_every_choice_gives() {
        let all = all();
        for n in 0..=3 {
            check(n, &[]);
            for a in &all {
                check(n, &[*a]);
                for b in &all {
                    check(n, &[*a, *b]);
                    for c in &all {
                        check(n, &[*a, *b, *c]);
                    }
                }
            }
        }
    }

    #[test]
    fn one_of_them_is_or() {
        for a in all() {
            for b in all() {
                assert_eq!(at_least(1, &[a, b], Truth::NO), a.or(b));
                assert_eq!(at_least(2, &[a, b], Truth::NO), a.and(b));
            }
        }
    }

    #[test]
    fn an_enormous_number_is_only_possible_in_the_open() {
        assert_eq!(at_least(usize::MAX, &[Truth::YES], Truth::NO), Truth::NO);
        assert_eq!(at_least(usize::MAX, &[Truth::YES], Truth::UNKNOWN), Truth::UNKNOWN);
        assert_eq!(at_least(0, &[Truth::NO], Truth::NO), Truth::YES);
    }
}
