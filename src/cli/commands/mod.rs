//! One file per command: what it reads, which layers it asks, how it ends.
//! Shared steps stand here; arguments are `args`' business.

pub mod ask;
pub mod check;
pub mod compare;
pub mod docs;
pub mod evaluate;
pub mod explain;
pub mod explain_code;
pub mod fmt;
pub mod generate;
pub mod graph;
pub mod init;
pub mod new;
pub mod prove;
mod raw;
pub mod repair;
pub mod report;
pub mod schema;
pub mod setup;
pub mod test;
pub mod what_if;

use std::time::{SystemTime, UNIX_EPOCH};

use super::exit::Exit;
use super::output::Screen;
use crate::compile::{Program, compile};
use crate::diagnostic::Sink;
use crate::policy::Policy;
use crate::text::Sources;
use crate::value::Instant;

/// The moment that was asked for, else the clock's, to the second. The clock is read here and nowhere else.
pub fn moment(wanted: Option<Instant>) -> Instant {
    wanted.unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        Instant::from_unix(i64::try_from(since).unwrap_or(i64::MAX))
    })
}

/// The working directory, to which the addresses in formats of other tools are relative; empty where it has no plain name.
pub fn base() -> String {
    std::env::current_dir().ok().and_then(|path| path.to_str().map(str::to_owned)).unwrap_or_default()
}

/// Compiles a policy that was read; ends the command with its problems when that can't be done.
pub fn program(policy: Option<Policy>, sink: &mut Sink, sources: &Sources, screen: &Screen) -> Result<Program, Exit> {
    let program = policy.and_then(|policy| compile(policy, sink));
    match program {
        Some(program) if !sink.has_errors() => Ok(program),
        _ => {
            screen.problems(&std::mem::take(sink).into_sorted(), sources);
            Err(Exit::Invalid)
        }
    }
}
