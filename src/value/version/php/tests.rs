//! The order of versions beside PHP's: a committed table of pairs, and thousands more where PHP is at hand.
//! `just php-order` asks PHP itself, and with `UPDATE=1` writes the table.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::{PhpKey, parts};

const TABLE: &str = include_str!("order.txt");

/// What is asked about in the table: every pair of these.
const WRITTEN: [&str; 54] = [
    "6.9",
    "6.9.0",
    "6.9.0.0",
    "6.09",
    "6.9.1",
    "6.10",
    "6",
    "6.8.9",
    "6.9-dev",
    "6.9-devel",
    "6.9-alpha",
    "6.9a1",
    "6.9-alpha-59021",
    "6.9-beta",
    "6.9b2",
    "6.9.0-beta.10",
    "6.9-Beta1",
    "6.9-RC",
    "6.9-RC0",
    "6.9-RC2",
    "6.9rc2",
    "6.9_RC+2",
    "6.9.0-RC2",
    "6.9-rc.10",
    "6.9-RC2.1",
    "6.9-RC2-dev",
    "6.9-RC2-src",
    "6.9.1-RC1",
    "6.9-preview1",
    "6.9.0-preview.2",
    "6.9-pre",
    "6.9-pre-release-1",
    "6.9-nightly",
    "6.9-snapshot.3",
    "6.9-canary.4",
    "6.9-trunk",
    "6.9-p1",
    "6.9-pl1",
    "6.9.0pl1",
    "6.9-patch1",
    "6.9-patch2",
    "6.9-1",
    "6.9-1ubuntu2.14",
    "6.9-1ubuntu2.19",
    "6.9-2+deb.sury.org~yakkety+1",
    "6.9-nmm1",
    "6.9+deb12u1",
    "6.9+dfsg-1+b2",
    "6.9-src",
    "6.9-64bit",
    "6.9-x64",
    "6.9-MariaDB-log",
    "6.9-pro",
    "6.9-pro-beta2",
];

/// Where the order departs from PHP's, and why.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Departure {
    Zero,
    Suffix,
    Word,
}

impl Departure {
    const ALL: [Departure; 3] = [Departure::Zero, Departure::Suffix, Departure::Word];

    fn words(self) -> &'static str {
        match self {
            Departure::Zero => "a missing number is zero",
            Departure::Suffix => "a suffix that is no pre-release word makes no version older",
            Departure::Word => "a pre-release word that PHP doesn't know",
        }
    }
}

fn ours(a: &str, b: &str) -> Ordering {
    let read = |text: &str| PhpKey::read(text).unwrap_or_else(|| panic!("{text} is a version"));
    read(a).cmp(&read(b))
}

