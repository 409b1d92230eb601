//! Keys of services that begin with letters of their own, as their documentation says, and the rest of them.
//! Keys without such a beginning are found by `random`, or by the word beside them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::scan::{ends_word, is_dotted, run_end, trimmed};

/// One beginning.
struct Beginning {
    prefix: &'static str,
    /// How many characters follow at least.
    least: usize,
    /// Whether what follows must mix letters and digits, as the beginning is also that of ordinary words.
    mixed: bool,
}

/// Beginnings that are nothing else, with how many characters follow at least.
const SURE: &[(usize, &[&str])] = &[
    // Payments and shipping.
    (
        8,
        &[
            "sk_live_",
            "sk_test_",
            "pk_live_",
            "pk_test_",
            "rk_live_",
            "rk_test_",
            "whsec_",
            "sq0atp-",
            "sq0csp-",
            "sq0idp-",
            "access_token$production$",
            "access_token$sandbox$",
            "rzp_live_",
            "rzp_test_",
            "pdl_live_",
            "pdl_sdbx_",
            "FLWSECK-",
            "FLWSECK_TEST-",
            "FLWPUBK-",
            "FLWPUBK_TEST-",
            "APP_USR-",
            "klarna_live_api_",
            "klarna_test_api_",
            "sup_sk_",
            "wc_order_",
            "shippo_live_",
            "shippo_test_",
            "duffel_live_",
            "duffel_test_",
            "live_secret_",
            "test_secret_",
            "sk_sandbox_",
        ],
    ),
    (16, &["EZAK", "EZTK", "ck_", "cs_", "amzn.mws.", "live_pub_", "test_pub_"]),
    // Shops, sites, design and forms.
    (
        8,
        &[
            "shpat_",
            "shpca_",
            "shppa_",
            "shpss_",
            "shptka_",
            "shpua_",
            "CFPAT-",
            "figd_",
            "figo_",
            "tfp_",
            "wpe_",
            "nfp_",
            "secret_live_",
            "lin_api_",
            "lin_oauth_",
            "ntn_",
            "PMAK-",
            "rdme_",
            "pat-na1-",
            "pat-eu1-",
            "os_v2_app_",
            "pina_",
            "xkeysib-",
            "xsmtpsib-",
            "cloudinary://",
        ],
    ),
    // Hosts of code, packages and builds.
    (
        8,
        &[
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "gldt-",
            "glrt-",
            "glrtr-",
            "glcbt-",
            "glptt-",
            "glft-",
            "glimt-",
            "glagent-",
            "gloas-",
            "glsoat-",
            "glffct-",
            "GR1348941",
            "ATATT3",
            "ATCTT3",
            "BBDC-",
            "npm_",
            "pypi-AgE",
            "rubygems_",
            "dckr_pat_",
            "dckr_oat_",
            "AKCp",
            "sqp_",
            "squ_",
            "sqa_",
            "CCIPAT_",
            "CCIPRJ_",
            "bkua_",
            "sntrys_",
            "sntryu_",
            "NRAK-",
            "NRJS-",
            "NRII-",
            "NRRA-",
            "glc_",
            "glsa_",
            "hcaik_",
            "hcaic_",
            "hcbik_",
            "dt0c01.",
            "dt0s01.",
            "cio_live_",
        ],
    ),
    // Clouds and vaults.
    (
        12,
        &[
            "dop_v1_",
            "doo_v1_",
            "dor_v1_",
            "HRKU-",
            "fo1_",
            "rnd_",
            "vercel_blob_rw_",
            "vcp_",
            "sbp_",
            "sb_secret_",
            "pscale_tkn_",
            "pscale_pw_",
            "pscale_oauth_",
            "napi_",
            "dp.pt.",
            "dp.st.",
            "dp.ct.",
            "dp.sa.",
            "dp.scim.",
            "dp.audit.",
            "hvs.",
            "hvb.",
            "hvr.",
            "pul-",
            "ico-",
            "ops_eyJ",
            "tskey-",
            "GOCSPX-",
            "ya29.",
            "1//0",
            "AGE-SECRET-KEY-1",
            "SCW",
            "ABSK",
            "yc-",
            "nats_",
            "tskey_",
            "ngrok_",
            "sdk-",
            "rk-",
            "akp_",
            "cfut_",
            "cfat_",
        ],
    ),
    (16, &["AKIA", "ASIA", "ABIA", "ACCA", "LTAI", "AKID", "AIza", "dapi", "ATBB"]),
    // Language models.
    (
        10,
        &[
            "sk-ant-",
            "sk-proj-",
            "sk-svcacct-",
            "sk-admin-",
            "sk-or-v1-",
            "sk-lf-",
            "pk-lf-",
            "gsk_",
            "hf_",
            "api_org_",
            "r8_",
            "pplx-",
            "xai-",
            "tvly-",
            "nvapi-",
            "jina_",
            "lsv2_pt_",
            "lsv2_sk_",
            "fw_",
            "esecret_",
            "csk-",
            "sk-live-",
            "sk-test-",
        ],
    ),
    // Messages.
    (
        8,
        &[
            "xoxa-",
            "xoxb-",
            "xoxc-",
            "xoxd-",
            "xoxe-",
            "xoxe.",
            "xoxo-",
            "xoxp-",
            "xoxr-",
            "xoxs-",
            "xapp-",
            "xwfp-",
            "EAACEdEose0cBA",
        ],
    ),
];

