# Recipes for daily work; `just --list` shows them.

# Everything that must pass before a change is merged
ci:
    .ci/run

# All tests
test:
    cargo test

# One part of tests/all: language, cli::check, …
part name:
    cargo test --test all {{name}}::

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

# Ask a real YAML language server what the editor schemas give: completions, and where mistakes are marked; needs node and npm
editor:
    cargo build
    mkdir -p target/editor && cp editor/package.json target/editor
    npm install --prefix target/editor --no-package-lock --no-audit --no-fund
    node editor/check.mjs

# Time inside the process, layer by layer
bench:
    cargo bench --bench evaluate

# Time and memory of the whole program, beside `true`
bench-process:
    cargo build --release
    cargo bench --bench process

# Some seconds of fuzzing each target; needs a nightly compiler and cargo-fuzz
fuzz seconds="60" targets="documents instants mask paths policies ranges suites templates windows":
    #!/usr/bin/env bash
    set -euo pipefail
    for target in {{targets}}; do
        # What is found goes to a folder of its own; the committed corpus is read only.
        mkdir -p "fuzz/target/corpus/$target"
        cargo +nightly fuzz run "$target" "fuzz/target/corpus/$target" "fuzz/corpus/$target" -- -max_total_time={{seconds}} -max_len=4096
    done

# An hour of changed examples, scenarios and packs through every command; a finding names its number and keeps its files
mutated seconds="3600" from="0":
    MUTATED_SECONDS={{seconds}} MUTATED_FROM={{from}} cargo test --profile checked --test all -- mutated:: --nocapture

# A million documents with planted secrets, none of which may be seen anywhere
planted count="1000000":
    PLANTED={{count}} cargo test --release --test all -- planted::planted

# Licences, bans, sources and known advisories of everything that is built in; installs cargo-deny where it is missing
deny:
    cargo deny --version || cargo install cargo-deny --locked
    cargo deny check

# The documentation of the library
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --open

# The first example
demo:
    cargo run -- evaluate examples/shop-north --now 2026-07-21T18:00Z

# Pictures of the pages of the smallest and the largest example, and of the whole rule graph: wide and narrow, light and dark
screenshots folder="target/screenshots" browser="chromium":
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build
    mkdir -p "{{folder}}"
    to=$(realpath "{{folder}}")
    page() { target/debug/holdpoint evaluate "$1" --now "$2" --exit-zero --format html > "$to/$3.html"; }
    page examples/shop-north-verified 2026-07-21T21:20Z smallest
    page examples/shop-lake-after 2026-07-30T15:00Z largest
    target/debug/holdpoint graph --format svg > "$to/graph.svg"
    shot() { # file, name, width, height, 0 dark or 1 light
        profile=$(mktemp -d)
        "{{browser}}" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
            --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$profile" \
            --blink-settings=preferredColorScheme="$5" --window-size="$3,$4" --screenshot="$to/$2.png" "file://$1" 2> /dev/null
        rm -rf "$profile"
    }
    for name in smallest largest; do
        # A window is at least 500 pixels wide; a frame shows the page as a phone does.
        echo "<body style='margin:0'><iframe src='$name.html' style='width:400px;height:4000px;border:0'></iframe>" > "$to/$name-narrow.html"
        for scheme in 0 1; do
            shade=$([ "$scheme" = 0 ] && echo dark || echo light)
            shot "$to/$name.html" "$name-1280-$shade" 1280 4000 "$scheme"
            shot "$to/$name-narrow.html" "$name-400-$shade" 500 4000 "$scheme"
        done
    done
    shot "$to/graph.svg" graph-light 1400 1700 1
    shot "$to/graph.svg" graph-dark 1400 1700 0
    ls "$to"

# Compare the order of versions with PHP's on thousands of pairs; needs php-cli (`UPDATE=1` writes the table of the test)
php-order:
    cargo test --lib value::version::php -- --include-ignored
