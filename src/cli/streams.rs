//! The three streams of a command: those of the process, or memory, so that a command can be run by a program and by tests.
//! What is printed is made elsewhere; they take nothing that the last pass hasn't made fit to be seen.

use std::cell::RefCell;
use std::io::{self, IsTerminal, Read, Write};

use crate::text::printable::Shown;

/// Standard input, standard output and standard error of a command.
#[derive(Debug)]
pub struct Streams(Kind);

#[derive(Debug)]
enum Kind {
    Process,
    Memory { input: RefCell<io::Cursor<Vec<u8>>>, out: RefCell<String>, err: RefCell<String> },
}

/// One of the two streams for answers and problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

impl Streams {
    /// Those of the process.
    pub fn process() -> Self {
        Self(Kind::Process)
    }

    /// Memory: what is read, and what was written is [`Streams::written`].
    pub fn memory(input: Vec<u8>) -> Self {
        Self(Kind::Memory { input: RefCell::new(io::Cursor::new(input)), out: RefCell::default(), err: RefCell::default() })
    }

    /// Whether somebody reads a stream on a terminal.
    pub fn is_terminal(&self, stream: To) -> bool {
        match (&self.0, stream) {
            (Kind::Process, To::Out) => io::stdout().is_terminal(),
            (Kind::Process, To::Err) => io::stderr().is_terminal(),
            (Kind::Memory { .. }, _) => false,
        }
    }

    /// Whether somebody types standard input on a terminal.
    pub fn is_typed(&self) -> bool {
        matches!(self.0, Kind::Process) && io::stdin().is_terminal()
    }

    /// Writes a text at once.
    pub fn write(&self, stream: To, text: &Shown<'_>) -> io::Result<()> {
        match (&self.0, stream) {
            (Kind::Process, To::Out) => {
                let mut out = io::stdout().lock();
                out.write_all(text.as_str().as_bytes()).and_then(|()| out.flush())
            }
            (Kind::Process, To::Err) => io::stderr().lock().write_all(text.as_str().as_bytes()),
            (Kind::Memory { out, .. }, To::Out) => {
                out.borrow_mut().push_str(text.as_str());
                Ok(())
            }
            (Kind::Memory { err, .. }, To::Err) => {
                err.borrow_mut().push_str(text.as_str());
                Ok(())
            }
        }
    }

    /// What was written to memory, to standard output and to standard error; nothing of a process.
    pub fn written(self) -> (String, String) {
        match self.0 {
            Kind::Process => (String::new(), String::new()),
            Kind::Memory { out, err, .. } => (out.into_inner(), err.into_inner()),
        }
    }

    /// Standard input, which is read once: who asks again goes on where the first one stopped.
    pub fn input(&self) -> Input<'_> {
        Input(self)
    }
}

/// Standard input.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a>(&'a Streams);

impl Read for Input<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &self.0.0 {
            Kind::Process => io::stdin().read(into),
            Kind::Memory { input, .. } => input.borrow_mut().read(into),
        }
    }
}
