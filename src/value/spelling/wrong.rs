//! What is wrong with a text that is to be a date or a time, and what to write instead: with the numbers that stand there.
//! What can be read at all is decided one level up.

use super::super::time::{Date, Instant};
use super::{MONTHS, date, month, number, three_words, whole, worded, zone};
use crate::text::wording;

/// Why a text is neither a date nor a time, in words for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misspelt {
    /// The part that is wrong: "the zone is missing".
    pub wrong: String,
    /// What to do: "write `2026-07-21T18:00Z`".
    pub help: String,
    /// Whether the help says what to write, in the numbers of the text.
    pub offers: bool,
}

/// What is wrong with a text that can't be read.
pub fn misspelt(text: &str) -> Misspelt {
    let text = text.trim();
    let ways: [fn(&str) -> Option<Misspelt>; 8] =
        [digits, week, after_weekday, behind_date, impossible, year_last, in_letters, part_of_one];
    ways.iter().find_map(|way| way(text)).unwrap_or_else(|| correct("this is no date of the calendar", "the date itself"))
}

fn offer(wrong: impl Into<String>, spellings: &[String]) -> Misspelt {
    let help = format!("write {}", wording::list_or(&wording::quote_all(spellings)));
    Misspelt { wrong: wrong.into(), help, offers: true }
}

/// What only its author can put right.
fn correct(wrong: impl Into<String>, what: &str) -> Misspelt {
    let help = format!("write {what}, year first with `-` between its parts");
    Misspelt { wrong: wrong.into(), help, offers: false }
}

/// The shortest text that reads back as the instant.
fn moment(instant: Instant) -> String {
    format!("{}T{}", instant.date(), instant.time_of_day())
}

/// Digits only: a date or a time without anything between its parts, or seconds since 1970.
fn digits(text: &str) -> Option<Misspelt> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (numbers, rest) = text.split_at_checked(length)?;
    let part = |from: usize, to: usize| whole(numbers.get(from..to)?);
    let day = || Date::new(part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let apart = "the parts of a date need `-` between them";
    match (length, rest.is_empty()) {
        (8, true) => Some(offer(apart, &[day()?.to_string()])),
        (8, false) => {
            let rest = rest.strip_prefix(['T', 't', ' '])?;
            Some(Misspelt { wrong: apart.to_owned(), ..time(day()?, rest) })
        }
        (14, true) if day().is_some() => Some(Misspelt { wrong: apart.to_owned(), ..time(day()?, numbers.get(8..)?) }),
        (9..=10, true) => Some(offer("these are seconds since 1970", &[moment(Instant::from_unix(whole(numbers)?))])),
        (12..=13, true) => {
            Some(offer("these are milliseconds since 1970", &[moment(Instant::from_unix(whole(numbers)? / 1000))]))
        }
        _ => None,
    }
}

/// A week of the year, or a day counted from the beginning of the year.
fn week(text: &str) -> Option<Misspelt> {
    let (year, rest) = text.split_at_checked(4).and_then(|(year, rest)| Some((whole(year)?, rest)))?;
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    if let Some(rest) = rest.strip_prefix(['W', 'w']) {
        let (week, day) = rest.split_at_checked(2)?;
        let week = whole(week)?;
        let Some(day) = whole(day.strip_prefix('-').unwrap_or(day)) else {
            return Some(correct("this is a week, and not one of its days", "the date of the day"));
        };
        let Some(found) = Date::of_week(year, week, day) else {
            return Some(correct("there is no such day of a week", "the date of the day"));
        };
        return Some(offer("this is a day of a week, and not of a month", &[found.to_string()]));
    }
    let day = whole(rest).filter(|_| rest.len() == 3)?;
    let found = Date::new(year, 1, 1)?
        .plus_days(day - 1)
        .filter(|d| day > 0 && d.at(0, 0) < Date::new(year + 1, 1, 1).and_then(|n| n.at(0, 0)))?;
    Some(offer("this counts the days of the year", &[found.to_string()]))
}

/// A date that says its day of the week first: `Tue, 21 Jul 2026 18:00:00 GMT`.
fn after_weekday(text: &str) -> Option<Misspelt> {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let end = text.find(|c: char| !c.is_ascii_alphabetic())?;
    let (word, rest) = text.split_at_checked(end)?;
    let word = word.to_ascii_lowercase();
    let named = days.iter().any(|day| *day == word || (word.len() >= 3 && day.starts_with(&*word)));
    let rest = rest.trim_start_matches([',', ' ', '.']);
    if !named || rest.is_empty() {
        return None;
    }
    let wrong = "the name of the day is too much";
    match super::read(rest) {
        Some(super::Written::Moment(instant)) => Some(offer(wrong, &[moment(instant)])),
        Some(super::Written::Day(date)) => Some(offer(wrong, &[date.to_string()])),
        None => Some(misspelt(rest)),
    }
}