/// Beginnings that ordinary words have, too.
const MIXED: &[(usize, &[&str])] = &[
    (
        16,
        &["sk-", "key-", "pubkey-", "re_", "live_", "test_", "SG.", "md-", "AQE", "EAAA", "EAA", "IGQV", "pat", "secret_", "s."],
    ),
    (
        20,
        &[
            "pa-",
            "oy2",
            "cmVmd",
            "sl.",
            "pk_",
            "sk_",
            "v1.0-",
            "A3-",
            "0x4AAAAAAA",
            "ES_",
            "CIO",
            "u-",
            "p8e-",
            "acct_",
            "vk1.",
            "AQ.",
        ],
    ),
    (30, &["SK", "AC", "MG", "6L", "AAAA", "pk.eyJ", "sk.eyJ"]),
];

static BY_LETTER: LazyLock<HashMap<u8, Vec<Beginning>>> = LazyLock::new(|| {
    let mut table: HashMap<u8, Vec<Beginning>> = HashMap::new();
    for (rows, mixed) in [(SURE, false), (MIXED, true)] {
        for (least, prefixes) in rows {
            for prefix in *prefixes {
                let letter = prefix.bytes().next().unwrap_or_default();
                table.entry(letter).or_default().push(Beginning { prefix, least: *least, mixed });
            }
        }
    }
    table
});

pub(super) fn find(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for (at, letter) in bytes.iter().enumerate() {
        if at < done || !ends_word(bytes, at) {
            continue;
        }
        let Some(beginnings) = BY_LETTER.get(letter) else { continue };
        let rest = bytes.get(at..).unwrap_or_default();
        for beginning in beginnings.iter().filter(|b| rest.starts_with(b.prefix.as_bytes())) {
            let from = at + beginning.prefix.len();
            let end = trimmed(bytes, from, run_end(bytes, from, is_key));
            let body = bytes.get(from..end).unwrap_or_default();
            if body.len() >= beginning.least && (if beginning.mixed { is_mixed(body) } else { !is_words(body) }) {
                found.push(at..end);
                done = end;
            }
        }
    }
    joined(bytes, found);
}

fn is_key(b: u8) -> bool {
    is_dotted(b) || b"+/=~$".contains(&b)
}

/// Small letters with dashes between, as settings and files are called: `npm_config_cache_dir`. A key is never like that by chance.
fn is_words(body: &[u8]) -> bool {
    let joints = body.iter().filter(|b| matches!(b, b'_' | b'-')).count();
    joints >= 2 && body.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'-'))
}

/// Letters and digits in one run, as keys have them and words have not.
fn is_mixed(body: &[u8]) -> bool {
    let longest = body.split(|b| !b.is_ascii_alphanumeric()).max_by_key(|run| run.len()).unwrap_or_default();
    let upper = longest.iter().filter(|b| b.is_ascii_uppercase()).count();
    let digits = longest.iter().filter(|b| b.is_ascii_digit()).count();
    longest.len() >= 12 && digits >= 1 && (longest.len() - digits) >= 1 && (digits >= 3 || upper >= 2)
}

/// Keys that are known by what stands in their middle or at their end.
fn joined(bytes: &[u8], found: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while at < bytes.len() {
        if !bytes.get(at).copied().is_some_and(is_part) {
            at += 1;
            continue;
        }
        let end = run_end(bytes, at, is_part);
        let run = bytes.get(at..end).unwrap_or_default();
        if run.len() >= 30 && (is_token_of_bot(run) || is_mailing_list(run) || contains(run, b".atlasv1.") || is_translator(run))
        {
            found.push(at..end);
        }
        at = end;
    }
}

fn is_part(b: u8) -> bool {
    is_dotted(b) || b == b':'
}

/// `123456789:AA…` and `id.stamp.signature` of messengers' bots.
fn is_token_of_bot(run: &[u8]) -> bool {
    let text = std::str::from_utf8(run).unwrap_or_default();
    let telegram = text.split_once(':').is_some_and(|(id, rest)| {
        (8..=12).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit()) && rest.len() >= 30 && !rest.contains([':', '.'])
    });
    let parts: Vec<&str> = text.split('.').collect();
    let discord = matches!(parts.as_slice(), [a, b, c] if a.len() >= 23 && (6..=7).contains(&b.len()) && c.len() >= 27
        && text.starts_with(['M', 'N', 'O']) && a.bytes().any(|b| b.is_ascii_digit() || b.is_ascii_lowercase()));
    telegram || discord
}

/// 32 hexadecimal digits with the name of a data centre: `…-us6`.
fn is_mailing_list(run: &[u8]) -> bool {
    let Some((key, place)) = run.split_at_checked(32) else { return false };
    key.iter().all(u8::is_ascii_hexdigit)
        && (place.starts_with(b"-us") || place.starts_with(b"-eu"))
        && place.iter().skip(3).all(u8::is_ascii_digit)
        && place.len() <= 6
}

/// An id with `:fx` behind it.
fn is_translator(run: &[u8]) -> bool {
    run.ends_with(b":fx") && run.len() == 39
}

fn contains(run: &[u8], part: &[u8]) -> bool {
    run.windows(part.len()).any(|w| w == part)
}
