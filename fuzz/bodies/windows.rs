//! Hours of the week in a zone: what is read is printed as what reads the same, boundaries are where membership changes.

use holdpoint::calendar::{Weekly, Window};
use holdpoint::value::Instant;

use super::first_line;

/// Three lines: hours, a zone, a moment.
pub fn windows(text: &str) {
    let (hours, rest) = first_line(text);
    let (zone, rest) = first_line(rest);
    let at = Instant::parse(first_line(rest).0).unwrap_or(Instant::from_unix(1_784_656_800));
    let weekly = match Weekly::parse(hours, zone) {
        Ok(weekly) => weekly,
        Err(why) => return assert!(!why.is_empty()),
    };
    let again = Weekly::parse(&weekly.hours(), weekly.zone().name()).expect("what is printed is read");
    assert_eq!((again.hours(), again.zone().name()), (weekly.hours(), weekly.zone().name()));
    let window = Window::Weekly(weekly.clone());
    // A week has two boundaries; where a clock is put back or forward there may be others.
    let mut now = at;
    for _ in 0..4 {
        let inside = weekly.contains(now);
        assert_eq!(weekly.span_at(now).is_some_and(|(start, end)| start <= now && now < end), inside);
        assert_eq!(again.contains(now), inside);
        let Some(next) = weekly.next_boundary(now) else { break };
        assert!(next > now);
        assert_ne!(weekly.contains(next), inside, "{hours} in {zone}: nothing changes at {next}, the first boundary after {now}");
        let before = next.minus(holdpoint::value::Duration::from_seconds(1));
        assert!(before < now || weekly.contains(before) == inside, "{hours} in {zone}: it changed before {next}");
        assert!(window.overlaps(now, next.plus(holdpoint::value::Duration::from_seconds(1))) || next == Instant::MAX);
        now = next;
    }
    assert!(weekly.overlaps_weekly(&again, at) || at >= Instant::MAX.minus(holdpoint::value::Duration::from_seconds(8 * 86_400)));
}
