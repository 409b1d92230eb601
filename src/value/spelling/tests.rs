//! Sixty and more ways to write a date or a time, with what comes of each: a value, or what is wrong and what to write instead.
//! Whatever a help offers can be read.

use proptest::prelude::*;

use super::*;

/// What is read: the instant for machines, or the date.
fn value(text: &str) -> Option<String> {
    read(text).map(|written| match written {
        Written::Moment(instant) => instant.iso(),
        Written::Day(date) => date.to_string(),
    })
}

#[test]
fn what_can_be_meant_in_one_way_only_is_read() {
    for (text, read) in [
        ("2026-07-21", "2026-07-21"),
        ("2026-7-21", "2026-07-21"),
        ("2026-7-1", "2026-07-01"),
        ("2026/07/21", "2026-07-21"),
        ("2026.07.21", "2026-07-21"),
        ("21 July 2026", "2026-07-21"),
        ("12 May 2026", "2026-05-12"),
        ("12. May 2026", "2026-05-12"),
        ("12-May-2026", "2026-05-12"),
        ("12th may 2026", "2026-05-12"),
        ("May 12, 2026", "2026-05-12"),
        ("May 1st, 2026", "2026-05-01"),
        ("2026 May 12", "2026-05-12"),
        ("3 Sept 2026", "2026-09-03"),
        ("2028-02-29", "2028-02-29"),
        ("0000-01-01", "0000-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("2026-07-20T18:00Z", "2026-07-20T18:00:00Z"),
        ("2026-07-20 18:00Z", "2026-07-20T18:00:00Z"),
        ("2026-07-20t18:00z", "2026-07-20T18:00:00Z"),
        ("2026-07-20 9:05Z", "2026-07-20T09:05:00Z"),
        ("2026-07-20T18:00:59Z", "2026-07-20T18:00:59Z"),
        ("2026-07-20T18:00:59.999Z", "2026-07-20T18:00:59Z"),
        ("2026-07-20T18:00:59,5Z", "2026-07-20T18:00:59Z"),
        ("2026-07-20T18:00:59.123456789+02:00", "2026-07-20T16:00:59Z"),
        ("2026-07-20T18:00+02:00", "2026-07-20T16:00:00Z"),
        ("2026-07-20T18:00+0200", "2026-07-20T16:00:00Z"),
        ("2026-07-20T18:00+02", "2026-07-20T16:00:00Z"),
        ("2026-07-20T18:00+0000", "2026-07-20T18:00:00Z"),
        ("2026-07-20T18:00:30-05:30", "2026-07-20T23:30:30Z"),
        ("2026-07-20 18:00:00 +0200", "2026-07-20T16:00:00Z"),
        ("2026-07-20 18:00 UTC", "2026-07-20T18:00:00Z"),
        ("2026-07-20 18:00 GMT", "2026-07-20T18:00:00Z"),
        ("20 Jul 2026 18:00 UTC", "2026-07-20T18:00:00Z"),
        ("2026-01-01T00:30+01:00", "2025-12-31T23:30:00Z"),
        ("2026-07-20T24:00Z", "2026-07-21T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ] {
        assert_eq!(value(text).as_deref(), Some(read), "{text}");
    }
}

/// The spellings that a help offers: what stands in backticks and begins with a digit.
fn offered(help: &str) -> Vec<&str> {
    help.split('`').skip(1).step_by(2).filter(|text| text.starts_with(|c: char| c.is_ascii_digit())).collect()
}

#[test]
fn the_rest_is_told_what_is_wrong_and_what_to_write() {
    let zone = |moment: &str, day: &str| {
        format!(
            "write `{moment}` if this is UTC, else the offset of the zone in the place of `Z`, or `{day}` where the time isn't known"
        )
    };
    let time = |day: &str| format!("correct the time, or write `{day}` where it isn't known");
    let write = |spelling: &str| format!("write `{spelling}`");
    let date = |what: &str| format!("write {what}, year first with `-` between its parts");
    let utc = "the zone is missing";
    for (text, wrong, help) in [
        ("2026-07-21 18:00", utc, zone("2026-07-21T18:00Z", "2026-07-21")),
        ("2026-07-21T18:00:30", utc, zone("2026-07-21T18:00:30Z", "2026-07-21")),
        ("2026-07-21, 18:00", utc, zone("2026-07-21T18:00Z", "2026-07-21")),
        ("2026-07-21 at 18:00", utc, zone("2026-07-21T18:00Z", "2026-07-21")),
        ("2026-07-21 18.00", utc, zone("2026-07-21T18:00Z", "2026-07-21")),
        ("2026-07-21 18h00", utc, zone("2026-07-21T18:00Z", "2026-07-21")),
        ("2026-07-21 6 pm", utc, zone("2026-07-21T18:00Z", "2026-07-21")),
        ("2026-07-21 6:30 PM", utc, zone("2026-07-21T18:30Z", "2026-07-21")),
        ("2026-07-21 12:15 a.m.", utc, zone("2026-07-21T00:15Z", "2026-07-21")),
        ("20260721180000", "the parts of a date need `-` between them", zone("2026-07-21T18:00:00Z", "2026-07-21")),
        ("2026-07-21T18:00 CET", "`CET` is no offset from UTC", zone("2026-07-21T18:00Z", "2026-07-21")),
        ("2026-07-21T18:00 Europe/Berlin", "`Europe/Berlin` is no offset from UTC", zone("2026-07-21T18:00Z", "2026-07-21")),
        ("2026-07-21T18:00+24:00", "no zone is at `+24:00`", zone("2026-07-21T18:00Z", "2026-07-21")),
        ("2026-07-21T18:00+2", "the zone is written in another way", write("2026-07-21T18:00+02:00")),
        ("2026-07-21T18:00 UTC+2", "the zone is written in another way", write("2026-07-21T18:00+02:00")),
        ("2026-07-21T18:00\u{2212}02:00", "the zone is written in another way", write("2026-07-21T18:00-02:00")),
        ("2026-07-21T18:00+02:00[Europe/Berlin]", "the zone is written in another way", write("2026-07-21T18:00+02:00")),
        ("2026-07-21 6:30 pm UTC", "the time is written in another way", write("2026-07-21T18:30Z")),
        ("20260721T180000Z", "the parts of a date need `-` between them", write("2026-07-21T18:00:00Z")),
        ("20260721", "the parts of a date need `-` between them", write("2026-07-21")),
        ("2026-07-21T18Z", "the minutes are missing", time("2026-07-21")),
        ("2026-07-21T18:0Z", "this is no time of day", time("2026-07-21")),
        ("2026-07-21T25:00Z", "there is no hour 25", time("2026-07-21")),
        ("2026-07-21T18:60Z", "there is no minute 60", time("2026-07-21")),
        ("2026-07-21T18:00:60Z", "there is no second 60", time("2026-07-21")),
        ("2026-07-21T24:30Z", "nothing comes after 24:00", time("2026-07-21")),
        ("2026-07-21 evening", "this is no time of day", time("2026-07-21")),
        ("2026-07-21Z", "a date alone has no zone", write("2026-07-21")),
        ("2026-07-21x", "something follows the date", write("2026-07-21")),
        ("21.07.2026", "the year comes first", write("2026-07-21")),
        ("21/07/2026", "the year comes first", write("2026-07-21")),
        ("07/21/2026", "the year comes first", write("2026-07-21")),
        ("21.07.2026 18:00", "the year comes first", zone("2026-07-21T18:00Z", "2026-07-21")),
        ("21.07.2026 18:00Z", "the year comes first", write("2026-07-21T18:00Z")),
        ("07.07.2026", "the year comes first", write("2026-07-07")),
        ("03/04/2026", "this can be read as two days", "write `2026-04-03` or `2026-03-04`".to_owned()),
        ("3.4.2026 18:00Z", "this can be read as two days", "write `2026-04-03` or `2026-03-04`".to_owned()),
        ("31.13.2026", "there is no such date", date("the date that is meant")),
        ("21.07.26", "the year needs four digits", date("the date with its whole year")),
        ("26-07-21", "the year needs four digits", date("the date with its whole year")),
        ("2026-02-30", "that month has 28 days", date("the date that is meant")),
        ("2026-21-07", "there is no month 21", write("2026-07-21")),
        ("2026-13-32", "there is no month 13", date("the date that is meant")),
        ("0000-00-00 00:00:00", "this stands for no date at all", date("the date itself")),
        ("2026-W30-2", "this is a day of a week, and not of a month", write("2026-07-21")),
        ("2026W302", "this is a day of a week, and not of a month", write("2026-07-21")),
        ("2026-W30", "this is a week, and not one of its days", date("the date of the day")),
        ("2026-202", "this counts the days of the year", write("2026-07-21")),
        ("1784656800", "these are seconds since 1970", write("2026-07-21T18:00Z")),
        ("1784656800000", "these are milliseconds since 1970", write("2026-07-21T18:00Z")),
        ("Tue, 21 Jul 2026 18:00:00 GMT", "the name of the day is too much", write("2026-07-21T18:00Z")),
        ("Tuesday 21 July 2026", "the name of the day is too much", write("2026-07-21")),
        ("12 Mai 2026", "`Mai` is no English name of a month", date("the date with its month as a number")),
        ("31 June 2026", "that month has 30 days", date("the date that is meant")),
        ("12 May", "the year is missing", date("the whole date")),
        ("May 2026", "the day is missing", date("the whole date")),
        ("2026-07", "the day is missing", date("the whole date")),
        ("2026", "this is a year, and not one of its days", date("the whole date")),
        ("18:00", "the date is missing", date("the date before the time")),
        ("18:00Z", "the date is missing", date("the date before the time")),
        ("tomorrow", "this is no date of the calendar", date("the date itself")),
        ("next Friday", "this is no date of the calendar", date("the date itself")),
        ("in 3 days", "this is no date of the calendar", date("the date itself")),
        ("soon", "this is no date of the calendar", date("the date itself")),
    ] {
        assert_eq!(read(text), None, "{text}");
        let found = misspelt(text);
        assert_eq!((found.wrong.as_str(), found.help.as_str()), (wrong, help.as_str()), "{text}");
        assert_eq!(found.offers, !offered(&found.help).is_empty(), "{text}");
        for spelling in offered(&found.help) {
            assert!(read(spelling).is_some(), "{text}: {spelling}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_too_strange_and_what_is_offered_can_be_read(
        text in "[0-9TZzt:+ ./-]{0,20}|[0-9]{1,4}[-./ ][0-9A-Za-z]{1,4}[-./ ][0-9]{1,4}([T ][0-9:.]{0,8}[Z+a-z0-9:]{0,6})?|\\PC*"
    ) {
        if read(&text).is_none() {
            let found = misspelt(&text);
            prop_assert!(!found.wrong.is_empty());
            for spelling in offered(&found.help) {
                prop_assert!(read(spelling).is_some(), "{}: {}", text, found.help);
            }
        }
    }
}
