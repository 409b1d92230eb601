//! Facts that exclude each other, on documents made at random: refused exactly where no reading of what is written can be so. The
//! readings are listed hour by hour, naively, and nothing is compared but hours.

use holdpoint::engine::Engine;
use holdpoint::value::Instant;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// What a date without a time stands for.
#[derive(Clone, Copy, Debug)]
enum DayIs {
    Start,
    End,
    Sometime,
    /// A day of some zone.
    Anywhere,
}

/// A pair of facts: which they are, what a date of each means, whether they may be at the same time, and the document around them.
struct Pair {
    first: (&'static str, DayIs),
    then: (&'static str, DayIs),
    together: bool,
    document: fn(&str) -> [String; 3],
}

const RELEASE: &str = "kind: release\nversion: 2.4.0\n";
const SITE: &str = "kind: site\nid: shop-north\n";
const UPDATE: &str = "kind: update\nphase: after\n";

fn in_site(text: &str) -> [String; 3] {
    [RELEASE.to_owned(), format!("{SITE}{text}\n"), UPDATE.to_owned()]
}

const PAIRS: [Pair; 8] = [
    Pair {
        first: ("start", DayIs::Start),
        then: ("end", DayIs::End),
        together: false,
        document: |both| in_site(&format!("window: {{ {both} }}")),
    },
    Pair {
        first: ("start", DayIs::Start),
        then: ("end", DayIs::End),
        together: false,
        document: |both| in_site(&format!("window: {{ freezes: [{{ {both} }}] }}")),
    },
    Pair {
        first: ("started_at", DayIs::Sometime),
        then: ("stopped_at", DayIs::Sometime),
        together: true,
        document: |both| in_site(&format!("incidents: [{{ id: inc-7, {both} }}]")),
    },
    Pair {
        first: ("started_at", DayIs::Sometime),
        then: ("next_update_at", DayIs::Sometime),
        together: true,
        document: |both| in_site(&format!("incidents: [{{ id: inc-7, {both} }}]")),
    },
    Pair {
        first: ("started_at", DayIs::Sometime),
        then: ("stopped_at", DayIs::Sometime),
        together: true,
        document: |both| in_site(&format!("alerts: [{{ id: slow, {both} }}]")),
    },
    Pair {
        first: ("last_run", DayIs::Sometime),
        then: ("next_run", DayIs::Sometime),
        together: true,
        document: |both| in_site(&format!("watchers: [{{ id: w, {both} }}]")),
    },
    Pair {
        first: ("exported_at", DayIs::Sometime),
        then: ("imported_at", DayIs::Sometime),
        together: true,
        document: |both| in_site(&format!("playbooks: [{{ id: p, {both} }}]")),
    },
    Pair {
        first: ("released_on", DayIs::Anywhere),
        then: ("applied_at", DayIs::Sometime),
        together: true,
        document: |both| {
            let (release, update): (Vec<&str>, Vec<&str>) = both.split(", ").partition(|one| one.starts_with("released_on"));
            [format!("{RELEASE}{}\n", release.concat()), SITE.to_owned(), format!("{UPDATE}{}\n", update.concat())]
        },
    },
];

/// A day of March 2026, and perhaps an hour of it; or a state.
#[derive(Clone, Copy, Debug)]
enum Written {
    Day(i64),
    Hour(i64, i64),
    Unknown,
}

impl Written {
    fn text(self) -> String {
        match self {
            Written::Day(day) => format!("2026-03-{:02}", day + 2),
            Written::Hour(day, hour) => format!("2026-03-{:02}T{hour:02}:00Z", day + 2),
            Written::Unknown => "unknown".to_owned(),
        }
    }

    /// The hours that it may be.
    fn hours(self, means: DayIs) -> Vec<i64> {
        match (self, means) {
            (Written::Hour(day, hour), _) => vec![24 * day + hour],
            (Written::Day(day), DayIs::Start) => vec![24 * day],
            (Written::Day(day), DayIs::End) => vec![24 * (day + 1)],
            (Written::Day(day), DayIs::Sometime) => (24 * day..24 * (day + 1)).collect(),
            (Written::Day(day), DayIs::Anywhere) => (24 * day - 14..24 * (day + 1) + 12).collect(),
            (Written::Unknown, _) => (-1_000..1_000).collect(),
        }
    }
}

fn written() -> impl Strategy<Value = Written> {
    let hour = (0_i64..3, prop::sample::select(vec![0_i64, 1, 9, 10, 11, 23])).prop_map(|(day, hour)| Written::Hour(day, hour));
    prop_oneof![4 => (0_i64..3).prop_map(Written::Day), 6 => hour, 1 => Just(Written::Unknown)]
}

#[test]
fn what_can_not_both_be_so_is_refused_and_nothing_else() {
    let engine = Engine::builtin("sophmate").unwrap();
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let seen = std::cell::RefCell::new([0_usize; 2]);
    let outcome = runner.run(&(0..PAIRS.len(), written(), written(), any::<bool>()), |(which, first, then, turned)| {
        let pair = &PAIRS[which];
        let mut both = [format!("{}: {}", pair.first.0, first.text()), format!("{}: {}", pair.then.0, then.text())];
        if turned {
            both.reverse();
        }
        let [release, site, update] = (pair.document)(&both.join(", "));
        let documents = [("release.yaml", release.as_str()), ("site.yaml", &site), ("update.yaml", &update)];
        let fits = |a: i64, b: i64| if pair.together { a <= b } else { a < b };
        let (firsts, thens) = (first.hours(pair.first.1), then.hours(pair.then.1));
        let can_be = firsts.iter().any(|a| thens.iter().any(|b| fits(*a, *b)));
        let told = match engine.evaluate(&documents, Instant::parse("2026-07-21T18:00Z").unwrap()) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.found.iter().map(|p| (p.code.name(), p.labels.len())).collect(),
        };
        let expected = if can_be { Vec::new() } else { vec![("impossible-pair", 2)] };
        prop_assert_eq!(told, expected, "{}\n{}\n{}", release, site, update);
        seen.borrow_mut()[usize::from(can_be)] += 1;
        Ok(())
    });
    assert_eq!(outcome.as_ref().map_err(ToString::to_string), Ok(&()));
    let [refused, taken] = *seen.borrow();
    assert!(refused > 60 && taken > 60, "{refused} refused, {taken} taken");
}
