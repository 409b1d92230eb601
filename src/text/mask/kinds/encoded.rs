//! Text in base64 that says a secret once it is decoded.
//! What a secret is, in the decoded text, is asked of the others.

use std::ops::Range;

use super::super::judge;
use super::super::words::Words;
use super::scan::runs;

/// How often a text may be encoded.
pub(in crate::text::mask) const DEEPEST: u8 = 2;

pub(in crate::text::mask) fn find(text: &str, words: &Words, depth: u8, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    for run in runs(bytes, |b| b.is_ascii_alphanumeric() || b"+/_-=".contains(&b)) {
        let Some(mut inside) = text.get(run.clone()).filter(|t| t.len() >= 12).and_then(decoded) else { continue };
        if is_pair(&inside) || judge::holds_secret(&inside, words, depth + 1) {
            found.push(run);
        }
        crate::text::raw::wipe(&mut inside);
    }
}

/// `user:password`
fn is_pair(text: &str) -> bool {
    let Some((user, password)) = text.trim().split_once(':') else { return false };
    user.len() >= 2 && password.len() >= 3 && !text.trim().contains(' ') && !password.starts_with('/')
}

/// The text that is encoded; none where the bytes are no printable text.
fn decoded(encoded: &str) -> Option<String> {
    let body = encoded.trim_end_matches('=');
    if encoded.len() - body.len() > 2 || body.len() % 4 == 1 || body.contains('=') {
        return None;
    }
    let mut bytes = Vec::with_capacity(body.len() / 4 * 3 + 3);
    let (mut held, mut bits) = (0_u32, 0);
    for sign in body.bytes() {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' | b'-' => 62,
            _ => 63,
        };
        held = (held << 6 | u32::from(value)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            let byte = u8::try_from(held >> bits & 0xff).unwrap_or_default();
            // Most runs are no base64, which shows soon.
            if byte < b' ' && !b"\n\r\t".contains(&byte) || byte == 0x7f {
                return None;
            }
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(|c| c.is_control() && !c.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_decoded_and_anything_else_is_not() {
        assert_eq!(decoded("YW5hOmh1bnRlcjI=").as_deref(), Some("ana:hunter2"));
        assert_eq!(decoded("YW5hOmh1bnRlcjI").as_deref(), Some("ana:hunter2"));
        assert_eq!(decoded("restock-items-of-the-north"), None);
        assert_eq!(decoded("UpdateAndRollback"), None);
    }
}
