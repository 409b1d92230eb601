//! `holdpoint explain-code`: what a code of a problem means, why it matters and what to do, with an example; or the list of codes.
//! What is said stands where codes are defined.

use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::diagnostic::Code;
use crate::report::text::code;
use crate::text::{suggest, wording};

/// Explains a code; without one, lists all.
pub fn run(name: Option<&str>, screen: &Screen) -> Exit {
    let text = match name.map(|name| (name, Code::parse(name.trim()))) {
        None => code::list(),
        Some((_, Some(code))) => code::render(code),
        Some((name, None)) => {
            let names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
            let near = wording::quote_all(&suggest::candidates(name, names.iter().copied()));
            screen.note(&format!("there is no code {}; nearest: {}\n", wording::quote(name), wording::list_or(&near)));
            return Exit::Usage;
        }
    };
    screen.answer(&Printed::Text(text)).map_or_else(|failed| failed, |()| Exit::Success)
}
