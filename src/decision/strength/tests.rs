//! Tests of strengths: the laws of the join, words, and what may be in force as a precaution.
//! All laws are tested on strengths of one form and of different ones.

use proptest::prelude::*;

use super::*;

fn pause(items: &[&str]) -> Strength {
    let items: Vec<Strength> = items.iter().map(|id| Strength::pause_item(ItemRef::listed("workflow", id))).collect();
    Strength::join_all(&items).expect("an item")
}

fn back(level: RollbackLevel, by: Option<RollbackBy>) -> Strength {
    Strength::Rollback(Rollback { level, by })
}

#[test]
fn words_of_each_verb_are_read_back_in_order() {
    for verb in Verb::ALL {
        let read: Vec<Strength> = Strength::words(verb).iter().filter_map(|w| Strength::parse(verb, w)).collect();
        let words: Vec<&str> = read.iter().filter_map(Strength::word).collect();
        assert_eq!(words, Strength::words(verb), "{verb}");
        assert!(read.windows(2).all(|w| w[0] < w[1]), "{verb}");
        assert!(read.last().is_none_or(|last| *last == Strength::highest(verb)), "{verb}");
    }
    assert_eq!(Strength::parse(Verb::Stage, "any"), None);
    assert_eq!(Strength::parse(Verb::Pause, "required"), None);
}

#[test]
fn pauses_join_by_union_up_to_the_whole_category() {
    let both = pause(&["a"]).join(&pause(&["b"]));
    assert_eq!(both, pause(&["a", "b"]));
    assert_eq!(pause(&["a"]).partial_cmp(&pause(&["b"])), None);
    assert!(both > pause(&["a"]));
    let whole = Strength::highest(Verb::Pause);
    assert_eq!(both.join(&whole), whole);
    assert!(whole > both);
    let Strength::Paused(paused) = &both else { panic!("a pause") };
    let included = ["a", "c"].map(|id| paused.includes(&ItemRef::listed("workflow", id)));
    assert_eq!(included, [true, false]);
    assert!(Paused::whole().includes(&ItemRef::unlisted("agent")));
}

#[test]
fn rollbacks_join_level_and_means_apart() {
    let ready = back(RollbackLevel::Prepare, Some(RollbackBy::FullRestore));
    let needed = back(RollbackLevel::DecisionNeeded, Some(RollbackBy::Files));
    assert_eq!(ready.partial_cmp(&needed), None);
    assert_eq!(ready.join(&needed).to_string(), "decision-needed by full-restore");
    assert!(needed.at_least(&Strength::rollback(RollbackLevel::Prepare)));
    assert!(!Strength::rollback(RollbackLevel::Required).at_least(&ready));
}

#[test]
fn a_precaution_never_requires_going_back() {
    let required = back(RollbackLevel::Required, Some(RollbackBy::Files));
    assert_eq!(required.as_precaution(), back(RollbackLevel::DecisionNeeded, Some(RollbackBy::Files)));
    let ready = Strength::rollback(RollbackLevel::Prepare);
    assert_eq!(ready.as_precaution(), ready);
    assert_eq!(Strength::highest(Verb::Block).as_precaution(), Strength::Blocked(Blocked::Any));
}

#[test]
fn strengths_read_as_people_say_them() {
    let said = [
        Strength::highest(Verb::Stage),
        Strength::highest(Verb::Pause),
        pause(&["b", "a"]),
        Strength::highest(Verb::Block),
        Strength::Plain,
    ]
    .map(|s| s.to_string());
    assert_eq!(said, ["required", "the whole category", "workflow a and workflow b", "any", "decided"]);
}

#[test]
fn nothing_joins_to_nothing() {
    assert_eq!(Strength::join_all(&[]), None);
}

fn strength() -> impl Strategy<Value = Strength> {
    let item = prop_oneof![
        prop::sample::select(vec!["a", "b", "c"]).prop_map(|id| ItemRef::listed("workflow", id)),
        Just(ItemRef::unlisted("workflow")),
        Just(ItemRef::unlisted("agent")),
    ];
    let paused = prop_oneof![
        1 => Just(Strength::highest(Verb::Pause)),
        4 => prop::collection::vec(item.prop_map(Strength::pause_item), 1..4)
            .prop_filter_map("an item", |items| Strength::join_all(&items)),
    ];
    let by = prop::option::of(prop::sample::select(RollbackBy::ALL.to_vec()));
    prop_oneof![
        prop::sample::select(Advice::ALL.to_vec()).prop_map(Strength::Advice),
        paused,
        prop::sample::select(Blocked::ALL.to_vec()).prop_map(Strength::Blocked),
        (prop::sample::select(RollbackLevel::ALL.to_vec()), by).prop_map(|(level, by)| back(level, by)),
        prop::sample::select(Urgency::ALL.to_vec()).prop_map(Strength::Urgency),
        Just(Strength::Plain),
    ]
}

/// Three strengths, two times out of three of one form.
fn three() -> impl Strategy<Value = [Strength; 3]> {
    (prop::array::uniform16(strength()), any::<u8>()).prop_map(|(pool, mix)| {
        let form = pool[0].form();
        let same: Vec<Strength> = pool.iter().filter(|s| mix % 3 == 0 || s.form() == form).cloned().collect();
        [0, 1, 2].map(|n| same[n % same.len()].clone())
    })
}

proptest! {
    #[test]
    fn join_is_idempotent_commutative_and_associative([a, b, c] in three()) {
        prop_assert_eq!(a.join(&a), a.clone());
        prop_assert_eq!(a.join(&b), b.join(&a));
        prop_assert_eq!(a.join(&b).join(&c), a.join(&b.join(&c)));
    }

    #[test]
    fn at_least_is_the_order_of_the_join([a, b, c] in three()) {
        let both = a.join(&b);
        prop_assert!(both.at_least(&a) && both.at_least(&b));
        prop_assert!(!(c.at_least(&a) && c.at_least(&b)) || c.at_least(&both));
        prop_assert!(!(a.at_least(&b) && b.at_least(&a)) || a == b);
    }

    #[test]
    fn a_precaution_is_monotone_and_never_more([a, b, _c] in three()) {
        prop_assert!(a.at_least(&a.as_precaution()));
        prop_assert!(!a.at_least(&b) || a.as_precaution().at_least(&b.as_precaution()));
        prop_assert_eq!(a.as_precaution().as_precaution(), a.as_precaution());
    }
}