/// What `version_compare` answers, part by part: a word counts as the first of these that it begins with, any other word
/// comes before them, and further numbers make a version greater.
fn php(a: &str, b: &str) -> Ordering {
    fn rank(part: &str) -> i32 {
        if part.starts_with(|c: char| c.is_ascii_digit()) {
            return 4;
        }
        let forms = [("dev", 0), ("alpha", 1), ("a", 1), ("beta", 2), ("b", 2), ("RC", 3), ("rc", 3), ("pl", 5), ("p", 5)];
        forms.iter().find(|(form, _)| part.starts_with(form)).map_or(-1, |(_, rank)| *rank)
    }
    let (mut a, mut b) = (parts(a), parts(b));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (Some(x), Some(y)) if rank(x) == 4 && rank(y) == 4 => x.parse::<u64>().unwrap().cmp(&y.parse().unwrap()),
            (Some(x), Some(y)) => rank(x).cmp(&rank(y)),
            (Some(x), None) => rank(x).cmp(&4).then(Ordering::Greater),
            (None, Some(y)) => 4.cmp(&rank(y)).then(Ordering::Less),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// The two versions rewritten so that PHP is told of these departures: it orders the new texts as we do the old ones.
fn told(a: &str, b: &str, of: &[Departure]) -> (String, String) {
    let (mut a, mut b) = (sections(a, of), sections(b, of));
    if of.contains(&Departure::Zero) {
        for ((a, _), (b, _)) in a.iter_mut().zip(&mut b) {
            let longer = a.len().max(b.len());
            a.resize(longer, 0);
            b.resize(longer, 0);
        }
    }
    let text = |sections: Vec<(Vec<u64>, String)>| {
        let words = sections.into_iter().flat_map(|(numbers, word)| {
            numbers.into_iter().map(|n| n.to_string()).chain(Some(word).filter(|w| !w.is_empty())).collect::<Vec<_>>()
        });
        words.collect::<Vec<_>>().join(".")
    };
    (text(a), text(b))
}

/// The numbers up to each word, and the word as PHP should take it.
fn sections(text: &str, of: &[Departure]) -> Vec<(Vec<u64>, String)> {
    const PRE: [&str; 12] =
        ["nightly", "snapshot", "canary", "trunk", "dev", "devel", "development", "alpha", "beta", "preview", "pre", "rc"];
    let parts: Vec<&str> = parts(text).collect();
    let is_pre = |word: &str| PRE.contains(&word) || word == "prerelease";
    let is_word = |part: &&&str| !part.starts_with(|c: char| c.is_ascii_digit());
    let mut out = vec![(Vec::new(), String::new())];
    let mut marked = false;
    for (n, part) in parts.iter().enumerate() {
        if let Ok(number) = part.parse() {
            out.last_mut().unwrap().0.push(number);
            continue;
        }
        let word = part.to_lowercase();
        let known =
            is_pre(&word) || ["patch", "patchlevel", "pl"].contains(&&*word) || (!marked && ["a", "b", "p"].contains(&&*word));
        marked |= !known;
        let before_pre = parts.iter().skip(n + 1).filter(is_word).any(|later| is_pre(&later.to_lowercase()));
        let (suffix, words) = (of.contains(&Departure::Suffix), of.contains(&Departure::Word));
        let taken = match &*word {
            _ if !known && !suffix => (*part).to_owned(),
            _ if !known && before_pre => "unknown".to_owned(),
            _ if !known => "pl.0".to_owned(),
            _ if !words && word.starts_with("pre") => "pl.1".to_owned(),
            "preview" | "pre" | "prerelease" => "beta.1".to_owned(),
            "patch" | "patchlevel" | "pl" | "p" => "pl.1".to_owned(),
            _ if !words && word != *part && *part != "RC" => (*part).to_owned(),
            "beta" | "b" => "beta.0".to_owned(),
            other => other.to_owned(),
        };
        out.last_mut().unwrap().1 = taken;
        out.push((Vec::new(), String::new()));
    }
    out
}

/// The departures that explain our answer: as few as will do.
fn departures(a: &str, b: &str, php: impl Fn(&str, &str) -> Ordering) -> Vec<Departure> {
    let mut sets: Vec<Vec<Departure>> = (0..1 << Departure::ALL.len())
        .map(|bits: usize| Departure::ALL.into_iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1).map(|(_, d)| d).collect())
        .collect();
    sets.sort_by_key(Vec::len);
    let explains = |set: &Vec<Departure>| {
        let (x, y) = told(a, b, set);
        if set.is_empty() { php(a, b) == ours(a, b) } else { php(&x, &y) == ours(a, b) }
    };
    sets.into_iter().find(explains).unwrap_or_else(|| panic!("no departure explains {a} and {b}"))
}

fn sign(order: Ordering) -> char {
    match order {
        Ordering::Less => '<',
        Ordering::Equal => '=',
        Ordering::Greater => '>',
    }
}

fn pairs(of: &[String]) -> Vec<(String, String)> {
    let pair = |(n, a): (usize, &String)| of.iter().skip(n + 1).map(|b| (a.clone(), b.clone())).collect::<Vec<_>>();
    of.iter().enumerate().flat_map(pair).collect()
}

/// One line of the table: our order, and where PHP's differs, that one and why.
fn row(a: &str, b: &str, php: Ordering, why: &[Departure]) -> String {
    let mut line = format!("{a:<28} {} {b}", sign(ours(a, b)));
    if php != ours(a, b) {
        let why: Vec<&str> = why.iter().map(|d| d.words()).collect();
        let _ = write!(line, "{}PHP {}  {}", " ".repeat(30usize.saturating_sub(b.len())), sign(php), why.join("; "));
    }
    line
}

#[test]
fn every_pair_of_the_table_stands_in_its_order_and_every_departure_is_marked() {
    let rows: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
    let pairs = pairs(&WRITTEN.map(str::to_owned));
    assert_eq!(rows.len(), pairs.len());
    for (line, (a, b)) in rows.iter().zip(&pairs) {
        assert_eq!(*line, row(a, b, php(a, b), &departures(a, b, php)));
        assert_eq!(ours(b, a), ours(a, b).reverse(), "{b} and {a}");
    }
    for departure in Departure::ALL {
        assert!(rows.iter().any(|line| line.contains(departure.words())), "{}", departure.words());
    }
}

