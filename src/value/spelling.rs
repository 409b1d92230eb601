//! How people write dates and times: what can be meant in one way only is read.
//! What is wrong with the rest, and what to write instead, is said by `wrong`.

#[cfg(test)]
mod tests;
mod wrong;

pub use wrong::{Misspelt, misspelt};

use super::time::{Date, Instant};

/// What a text says about a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A date, a time and a zone.
    Moment(Instant),
    /// A date without a time.
    Day(Date),
}

/// The months by their English names; three letters are enough.
const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// Reads a date, `2026-07-21` or `21 July 2026`, with or without a time and its zone behind it: `T18:00Z`, ` 18:00:30+02:00`.
/// A fraction of a second is left out. A time without a zone says nothing.
pub fn read(text: &str) -> Option<Written> {
    let (date, rest) = date(text)?;
    if rest.is_empty() {
        return Some(Written::Day(date));
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (seconds, rest) = clock(rest)?;
    date.at(seconds, zone(rest)?).map(Written::Moment)
}

/// Reads what must be a moment; of a day it is not known which of its moments is meant.
pub fn moment(text: &str) -> Result<Instant, Misspelt> {
    match read(text.trim()) {
        Some(Written::Moment(instant)) => Ok(instant),
        Some(Written::Day(date)) => Err(Misspelt {
            wrong: "the time is missing".to_owned(),
            help: format!("write the time and its zone behind {date}, with a `T` before them and a `Z` behind them for UTC"),
            offers: false,
        }),
        None => Err(misspelt(text)),
    }
}

/// A date at the beginning of a text, and what follows it. Numbers alone must have the year first.
fn date(text: &str) -> Option<(Date, &str)> {
    if let Some((year, rest)) = number(text, 4, 4)
        && let Some(between) = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))
        && let Some((month, rest)) = number(rest.strip_prefix(between)?, 1, 2)
    {
        let (day, rest) = number(rest.strip_prefix(between)?, 1, 2)?;
        return Some((Date::new(year, month, day)?, rest));
    }
    let (words, rest) = three_words(text)?;
    let (day, month, year) = worded(words)?;
    Some((Date::new(whole(year)?, self::month(month)?, day)?, rest))
}

/// Day, month and year of a date with its month in letters: `21 July 2026`, `21-Jul-2026`, `July 21st, 2026`, `2026 Jul 21`.
fn worded([first, second, third]: [&str; 3]) -> Option<(i64, &str, &str)> {
    let day = |word: &str| {
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        whole(digits).filter(|_| digits.len() <= 2)
    };
    let letters = |word: &str| word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
    let year = |word: &str| word.len() == 4 && whole(word).is_some();
    match () {
        () if letters(second) && year(third) => Some((day(first)?, second, third)),
        () if letters(first) && year(third) => Some((day(second)?, first, third)),
        () if letters(second) && year(first) => Some((day(third)?, second, first)),
        () => None,
    }
}

/// The first three words of a text, apart by no more than a comma and a space, and what follows them.
fn three_words(text: &str) -> Option<([&str; 3], &str)> {
    let mut rest = text;
    let mut words = [""; 3];
    for (n, word) in words.iter_mut().enumerate() {
        if n > 0 {
            let after = rest.trim_start_matches([' ', '-', '.', ',', '/']);
            if !(1..=2).contains(&(rest.len() - after.len())) {
                return None;
            }
            rest = after;
        }
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        (*word, rest) = rest.split_at_checked(end).filter(|(word, _)| !word.is_empty())?;
    }
    Some((words, rest))
}

/// A whole number and nothing else.
fn whole(text: &str) -> Option<i64> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) { None } else { text.parse().ok() }
}

/// The number of a month by its English name, or the first three letters of it.
fn month(word: &str) -> Option<i64> {
    let word = word.to_ascii_lowercase();
    let place =
        MONTHS.iter().position(|m| *m == word || m.get(..3) == Some(word.as_str()) || (word == "sept" && *m == "september"))?;
    i64::try_from(place + 1).ok()
}

/// A time of day in seconds since midnight, and what follows it; `24:00` is the end of the day.
fn clock(text: &str) -> Option<(i64, &str)> {
    let (hour, rest) = number(text, 1, 2)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 2, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => {
            let (second, rest) = number(rest, 2, 2)?;
            (second, fraction(rest)?)
        }
        None => (0, rest),
    };
    let fits = minute < 60 && second < 60 && (hour < 24 || (hour, minute, second) == (24, 0, 0));
    fits.then_some((hour * 3600 + minute * 60 + second, rest))
}

/// What follows a fraction of a second, if there is one.
fn fraction(text: &str) -> Option<&str> {
    let Some(rest) = text.strip_prefix(['.', ',']) else { return Some(text) };
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    if end == 0 { None } else { rest.get(end..) }
}

/// How many seconds a zone is ahead of UTC: `Z`, `UTC`, `GMT` or an offset, `+02:00`, `+0200`, `+02`.
fn zone(text: &str) -> Option<i64> {
    let text = text.strip_prefix(' ').unwrap_or(text);
    if ["z", "utc", "gmt"].iter().any(|name| text.eq_ignore_ascii_case(name)) {
        return Some(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits = text.get(1..)?;
    let (hours, minutes, rest) = match (number(digits, 2, 2), number(digits, 4, 4)) {
        (Some((hours, "")), _) => (hours, 0, ""),
        (Some((hours, rest)), _) => {
            let (minutes, rest) = number(rest.strip_prefix(':')?, 2, 2)?;
            (hours, minutes, rest)
        }
        (None, Some((both, rest))) => (both / 100, both % 100, rest),
        (None, None) => return None,
    };
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// A number of so many digits, with no digit behind it, and what follows it.
fn number(text: &str, least: usize, most: usize) -> Option<(i64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(least..=most).contains(&digits) {
        return None;
    }
    let (number, rest) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, rest))
}
