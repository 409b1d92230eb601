//! What a date without a time comes to on a site: its day in the site's zone, and what the schema says such a date means.
//! How dates are written is `value`'s business, how a zone's clock runs `calendar`'s.

use super::load::{FactDocument, FactKind};
use crate::calendar::Zone;
use crate::document::Node;
use crate::schema::note::DateMeans;
use crate::value::{Date, Day, Instant, State, Unknown, Value};

/// The zone that the days of a site are in; several while its documents contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    zones: Vec<Zone>,
}

impl Days {
    /// The days of a site that says its zone, or doesn't.
    pub fn of(documents: &[FactDocument]) -> Self {
        let sites = documents.iter().filter(|d| d.kind == FactKind::Site);
        let mut zones: Vec<Zone> =
            sites.filter_map(|site| Zone::find(site.root.get("zone").and_then(Node::text)?.trim()).ok()).collect();
        zones.sort();
        zones.dedup();
        Self { zones }
    }

    /// The days of a site that doesn't say its zone.
    pub fn utc() -> Self {
        Self { zones: Vec::new() }
    }

    /// Whether nothing states the zone, so that UTC is taken.
    pub fn assumed(&self) -> bool {
        self.zones.is_empty()
    }

    /// The moments of a date: in any of the zones, where there are several.
    pub fn day(&self, date: Date) -> Day {
        let days = self.zones.iter().map(|zone| zone.day(date));
        days.reduce(Day::union).unwrap_or_else(|| Day::utc(date))
    }

    /// What a date says of a fact. An observation was made by now, so that later moments of its day are none.
    pub fn state(&self, date: Date, means: DateMeans, observed: bool, now: Instant) -> State {
        let limit = |of: fn(Day) -> crate::value::Moment| {
            let all: Vec<Day> = self.zones.iter().map(|zone| zone.day(date)).collect();
            let moments: Vec<_> = if all.is_empty() { vec![of(Day::utc(date))] } else { all.into_iter().map(of).collect() };
            match (moments.iter().min(), moments.iter().max()) {
                (Some(first), Some(last)) if first != last => {
                    let end = last.at().plus(crate::value::Duration::from_seconds(1));
                    State::Unknown(Unknown::Sometime(Day::new(date, first.at(), end)))
                }
                _ => moments.first().map_or(State::Unknown(Unknown::NotStated), |m| State::Known(Value::Instant(*m))),
            }
        };
        match means {
            DateMeans::Start => limit(Day::start),
            DateMeans::End => limit(Day::end),
            DateMeans::Sometime if observed => match self.day(date).until(now) {
                Some(day) => State::Unknown(Unknown::Sometime(day)),
                None => State::Unknown(Unknown::InFuture),
            },
            DateMeans::Sometime => State::Unknown(Unknown::Sometime(self.day(date))),
        }
    }
}
