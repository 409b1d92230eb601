//! The program `holdpoint`: reads its arguments, runs one command, ends with that command's exit status.
//! Everything it does is in the library's `cli` layer.

use std::process::ExitCode;

fn main() -> ExitCode {
    holdpoint::cli::main(std::env::args_os())
}
