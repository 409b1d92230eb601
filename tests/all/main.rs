//! Every test of the finished library and program, as one program, so that linking happens once: a module for each part, named as the
//! data it runs. `cargo test --test all language::` runs one part. What they share is in `support`, `cases` and `reference`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable,
    reason = "a test that meets what it does not expect fails"
)]

mod cases;
mod reference;
mod support;

mod architecture;
mod cli;
mod compare;
mod decoder;
mod diagnostics;
mod diagnostics_files;
mod docs;
mod explain;
mod format;
mod formats;
mod fuzzed;
mod generated;
mod graph;
mod grounds;
mod helps;
mod html;
mod ids;
mod injected;
mod json_output;
mod language;
mod laws_of_change;
mod laws_of_releases;
mod laws_of_why;
mod limits;
mod mutated;
mod mutation;
mod one_road;
mod planted;
mod properties;
mod relations;
mod repair;
mod reports;
mod scenarios;
mod supply_chain;
mod told_once;
mod what_people_write;
mod yaml_oracle;
