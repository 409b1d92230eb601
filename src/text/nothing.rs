//! Words that people write where they have nothing to write: `None`, `N/A`, `TBD`, `nobody`, `-`. The one table of them.
//! Where such a word may not stand, and what is said of it there, is left to the readers of documents and policies.

/// Words that say that there is nothing, or that nobody knows or has decided; in lower case, without what separates their parts.
const WORDS: &str = "\
    none null nul nil nan na nn not nothing nowhere nobody noone undef undefined unknown unknowns unkown uknown \
    unknow unknwon unknonw unkonwn unnown unclear unsure dunno dontknow idk unassigned unset unspecified unstated \
    unnamed unowned undecided undetermined unconfirmed unavailable vacant tbd tba tbc tbn tobe yettobe todo fixme \
    changeme placeholder fillin fillme fillmein pending later someone somebody anyone anybody whoever \
    unk unkn missing empty blank yourname yournamehere namehere insertname";

/// The same in the languages of those who write site files; accents are left out.
const ELSEWHERE: &str = "\
    unbekannt niemand keiner keine keines keins keinen nichts keineangabe ka unklar leer nochoffen nochunklar \
    nochnicht inconnu inconnue personne aucun aucune rien neant nonrenseigne adefinir desconocido desconocida nadie \
    ninguno ninguna ningun nada pordefinir sconosciuto sconosciuta nessuno nessuna niente dadefinire desconhecido \
    ninguem nenhum nenhuma onbekend geen geeneen ingen ukendt ukjent okand nikt brak nieznany zadny neznamy";

/// Words that say no. They are no names where there can be none; elsewhere `no` may be the name of a site in Norway.
const DENIALS: &str = "no nope never false 0 without off disabled";

/// What is said of somebody or something that isn't there, after `not`, `none`, `nobody`, `to be`.
const SAID: &str = "\
    agreed announced applicable assigned available chosen clear confirmed decided defined determined done filled \
    filledin found given isassigned isnamed known named planned provided responsible set specified stated";

/// What a word for nothing may speak of: `no owner`, `unknown person`, `date unknown`.
const THINGS: &str = "answer contact data date idea info location name owner person value";

/// What only says until when: `none yet`, `currently none`.
const BEFORE: &str = "currently still asyet atpresent fornow now sofar";
const AFTER: &str = "yet asyet atpresent atthemoment atm currently fornow now rightnow sofar";

/// Longer texts are looked at by their beginning.
const LONGEST: usize = 200;

/// Signs that name nothing by themselves. A path, a selector or a place in a page may be one of the others.
const SIGNS: &str = "-_.?!~+=|,;:'\"`^\\<>()[]{}¿¡·•–—―…‥‽«»“”„‘’⋯∅␀�";

/// Whether a text has no visible character.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// Whether a text only stands for nothing, so that it names nobody and nothing: a word of the table in any case and spacing, with
/// whatever brackets and dots, or signs alone. An address (`/`) is one.
pub fn is_nothing(text: &str) -> bool {
    let text = plain(text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text));
    if text.starts_with('/') || is_blank(&text) {
        return false;
    }
    if names_nothing(&text) || is_slot(&text) {
        return true;
    }
    // `TODO: ask ana`, `n/a (no cache)`: what follows explains the word.
    let marks = [": ", " - ", " – ", " — ", "(", "["];
    // Signs before a bracket may be the bullet of a list: `- [x] checkout fixed`.
    let is_bullet = |mark: &str, first: &str| mark == "[" && word(first).is_empty();
    let split = marks.iter().filter_map(|mark| Some((mark, text.split_once(mark)?.0)));
    let explained = split.into_iter().any(|(mark, first)| names_nothing(first) && !is_bullet(mark, first));
    let parts: Vec<&str> = text.split(['/', ',', ';', '|']).map(str::trim).filter(|part| !part.is_empty()).collect();
    explained || (parts.len() > 1 && parts.iter().all(|part| names_nothing(part)))
}

/// Whether a text says no: `no`, `Never`, `no backup`.
pub fn is_denial(text: &str) -> bool {
    let word = word(&plain(text));
    let word = without_time(&word);
    has(DENIALS, word) || word.strip_prefix("no").is_some_and(|thing| has(THINGS, thing))
}

