# Recipes for daily work; `just --list` shows them.

# Everything that must pass before a change is merged
ci:
    .ci/run

# All tests
test:
    cargo test

# Store what came out: scenarios, cases, commands of the documentation
update:
    UPDATE=1 cargo test

# Format and lint
check:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings

# Format the code
fmt:
    cargo fmt

# Write the generated files: editor schemas, policy schema, reference
generate:
    cargo run -- generate

# Time inside the process, layer by layer
bench:
    cargo bench --bench evaluate

# Time and memory of the whole program, beside `true`
bench-process:
    cargo build --release
    cargo bench --bench process

# The documentation of the library
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --open

# The first example
demo:
    cargo run -- evaluate examples/shop-north --now 2026-07-21T18:00Z