/// A date that can be read, and something behind it that can't.
fn behind_date(text: &str) -> Option<Misspelt> {
    let (date, rest) = date(text)?;
    let apart = rest.trim_start_matches([' ', ',', 'T', 't', '_']);
    let apart = apart.strip_prefix("at ").unwrap_or(apart);
    if rest.len() == apart.len() {
        let what = if zone(rest).is_some() { "a date alone has no zone" } else { "something follows the date" };
        return Some(offer(what, &[date.to_string()]));
    }
    Some(time(date, apart))
}

/// A time of day, as far as it can be made out.
struct Clock {
    hour: i64,
    minute: i64,
    second: Option<i64>,
}

impl Clock {
    fn text(&self) -> String {
        let second = self.second.map(|s| format!(":{s:02}")).unwrap_or_default();
        format!("{:02}:{:02}{second}", self.hour, self.minute)
    }

    /// Which of its parts no clock shows.
    fn impossible(&self) -> Option<String> {
        let past_midnight = self.hour == 24 && (self.minute > 0 || self.second.is_some_and(|s| s > 0));
        match self.second {
            _ if self.hour > 24 => Some(format!("there is no hour {}", self.hour)),
            _ if past_midnight => Some("nothing comes after 24:00".to_owned()),
            _ if self.minute > 59 => Some(format!("there is no minute {}", self.minute)),
            Some(second) if second > 59 => Some(format!("there is no second {second}")),
            _ => None,
        }
    }
}

/// What is wrong with what stands behind a date.
fn time(date: Date, text: &str) -> Misspelt {
    let alone = |wrong: &str| Misspelt {
        wrong: wrong.to_owned(),
        help: format!("correct the time, or write `{date}` where it isn't known"),
        offers: true,
    };
    let Some((found, rest)) = loose_clock(text) else {
        let short = number(text, 1, 2).is_some_and(|(_, rest)| zone(rest).is_some() || rest.is_empty() || rest == "h");
        return alone(if short { "the minutes are missing" } else { "this is no time of day" });
    };
    if let Some(wrong) = found.impossible() {
        return alone(&wrong);
    }
    let whole = |zone: &str| format!("{date}T{}{zone}", found.text());
    let rest = rest.trim();
    // A zone in brackets repeats what the offset says.
    let offset = rest.split_once('[').map_or(rest, |(offset, _)| offset);
    if let Some(found) = loose_zone(offset) {
        let part = if zone(rest).is_some() { "time" } else { "zone" };
        return offer(format!("the {part} is written in another way"), &[whole(&found)]);
    }
    let wrong = match rest {
        "" => "the zone is missing".to_owned(),
        _ if offset.starts_with(['+', '-']) => format!("no zone is at {}", wording::quote(offset)),
        _ => format!("{} is no offset from UTC", wording::quote(rest)),
    };
    Misspelt {
        wrong,
        help: format!(
            "write `{}` if this is UTC, else the offset of the zone in the place of `Z`, or `{date}` where the time isn't known",
            whole("Z")
        ),
        offers: true,
    }
}

/// The time of day that a text begins with, however it is written, and what follows it: `18.00`, `18h00`, `1800`, `6:00 pm`.
fn loose_clock(text: &str) -> Option<(Clock, &str)> {
    let (mut clock, rest) = match number(text, 4, 6) {
        Some((hhmm, rest)) if text.len() - rest.len() == 4 => {
            (Clock { hour: hhmm / 100, minute: hhmm % 100, second: None }, rest)
        }
        Some((all, rest)) if text.len() - rest.len() == 6 => {
            (Clock { hour: all / 10_000, minute: all / 100 % 100, second: Some(all % 100) }, rest)
        }
        _ => {
            let (hour, rest) = number(text, 1, 2)?;
            match rest.strip_prefix([':', '.', 'h', 'H']).and_then(|r| number(r, 2, 2)) {
                Some((minute, rest)) => {
                    let second = rest.strip_prefix([':', '.', 'm']).and_then(|r| number(r, 2, 2));
                    let rest = second.map_or(rest, |(_, r)| r);
                    (Clock { hour, minute, second: second.map(|(s, _)| s) }, super::fraction(rest).unwrap_or(rest))
                }
                // Only the word behind it makes a number alone an hour.
                None if half(rest.trim_start()).is_some() => (Clock { hour, minute: 0, second: None }, rest),
                None => return None,
            }
        }
    };
    let Some((afternoon, after)) = half(rest.trim_start()) else { return Some((clock, rest)) };
    if (1..=12).contains(&clock.hour) {
        clock.hour = clock.hour % 12 + if afternoon { 12 } else { 0 };
        return Some((clock, after));
    }
    Some((clock, rest))
}

/// Whether it is the second half of the day, and what follows the word that says so.
fn half(text: &str) -> Option<(bool, &str)> {
    let words = [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)];
    let found = words.iter().find(|(word, _)| text.get(..word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word)))?;
    let rest = text.get(found.0.len()..)?;
    (!rest.starts_with(|c: char| c.is_alphanumeric())).then_some((found.1, rest))
}