/// Whether a text is such a word and holds nothing else, so that it may be shown where a secret belongs.
pub fn is_bare(text: &str) -> bool {
    if text.len() > 24 {
        return false;
    }
    let text = text.trim_matches(['"', '\'', ' ']);
    let word = word(text);
    let is_plain = text.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | '.' | '/' | '-'));
    is_plain && (is_word(without_time(&word)) || has(DENIALS, &word))
}

/// What a form or a template leaves for somebody to fill in: `<your name>`, `{{owner}}`, `${OWNER}`, `[your name]`.
fn is_slot(text: &str) -> bool {
    let within = |open: &str, close: &str| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    let filled = |inner: &str| inner.chars().any(char::is_alphanumeric) && !inner.contains(['<', '>', '{', '}', '@', '/', '=']);
    let slot = [("<", ">"), ("{{", "}}"), ("${", "}"), ("<%", "%>")].iter().find_map(|(open, close)| within(open, close));
    slot.is_some_and(filled) || within("[", "]").is_some_and(|inner| word(inner).starts_with("your"))
}

/// Signs alone, or a word of the table.
fn names_nothing(text: &str) -> bool {
    let word = word(text);
    if word.is_empty() {
        return !text.trim().is_empty() && text.chars().all(|c| is_space(c) || SIGNS.contains(c));
    }
    // `xxx`, `???x` and the like; longer ones in small letters are what masking leaves of a secret.
    let crossed = word.len() > 2 && word.bytes().all(|b| b == b'x') && (word.len() < 5 || !text.contains('x'));
    crossed || is_word(without_time(&word))
}

fn is_word(word: &str) -> bool {
    let listed = |word: &str| has(WORDS, word) || has(ELSEWHERE, word);
    let after = |head: &str| word.strip_prefix(head).is_some_and(|rest| has(SAID, rest));
    let of = |thing: &str| {
        word.strip_prefix(thing).or_else(|| word.strip_suffix(thing)).is_some_and(|rest| rest != "not" && listed(rest))
    };
    listed(word)
        || ["not", "notyet", "none", "nobody", "noone", "tobe", "yettobe"].iter().any(|head| after(head))
        || words(THINGS).any(of)
}

fn has(table: &str, word: &str) -> bool {
    words(table).any(|known| known == word)
}

/// The words of a table.
fn words(table: &str) -> impl Iterator<Item = &str> {
    table.split(' ')
}

/// The word without what only says until when.
fn without_time(word: &str) -> &str {
    let word = words(AFTER).find_map(|time| word.strip_suffix(time).filter(|rest| !rest.is_empty())).unwrap_or(word);
    words(BEFORE).find_map(|time| word.strip_prefix(time).filter(|rest| !rest.is_empty())).unwrap_or(word)
}

/// Letters and digits only, in lower case; letters of other alphabets that look like plain ones, and plain ones with an accent, as plain.
fn word(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).map(alike).collect()
}

fn alike(c: char) -> char {
    const LIKE: &str = "аaеeоoрpсcуyхxіiвbкkмmнhтtοoαaνvιiρpτtκkáaàaâaäaãaåaéeèeêeëeíiìiîiïióoòoôoöoõoøoúuùuûuüuñnçcżzýyąaęe";
    let mut letters = LIKE.chars();
    while let (Some(like), Some(plain)) = (letters.next(), letters.next()) {
        if like == c {
            return plain;
        }
    }
    c
}

/// The text with full-width letters as plain ones, and without characters that nobody sees.
fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2012}' | '\u{2212}' => '-',
        c if is_space(c) => ' ',
        c => c,
    };
    text.chars().filter(|c| !is_hidden(*c)).map(narrow).collect::<String>().trim().to_owned()
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_hidden(c) || matches!(c, '\u{2800}' | '\u{3164}')
}

fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_in_any_case_spacing_and_dress() {
        for text in [
            "None",
            "NONE",
            "none",
            " none ",
            "no ne",
            "Null",
            "null",
            "'null'",
            "NIL",
            "nul",
            "Unknown",
            "UNKNOWN",
            "un known",
            "unkown",
            "N/A",
            "n/a",
            "n.a.",
            "N / A",
            "NA",
            "TBD",
            "t.b.d.",
            "tbd!",
            "Tba.",
            "to be decided",
            "To Be Announced",
            "TODO",
            "to do",
            "to-do",
            "todo:",
            "TODO: ask lea",
            "TBD - ask lea",
            "n/a (no cache)",
            "unknown (ask ivo)",
            "nobody",
            "Nobody.",
            "no one",
            "no-one",
            "noone",
            "No One Yet",
            "nobody yet",
            "none so far",
            "currently none",
            "still unknown",
            "not known",
            "not yet known",
            "not yet",
            "not applicable",
            "nobody assigned",
            "undefined",
            "unassigned",
            "pending",
            "(none)",
            "<unknown>",
            "[TBD]",
            "{todo}",
            "*none*",
            "-",
            "--",
            "—",
            "–",
            "…",
            "...",
            "?",
            "???",
            "¿?",
            "~",
            "_",
            "'-'",
            "xxx",
            "XXX",
            "XXXXXX",
            "xxxx",
            "ｎｏｎｅ",
            "ＴＢＤ",
            "\u{a0}none\u{a0}",
            "no\u{200b}ne",
            "none / unknown",
            "tbd, tbd",
            "-/-",
            "nоne",
            "unbekannt",
            "k.A.",
            "noch offen",
            "(leer)",
            "Aucun",
            "à définir",
            "nadie",
            "missing",
            "<your name>",
            "{{owner}}",
            "${OWNER}",
            "[your name]",
            "unknown owner",
            "owner unknown",
            "someone",
            "N.N.",
        ] {
            assert!(is_nothing(text), "{text}");
        }
    }

    #[test]
    fn names_that_only_resemble_them_are_names() {
        for text in [
            "",
            " ",
            "ana",
            "Noel",
            "Nadia",
            "Ona",
            "Nina",
            "mia",
            "x",
            "xx",
            "xxxxxx",
            "x-ray",
            "0",
            "1",
            "6.10",
            "todo-list",
            "null-island",
            "na-west",
            "Unknown Worlds Ltd",
            "None Such Ltd",
            "Nobody, Inc.",
            "the agency",
            "host-vault/daily",
            "/",
            "/-/",
            "/none",
            "*",
            "#main",
            ".cart-button",
            "/cart",
            "self",
            "no",
            "no-reply",
            "nova",
            "Later Pay",
            "Pendington",
            "nothing known",
            "a.b",
            "e",
            "openssl",
            "C++",
            "->x",
            "note",
            "ivo (tbc)",
            "https://none.example",
            "wf-none",
            "<b>ana</b>",
            "<ana@shop.example>",
            "a > b",
            "offen",
            "Ka-Ching Ltd",
            "empty-cart",
            "none@shop.example",
        ] {
            assert!(!is_nothing(text), "{text}");
        }
    }

    #[test]
    fn a_denial_is_another_thing() {
        for text in ["no", "No", "NO.", "never", "false", "0", "no owner", "NO OWNER", "no data yet", "off"] {
            assert!(is_denial(text) && !is_nothing(text), "{text}");
        }
        for text in ["none", "Norway", "noel", "north", "ono", "1"] {
            assert!(!is_denial(text), "{text}");
        }
    }

    #[test]
    fn what_is_shown_in_the_place_of_a_secret_holds_none() {
        for text in ["None", "n/a", "'TBD'", "to be decided", "no"] {
            assert!(is_bare(text), "{text}");
        }
        for text in ["TODO: hunter2", "n/a (hunter2)", "-", "!?!?", "n%o#n&e", "xxx", "0", ""] {
            assert!(!is_bare(text), "{text}");
        }
    }

    #[test]
    fn blank_is_what_nobody_sees() {
        for text in ["", " ", "\t\n", "\u{a0}", "\u{3000}", "\u{200b}", "\u{feff} \u{2060}"] {
            assert!(is_blank(text) && !is_nothing(text), "{text:?}");
        }
        assert!(!is_blank("-"));
    }
}