/// Needs PHP. With `UPDATE=1` the table is written from what PHP answers.
#[test]
#[ignore = "asks PHP; run by `just php-order`"]
fn php_itself_gives_the_order_but_for_the_departures() {
    let table = pairs(&WRITTEN.map(str::to_owned));
    let mut head = table.clone();
    let suffixes = WRITTEN.iter().filter_map(|text| text.strip_prefix("6.9")).filter(|s| !s.is_empty());
    let around: Vec<String> =
        suffixes.flat_map(|suffix| ["5", "5.1", "5.1.0", "5.1.2"].map(|base| base.to_owned() + suffix)).collect();
    head.extend(pairs(&around));
    // Each pair as it is, and as PHP is told of our departures.
    let told = head.iter().map(|(a, b)| told(a, b, &Departure::ALL));
    let asked: Vec<(String, String)> = head.iter().cloned().chain(told).collect();
    let answers = ask(&asked);
    assert!(head.len() > 5000);
    for ((a, b), answer) in asked.iter().zip(&answers) {
        assert_eq!(*answer, php(a, b), "PHP on {a} and {b} is not what the tests take it for");
    }
    for ((a, b), answer) in head.iter().zip(answers.iter().skip(head.len())) {
        assert_eq!(ours(a, b), *answer, "{a} and {b}");
    }
    if std::env::var_os("UPDATE").is_some() {
        let mut text = String::from(
            "# Written by `UPDATE=1 just php-order`: our order of each pair, and PHP's where it departs, with the reason.\n",
        );
        for ((a, b), answer) in table.iter().zip(&answers) {
            text.push_str(&row(a, b, *answer, &departures(a, b, php)));
            text.push('\n');
        }
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/value/version/php/order.txt"), text).unwrap();
    }
}

fn ask(pairs: &[(String, String)]) -> Vec<Ordering> {
    let script = r#"while ($line = fgets(STDIN)) { [$a, $b] = explode(" ", trim($line)); echo version_compare($a, $b), "\n"; }"#;
    let mut php = Command::new("php")
        .args(["-r", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("PHP is installed: `apt-get install php-cli`");
    let lines: String = pairs.iter().map(|(a, b)| format!("{a} {b}\n")).collect();
    let mut input = php.stdin.take().unwrap();
    let writing = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = php.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Ordering> = text.lines().map(|line| line.parse::<i32>().unwrap().cmp(&0)).collect();
    assert_eq!(answers.len(), pairs.len());
    answers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_two_versions_stand_as_php_orders_them_when_told(a in text(), b in text()) {
        let (x, y) = told(&a, &b, &Departure::ALL);
        prop_assert_eq!(ours(&a, &b), php(&x, &y), "{} and {}, told {} and {}", a, b, x, y);
    }

    #[test]
    fn a_suffix_that_is_no_pre_release_word_never_makes_a_version_older(a in text(), suffix in "[-+~.](ubuntu|nmm|deb|u|src|bit|64bit|log|pro|x64|el|fc)[0-9]{0,2}") {
        let longer = format!("{a}{suffix}");
        prop_assert!(ours(&longer, &a).is_ge(), "{} and {}", longer, a);
        prop_assert_eq!(PhpKey::read(&longer).unwrap().is_prerelease(), PhpKey::read(&a).unwrap().is_prerelease());
    }
}

fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        6 => "[0-3]",
        1 => "0[0-2]",
        4 => "dev|alpha|a|beta|b|RC|rc|pl|p|patch|preview|pre|nightly|Snapshot|canary|trunk|Beta",
        3 => "deb|ubuntu|nmm|src|bit|foo|pro|u",
    ];
    ("[0-2]", prop::collection::vec(("[-.+_~]", part), 0..6))
        .prop_map(|(first, parts)| parts.iter().fold(first, |text, (separator, part)| text + separator + part))
}

#[test]
fn what_is_no_version_is_refused() {
    for text in [
        "",
        "v",
        "latest",
        "-1",
        ".5",
        "6.",
        "6..9",
        "6.9 or later",
        "8.x",
        "8.X-1.2",
        "8.2.*",
        "6.9-",
        "1:11.4",
        "6,9",
        "6.9é",
        ">=8",
    ] {
        assert_eq!(PhpKey::read(text), None, "{text}");
    }
}

#[test]
fn every_pre_release_word_makes_a_pre_release_and_no_other_word_does() {
    let pre = |t: &str| PhpKey::read(t).unwrap_or_else(|| panic!("{t}")).is_prerelease();
    for text in [
        "6.9-RC2",
        "6.9-alpha-59021",
        "1.0b2",
        "1.0a",
        "2.0-Beta1",
        "3-dev",
        "3-devel",
        "6.9-preview.1",
        "6.9-pre1",
        "6.9-pre-release",
        "6.9-nightly.20260721",
        "6.9-SNAPSHOT",
        "6.9-canary",
        "6.9-trunk",
        "6.9-pro-beta2",
        "6.9-pl1-rc1",
    ] {
        assert!(pre(text), "{text}");
    }
    for text in [
        "6.9",
        "6.9-pl1",
        "6.9-p1",
        "2.4.0-patch1",
        "7.1.3-2+deb.sury.org~yakkety+1",
        "11.4.9-MariaDB-log",
        "8.1.2-1+bpo11",
        "8.1.2-1ubuntu2.14",
        "7.4.33-nmm1",
        "8.2.31-1~deb12u1",
        "1.2.3+dfsg-1+b2",
        "9.0-src",
        "9.0-64bit",
        "9.0-premium",
        "9.0-arm64",
        "9.0-build7",
    ] {
        assert!(!pre(text), "{text}");
        assert!(ours(text, text.split(['-', '+']).next().unwrap()).is_ge(), "{text} is not older");
    }
}