/// A zone that can be made out, as it should be written: `UTC+2` is `+02:00`.
fn loose_zone(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let named = ["utc", "gmt"].iter().find_map(|name| text.get(..name.len()).filter(|t| t.eq_ignore_ascii_case(name)));
    let offset = named.map_or(text, |name| text.get(name.len()..).unwrap_or_default().trim());
    if zone(text) == Some(0) || (named.is_some() && offset.is_empty()) {
        return Some("Z".to_owned());
    }
    let (sign, rest) = match offset.strip_prefix('+') {
        Some(rest) => ('+', rest),
        None => ('-', offset.strip_prefix(['-', '\u{2212}', '\u{2013}'])?),
    };
    let (hours, minutes) = match number(rest, 1, 2) {
        Some((hours, "")) => (hours, 0),
        Some((hours, rest)) => (hours, number(rest.strip_prefix([':', '.', ' '])?, 2, 2).filter(|(_, r)| r.is_empty())?.0),
        None => number(rest, 3, 4).filter(|(_, r)| r.is_empty()).map(|(all, _)| (all / 100, all % 100))?,
    };
    (hours < 24 && minutes < 60).then(|| format!("{sign}{hours:02}:{minutes:02}"))
}

/// Year, month and day in this order, which no calendar has.
fn impossible(text: &str) -> Option<Misspelt> {
    let (words, _) = three_words(text)?;
    let [year, month, day] = words.map(whole);
    let (year, month, day) = (year.filter(|_| words.first().is_some_and(|w| w.len() == 4))?, month?, day?);
    if month == 0 && day == 0 {
        return Some(correct("this stands for no date at all", "the date itself"));
    }
    if let Some(first) = Date::new(year, month, 1) {
        let has = first.days_in_month();
        let wrong = if day > has { format!("that month has {has} days") } else { format!("there is no day {day}") };
        return Some(correct(wrong, "the date that is meant"));
    }
    let wrong = format!("there is no month {month}");
    Some(match Date::new(year, day, month) {
        Some(turned) => offer(wrong, &[turned.to_string()]),
        None => correct(wrong, "the date that is meant"),
    })
}

/// Numbers with the year last, which are read in different ways in different countries, or with a short year.
fn year_last(text: &str) -> Option<Misspelt> {
    let (words, rest) = three_words(text)?;
    let [a, b, year] = words.map(whole);
    let (a, b, year) = (a?, b?, year?);
    let [first, second, last] = words.map(str::len);
    if first > 2 || second > 2 || !matches!(last, 2 | 4) {
        return None;
    }
    if last == 2 {
        return Some(correct("the year needs four digits", "the date with its whole year"));
    }
    let mut found: Vec<Date> = [Date::new(year, b, a), Date::new(year, a, b)].into_iter().flatten().collect();
    found.dedup();
    match found.as_slice() {
        [] => Some(correct("there is no such date", "the date that is meant")),
        [one] => {
            let behind = rest.trim_start_matches([' ', ',', 'T', 't']);
            let told = if behind.is_empty() { offer("", &[one.to_string()]) } else { time(*one, behind) };
            Some(Misspelt { wrong: "the year comes first".to_owned(), ..told })
        }
        both => {
            let days: Vec<String> = both.iter().map(ToString::to_string).collect();
            Some(offer("this can be read as two days", &days))
        }
    }
}

/// A date with its month in letters, of which a part is wrong or missing.
fn in_letters(text: &str) -> Option<Misspelt> {
    if let Some((words, _)) = three_words(text)
        && let Some((day, name, year)) = worded(words)
    {
        let Some(number) = month(name) else {
            return Some(correct(
                format!("{} is no English name of a month", wording::quote(name)),
                "the date with its month as a number",
            ));
        };
        let first = Date::new(whole(year)?, number, 1)?;
        let wrong = match day {
            0 => "there is no day 0".to_owned(),
            _ => format!("that month has {} days", first.days_in_month()),
        };
        return Some(correct(wrong, "the date that is meant"));
    }
    let mut words = text.split([' ', '-', '.', ',', '/']).filter(|w| !w.is_empty());
    let named = |w: &str| w.len() >= 3 && month(w).is_some() && MONTHS.iter().any(|m| m.starts_with(&*w.to_ascii_lowercase()));
    if !words.clone().any(named) {
        return None;
    }
    let year = words.any(|w| w.len() == 4 && whole(w).is_some());
    Some(correct(if year { "the day is missing" } else { "the year is missing" }, "the whole date"))
}

/// A time without a date, a month without a day.
fn part_of_one(text: &str) -> Option<Misspelt> {
    if let Some((clock, _)) = loose_clock(text).filter(|_| text.contains([':', 'h', 'm'])) {
        let wrong = clock.impossible().unwrap_or_else(|| "the date is missing".to_owned());
        return Some(correct(wrong, "the date before the time"));
    }
    let (_, rest) = number(text, 4, 4)?;
    let month = rest.strip_prefix(['-', '/', '.']).and_then(|r| number(r, 1, 2)).filter(|(_, r)| r.is_empty());
    match (rest, month) {
        ("", _) => Some(correct("this is a year, and not one of its days", "the whole date")),
        (_, Some(_)) => Some(correct("the day is missing", "the whole date")),
        _ => None,
    }
}
