//! Weekly windows in documents: records that a pack's schema gives a `weekly` and a `zone`.
//! Here it is only said what is wrong with them; `condition` asks them.

use crate::calendar::Weekly;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Kind, Node};
use crate::schema::{Form, Shape};
use crate::text::wording;
use crate::value::{Duration, Instant};

/// Clocks are changed every year.
const AHEAD: Duration = Duration::from_seconds(366 * 86_400);

/// Reports weekly windows that can't be read; in a thorough check also hours that the clock of their zone skips within a year.
pub fn check(node: &Node, shape: &Shape, now: Instant, thorough: bool, sink: &mut Sink) {
    match (&node.kind, &shape.form) {
        (Kind::Map(entries), Form::Record(record)) => {
            if let (true, Some(weekly), Some(zone)) = (record.fields.contains_key("weekly"), node.get("weekly"), node.get("zone"))
            {
                weekly_window(weekly, zone, now, thorough, sink);
            }
            for entry in entries {
                if let Some(field) = shape.field(&entry.key.text) {
                    check(&entry.value, field, now, thorough, sink);
                }
            }
        }
        (Kind::Map(entries), Form::Map { value, .. }) => entries.iter().for_each(|e| check(&e.value, value, now, thorough, sink)),
        (Kind::Map(_), Form::List(element)) => {
            let items = node.get("items").map(Node::elements).unwrap_or_default();
            items.iter().for_each(|e| check(e, element, now, thorough, sink));
        }
        (Kind::List(elements), Form::List(element)) => elements.iter().for_each(|e| check(e, element, now, thorough, sink)),
        _ => {}
    }
}

fn weekly_window(weekly: &Node, zone: &Node, now: Instant, thorough: bool, sink: &mut Sink) {
    let said = |node: &Node| node.text().map(str::trim).filter(|t| !matches!(*t, "" | "unknown" | "none")).map(str::to_owned);
    let (Some(hours), Some(named)) = (said(weekly), said(zone)) else { return };
    match Weekly::parse(&hours, &named) {
        Err(why) => {
            let (wrong, help) = why.split_once(": ").unwrap_or((&why, "write `thu 12:00 - mon 06:00`"));
            let place = if crate::calendar::Zone::find(&named).is_err() { zone } else { weekly };
            let problem = Diagnostic::new(Code::BadWindow, "this is no weekly window").at(place.span, wrong);
            sink.push(problem.help(help));
        }
        Ok(window) if thorough => {
            if let Some(at) = window.skipped(now, now.plus(AHEAD)) {
                let headline = format!("{} is not in force in every week", wording::quote(&window.hours()));
                sink.push(
                    Diagnostic::new(Code::SkippedWindow, headline)
                        .at(weekly.span, format!("the clock of {} skips these hours, at {at}", window.zone()))
                        .help("let it begin before the change of the clock or end after it, or write its hours in `zone: UTC`"),
                );
            }
        }
        Ok(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;
    use crate::schema::testing::site;
    use crate::text::Sources;

    const QUIET: &str = r#""quiet": { "description": "Q.", "type": "array", "items": { "type": "object", "additionalProperties": false,
        "properties": { "weekly": { "description": "W.", "type": "string" }, "zone": { "description": "Z.", "type": "string" } } } }"#;

    fn found(text: &str, thorough: bool) -> Vec<String> {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let shape = site(QUIET).0;
        let id = sources.add("site.yaml", text.as_bytes().to_vec());
        let root = document::parse(&sources, id, &mut sink).unwrap().root;
        check(&root, &shape, Instant::parse("2026-07-21T18:00Z").unwrap(), thorough, &mut sink);
        let said = |d: &Diagnostic| format!("{} at {}: {}", d.code.name(), sources.text(d.labels[0].span), d.labels[0].text);
        sink.iter().map(said).collect()
    }

    #[test]
    fn a_weekly_window_of_a_document_is_looked_at() {
        let window = |hours: &str, zone: &str| format!("quiet: [{{ weekly: \"{hours}\", zone: {zone} }}]");
        assert_eq!(found(&window("sun 02:10 - sun 02:50", "UTC"), true), [] as [&str; 0]);
        assert_eq!(
            found(&window("sun 02:10 - sun 02:50", "Europe/Berlin"), true),
            ["skipped-window at \"sun 02:10 - sun 02:50\": the clock of Europe/Berlin skips these hours, at 2027-03-28 01:00Z"]
        );
        assert_eq!(found(&window("sun 02:10 - sun 02:50", "Europe/Berlin"), false), [] as [&str; 0]);
        assert_eq!(found(&window("sunday", "UTC"), false), ["bad-window at \"sunday\": `sunday` has no `-` between two times"]);
        assert_eq!(
            found(&window("sun 02:10 - sun 02:50", "Berlin"), false),
            ["bad-window at Berlin: `Berlin` is not a time zone of the IANA database"]
        );
        assert_eq!(found("quiet: [{ weekly: unknown, zone: UTC }, { zone: UTC }]", true), [] as [&str; 0]);
    }
}
