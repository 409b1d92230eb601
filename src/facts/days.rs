//! What a date without a time comes to on a site: its day in the site's zone, and what the schema says such a date means.
//! How dates are written is `value`'s business, how a zone's clock runs `calendar`'s.

use super::load::{FactDocument, FactKind};
use crate::calendar::Zone;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::Node;
use crate::schema::note::DateMeans;
use crate::text::wording;
use crate::value::{Date, Day, Instant, State, Unknown, Value};

/// The zone that the days of a site are in; UTC where nothing states it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days {
    zone: Option<Zone>,
}

impl Days {
    /// The days of the site that these documents are about. Two zones are a problem: each would be wrong for some fact.
    pub fn of(documents: &[FactDocument], sink: &mut Sink) -> Self {
        let stated = documents.iter().filter(|d| d.kind == FactKind::Site).filter_map(|site| site.root.get("zone"));
        let read = |node: &Node| Some((Zone::find(node.text()?.trim()).ok()?, node.span));
        let mut zones = stated.filter_map(read);
        let Some((zone, first)) = zones.next() else { return Self::default() };
        for (other, second) in zones.filter(|(other, _)| *other != zone) {
            let both = wording::list_and(&wording::quote_all(&[zone.name(), other.name()]));
            sink.push(
                Diagnostic::new(Code::SeveralZones, format!("the days of one site are in {both}"))
                    .at(second, "another zone")
                    .at(first, "one zone")
                    .help(format!("write {} in both, or {}", wording::quote(zone.name()), wording::quote(other.name()))),
            );
        }
        Self { zone: Some(zone) }
    }

    /// Whether nothing states the zone, so that UTC is taken.
    pub fn assumed(&self) -> bool {
        self.zone.is_none()
    }

    /// The moments of a date.
    pub fn day(&self, date: Date) -> Day {
        self.zone.as_ref().map_or_else(|| Day::utc(date), |zone| zone.day(date))
    }

    /// What a date says of a fact. An observation was made by now, so that later moments of its day are none.
    pub fn state(&self, date: Date, means: DateMeans, observed: bool, now: Instant) -> State {
        let day = self.day(date);
        match means {
            DateMeans::Start => State::Known(Value::Instant(day.start())),
            DateMeans::End => State::Known(Value::Instant(day.end())),
            DateMeans::Sometime if observed => State::Unknown(day.until(now).map_or(Unknown::InFuture, Unknown::Sometime)),
            DateMeans::Sometime => State::Unknown(Unknown::Sometime(day)),
        }
    }
}
